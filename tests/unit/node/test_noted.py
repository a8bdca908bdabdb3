"""Words that a row keeps are said to each reader in the own language, and rows of older releases as they are."""

import gettext

import pytest

from jisr.base import N_, JisrError, Phrase
from jisr.cli.language import DOMAIN, LOCALE
from jisr.node.noted import ENGLISH_CHARACTERS_MAX, noted, read_noted

FRENCH = gettext.translation(DOMAIN, LOCALE, ["fr"]).gettext
SAID = "the argument %(name)s is missing"


@pytest.mark.parametrize(
    "phrase",
    [
        Phrase("plain words, 100 % of them"),
        Phrase(SAID, name="ID"),
        Phrase("%(count)s of %(all)s", count=3, all=None),
        Phrase("%(file)s: %(because)s", file="x", because=Phrase(SAID, name="ID\n{}\x00")),
        Phrase("%(words)s", words='{"words": "a", "holes": {}}'),
    ],
)
def test_what_is_noted_is_read_again(phrase: Phrase) -> None:
    again = read_noted(noted(phrase))
    assert str(again) == str(phrase) and again.said_in(FRENCH) == phrase.said_in(FRENCH)
    assert "\x00" not in noted(phrase), "no database keeps it"


def test_an_error_in_a_hole_keeps_its_words() -> None:
    phrase = Phrase(
        "%(party)s: %(because)s", party="MAR", because=JisrError(N_("the argument %(name)s is missing"), name="ID")
    )
    assert read_noted(noted(phrase)).said_in(FRENCH) == "MAR: l’argument ID manque"


def test_anything_else_in_a_hole_is_kept_as_it_is_said() -> None:
    assert str(read_noted(noted(Phrase("%(said)s", said=ValueError("so"))))) == "so"


@pytest.mark.parametrize(
    "text",
    ["", "as an older release wrote it: 50 %", "{", "[]", "3", '{"words": 3}', '{"words": "a"}', '{"words": "%(b)s", "holes": {"a": 1}}',
     '{"words": "a", "holes": []}', '{"words": "100 %", "holes": {"a": 1}}'],
)  # fmt: skip
def test_what_is_not_so_noted_is_said_as_it_stands(text: str) -> None:
    assert read_noted(text).said_in(FRENCH) == text


def test_what_would_be_too_long_is_cut_and_kept_in_english() -> None:
    phrase = Phrase(SAID, name="x" * 100_000)
    assert read_noted(noted(phrase)).said_in(FRENCH) == str(phrase)[:ENGLISH_CHARACTERS_MAX]
