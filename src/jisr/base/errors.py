"""The root of jisr's errors.

JisrError                what a person can be told, with a remedy
├── Malformed            bytes or text that are not what the protocol writes
│   ├── NotCanonical     JSON that is not in its canonical bytes (rule 2.bytes)
│   ├── MalformedId      an id, code or name outside its alphabet
│   └── MalformedInstant a time not written exactly YYYY-MM-DDTHH:MM:SSZ
└── Refused              received, kept as evidence, not taken in; bears a rule id
"""

from collections.abc import Callable
from reprlib import Repr
from typing import ClassVar, Final

GOT_CHARACTERS_MAX: Final = 120
# Of what lies in a list or an object a reader needs the beginning; it may be nested a thousand deep and have millions.
_SHORT: Final = Repr()
_SHORT.maxstring = _SHORT.maxother = GOT_CHARACTERS_MAX


def N_(text: str) -> str:  # noqa: N802  # the name by which catalogues find a marked string
    """Mark a string for the catalogues."""
    return text


class Phrase:
    """Words in English, marked for the catalogues, with what fills their named holes.

    `str` gives them in English, for logs and programs. A hole may be a phrase or an error itself.
    """

    __slots__ = ("holes", "words")

    def __init__(self, words: str, /, **holes: object) -> None:
        self.words, self.holes = words, holes

    def __str__(self) -> str:
        return self.said_in(str)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phrase) and (self.words, self.holes) == (other.words, other.holes)

    def __hash__(self) -> int:
        # What fills a hole need not be hashable.
        return hash(self.words)

    def said_in(self, translate: Callable[[str], str]) -> str:
        """Say it in the reader's language."""
        words = translate(self.words) if self.words else ""
        return words % {name: _said(each, translate) for name, each in self.holes.items()} if self.holes else words


def _said(value: object, translate: Callable[[str], str]) -> object:
    return value.said_in(translate) if isinstance(value, Phrase | JisrError) else value


class JisrError(Exception):
    """Anything that jisr refuses to do, said so that a person can act on it."""

    # A template in English, marked for the catalogues: its holes are those of the words and the error's attributes.
    advice: ClassVar[str] = ""

    def __init__(self, words: str = "", /, **holes: object) -> None:
        self.phrase = Phrase(words, **holes)
        super().__init__(str(self.phrase))

    def said_in(self, translate: Callable[[str], str]) -> str:
        """Say in the reader's language what happened; `str` says it in English, for logs and programs."""
        return self.phrase.said_in(translate)

    def remedy(self) -> str:
        """Tell a person what to do next; empty where nothing can be done."""
        return self.remedy_in(str)

    def remedy_in(self, translate: Callable[[str], str]) -> str:
        """Tell it in the reader's language."""
        return translate(self.advice) % {**self.phrase.holes, **vars(self)} if self.advice else ""


class Malformed(JisrError):
    """Bytes or text that the protocol would never have written."""

    rule: ClassVar[str] = "2.bytes"

    def __init__(self, *, what: str, got: object, **holes: object) -> None:
        """`what`: the place in what was received, or marked words with holes; `got`: what stands there."""
        self.what, self.got = str(Phrase(what, **holes)), got
        found = got if isinstance(got, Phrase | JisrError) else repr(_shown(got)[:GOT_CHARACTERS_MAX])
        super().__init__("%(what)s: %(got)s", what=Phrase(what, **holes), got=found)


def _shown(got: object) -> str:
    return _SHORT.repr(got) if isinstance(got, dict | list | tuple | set | frozenset) else str(got)


class NotCanonical(Malformed):
    """JSON that is not in the one spelling that the protocol allows."""

    advice = N_("Write it as canonical JSON (RFC 8785): sorted keys, no blanks, no floats.")


class MalformedId(Malformed):
    """An id, party, framework or entry name outside its alphabet."""


class MalformedInstant(Malformed):
    """A time that is not exactly YYYY-MM-DDTHH:MM:SSZ from 2020 to 2199."""

    advice = N_("Write the time in UTC as 2026-11-24T02:00:00Z.")


class Refused(JisrError):
    """What was received breaks a rule of taking in. It is kept as evidence."""

    rule: ClassVar[str]
