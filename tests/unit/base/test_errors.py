"""What an error says: English in logs and for programs, the reader's language on a page or command line."""

from jisr.base import JisrError, MalformedId, Phrase

FRENCH = {"no post (%(what)s)": "aucun poste (%(what)s)", "seen": "vu", "entry": "entrée"}


def french(words: str) -> str:
    return FRENCH.get(words, words)


def test_holes_are_filled_in_both_languages() -> None:
    error = JisrError("no post (%(what)s)", what=Phrase("seen"))
    assert str(error) == "no post (seen)"
    assert error.said_in(french) == "aucun poste (vu)"


def test_an_error_within_an_error_is_said_in_the_same_language() -> None:
    error = JisrError("%(file)s: %(because)s", file="x", because=JisrError("seen"))
    assert str(error) == "x: seen"
    assert error.said_in(french) == "x: vu"


def test_words_without_holes_are_no_template() -> None:
    """What came from outside may have a percent sign."""
    error = JisrError("100% of it")
    assert str(error) == error.said_in(french) == "100% of it"


def test_what_is_malformed_is_named_in_the_readers_language() -> None:
    error = MalformedId(what="entry", got="ESP 12")
    assert str(error) == "entry: 'ESP 12'"
    assert error.said_in(french) == "entrée: 'ESP 12'"
