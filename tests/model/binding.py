"""Who has proposed or concurred is bound until it is concluded, declined or withdrawn (protocol 4.8, 12.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .joint import concurrences, is_open, proposals
from .periods import declared as declared_period
from .procedures import NOT_CLOSED
from .terms import atoms, parts

if TYPE_CHECKING:
    from .procedures import Procedure
    from .reading import Entry
    from .states import State


@dataclass
class Reach:
    """What an act needs and what it takes away, and the item that it is about."""

    item: str | None
    needs: Sequence[Any] = ()
    sets: Sequence[str] = ()
    clears: Sequence[str] = ()
    adds: str | None = None
    assigns: Sequence[str] = ()
    periods: Sequence[str] = ()


def reach(state: State, entry: Entry) -> Reach:
    """Say what an act needs and takes away; a joint act's steps do what the joint act does (protocol 12.7)."""
    world, procedure = state.world, state.world.spoken(entry)
    act = world.act(entry)
    if act.step == "reopen":
        return Reach(None, clears=["closed"])
    if act.step == "correct":
        corrected = world.corrected(entry)
        return Reach(None) if corrected is None else reach(state, corrected)
    if act.step not in ("plain", "propose", "concur", "conclude"):
        return Reach(None)
    declared = act.declared
    closed = [] if declared["protective"] or declared["opens"] else [NOT_CLOSED]
    source = world.source(entry)
    return Reach(
        source.value["item"],
        [*closed, *procedure.declared_needs(declared)],
        procedure.sets(declared),
        procedure.clears(declared),
        declared["adds"],
        [row["figure"] for row in declared["assigns"]],
        [*declared["starts"], *declared["ends"]],
    )


def bound(state: State, entry: Entry) -> bool:
    """Say whether an act's party is bound against it (protocol 12.7)."""
    act = reach(state, entry)
    for proposal in proposals(state):
        if not is_open(state, proposal) or proposal.id == entry.value["item"]:
            continue
        if entry.party != proposal.party and entry.party not in concurrences(state, proposal):
            continue
        other = reach(state, proposal)
        if takes_any(state, other, act) or takes_any(state, act, other):
            return True
    return False


def takes_any(state: State, taker: Reach, needer: Reach) -> bool:
    """Say whether one act takes away anything that another needs."""
    return any(takes(state, taker, term, needer.item) for term in needer.needs)


def takes(
    state: State,
    taker: Reach,
    term: Any,
    item: str | None,
    negated: bool = False,
    ranged: tuple[str, ...] = (),
    counted: bool = False,
) -> bool:
    """Say, by reading, whether an act takes away a term (protocol 12.7)."""
    procedure: Procedure = state.dossier.procedure
    word, rest = parts(term)
    match word:
        case "fact":
            kind = procedure.kind(rest)
            if kind is not None and kind not in ranged and taker.item != item:
                return False
            if counted:
                return rest in taker.sets or rest in taker.clears
            return rest in (taker.sets if negated else taker.clears)
        case "not":
            return takes(state, taker, rest, item, not negated, ranged, counted)
        case "all" | "any":
            return any(takes(state, taker, part, item, negated, ranged, counted) for part in rest)
        case "every" | "count" | "some":
            adds = word != "some" and taker.adds == rest[0]
            inner = (*ranged, rest[0])
            return adds or takes(state, taker, rest[1], item, negated, inner, counted or word == "count")
        case "over" | "running":
            return rest in taker.periods or stills(state, taker, rest)
        case "compare":
            figures = [one["figure"] for one in (rest[0], rest[2]) if "figure" in one]
            return any(figure in taker.assigns for figure in figures)
    return False


def stills(state: State, taker: Reach, name: str) -> bool:
    """Say whether an act touches a fact or item that the `stills` of a period mentions (protocol 12.7)."""
    period = declared_period(state, name)
    if period is None or period["stills"] is None:
        return False
    for atom in atoms(period["stills"]):
        if atom.word == "fact" and (atom.what in taker.sets or atom.what in taker.clears):
            return True
        if atom.word in ("every", "some", "count") and atom.what == taker.adds:
            return True
    return False
