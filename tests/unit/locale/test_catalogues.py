"""Every string that a person reads is there in all languages, with the holes of its source."""

from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages import Catalog

from tools import catalogues
from tools.catalogues import PLURALS, extracted, gaps, holes


@pytest.fixture(scope="module")
def template() -> Catalog:
    return extracted()


@pytest.mark.parametrize("language", PLURALS)
def test_nothing_is_missing_fuzzy_unused_or_not_compiled(language: str, template: Catalog) -> None:
    """What `make catalogues` would complain of."""
    assert gaps(language, template) == []


def test_strings_are_found_in_code_and_in_pages(template: Catalog) -> None:
    """Else the test above would hold on nothing."""
    places = {place for message in template for place, _line in message.locations}
    assert any(place.endswith(".html") for place in places)
    assert any(place.startswith("procedures/") for place in places)
    assert any(place.startswith("rules/") for place in places)
    assert len(template) > 500


def _drop(text: str) -> str:
    return text[: text.rindex("\nmsgid ")]


def _other_hole(text: str) -> str:
    at = text.rindex("%(", 0, text.rindex("%("))
    assert 'msgstr "' in text[:at]
    return text.replace("%(name)s", "%(nom)s")


def _fuzzy(text: str) -> str:
    at = text.rindex("\nmsgid ")
    return f"{text[:at]}\n#, fuzzy{text[at:]}"


def _untranslated(text: str) -> str:
    return f'{text[: text.rindex("msgstr ")]}msgstr ""\n'


@pytest.mark.parametrize("spoil", [_drop, _other_hole, _fuzzy, _untranslated])
def test_a_spoiled_catalogue_is_found(
    spoil: Callable[[str], str], template: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each kind of gap is one that the test would see."""
    place = tmp_path / "locale" / "fr" / "LC_MESSAGES"
    place.mkdir(parents=True)
    text = catalogues.catalogue_path("fr", "po").read_text("utf-8")
    spoilt = spoil(text)
    assert spoilt != text
    (place / "django.po").write_text(spoilt, "utf-8")
    (place / "django.mo").write_bytes(catalogues.compiled("fr", spoilt))
    assert gaps("fr", template, tmp_path)


def test_holes_are_named() -> None:
    assert holes("%(count)s of {all}, 100%%") == ["%(count)s", "{all}"]


@pytest.mark.parametrize(("asked", "code"), [("--help", 0), ("fr", 2), ("--check", 2)])
def test_whoever_asks_what_it_does_changes_nothing(asked: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Help is told, and what is not understood is refused, before a catalogue is touched."""
    written: list[Path] = []
    monkeypatch.setattr(Path, "write_text", lambda path, *_: written.append(path))
    monkeypatch.setattr(Path, "write_bytes", lambda path, *_: written.append(path))
    with pytest.raises(SystemExit) as ended:
        catalogues.main([asked])
    assert ended.value.code == code
    assert not written
