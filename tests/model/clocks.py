"""The clocks of the parties at an act, and when each first covered another act (protocol 3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .calendars import instant
from .leaving import is_behind, left
from .reading import Entry, covers, precedes

if TYPE_CHECKING:
    from .dossiers import Dossier
    from .world import World


def clock(world: World, at: Entry, party: str) -> int | None:
    """Give a party's latest stated time before an act; the acting party's is the act's (protocol 3.3)."""
    if party == at.party:
        return at.time
    before = [entry for entry in world.logs[party] if precedes(entry, at)]
    return before[-1].time if before else None


def first_covering(world: World, at: Entry, start: Entry, party: str) -> int | None:
    """Give the time of a party's first entry covering a start, among those that are or precede an act (3.3)."""
    if party == start.party:
        return start.time if start is at or precedes(start, at) else None
    for entry in world.logs[party]:
        if is_behind(world, entry):
            return None
        if (entry is at or precedes(entry, at)) and covers(entry, start):
            return entry.time
    return None


def witnesses(world: World, at: Entry) -> dict[str, list[Entry]]:
    """List what each witness of a domestic framework has cosigned before an act (protocol 3.3, 12.3)."""
    manifest = world.in_force(at) if len(world.parties) == 1 else None
    named = manifest["witnesses"] if manifest else {}
    noted = [
        entry
        for entry in world.entries
        if (entry is at or precedes(entry, at)) and world.stands_alone(entry) and entry.value["act"] == "witnessed"
    ]
    return {name: [entry for entry in noted if entry.value["fields"]["witness"] == name] for name in named}


def all_clocks(world: World, at: Entry, dossier: Dossier, *, but_gone: bool = False) -> list[int | None]:
    """Give the clocks that a period on `all` counts; `but_gone`: but those of who had left (protocol 12.33)."""
    gone = left(world, at) if but_gone else set[str]()
    stated = [clock(world, at, party) for party in dossier.parties if party not in gone]
    cosigned = [[instant(entry.value["fields"]["time"]) for entry in row] for row in witnesses(world, at).values()]
    return [*stated, *(max(row) if row else None for row in cosigned)]


def least(world: World, at: Entry, dossier: Dossier) -> int | None:
    """Give the least clock; null is before everything."""
    clocks = all_clocks(world, at, dossier, but_gone=True)
    known = [one for one in clocks if one is not None]
    return min(known) if len(known) == len(clocks) else None


def greatest(world: World, at: Entry, dossier: Dossier, *, on_all: bool) -> int:
    """Give the greatest clock; witnesses are counted by what runs on `all` only (protocol 12.10)."""
    stated = all_clocks(world, at, dossier) if on_all else [clock(world, at, party) for party in dossier.parties]
    return max(one for one in stated if one is not None)


def covered_by_all(world: World, at: Entry, start: Entry, dossier: Dossier) -> int | None:
    """Give the greatest of a start's time and the first coverings by all; null if somebody's is lacking (3.3)."""
    times = [
        time
        for party in dossier.parties
        if (time := first_covering(world, at, start, party)) is not None or party not in left(world, at)
    ]
    for row in witnesses(world, at).values():
        covering = [instant(entry.value["fields"]["time"]) for entry in row if _size(entry) > start.seq]
        times.append(covering[0] if covering else None)
    known = [one for one in [start.time, *times] if one is not None]
    return max(known) if None not in times else None


def _size(entry: Entry) -> int:
    return int(entry.value["fields"]["size"])
