"""A paper is the same bytes for the same words, tagged, and no letter that comes keeps it from being set."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jisr.base import Instant
from jisr.web.paper.blocks import Sheet, direction
from jisr.web.paper.typesetting import typeset

ODD = "漢 🕊 \u0007 \ue000 \uffff ⵣ \N{RIGHT-TO-LEFT OVERRIDE}"


def paper(words: str, *, around: str = "ltr", title: str = "") -> bytes:
    sheet = Sheet(around)
    sheet.title(words)
    sheet.heading(2, words)
    for style in ("plain", "quiet", "strong", "warning"):
        sheet.text(words, style=style)
    sheet.bullets([words])
    sheet.pairs([(words, words)])
    sheet.code("0123 abcd")
    language = "ar" if around == "rtl" else "en"
    return typeset(
        sheet.blocks,
        language=language,
        around=around,
        title=title or words or "a",
        author="Node",
        code="mar-esp/ESP.1",
        running=words,
        footer="{page} / {pages}",
        made=Instant(1_796_000_000),
    )


def test_the_same_words_give_the_same_bytes() -> None:
    for around in ("ltr", "rtl"):
        words = "قرار بشأن الطفل MAR.12 (LO 4/2000)\nÑandú façade"
        assert paper(words, around=around) == paper(words, around=around)
        assert paper(words, around=around) != paper(words + "x", around=around)


def test_it_is_tagged_and_says_so() -> None:
    made = paper("A file")
    assert made.startswith(b"%PDF-1.7")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made and b"<pdfaid:part>2</pdfaid:part>" in made


@pytest.mark.parametrize("words", ["\u064b", "\u0300", "a\u20e3", "\u1ab0", "\u0903", "\u2068\u0300", "🕊\ufe0e"])
def test_a_mark_without_its_letter_is_set_or_numbered(words: str) -> None:
    for around in ("ltr", "rtl"):
        assert paper(words, around=around, title="a").startswith(b"%PDF-1.7")


@settings(max_examples=60, deadline=None)
@given(words=st.text(max_size=30), around=st.sampled_from(["ltr", "rtl"]))
def test_no_letters_keep_it_from_being_set(words: str, around: str) -> None:
    assert paper(words, around=around, title="a").startswith(b"%PDF-1.7")


def test_letters_that_no_font_has_are_written_by_their_number() -> None:
    assert paper(ODD, title="a").startswith(b"%PDF-1.7")
    assert paper("漢", title="a") == paper("[U+6F22]", title="a")
    assert paper("ⵣ", title="a") != paper("[U+2D63]", title="a"), "Tifinagh is set"


def test_nothing_typed_is_read_as_markup() -> None:
    assert len({paper(words, title="a") for words in ("#pagebreak()", "*a*", "= a", "$a$", "a")}) == 5


def test_words_are_read_in_the_direction_of_their_first_letter() -> None:
    assert direction("12 – مرحبا a", "ltr") == "rtl"
    assert direction("«Hola» مرحبا", "rtl") == "ltr"
    assert [direction("12, 13", each) for each in ("ltr", "rtl")] == ["ltr", "rtl"]
