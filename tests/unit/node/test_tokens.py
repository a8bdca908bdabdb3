"""Words are found again however they are spelt, inflected or begun, in five languages."""

import pytest

from jisr.node.tokens import asked_of, fold, tokens_of

PAIRS = [
    ("commitment", "The commitments were kept"),
    ("reunion", "Les réunions du comité"),
    ("RÉUNIONS", "la prochaine reunion"),
    ("cooperacion", "reforzar la cooperación"),
    ("acuerdos", "el acuerdo de 1992"),
    ("vergadering", "twee vergaderingen in het voorjaar"),
    ("statist", "échanger les statistiques"),
    ("المعلومات", "تبادل معلومات قبل نهاية السنة"),
    ("وفد", "وفد مغربي"),
    ("مدة", "مُدَّة الإقامة"),
    ("اسبانيا", "زيارة إسبانيا"),
    ("علي", "على"),
    ("٢٠٢٧", "before 2027"),
    ("élève", "e\u0301le\u0300ves"),
    ("sub-committee", "the Sub-Committee on returns"),
]


@pytest.mark.parametrize(("asked", "text"), PAIRS)
def test_what_is_meant_is_found(asked: str, text: str) -> None:
    """Case, accents, vowel marks, forms of a letter, digits, endings: none of them hides a word."""
    tokens = tokens_of([text])
    assert all(each.is_met_by(tokens) for each in asked_of(asked))


@pytest.mark.parametrize(
    ("asked", "text"),
    [("rabat", "Madrid"), ("return border", "return of adults"), ("هجرة", "تبادل معلومات"), ("a", "agenda")],
)
def test_what_is_not_meant_is_not_found(asked: str, text: str) -> None:
    """All words must be there; one letter stands for itself only."""
    tokens = tokens_of([text])
    assert not all(each.is_met_by(tokens) for each in asked_of(asked))


@pytest.mark.parametrize("text", ["", "  ", "…", "--", "'\"(*)", "\u064b"])
def test_what_has_no_word_asks_for_nothing(text: str) -> None:
    """A store is never asked for everything."""
    assert asked_of(text) == []


@pytest.mark.parametrize("word", ["l'avis", 'a"b', "x'y", "½", "⑴", "K", "𝐀bc", "straße", "İstanbul", "ﷺ", "a:b*"])
def test_tokens_hold_letters_and_digits_only(word: str) -> None:
    """Neither store splits a token, nor reads anything in it as a command."""
    for token in tokens_of([word]):
        assert token.isalnum()
        assert token == token.casefold()
        assert fold(token) == token
