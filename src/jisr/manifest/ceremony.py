"""Fingerprints as words: what two officers read out to each other, each in a language of their own.

A word is a byte, and all 32 bytes of a SHA-256 are read out, so nothing of the fingerprint is left out: to make
another manifest with the same words takes 2^256 tries, and to make two that share theirs, as who drafts for both
sides could wish to, 2^128. After the first sixteen words alone these are 2^128 and 2^64.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from jisr.manifest.ceremony_words import LANGUAGES, WORDS

BYTES: Final = 32
GROUP: Final = 4
# What is typed in is what somebody heard: 32 words, numbers and stops between them.
HEARD_CHARACTERS_MAX: Final = 1_000
_BETWEEN: Final = re.compile(r"[\s,;:.،؛\-–—/|()\d]+")
_ARTICLE: Final = "ال"
# Letters that are written for one another, or left out, by who types in haste.
_ALIKE: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": ""})

assert len(WORDS.split()) == 256 * len(LANGUAGES), "a byte has one word in each language"


@dataclass(frozen=True, slots=True)
class Same:
    """All words that were heard are those of the fingerprint."""


@dataclass(frozen=True, slots=True)
class Differs:
    """The first word that is not that of its place, counted from 1; `heard` as it was typed."""

    place: int
    heard: str
    expected: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that is in no list: misheard, or mistyped. Nothing is said of those after it."""

    place: int
    heard: str
    expected: str


@dataclass(frozen=True, slots=True)
class Short:
    """So many words were heard, all of them right; the others are lacking, or there are more than a fingerprint has."""

    count: int


Compared = Same | Differs | Unknown | Short


def spoken_words(fingerprint: bytes, language: str) -> tuple[str, ...]:
    """Give the words of a fingerprint, or of a key, in one of the five languages: one a byte, in order."""
    assert len(fingerprint) == BYTES, "a fingerprint is a SHA-256, and a key as long"
    column = _columns()[LANGUAGES.index(language)]
    return tuple(column[each] for each in fingerprint)


def compare_heard(heard: str, fingerprint: bytes, language: str) -> Compared:
    """Hold words that were heard, in whichever of the languages, against a fingerprint; name the first that differs.

    The word expected is said in `language`. No word means one thing in one language and another in the next, so it
    need not be said in which they were typed.
    """
    assert len(fingerprint) == BYTES, "a fingerprint is a SHA-256, and a key as long"
    words = [each for each in _BETWEEN.split(heard[:HEARD_CHARACTERS_MAX]) if each]
    expected = spoken_words(fingerprint, language)
    for place, (word, byte) in enumerate(zip(words, fingerprint, strict=False), 1):
        found = _bytes_of(word)
        if found is None:
            return Unknown(place, word, expected[place - 1])
        if found != byte:
            return Differs(place, word, expected[place - 1])
    return Same() if len(words) == BYTES else Short(len(words))


def as_typed(word: str) -> str:
    """Write a word without what hands leave out: case, accents, vowel signs, the forms of one letter."""
    plain = unicodedata.normalize("NFD", word.casefold().replace("œ", "oe").translate(_ALIKE))
    return "".join(each for each in plain if not unicodedata.combining(each))


def _bytes_of(word: str) -> int | None:
    """Give the byte that a word of any language stands for; an article before it in Arabic is no part of it."""
    plain = as_typed(word)
    found = _by_word().get(plain)
    return _by_word().get(plain.removeprefix(_ARTICLE)) if found is None else found


@cache
def _columns() -> Sequence[tuple[str, ...]]:
    words = WORDS.split()
    return [tuple(words[at :: len(LANGUAGES)]) for at in range(len(LANGUAGES))]


@cache
def _by_word() -> dict[str, int]:
    return {as_typed(word): byte for column in _columns() for byte, word in enumerate(column)}


__all__ = [
    "BYTES",
    "GROUP",
    "LANGUAGES",
    "Compared",
    "Differs",
    "Same",
    "Short",
    "Unknown",
    "compare_heard",
    "spoken_words",
]
