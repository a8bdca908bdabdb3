"""A dossier goes on by another version of its procedure: the joint act `move` (protocol 9.7, 12.29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .finality import final_at
from .joint import concurrences, is_open, like, proposals
from .reading import Entry

if TYPE_CHECKING:
    from .dossiers import Dossier
    from .procedures import Procedure
    from .states import State
    from .world import World

YES = ("propose", "concur", "conclude")


def moves(world: World, entry: Entry, *steps: str) -> bool:
    """Say whether an authorised act is one of these steps of a move."""
    act = world.records[entry].act
    return act is not None and act.step in steps and act.declared.get("name") == "move"


def proposal_of(world: World, entry: Entry) -> Entry:
    """Give the proposal of a step of a move; of a proposal itself."""
    return entry if moves(world, entry, "propose") else world.source(entry)


def concludes(world: World, entry: Entry, dossier: Dossier) -> bool:
    """Say whether an act concludes a move; where there is one party, its proposal does."""
    ends = {1: "propose", 2: "concur"}.get(len(dossier.parties), "conclude")
    return world.authorised(entry) and moves(world, entry, ends)


def version_at(world: World, entry: Entry, opened: Dossier) -> Dossier | None:
    """Give the dossier as that version reads it by which an act is judged; null if its text is lacking or unfit."""
    now = opened
    past = world.past(entry, opened)
    while True:
        made = [
            one
            for one in past
            if one.value["dossier"] == opened.id
            and concludes(world, one, opened)
            and world.records[one].dossier is now
            and final_at(world, one, entry, opened.parties)
            and world.stands(one, past)
        ]
        if not made:
            return now
        assert len(made) == 1, "of two moves from one version one at most stands"
        fields = proposal_of(world, made[0]).value["fields"]
        later = world.texts.procedures.get(fields["digest"])
        if later is None or later.called != fields["procedure"] or not follows(now.procedure, later):
            return None
        now = opened.read_by(later)


def spoken(world: World, entry: Entry, opened: Dossier, now: Dossier) -> Procedure:
    """Give the version whose words an act has: the dossier's, or, of what protects, an earlier one (protocol 2.6)."""
    for earlier in opened.versions():
        if earlier.called == entry.value["procedure"] and earlier.version < now.procedure.version:
            act = earlier.act(entry.value["act"], len(opened.parties))
            if act is not None and act.protective:
                return earlier
    return now.procedure


def pending(state: State) -> bool:
    """Say whether a move from the version that reads this state is concluded in it."""
    world, dossier = state.world, state.dossier
    return any(
        concludes(world, act, dossier) and world.records[proposal_of(world, act)].dossier is dossier
        for act in state.standing
    )


def bound_by(state: State, entry: Entry) -> bool:
    """Say whether a move keeps a party from saying yes to something else (protocol 12.29)."""
    world = state.world
    if world.act(entry).step not in YES or moves(world, entry, *YES):
        return False
    open_ones = (one for one in proposals(state) if moves(world, one, "propose") and is_open(state, one))
    return pending(state) or any(entry.party in (one.party, *concurrences(state, one)) for one in open_ones)


def fault(state: State, entry: Entry) -> bool:
    """Say whether a dossier cannot be moved now (protocol 12.29)."""
    world = state.world
    if not moves(world, entry, *YES):
        return False
    named = None if moves(world, entry, "propose") else proposal_of(world, entry)
    passed = [named, *like(state, named)] if named is not None else []
    if pending(state) or any(is_open(state, one) and one not in passed for one in proposals(state)):
        return True
    return named is None and not is_named(world.in_force(entry), state.dossier.procedure, entry.value["fields"])


def is_named(manifest: Any, procedure: Procedure, fields: Any) -> bool:
    """Say whether the manifest names the move, to a version in force that is a later one."""
    to = fields["procedure"]
    name, _, number = to.partition("/")
    later = name == procedure.name and number.isdigit() and int(number) > procedure.version
    named = procedure.called in manifest.get("moves", {}).get(to, {})
    return later and named and manifest["procedures"].get(to) == fields["digest"]


def follows(old: Procedure, new: Procedure) -> bool:
    """Say whether a later version keeps what a dossier under way has (protocol 12.29).

    What of both would harm by crossing is refused by the loader (4.8), which the model has not.
    """
    one, other = old.text, new.text
    same = all(one[key] == other[key] for key in ("name", "within", "sides", "persons"))
    return (
        same
        and new.version > old.version
        and all(_same(each, new.facts, "item", "cautious") for each in old.facts.values())
        and all(_same(each, new.figures, "item", "type") for each in old.figures.values())
        and {each["name"] for each in one["items"]} <= {each["name"] for each in other["items"]}
        and all(_same(each, new.periods, "runs_on", "stills", "until", "owner", "due") for each in old.periods.values())
        and all(_kept(each, new) for each in old.acts.values())
        and all(_contestable(new, fact) for fact in old.facts if _contestable(old, fact))
    )


def _same(row: Any, others: Any, *keys: str) -> bool:
    other = others.get(row["name"])
    return other is not None and all(row[key] == other[key] for key in keys)


def _kept(act: Any, new: Procedure) -> bool:
    other = new.acts.get(act["name"])
    if act["protective"]:
        if other is None or not other["protective"] or (act["closes"] and not other["closes"]):
            return False
        lists = ("sets", "clears", "starts", "ends")
        figures = {row["figure"] for row in act["assigns"]} <= {row["figure"] for row in other["assigns"]}
        by = all(set(mandates) <= set(other["by"].get(side, ())) for side, mandates in act["by"].items())
        gives = all(set(act[key]) <= set(other[key]) for key in lists)
        return figures and by and gives and act["item"] == other["item"] and act["adds"] == other["adds"]
    return not act["irrevocable"] or (
        other is not None and bool(other["irrevocable"]) and other["redress"] == act["redress"]
    )


def _contestable(procedure: Procedure, fact: str) -> bool:
    giving = procedure.giving(fact, not procedure.cautious(fact))
    return any(not act["protective"] for act in giving) and not any(act["irrevocable"] for act in giving)


__all__ = ["bound_by", "fault", "spoken", "version_at"]
