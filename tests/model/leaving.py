"""Who has left, and what nobody waits for any more (protocol 9.5, 12.33)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .mandates import holds
from .reading import Entry, precedes

if TYPE_CHECKING:
    from .states import State
    from .world import World

EMPTY = ("procedure", "digest", "sides", "item", "sealed", "rests", "fields")


def is_leave(world: World, entry: Entry) -> bool:
    """Say whether an entry is to be judged as a leave: in a framework of one party there is none."""
    return bool(entry.value["act"] == "leave") and len(world.parties) > 1


def fault(world: World, entry: Entry) -> str | None:
    """Give the rule that a leave breaks."""
    by = entry.value["by"]
    if by["mandate"] != "founding" or not holds(world, entry):
        return "4.mandate"
    return "4.field" if by["on_behalf"] is not None or any(entry.value[key] for key in EMPTY) else None


def is_behind(world: World, entry: Entry) -> bool:
    """Say whether an entry follows its own party's leave."""
    return entry.party in left(world, entry)


def left(world: World, at: Entry) -> set[str]:
    """Name who had left in an entry's past."""
    return {party for party, leave in world.leaves.items() if precedes(leave, at)}


def can_agree(state: State, entry: Entry, proposal: Entry | None) -> bool:
    """Say whether who remains can say yes together: two at least, each party being a side by itself."""
    gone = left(state.world, entry)
    remaining = [party for party in state.dossier.parties if party not in gone]
    if len(remaining) == len(state.dossier.parties):
        return True
    if proposal is not None and proposal.party in gone:
        return False
    return state.dossier.procedure.sides == "each" and len(remaining) > 1
