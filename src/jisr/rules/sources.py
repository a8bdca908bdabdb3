"""Sources in words: what is cited stays as it is; remarks and marks are said in the reader's language."""

import re
from collections.abc import Callable
from typing import Final

from jisr.base import N_
from jisr.rules.say import RULES, Translate

# How a source says of itself that it is no law: in the record, in the procedures and their figures alike.
MARKS: Final = {
    "[P]": N_("%(source)s (a proposal, not law)"),
    "[U]": N_("%(source)s (not verified)"),
}
# What stands between the sources of one thing, and between a source and what is remarked of it.
APART: Final = "; "
REMARKED: Final = ": "
_CLAUSE: Final = re.compile(r"protocol ([0-9]+(?:\.[0-9]+)*)")


def source_said(source: str, translate: Translate, shown: Callable[[str], str] = str) -> str:
    """Say a source in the reader's language: a rule of the protocol, or words of a procedure with their mark.

    `shown` is how its own words are set among the reader's.
    """
    if source in RULES:
        return translate(N_("protocol, rule %(rule)s")) % {"rule": shown(source)}
    mark, _blank, rest = source.partition(" ")
    if mark in MARKS and rest:
        # What a source begins with is said of all of it.
        return translate(MARKS[mark]) % {"source": _parts_said(rest, translate, shown)}
    return _parts_said(source, translate, shown)


def bare(part: str) -> str:
    """Give one of several sources without its marks."""
    for mark in MARKS:
        part = part.replace(mark, " ")
    return " ".join(part.split()).replace(" :", ":").rstrip(":")


def _parts_said(source: str, translate: Translate, shown: Callable[[str], str]) -> str:
    # French sets a blank before it, Arabic has a sign of its own.
    apart = translate(N_(";")) + " "
    return apart.join(_part_said(each, translate, shown) for each in source.split(APART))


def _part_said(part: str, translate: Translate, shown: Callable[[str], str]) -> str:
    """Say one of several sources; a mark anywhere in it is its own."""
    for mark, words in MARKS.items():
        if mark in part:
            return translate(words) % {"source": _remarked(bare(part), translate, shown)}
    return _remarked(part, translate, shown)


def _remarked(part: str, translate: Translate, shown: Callable[[str], str]) -> str:
    """Say a source and its remarks; those that the catalogue does not know, and what is cited, as they are."""
    *before, said = [_piece(each, translate, shown) for each in part.split(REMARKED) if each] or [""]
    for each in reversed(before):
        said = translate(N_("%(what)s: %(about)s")) % {"what": each, "about": said}
    return said


def _piece(words: str, translate: Translate, shown: Callable[[str], str]) -> str:
    clause = _CLAUSE.fullmatch(words)
    if clause is not None:
        return translate(N_("protocol %(clause)s")) % {"clause": shown(clause[1])}
    return shown(translate(words))
