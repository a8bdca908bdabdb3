"""To which mandates an act is open, and which an authority holds (protocol 12.5, 12.11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .procedures import admitted
from .reading import Entry, precedes

if TYPE_CHECKING:
    from .dossiers import Dossier
    from .procedures import Procedure
    from .world import World

ANY = "*"


def open_to(world: World, entry: Entry) -> bool:
    """Say whether an act is open to the mandate that an entry names, for its side (protocol 12.4, 12.5)."""
    record, mandate = world.records[entry], entry.value["by"]["mandate"]
    dossier, act = record.dossier, record.act
    assert dossier is not None
    assert act is not None
    if act.step == "contest":
        return True
    if act.step == "correct":
        corrected = world.corrected(entry)
        return corrected is not None and _declared(world, entry, dossier, world.act(corrected).declared, mandate)
    if act.step in ("answer", "erase", "reopen"):
        return _some(world.spoken(entry), dossier.side(entry.party), mandate, act.step == "reopen")
    if mandate == "clock" and by_itself(world, entry, act.step):
        return True
    if mandate == "clock" and dossier.id == "framework" and entry.value["act"] == "record_manifest":
        return True
    if act.step == "plain":
        return _declared(world, entry, dossier, act.declared, mandate)
    return among(admitted(act.declared, dossier.side(entry.party)), mandate)


def among(mandates: list[str], mandate: str) -> bool:
    """Say whether a mandate is among those listed; `*` is any but the clock's (protocol 12.5)."""
    return mandate in mandates or (ANY in mandates and mandate != "clock")


def _declared(world: World, entry: Entry, dossier: Dossier, declared: Mapping[str, Any], mandate: str) -> bool:
    due = mandate == "clock" and is_due(entry, dossier, world.spoken(entry), declared)
    return due or among(admitted(declared, dossier.side(entry.party)), mandate)


def _some(procedure: Procedure, side: str, mandate: str, reopening: bool) -> bool:
    """Say whether some act admits a mandate for a side; for `reopen`, some closing act if one does (12.5)."""
    acts = list(procedure.acts.values())
    closing = [one for act in acts if act["closes"] for one in admitted(act, side)]
    if reopening and closing:
        return among(closing, mandate)
    return among([one for act in acts for one in admitted(act, side)], mandate)


def by_itself(world: World, entry: Entry, step: str) -> bool:
    """Say whether a step is one that a node writes by itself (protocol 4.3, 12.5); whose, 12.6 says."""
    irrevocable = world.act(entry).declared.get("irrevocable")
    return step == "conclude" or (step == "withdraw" and bool(irrevocable))


def is_due(entry: Entry, dossier: Dossier, procedure: Procedure, declared: Mapping[str, Any]) -> bool:
    """Say whether an act is due at a period that the acting party's side may own (protocol 4.4, 12.5)."""
    side = dossier.side(entry.party)
    owners = [period["owner"] for period in procedure.periods.values() if period["due"] == declared["name"]]
    sides = procedure.sides
    return any(owner == side if owner in sides else bool(admitted(declared, side)) for owner in owners)


def holds(world: World, entry: Entry) -> bool:
    """Say whether the acting authority holds the mandate that it names (protocol 12.11)."""
    party, by = entry.party, entry.value["by"]
    authority, mandate = by["authority"], by["mandate"]
    if authority == f"{party.lower()}.node":
        return bool(mandate == "clock")
    if authority == world.texts.first["parties"][party]["founding"]:
        return bool(mandate == "founding")
    framework = world.dossiers["framework"]
    before = [one for one in world.acts(framework) if precedes(one, entry)]
    state = world.state(framework, frozenset(before))
    own = [
        one
        for one in sorted(before, key=lambda one: one.seq)
        if one.party == party
        and state.has(one)
        and one.value["act"] in ("declare_authority", "retire_authority")
        and one.value["fields"].get("code") == authority
    ]
    if not own or own[-1].value["act"] == "retire_authority":
        return False
    return mandate in own[-1].value["fields"].get("mandates", ())
