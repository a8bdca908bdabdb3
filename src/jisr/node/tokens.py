"""Words as they are found again, whatever language they are in: folded, and by their stems in five languages.

In which language an officer writes is not known, so each word is read in all of them. Both stores keep
these tokens and nothing else, so that both find the same.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

import Stemmer

# The first has a script of its own.
LANGUAGES: Final = ("arabic", "dutch", "english", "french", "spanish")
# Shorter stems stand for too much; a shorter beginning would begin nearly every word.
STEM_LETTERS_MIN = 3
PREFIX_LETTERS_MIN = 2
# Longer words are cut, here and in what is looked for.
WORD_LETTERS_MAX = 40
ASKED_WORDS_MAX = 10
_ARABIC: Final = re.compile("[\u0600-\u06ff]")
# The article, with the letters that are written to it; the stemmer keeps some endings only without it.
_ARTICLE: Final = re.compile("^(?:[\u0648\u0641]?[\u0628\u0643]?\u0627\u0644|[\u0648\u0641]?\u0644\u0644)(?=.{3})")
_WORD: Final = re.compile(r"[^\W_]+(?:[\u064b-\u065f\u0640\u0670\u0300-\u036f]+[^\W_]*)*")
# Tatweel; then letters that are written one for the other.
_UNIFIED: Final = str.maketrans({
    "\u0640": None, "\u0649": "\u064a", "\u06cc": "\u064a", "\u0629": "\u0647", "\u06a9": "\u0643", "\u0671": "\u0627",
    "\u0131": "i", "\u0142": "l", "\u00f8": "o", "\u0153": "oe", "\u00e6": "ae",
})  # fmt: skip


class _Stemmers(threading.local):
    """A thread's own: no two may use one at a time. What they gave is kept here once for all of them."""

    def __init__(self) -> None:
        self.arabic, *self.latin = (Stemmer.Stemmer(each, 0) for each in LANGUAGES)

    def of(self, word: str) -> list[Any]:
        """Give those that read a word's script."""
        return [self.arabic] if _ARABIC.search(word) else self.latin


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Give a word without case, accents and vowel marks, with one form of alef, ya and ta marbuta."""
    parts = unicodedata.normalize("NFKD", word.casefold()).casefold().translate(_UNIFIED)
    bare = (each for each in parts if each.isalnum())
    return "".join(str(unicodedata.digit(each)) if each.isdigit() else each for each in bare)[:WORD_LETTERS_MAX]


@lru_cache(maxsize=50_000)
def stems(word: str) -> frozenset[str]:
    """Give the stems of a word in each language, folded."""
    written = unicodedata.normalize("NFC", word.casefold())[:WORD_LETTERS_MAX]
    plain = fold(word)
    if not plain.isalpha():
        return frozenset()
    bare = _ARTICLE.sub("", plain)
    found = {fold(each.stemWord(form)) for each in _STEMMERS.of(plain) for form in {written, plain, bare}} | {bare}
    return frozenset(each for each in found if len(each) >= STEM_LETTERS_MIN)


_STEMMERS: Final = _Stemmers()


def words_in(text: str) -> list[str]:
    """Give the words of a text, as they are written."""
    return _WORD.findall(text)


def words_at(text: str) -> Iterator[tuple[int, str]]:
    """Give the words of a text with where each begins."""
    return ((each.start(), each.group()) for each in _WORD.finditer(text))


def tokens_of(texts: Iterable[str]) -> set[str]:
    """Give the tokens by which texts are found."""
    found: set[str] = set()
    for text in texts:
        for word in words_in(text):
            plain = fold(word)
            if plain:
                found.add(plain)
                found |= stems(word)
    return found


class Asked:
    """One word that is looked for: by its beginning, or by its stems."""

    __slots__ = ("prefix", "stems")

    def __init__(self, word: str) -> None:
        self.prefix = fold(word)
        self.stems = frozenset({self.prefix, *stems(word)})

    @property
    def begins(self) -> bool:
        """Say whether it is long enough to stand for all words that begin so."""
        return len(self.prefix) >= PREFIX_LETTERS_MIN

    def is_met_by(self, tokens: Iterable[str]) -> bool:
        """Say whether one of these tokens is what is looked for: what both stores are held against."""
        return any(each in self.stems or (self.begins and each.startswith(self.prefix)) for each in tokens)


def asked_of(text: str) -> list[Asked]:
    """Give the words that are looked for; all must be met."""
    found = [Asked(word) for word in words_in(text)[:ASKED_WORDS_MAX]]
    return [each for each in found if each.prefix]


__all__ = ["Asked", "asked_of", "fold", "stems", "tokens_of", "words_at", "words_in"]
