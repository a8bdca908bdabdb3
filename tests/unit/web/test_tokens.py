"""The page of tokens: made for a purpose, shown once, kept as a hash, ended by a button."""

import hashlib
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from tests.unit.web.conftest import FRAMEWORK
from tests.unit.web.test_pages import LANGUAGES, send, text

HERE: Final = "/account/tokens/"
SPELT: Final = re.compile(r'value="(jisr_[A-Za-z0-9_-]{43})"')


@pytest.fixture(autouse=True)
def none_before(spain: Any) -> Iterator[None]:
    """Each test begins, and ends, without tokens."""
    from jisr.node import models

    models.TokenUse.objects.all().delete()
    models.Token.objects.all().delete()
    yield
    models.TokenUse.objects.all().delete()
    models.Token.objects.all().delete()


def told(days: int = 30, **more: Any) -> dict[str, Any]:
    """Give a form that is filled in well."""
    day = datetime.now(UTC) + timedelta(days=days)
    until = {"until-day": str(day.day), "until-month": str(day.month), "until-year": str(day.year)}
    return {"title": "The wall of our office", "scope": "act", "frameworks": FRAMEWORK, **until, **more}


def test_a_token_is_made_and_shown_once(browse: Callable[[str], Any], homes: dict[str, Path]) -> None:
    """What is kept is its SHA-256; its letters are in no file of the node's home."""
    from jisr.node import models

    client = browse("chair")
    page = client.post(f"{HERE}make/", told(), follow=True)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    spelt = SPELT.search(text(page))
    assert spelt is not None
    row = models.Token.objects.get()
    assert bytes(row.digest) == hashlib.sha256(spelt[1].encode()).digest()
    # By another process: to close a file of SQLite here would let go of this process's locks on it.
    found = subprocess.run(["grep", "-rlF", spelt[1], str(homes["ESP"])], capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (1, "")
    held = subprocess.run(["grep", "-rlF", "The wall of our office", str(homes["ESP"])], capture_output=True)
    assert held.returncode == 0, "what is kept is found so"
    for path in (HERE, f"{HERE}{row.pk}/"):
        assert "jisr_" not in text(client.get(path))
    assert client.get("/api/1/", headers={"Authorization": f"Bearer {spelt[1]}"}).status_code == 200


def test_a_form_sent_twice_makes_one_and_the_last_is_good(browse: Callable[[str], Any]) -> None:
    """The browser shows the answer to the second click: what stands there must let in."""
    from jisr.node import models

    client, form = browse("chair"), told(once="the-same-form")
    first, second = (SPELT.search(text(client.post(f"{HERE}make/", form))) for _ in range(2))
    assert first is not None and second is not None
    assert models.Token.objects.count() == 1
    assert client.get("/api/1/", headers={"Authorization": f"Bearer {first[1]}"}).status_code == 401
    assert client.get("/api/1/", headers={"Authorization": f"Bearer {second[1]}"}).status_code == 200
    client.post(f"{HERE}make/", form)
    assert models.Token.objects.count() == 2, "one that was used is not taken away from whoever uses it"
    assert client.get("/api/1/", headers={"Authorization": f"Bearer {second[1]}"}).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"title": ""}, "title", "Fill in: What is it for?"),
        ({"title": "x" * 201}, "title", "Say in one line"),
        ({"scope": "all"}, "scope", "Choose one of the answers"),
        ({"frameworks": []}, "frameworks", "Choose at least one group"),
        ({"frameworks": "mar-nld"}, "frameworks", "Choose at least one group"),
        ({"procedures": "nothing"}, "procedures", "Choose procedures of the groups"),
        ({"days": -1}, "until", "The last day must lie ahead"),
        ({"days": 400}, "until", "The last day must lie ahead"),
        ({"until-day": "31", "until-month": "2"}, "until", "must be a real date"),
    ],
)
def test_what_is_amiss_is_said_at_its_place(
    browse: Callable[[str], Any], wrong: dict[str, Any], field: str, says: str
) -> None:
    """At the top and at the field; what was typed stays; nothing is made."""
    from jisr.node import models

    wrong = dict(wrong)
    page = browse("chair").post(f"{HERE}make/", told(wrong.pop("days", 30)) | wrong)
    assert page.status_code == 422
    assert says in text(page)
    assert f'id="field-{field}-error"' in text(page)
    assert re.search(rf'href="#field-{field}[^"]*"', text(page))
    assert models.Token.objects.count() == 0
    if "frameworks" not in wrong:
        assert f'value="{FRAMEWORK}" checked' in text(page)


