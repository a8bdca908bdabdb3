"""Another language is chosen while a form is half filled in: it comes back in that language, with all that was typed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.unit.web.test_opening import OPEN, opened, sides
from tests.unit.web.test_pages import CALL, HERE, send, text

SPANISH = {"do:language": "es"}


@pytest.fixture
def chair(browse: Callable[[str], Any]) -> Iterator[Any]:
    """The co-chair's browser, in English again afterwards."""
    from jisr.node import models

    yield browse("chair")
    models.Officer.objects.update(language="")
    models.Draft.objects.all().delete()


@pytest.fixture
def here(chair: Any) -> str:
    """A session of its own."""
    return f"{HERE}/d/{opened(send(chair, f'{HERE}/open/session/1/', **CALL))}/"


def entries() -> int:
    """Count what is recorded."""
    from jisr.node import models

    return models.Entry.objects.count()


def test_the_buttons_of_a_page_with_a_form_send_that_form(chair: Any, here: str) -> None:
    """Without a script; where nothing is typed they choose a language as ever."""
    for path in (f"{here}act/raise_item/", f"{HERE}/open/session/1/"):
        page = text(chair.get(path))
        assert '<form id="typed" method="post"' in page
        assert page.count('form="typed" name="do:language"') == 5
        # Enter presses the first button that belongs to the form: its own.
        assert page.index('<button class="govuk-button"') < page.index('name="do:language"')
    assert "do:language" not in text(chair.get(here))


def test_all_that_was_typed_comes_back_in_the_new_language(chair: Any, here: str) -> None:
    from jisr.node import models

    before = entries()
    answer = send(chair, f"{here}act/raise_item/", title="Half a title", dimension="border", **SPANISH)
    page = text(answer)
    assert answer.status_code == 200 and '<html lang="es"' in page
    assert 'value="Half a title"' in page and 'value="border" selected' in page
    assert "govuk-error" not in page, "nobody has sent it yet"
    assert entries() == before
    assert models.Officer.objects.get(username="chair").language == "es"
    assert 'value="Half a title"' in text(chair.get(f"{here}act/raise_item/")), "kept as a draft"


def test_a_form_by_which_a_dossier_is_opened(chair: Any) -> None:
    before = entries()
    page = text(send(chair, f"{HERE}/open/session/1/", **{**CALL, "place": "Cádiz"}, **SPANISH))
    assert '<html lang="es"' in page and 'value="Cádiz"' in page and "govuk-error" not in page
    assert entries() == before


def test_what_is_sealed_comes_back_and_is_kept_nowhere(chair: Any) -> None:
    from jisr.node import models

    code = opened(send(chair, OPEN, title="A relay", **sides("ESP", "MAR")))
    page = text(send(chair, f"{HERE}/d/{code}/act/whisper/", secret="between us", **SPANISH))
    assert '<html lang="es"' in page and "between us" in page
    assert "between us" not in repr(list(models.Draft.objects.values_list()))


def test_a_language_that_there_is_none_records_nothing_either(chair: Any, here: str) -> None:
    before = entries()
    page = text(send(chair, f"{here}act/raise_item/", title="T", dimension="border", **{"do:language": "xx"}))
    assert '<html lang="en"' in page and 'value="T"' in page
    assert entries() == before
