"""What is wrong with translations beyond gaps: left in English, marked up otherwise, numbers without their number.

Used by tests/unit/locale; `tools/catalogues.py` says what is missing, fuzzy or has other holes.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from babel.messages import Catalog, Message

from tools.catalogues import HOLE

TAG: Final = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
LETTERS: Final = re.compile(r"[^\W\d_]{2,}")
# What programs read: commands, options, names of files and of keys; the same in every language.
TECHNICAL: Final = re.compile(
    r"`[^`]*`|--[a-z-]+|\b[A-Z]{2,}(?:_[A-Z]+)*\b|\b\w+\.(?:toml|pem|md|mo|po|json)\b"
    r"|\bjisr(?: [a-z]{2,}(?= |:|$)){0,2}|\b\w+/\d+\b|\b\w+(?:\.\w+)+\b"
)
# A number that a form of the plural stands for is not determined by the form itself, so the form has to say it.
# Arabic: nought, one and two are words; from the fourth form on there is a figure. In French nought is singular.
FIGURES_FROM: Final = {"ar": 3, "es": 1, "fr": 0, "nl": 1}


def messages(catalogue: Iterable[Message]) -> Iterator[Message]:
    """Give the strings of a catalogue without its head."""
    return (each for each in catalogue if each.id)


def spoken(words: str) -> str:
    """Give what is left of a string for a translator: no holes, no tags, nothing that programs read."""
    return TECHNICAL.sub(" ", TAG.sub(" ", HOLE.sub("0", words.replace("%%", " "))))


def left_in_english(catalogue: Catalog, allowed: Mapping[str, Iterable[str]]) -> list[str]:
    """Give what reads as its source though a translator could have said it, and what is allowed in vain.

    `allowed`: for each reason, the strings for which it holds.
    """
    same = {str(each.id) for each in messages(catalogue) if not each.pluralizable and each.string == each.id}
    same |= {each.id[0] for each in messages(catalogue) if each.pluralizable and set(each.id) & set(each.string)}
    same = {each for each in same if LETTERS.search(spoken(each))}
    known = {words for each in allowed.values() for words in each}
    said = [f"in English: {each}" for each in same - known]
    return sorted(said + [f"allowed in vain: {each}" for each in known - same])


def marked_up_otherwise(catalogue: Catalog) -> list[str]:
    """Give the translations whose tags, breaks or edges are not those of the source."""
    return [
        f"{what}: {source}"
        for each in messages(catalogue)
        for source, words in _pairs(each)
        if words
        for what in _differs(source, words)
    ]


def _pairs(message: Message) -> Iterator[tuple[str, str]]:
    if not message.pluralizable:
        yield str(message.id), str(message.string)
        return
    for words in message.string:
        yield message.id[1], words


def _differs(source: str, words: str) -> Iterator[str]:
    if Counter(TAG.findall(source)) != Counter(TAG.findall(words)):
        yield f"tags differ ({words})"
    # A sign alone may have a blank before it: French sets one.
    if _edges(source) != _edges(words) and source not in (":", ";"):
        yield f"blanks at an edge differ ({words!r})"
    if set(re.findall(r"--[a-z][a-z-]+|`[^`]+`", source)) != set(re.findall(r"--[a-z][a-z-]+|`[^`]+`", words)):
        yield f"what is typed differs ({words})"


def _edges(words: str) -> tuple[str, str]:
    return words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]


def numbers_unsaid(language: str, catalogue: Catalog) -> list[str]:
    """Give the plural forms that stand for several numbers and do not say which."""
    found = []
    for each in messages(catalogue):
        if not each.pluralizable:
            continue
        counted = HOLE.search(each.id[1])
        for at, words in enumerate(each.string):
            if not words or (counted and at >= FIGURES_FROM[language] and counted[0] not in words):
                found.append(f"form {at}: {each.id[1]}")
    return found


def figures_in_english(catalogue: Catalog) -> list[str]:
    """Give the translations that write a number as English does: a comma between thousands, or digits not European."""
    wrong = re.compile(r"\d,\d{3}(?!\d)|[\u0660-\u0669\u06f0-\u06f9]")
    return [words for each in messages(catalogue) for _source, words in _pairs(each) if wrong.search(words)]


def unlike(catalogue: Catalog, english: str, wanted: str, *, apart: Iterable[str] = ()) -> list[str]:
    """Give the translations of strings with an English word in which its own word is not (patterns, any case)."""
    source, target = re.compile(english, re.IGNORECASE), re.compile(wanted, re.IGNORECASE)
    left_out = set(apart)
    return [
        f"{words} <- {text}"
        for each in messages(catalogue)
        # Of a plural the last form: those for nought, one and two may be turned otherwise.
        for text, words in list(_pairs(each))[-1:]
        if text not in left_out and source.search(spoken(text)) and words and not target.search(words)
    ]
