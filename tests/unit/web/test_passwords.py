"""What is amiss with a new password is said in the officer's language, whatever the libraries' catalogues lack."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.web.conftest import PASSWORD
from tests.unit.web.test_entrance import enter, outside
from tests.unit.web.test_pages import text

__all__ = ["outside"]

FRESH = "four plain words here"
# What is typed as the present password, the new one and the new one again: one thing wrong each.
WRONG = {
    "short": (PASSWORD, "brief", "brief"),
    "common": (PASSWORD, "1qaz2wsx3edc4rfv", "1qaz2wsx3edc4rfv"),
    "like the name": (PASSWORD, "changing.officer", "changing.officer"),
    "another": (PASSWORD, FRESH, f"{FRESH}?"),
    "the same": (PASSWORD, PASSWORD, PASSWORD),
    "not the present one": ("not the password", FRESH, FRESH),
    "nothing": ("", "", ""),
}


@pytest.fixture
def changing(spain: Any) -> Iterator[Any]:
    """An officer who is about to choose another password."""
    del spain
    from jisr.node import models

    found = models.Officer.objects.create(username="changing.officer", name="Officer who changes")
    found.set_password(PASSWORD)
    found.save()
    yield found
    found.sessions.all().delete()
    models.Tries.objects.all().delete()
    models.Officer.objects.filter(pk=found.pk).delete()


def faults(page: str) -> list[str]:
    """Give what the summary of a page says to be wrong."""
    from html import unescape

    summary = page.partition("govuk-error-summary__list")[2].partition("</ul>")[0]
    return [unescape(each.partition(">")[2].partition("<")[0]) for each in summary.split("<a ")[1:]]


@pytest.mark.parametrize("what", WRONG)
def test_each_fault_is_said_in_each_language(changing: Any, outside: Any, what: str) -> None:
    """English words are on the English page alone."""
    client = outside()
    enter(client, changing.username)
    old, first, second = WRONG[what]
    said: dict[str, list[str]] = {}
    for language in ("en", "ar", "fr", "es", "nl"):
        client.post("/language/", {"language": language, "next": "/account/"})
        fields = {"oldpassword": old, "password1": first, "password2": second}
        said[language] = faults(text(client.post("/account/password/", fields)))
        assert said[language], language
    for language, words in said.items():
        assert language == "en" or not set(words) & set(said["en"]), (language, words)
