"""The verdict on every entry taken in (protocol 2.6, 5, 12)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from . import form, leaving, moves, within, witness
from .binding import bound
from .canonical import canonical
from .conditions import item_fault, needs, scope, unmet
from .dossiers import Dossier
from .finality import final_at, grounds, is_final
from .reading import Entry, Reader
from .world import Record, World, ordered


def judge(case: Mapping[str, Any], *, now: str) -> dict[str, Any]:
    """Judge a case: the standing, reasons and finality of every entry that is taken in."""
    manifest = case["manifest"]
    logs = {party: [base64.b64decode(raw) for raw in log] for party, log in case["logs"].items()}
    last = [manifest, *case.get("later", [])][-1]
    ended = {party: rows[-1]["from"] for party, rows in last.get("generations", {}).items()}
    reader = Reader(manifest["framework"], list(manifest["parties"]), logs, now, ended)
    world = World(case, reader)
    for entry in world.entries:
        record = Record(None)
        world.records[entry] = record
        record.reasons = authorise(world, entry, record)
        opened = record.dossier
        if opened is not None and record.reasons == [] and opened.opening is entry:
            world.dossiers[entry.id] = opened
    return {"verdicts": {entry.id: verdict(world, entry) for entry in world.entries}, "held": reader.held}


def authorise(world: World, entry: Entry, record: Record) -> list[Any] | None:
    """Judge an entry in its own past: no reasons if it is authorised, null if it is unjudged (5.1, 12.4)."""
    if entry.fault is not None:
        return [entry.fault]
    if entry.value["dossier"] is None:
        if leaving.is_behind(world, entry):
            return ["4.left"]
        if leaving.is_leave(world, entry):
            broken = leaving.fault(world, entry)
            if broken is None:
                world.leaves.setdefault(entry.party, entry)
            return [] if broken is None else [broken]
        broken = form.of_no_dossier(entry) or witness.fault(world, entry)
        return [] if broken is None else [broken]
    try:
        broken = form.place(world, entry, record) or form.fault(world, entry, record)
    except form.UnjudgedError:
        return None
    return [broken] if broken is not None else in_past(world, entry, record)


def in_past(world: World, entry: Entry, record: Record) -> list[Any]:
    """Hold an act of good form in the state of its past (protocol 5.1, 12.4)."""
    dossier, act = record.dossier, record.act
    assert dossier is not None
    assert act is not None
    broken = within.fault(entry, dossier) if act.opens else None
    if broken is not None:
        return [broken]
    past = world.past(entry, dossier)
    state = world.state(dossier, past)
    if not act.protective and dossier.opening not in (None, entry) and not state.has(dossier.opening):
        return ["4.dossier"]
    broken = item_fault(state, entry)
    if broken is not None:
        return [broken]
    if act.step == "answer" and not answers(world, entry, dossier):
        return ["4.mandate"]
    if not act.protective and (bound(state, entry) or moves.bound_by(state, entry)):
        return ["4.bound"]
    if moves.fault(state, entry):
        return ["4.move"]
    reasons = unmet(world, entry, past)
    if world.irrevocable(entry) and not grounded(world, entry, dossier):
        reasons.append("5.2")
    return ordered(reasons)


def answers(world: World, entry: Entry, dossier: Dossier) -> bool:
    """Say whether an answer comes from a side of an act that gives the contested fact its bold value (12.5)."""
    procedure = dossier.procedure
    fact = world.by_id[entry.value["item"]].value["fields"]["fact"]
    giving = procedure.giving(fact, not procedure.cautious(fact))
    side = dossier.side(entry.party)
    return any(act["joint"] or side in act["by"] or "each" in act["by"] for act in giving)


def grounded(world: World, entry: Entry, dossier: Dossier) -> bool:
    """Say whether an irrevocable act's proposal and grounds are final at it (protocol 5.2)."""
    state = world.state(dossier, world.past(entry, dossier))
    source = world.source(entry)
    named = world.by_id.get(source.value["item"])
    rests_on = {source, *([] if named is None else [named])} | grounds(state, scope(world, entry), needs(world, entry))
    return all(final_at(world, ground, entry, dossier.parties) for ground in rests_on)


def verdict(world: World, entry: Entry) -> dict[str, Any]:
    """Give the standing of an entry in all that is taken in, why, and whether it is final (protocol 3.2, 5.3)."""
    record = world.records[entry]
    parties = record.dossier.parties if record.dossier is not None else world.parties
    standing, reasons = "stands", record.reasons
    if reasons is None:
        standing, reasons = "unjudged", []
    elif reasons:
        standing = "void"
    elif record.dossier is not None and record.act is not None and not record.act.protective:
        reasons = world.failing(entry, world.held_in(entry, world.acts(record.dossier)))
        if reasons:
            standing = "crossed" if world.irrevocable(entry) else "defeated"
    reasons = sorted(reasons, key=canonical)
    return {"standing": standing, "reasons": reasons, "final": is_final(world, entry, parties)}
