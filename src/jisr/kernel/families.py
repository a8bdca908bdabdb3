"""In which order entries of one log that came together are judged: family by family.

Dossiers that do not live within one another say nothing of each other, so it does not matter
which is judged first. Entries of a log go to and fro between hundreds of dossiers; those of one
family in a row find at hand what the last one was judged by.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from jisr.base import FRAMEWORK_DOSSIER, DossierId
from jisr.kernel.docket import Docket
from jisr.kernel.entry import Entry
from jisr.kernel.intake import Placed


class Dockets(Protocol):
    """What is asked of a shelf."""

    def docket(self, dossier: DossierId) -> Docket | None:
        """Give a docket that has an act already; None where it has none."""


def in_families(placed: Sequence[Placed], shelf: Dockets) -> Iterator[int]:
    """Give the numbers of entries in an order in which they may be judged; each is judged before the next is asked for.

    Within a family it is that of the log. What may concern every dossier (what is in `framework` or in none),
    and what makes one family of two, is judged in its very place.
    """
    families: dict[str, str] = {}
    turns: dict[str, list[int]] = {}
    for at, each in enumerate(placed):
        family = None if each.entry is None else _family_of(each.entry, families, shelf)
        if family is not None:
            turns.setdefault(family, []).append(at)
            continue
        for turn in turns.values():
            yield from turn
        turns.clear()
        yield at
        families.clear()
    for turn in turns.values():
        yield from turn


def _family_of(entry: Entry, families: dict[str, str], shelf: Dockets) -> str | None:
    """Give the outermost dossier around that of an entry; None: it is to be judged in its place."""
    dossier = entry.dossier
    if dossier is None or dossier == FRAMEWORK_DOSSIER:
        return None
    nests = entry.item is not None and dossier == f"{entry.party}.{entry.seq}"
    if nests and (dossier in families or shelf.docket(dossier) is not None):
        return None  # somebody named it before it was opened: now it comes into another's family
    if dossier not in families:
        families[dossier] = _outermost(str(entry.item) if nests else dossier, families, shelf)
    return families[dossier]


def _outermost(dossier: str, families: dict[str, str], shelf: Dockets) -> str:
    """Give the outermost dossier around one, or itself."""
    if dossier not in families:
        docket = shelf.docket(DossierId(dossier))
        while docket is not None and docket.outer is not None:
            docket = docket.outer
        families[dossier] = dossier if docket is None else docket.id
    return families[dossier]
