"""Judging the form of an act, in the order of protocol 12.4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import conditions, fields, leaving, mandates, moves
from .dossiers import Dossier
from .reading import Entry, precedes
from .within import outer_dossier

if TYPE_CHECKING:
    from .procedures import Act, Procedure
    from .world import Record, World

MOST_ACTS = 10_000
CODES_OF_CORRECTION = ("clerical", "mistaken", "superseded")


class UnjudgedError(Exception):
    """The text of the procedure, or of the manifest in force, is lacking (protocol 2.6, 12.4, 12.12)."""


def of_no_dossier(entry: Entry) -> str | None:
    """Give the rule that an entry of no dossier breaks (protocol 12.3)."""
    value, by = entry.value, entry.value["by"]
    if value["act"] not in ("ack", "witnessed"):
        return "4.act"
    if by["authority"] != f"{entry.party.lower()}.node" or by["mandate"] != "clock":
        return "4.mandate"
    empty = ["procedure", "digest", "sides", "item", "sealed", "rests"]
    if value["act"] != "ack":
        empty += ["opened", "unopened"]
    if by["on_behalf"] is not None or any(value[key] for key in empty):
        return "4.field"
    fits = not value["fields"] if value["act"] == "ack" else fields.fit_witnessed(value["fields"])
    return None if fits else "4.field"


def place(world: World, entry: Entry, record: Record) -> str | None:
    """Find the dossier of an act and set it in its record; give the rule that fails, up to `4.sides` (12.4)."""
    value = entry.value
    if value["dossier"] == entry.id:
        return _opening(world, entry, record)
    opening = world.by_id.get(value["dossier"])
    if value["dossier"] != "framework" and not (
        opening is not None
        and opening.fault is None
        and opening.value["dossier"] == opening.id
        and precedes(opening, entry)
        and world.records[opening].reasons in ([], None)
    ):
        return "4.dossier"
    opened = dossier = world.dossiers.get(value["dossier"])
    record.dossier = dossier
    if dossier is not None and world.in_force(entry) is None:
        raise UnjudgedError
    if opened is not None and opened.id != "framework":
        record.dossier = dossier = moves.version_at(world, entry, opened)
        if dossier is None:
            raise UnjudgedError
    words = moves.spoken(world, entry, opened, dossier) if opened and dossier else None
    record.spoken = words
    found = words.act(value["act"], len(dossier.parties)) if words and dossier else None
    if value["dossier"] == "framework" and found is not None and found.declared.get("name") == "move":
        found = None
    if value["digest"] is not None or value["sides"] is not None or (found is not None and found.opens):
        return "4.opening"
    called = words.called if words else opening.value["procedure"] if opening else None
    if value["procedure"] != called:
        return "4.procedure"
    if dossier is None:
        raise UnjudgedError
    record.act = found
    return None


def _opening(world: World, entry: Entry, record: Record) -> str | None:
    value = entry.value
    if value["digest"] is None or value["sides"] is None:
        return "4.opening"
    manifest = world.in_force(entry)
    if manifest is None:
        raise UnjudgedError
    pinned = manifest["procedures"].get(value["procedure"])
    procedure = world.texts.procedures.get(pinned)
    found = procedure.act(value["act"], len(value["sides"])) if procedure else None
    if found is not None and not found.opens:
        return "4.opening"
    if pinned is None or pinned != value["digest"]:
        return "4.procedure"
    if procedure is None:
        raise UnjudgedError
    if not _sides_fit(world, entry, procedure, value["sides"]):
        return "4.sides"
    record.dossier = Dossier(entry.id, procedure, value["sides"], entry)
    record.spoken = procedure
    record.dossier.outer = outer_dossier(world, entry, record.dossier)
    record.act = found
    return None


def _sides_fit(world: World, entry: Entry, procedure: Procedure, sides: dict[str, str]) -> bool:
    gone, outer = leaving.left(world, entry), world.dossiers.get(entry.value["item"])
    if outer is not None and outer.opening is not None and precedes(outer.opening, entry):
        gone -= set(outer.parties)
    open_to = [party for party in world.parties if party not in gone]
    if procedure.sides == "each":
        return sides == {party: party for party in open_to}
    parties = list(sides.values())
    return (
        set(sides) == set(procedure.sides)
        and all(party in open_to for party in parties)
        and len(set(parties)) == len(parties)
    )


def fault(world: World, entry: Entry, record: Record) -> str | None:
    """Give the first rule of form that an act breaks, from `4.party` to `4.acts` (protocol 12.4)."""
    dossier, act, value = record.dossier, record.act, entry.value
    assert dossier is not None
    if leaving.is_behind(world, entry):
        return "4.left"
    if entry.party not in dossier.parties:
        return "4.party"
    if act is None:
        return "4.act"
    if act.step == "correct" and conditions.item_fault(world.state(dossier, world.past(entry, dossier)), entry):
        return "4.item"
    if not mandates.open_to(world, entry) or not mandates.holds(world, entry):
        return "4.mandate"
    if value["by"]["on_behalf"] not in (None, *_on_behalf(world, entry, dossier, act)):
        return "4.on_behalf"
    if not _fields_fit(world, entry, dossier, act):
        return "4.field"
    attests = _shape(world, entry, act).get("attests") is not None
    if attests != (value["rests"] is not None):
        return "4.rests"
    own = [one for one in world.members[value["dossier"]] if precedes(one, entry)]
    if len(own) >= MOST_ACTS and not act.protective:
        return "4.acts"
    return None


def _shape(world: World, entry: Entry, act: Act) -> Any:
    """Give the declared act whose fields and attestation an act has, empty where it has none."""
    if act.step == "correct":
        corrected = world.corrected(entry)
        return world.act(corrected).declared if corrected else {}
    return act.declared if act.step in ("plain", "propose") else {}


def _on_behalf(world: World, entry: Entry, dossier: Dossier, act: Act) -> list[str]:
    """List those on whose behalf an act may be done (protocol 12.4, 12.5)."""
    if act.step == "contest":
        return [one for declared in world.spoken(entry).acts.values() for one in declared["on_behalf"]]
    if act.step == "correct":
        return list(_shape(world, entry, act)["on_behalf"])
    return list(act.declared.get("on_behalf", ()))


def _fields_fit(world: World, entry: Entry, dossier: Dossier, act: Act) -> bool:
    given, sealed = entry.value["fields"], entry.value["sealed"]
    shape = _shape(world, entry, act)
    match act.step:
        case "plain" | "propose":
            return fields.fit(shape, given, sealed) and _framework_fits(entry, dossier, shape, given)
        case "correct":
            if set(given) != {"fields", "reason"} or given["reason"] not in CODES_OF_CORRECTION:
                return False
            inner = given["fields"]
            return fields.fit(shape, inner, sealed) and _framework_fits(entry, dossier, shape, inner)
        case "contest":
            return set(given) == {"fact"} and not sealed and _contestable(world.spoken(entry), given["fact"])
        case "erase":
            return set(given) == {"basis"} and not sealed and fields.TYPES["code"](given["basis"])
    return not given and not sealed


def _framework_fits(entry: Entry, dossier: Dossier, shape: Any, given: Any) -> bool:
    return dossier.id != "framework" or fields.fit_framework(shape["name"], given, entry.party)


def _contestable(procedure: Procedure, fact: Any) -> bool:
    """Say whether a fact is declared, and given its bold value by what is not protective nor irrevocable (12.5)."""
    if not isinstance(fact, str) or fact not in procedure.facts:
        return False
    giving = procedure.giving(fact, not procedure.cautious(fact))
    return any(not act["protective"] for act in giving) and not any(act["irrevocable"] for act in giving)
