"""Forms from declarations: each type with its hint, its remedy, its digits, its order; files by their digest."""

import base64
import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jisr.rules import Field
from tests.unit.web.test_opening import opened
from tests.unit.web.test_pages import CALL, HERE, send, text

FILE = b"The evidence, page by page."
DIGEST = base64.b64encode(hashlib.sha256(FILE).digest()).decode("ascii")
# By type: what is typed amiss, and the remedy that is told.
AMISS = {
    "text": ("x" * 10_001, "is too long: 10001 characters; shorten it to 10000"),
    "integer": ("many", "must be a whole number, in digits"),
    "code": ("Two Words", "may hold small letters, digits, dots and hyphens only"),
    "codes": ("Ä ö", "may hold at most 64 codes"),
    "reference": ("that one", "must be the number of a dossier or act, such as ESP.12"),
    "hash": ("not a hash", "must be a SHA-256 in base64, 44 characters; or choose the file"),
    "choice": ("neither", "Choose one of the answers for"),
    "date": ("31", "must be a real date, such as 27 3 2027"),
}


@pytest.fixture
def chair(browse: Callable[[str], Any]) -> Any:
    """The co-chair's browser."""
    return browse("chair")


def form_of(declared: Field, **sent: str) -> Any:
    from django.http import QueryDict

    from jisr.web.forms import form_of

    data = QueryDict(mutable=True)
    for name, value in sent.items():
        data[name.replace("_", "-")] = value
    return form_of([declared], data)


@pytest.mark.parametrize("kind", AMISS)
def test_each_type_tells_what_is_amiss_and_the_remedy(spain: Any, kind: str) -> None:
    """At the field, in words that say what to type instead."""
    del spain
    typed, says = AMISS[kind]
    declared = Field(name="it", type=kind, label="It", choices=(("a", "A"),) if kind == "choice" else ())
    sent = {"it_day": typed, "it_month": "2", "it_year": "2027"} if kind == "date" else {"it": typed}
    form = form_of(declared, **sent)
    assert says in form.errors[0].error
    assert "It" in form.errors[0].error
    assert form.values == {}


def test_digits_of_any_script_are_read(spain: Any) -> None:
    """In numbers and in dates."""
    del spain
    assert form_of(Field(name="it", type="integer", label="It"), it="\u0661\u0662").values == {"it": 12}
    day = form_of(
        Field(name="it", type="date", label="It"),
        it_day="\u0662\u0667",
        it_month="\u0663",
        it_year="\u0662\u0660\u0662\u0667",
    )
    assert day.values == {"it": "2027-03-27"}


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("j F Y", ["day", "month", "year"]),
        (r"j \d\e F \d\e Y", ["day", "month", "year"]),
        ("Y. F j.", ["year", "month", "day"]),
        ("F j, Y", ["month", "day", "year"]),
        ("l", ["day", "month", "year"]),
    ],
)
def test_a_date_is_typed_in_the_order_of_the_language(
    spain: Any, monkeypatch: Any, written: str, parts: list[str]
) -> None:
    """Where a language writes the year first, it is asked first, and an error leads there."""
    del spain
    monkeypatch.setattr("jisr.web.dates.get_format", lambda _: written)
    form = form_of(Field(name="it", type="date", label="It"), it_day="1")
    assert [each.name for each in form.inputs[0].parts] == parts
    assert form.inputs[0].first == f"field-it-{parts[0]}"


class TestFiles:
    """Of a file only the digest is recorded, once somebody has seen it."""

    def test_the_digest_is_shown_before_it_is_recorded(self, chair: Any) -> None:
        """Name, size and SHA-256 on the check page; the act states the digest alone."""
        place = f"{HERE}/d/{opened(send(chair, f'{HERE}/open/session/1/', **CALL))}/act/"
        form = text(chair.get(f"{place}submit_document/"))
        assert 'enctype="multipart/form-data"' in form
        assert 'type="file"' in form
        assert "the file itself is not kept here yet" in form
        fields = filled(form)
        file = SimpleUploadedFile("evidence.pdf", FILE)
        check = chair.post(f"{place}submit_document/", {**fields, "digest-file": file, "once": "a-file"})
        said = text(check)
        assert check.status_code == 200
        assert "evidence.pdf" in said
        assert "(27 bytes)" in said
        assert DIGEST in said
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', said))
        assert hidden["digest"] == DIGEST
        back = text(send(chair, f"{place}submit_document/", **hidden, **{"do:change": "1"}))
        assert "Chosen: evidence.pdf" in back
        assert "There is a problem" not in back
        done = text(send(chair, f"{place}submit_document/", **hidden, **{"do:checked": "1"}))
        assert "Recorded as" in done
        assert DIGEST in done
        assert "evidence.pdf" not in done, "a file's name is in no field"

    def test_a_file_and_a_digest_that_differ_are_held_against_each_other(self, chair: Any) -> None:
        """So that a digest that somebody was told is compared with the file."""
        place = f"{HERE}/d/{opened(send(chair, f'{HERE}/open/session/1/', **CALL))}/act/submit_document/"
        fields = filled(text(chair.get(place)))
        wrong = base64.b64encode(hashlib.sha256(b"another").digest()).decode("ascii")
        sent = {**fields, "digest": wrong, "digest-file": SimpleUploadedFile("a.pdf", FILE)}
        assert "has another digest than was typed" in text(chair.post(place, sent))
        empty = {**fields, "digest-file": SimpleUploadedFile("a.pdf", b"")}
        assert "is empty; choose the right one" in text(chair.post(place, empty))

    def test_a_file_that_is_too_large_is_named(self, chair: Any, monkeypatch: Any) -> None:
        """With the limit, and nothing of it is written anywhere."""
        monkeypatch.setattr("jisr.web.uploads.FILE_BYTES_MAX", 10)
        place = f"{HERE}/d/{opened(send(chair, f'{HERE}/open/session/1/', **CALL))}/act/submit_document/"
        fields = filled(text(chair.get(place)))
        page = chair.post(place, {**fields, "digest-file": SimpleUploadedFile("long.pdf", FILE)})
        assert page.status_code == 422
        assert "long.pdf is larger than 16 MB" in text(page)

    def test_no_file_is_kept(self, spain: Any) -> None:
        """What Django hands to a view has no content."""
        del spain
        from jisr.web.uploads import DigestedFile, DigestingHandler

        handler = DigestingHandler()
        handler.new_file("digest-file", "../../evil.pdf", "application/pdf", len(FILE))
        for at in range(0, len(FILE), 5):
            assert handler.receive_data_chunk(FILE[at : at + 5], at) is None
        found = handler.file_complete(len(FILE))
        assert isinstance(found, DigestedFile)
        assert found.read() == b""
        assert found.digested.digest == DIGEST
        assert found.digested.size == len(FILE)


def filled(form: str) -> dict[str, str]:
    """Fill in what a form asks as text, number or choice."""
    names = re.findall(r'<(?:input|textarea)[^>]* name="([a-z_]+)"[^>]*', form)
    fields = {name: "x" for name in names if name not in ("csrfmiddlewaretoken", "once", "digest", "next", "language")}
    fields |= dict(re.findall(r'name="([a-z_]+)" type="radio" value="([^"]+)"', form))
    fields |= dict(re.findall(r'<select[^>]* name="([a-z_]+)".*?<option value="([a-z][^"]*)"', form, re.DOTALL))
    return fields
