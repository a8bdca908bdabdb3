"""Finality, and what an irrevocable act rests on (protocol 3.2, 5.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .leaving import left
from .periods import declared as declared_period
from .periods import starts
from .reading import Entry, covers, precedes
from .states import last
from .terms import Scope, atoms

if TYPE_CHECKING:
    from .states import State
    from .world import World


def is_final(world: World, entry: Entry, parties: Iterable[str]) -> bool:
    """Say whether every other party has an entry, taken in here, that covers an act (protocol 3.2)."""
    return all(
        party in world.leaves or any(covers(one, entry) for one in world.logs[party])
        for party in parties
        if party != entry.party
    )


def final_at(world: World, entry: Entry, at: Entry, parties: Iterable[str]) -> bool:
    """Say whether every other party has an entry that is or precedes an act and covers another (protocol 5.2)."""
    gone = left(world, at)
    return all(
        party in gone or any((one is at or precedes(one, at)) and covers(one, entry) for one in world.logs[party])
        for party in parties
        if party != entry.party
    )


def figures(compared: list[Any]) -> list[str]:
    """List the figures that a comparison reads (protocol 10)."""
    left, _, right = compared
    return [value["figure"] for value in (left, right) if "figure" in value]


def grounds(state: State, scope: Scope, terms: Iterable[Any]) -> set[Entry]:
    """List the acts that count in what terms mention, with their corrections, contests and answers (12.8)."""
    found: set[Entry] = set()
    for term in terms:
        for atom in atoms(term):
            within = state.outer if atom.outer else state
            if within is None:
                continue
            match atom.word:
                case "fact":
                    for item in within.places(atom.what):
                        found.update(within.assigning(atom.what, item))
                    for contest in within.contests(atom.what):
                        found.update((contest, *within.named("answer", contest.id)))
                case "compare":
                    for name in figures(atom.what):
                        for item in within.places(name):
                            found.update(within.counting(name, item))
                case "every" | "some" | "count":
                    found.update(act for act, given in within.given.items() if given.adds == atom.what)
                case "over" | "running":
                    found.update(starts(within, scope, atom.what))
                    period = declared_period(within, atom.what)
                    if atom.what in within.dossier.procedure.periods:
                        found.update(within.starts_and_ends(atom.what))
                    if period is not None and period["stills"] is not None:
                        found.update(grounds(within, scope, [period["stills"]]))
                case _:
                    continue
            found.update(*(last(within.named("correct", act.id)) for act in found))
    return found
