"""The conditions of an act that are held again with concurrent protective acts (protocol 12.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import joint
from .leaving import can_agree
from .reading import Entry, precedes
from .terms import Scope, failed

if TYPE_CHECKING:
    from .states import State
    from .world import Acts, World


def failing(world: World, entry: Entry, acts: Acts) -> list[Any]:
    """List the conditions that fail: the opening, the item, the joint clause, `closed` and the needs (12.8)."""
    dossier = world.records[entry].dossier
    assert dossier is not None
    state = world.state(dossier, acts)
    if dossier.opening is not None and dossier.opening is not entry and not state.has(dossier.opening):
        return ["4.dossier"]
    fault = None if world.act(entry).step == "correct" else item_fault(state, entry)
    return unmet(world, entry, acts) if fault is None else [fault]


def unmet(world: World, entry: Entry, acts: Acts) -> list[Any]:
    """List the terms of an act's needs that fail in the state of a set of acts (protocol 12.9)."""
    dossier = world.records[entry].dossier
    assert dossier is not None
    state = world.state(dossier, without_corrected(world, entry, acts))
    held = scope(world, entry)
    return [one for term in needs(world, entry) for one in failed(term, state, held)]


def needs(world: World, entry: Entry) -> list[Any]:
    """List what an act needs; a correction what the corrected act does (protocol 12.5)."""
    act, dossier = world.act(entry), world.records[entry].dossier
    assert dossier is not None
    own = world.spoken(entry).needs(act)
    corrected = world.corrected(entry) if act.step == "correct" else None
    if corrected is None:
        return own
    declared = world.act(corrected).declared
    return [*([] if declared["protective"] else own), *world.spoken(entry).declared_needs(declared)]


def scope(world: World, entry: Entry) -> Scope:
    """Give the item and fields with which an act's needs are held (protocol 12.5, 12.6)."""
    act = world.act(entry)
    if act.step == "correct":
        corrected = world.corrected(entry)
        item = corrected.value["item"] if corrected else None
        return Scope(entry, item, entry.value["fields"]["fields"])
    if act.opens:
        return Scope(entry, None, entry.value["fields"])
    source = world.source(entry)
    proposal = source if act.step in ("concur", "conclude") and source is not entry else None
    return Scope(entry, source.value["item"], source.value["fields"], proposal)


def without_corrected(world: World, entry: Entry, acts: Acts) -> Acts:
    """Leave out, for a correction, the act that it corrects and its earlier corrections (protocol 12.5)."""
    if world.act(entry).step != "correct":
        return acts
    named = entry.value["item"]
    return frozenset(
        one
        for one in acts
        if one.id != named
        and not (world.authorised(one) and world.act(one).step == "correct" and one.value["item"] == named)
    )


def item_fault(state: State, entry: Entry) -> str | None:
    """Give the rule by which what an act names does not fit: `4.item`, `4.joint` or none (protocol 12.4, 12.6)."""
    world, act, item = state.world, state.world.act(entry), entry.value["item"]
    if act.step in ("concur", "decline", "withdraw", "conclude"):
        return joint.fault(state, entry)
    match act.step:
        case "correct":
            corrected = world.corrected(entry)
            fits = corrected is not None and state.has(corrected)
        case "answer":
            found = world.by_id.get(item)
            fits = found is not None and state.has(found) and world.act(found).step == "contest"
        case "erase":
            found = world.by_id.get(item)
            members = world.members[entry.value["dossier"]]
            own = found is not None and found.party == entry.party and precedes(found, entry)
            fits = item is None or (own and found in members)
        case "contest":
            kind = state.dossier.procedure.kind(entry.value["fields"]["fact"])
            fits = item is None if kind is None else item in state.items(kind)
        case "reopen":
            fits = item is None
        case _:
            if act.opens:
                return None
            kind = act.declared["item"]
            fits = item is None if kind is None else item in state.items(kind)
    if fits and act.step == "propose" and not can_agree(state, entry, None):
        return "4.joint"
    return None if fits else "4.item"