def test_one_is_revoked_by_its_button_and_only_by_its_officer(browse: Callable[[str], Any]) -> None:
    from jisr.node import models

    client = browse("chair")
    spelt = SPELT.search(text(client.post(f"{HERE}make/", told())))
    assert spelt is not None
    number = models.Token.objects.get().pk
    for path in (f"{HERE}{number}/", f"{HERE}{number}/revoke/"):
        assert browse("delegate").post(path).status_code in (404, 405)
    assert browse("delegate").get(f"{HERE}{number}/").status_code == 404
    assert "The wall of our office" not in text(browse("delegate").get(HERE))
    assert models.Token.objects.get().ended is None
    page = client.post(f"{HERE}{number}/revoke/", follow=True)
    assert "lets nobody in any more" in text(page) and 'data-good="no"' in text(page)
    assert client.get("/api/1/", headers={"Authorization": f"Bearer {spelt[1]}"}).status_code == 401


def test_what_was_done_by_it_is_listed(browse: Callable[[str], Any]) -> None:
    """An act leads to its place in the timeline; what was refused is there, too."""
    from jisr.node import models

    client = browse("chair")
    client.post(f"{HERE}make/", told())
    token = models.Token.objects.get()
    for more in ({"entry": "ESP.1"}, {"refused": "NotPossible"}):
        models.TokenUse.objects.create(
            token=token, at=1, framework=FRAMEWORK, dossier="ESP.1", act="raise_item", **more
        )
    page = text(client.get(f"{HERE}{token.pk}/"))
    assert f'href="/f/{FRAMEWORK}/d/ESP.1/?at=ESP.1"' in page and "Recorded as ESP.1" in page
    assert "Refused; nothing was recorded" in page


def test_refused_uses_are_forgotten_and_acts_are_not(browse: Callable[[str], Any]) -> None:
    from jisr.node import models
    from jisr.node.services.tokens import note_use

    browse("chair").post(f"{HERE}make/", told())
    token = models.Token.objects.get()
    for more in ({"entry": "ESP.1"}, {"refused": "NotPossible"}):
        models.TokenUse.objects.create(token=token, at=1, framework=FRAMEWORK, dossier="", act="old", **more)
    note_use(token, framework=FRAMEWORK, dossier="", act="new", refused="NotPossible")
    assert sorted(models.TokenUse.objects.values_list("act", "entry")) == [("new", ""), ("old", "ESP.1")]


def test_there_are_never_too_many(browse: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from jisr.node import models
    from jisr.node.services import tokens

    monkeypatch.setattr(tokens, "TOKENS_OFFICER_MAX", 1)
    client = browse("chair")
    client.post(f"{HERE}make/", told())
    page = client.post(f"{HERE}make/", told())
    assert page.status_code == 422 and "at most 20" in text(page)
    models.Token.objects.update(ended=1)
    assert client.post(f"{HERE}make/", told()).status_code == 200


def test_who_acts_for_nobody_is_told_so(browse: Callable[[str], Any]) -> None:
    client = browse("stranger")
    assert "You act for nobody in any group yet" in text(client.get(HERE))
    assert client.post(f"{HERE}make/", told()).status_code == 422


def test_pages_are_for_who_is_signed_in(spain: Any) -> None:
    from django.test import Client

    page = send(Client(HTTP_HOST="127.0.0.1"), f"{HERE}make/", **told())
    assert page.redirect_chain[0][0].startswith("/sign-in/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_in_each_language(browse: Callable[[str], Any], language: str) -> None:
    from jisr.node import models

    client = browse("chair")
    client.cookies["jisr_esp_language"] = language
    pages = [client.get(f"{HERE}make/"), client.post(f"{HERE}make/", told()), client.get(HERE)]
    pages.append(client.get(f"{HERE}{models.Token.objects.get().pk}/"))
    for page in pages:
        assert page.status_code == 200
        assert f'<html lang="{language}"' in text(page) and text(page).count("<h1") == 1
        assert ("Cancel" in text(page) or "okens" in text(page)) or language not in ("en", "nl", "es")
    assert ("What it may do" in text(pages[-1])) == (language == "en")
