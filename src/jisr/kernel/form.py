"""The form of an act: what is void whatever the state (protocol 12.4, 12.5)."""

from collections.abc import Mapping, Set
from typing import Protocol

from jisr.base import FRAMEWORK_DOSSIER, Party, is_id
from jisr.base.limits import DOSSIER_ACTS_MAX
from jisr.kernel.agreed import Framework
from jisr.kernel.compiled import FOUNDING, REASONS, Compiled, Step
from jisr.kernel.deed import Deed
from jisr.kernel.register import Register
from jisr.rules import ANY_MANDATE, CLOCK_MANDATE

RECORD_MANIFEST = "record_manifest"
# The rule by which what follows a leave in its party's log is void (protocol 12.33).
LEFT = "4.left"
FRAMEWORK_ACTS = frozenset({"declare_authority", "retire_authority", RECORD_MANIFEST})


class Dossier(Protocol):
    """What the form of an act is held against: the dossier as it was opened."""

    id: str
    compiled: Compiled

    @property
    def versions(self) -> Mapping[str, Compiled] | None:
        """Give the versions of its acts by name, where it has moved; else None."""

    sides: dict[str, Party]
    side_of: dict[Party, str]
    count: int

    def opening_precedes(self, deed: Deed) -> bool:
        """Say whether an authorised opening precedes an act (or the dossier is `framework`)."""

    def find(self, key: str) -> Deed | None:
        """Give an act of this dossier."""

    def preceding(self, deed: Deed) -> int:
        """Give how many of the dossier's acts precede one."""


def form_fault(
    deed: Deed, dossier: Dossier, framework: Framework, register: Register, spoken: Compiled | None = None
) -> str | None:
    """Give the rule by which an act is void in form; sets its step. Openings: `opening_fault` first.

    `spoken`: the version whose words the act has, where that is not the one by which the dossier is read.
    """
    entry, compiled = deed.entry, spoken or dossier.compiled
    side = dossier.side_of.get(deed.party)
    opens = entry.dossier == deed.key
    if not opens:
        if not dossier.opening_precedes(deed):
            return "4.dossier"
        if entry.digest is not None or entry.sides is not None:
            return "4.opening"
    if entry.procedure != compiled.id:
        return "4.procedure"
    if side is None or _is_behind(deed, register):
        return LEFT if _is_behind(deed, register) else "4.party"
    step = compiled.steps.get(entry.act)
    if step is None or (step.kind == "conclude" and len(dossier.sides) <= 2):
        return "4.act"
    if step.of_move and dossier.id == FRAMEWORK_DOSSIER:
        return "4.act"  # its version is named by the manifest's first version for good (9.1)
    if step.kind == "correct":
        target = correction_target(deed, dossier)
        if target is None or target.step is None or target.step.act is None:
            return "4.item"
        # What was done before a move is corrected in the words in which it was done (12.29).
        said = compiled if dossier.versions is None else dossier.versions[str(target.entry.procedure)]
        deed.target, step = target, said.correcting(target.step.act.name)
    deed.step = step
    if (step.opens and step.kind == "act") != opens:
        return "4.opening"
    if not _is_mandated(deed, step, side, framework, register):
        return "4.mandate"
    behalf = entry.by.on_behalf
    if behalf is not None and behalf not in step.on_behalf:
        return "4.on_behalf"
    if not _are_fields(deed, step, compiled):
        return "4.field"
    if step.attests != (entry.rests is not None):
        return "4.rests"
    if dossier.count >= DOSSIER_ACTS_MAX and not step.protective and dossier.preceding(deed) >= DOSSIER_ACTS_MAX:
        return "4.acts"
    return None if _is_item_given(deed, step, dossier) else "4.item"


def _is_behind(deed: Deed, register: Register) -> bool:
    """Say whether an act follows its party's leave."""
    return deed.seq > register.left.get(deed.party, deed.seq)


def correction_target(deed: Deed, dossier: Dossier) -> Deed | None:
    """Give the act that a correction may correct: declared, own, single, not an opening."""
    target = dossier.find(str(deed.entry.item))
    if target is None or target.party != deed.party or target.seq >= deed.seq or not target.authorised:
        return None
    step = target.step
    if step is None or step.kind != "act" or step.act is None or step.act.opens:
        return None
    return target


def _is_mandated(deed: Deed, step: Step, side: str, framework: Framework, register: Register) -> bool:
    by = deed.entry.by
    mandate = by.mandate
    if mandate not in register.mandates(framework, deed.party, by.authority, deed.seq):
        return False
    admitted = step.by.get(side, frozenset())
    if mandate in admitted or (mandate == CLOCK_MANDATE and is_node_record(deed)):
        return True
    # `*` is for officers: what a node writes by itself is named one by one.
    return ANY_MANDATE in admitted and mandate != CLOCK_MANDATE


def is_node_record(deed: Deed) -> bool:
    """Say whether an act is the record of a manifest, which a node writes by itself, too (12.11)."""
    return deed.entry.dossier == FRAMEWORK_DOSSIER and deed.entry.act == RECORD_MANIFEST


def _are_fields(deed: Deed, step: Step, compiled: Compiled) -> bool:
    entry = deed.entry
    match step.kind:
        case "correct":
            return (
                entry.fields.keys() == {"fields", "reason"}
                and type(entry.fields["fields"]) is dict
                and entry.fields["reason"] in REASONS
                and step.are_fields(entry.fields["fields"], entry.sealed)
            )
        case "contest":
            good = entry.fields.keys() == {"fact"} and is_id(entry.fields["fact"])
            return good and entry.fields["fact"] in compiled.contestable and not entry.sealed
        case "erase":
            return entry.fields.keys() == {"basis"} and is_id(entry.fields["basis"]) and not entry.sealed
    if entry.dossier == FRAMEWORK_DOSSIER and entry.act in FRAMEWORK_ACTS:
        return step.are_fields(entry.fields, entry.sealed) and _is_declaration(deed)
    return step.are_fields(entry.fields, entry.sealed)


def _is_declaration(deed: Deed) -> bool:
    """Authorities bear their party's name; nobody declares `clock` or `founding` (12.11)."""
    fields = deed.entry.fields
    if "code" in fields and not fields["code"].startswith(f"{deed.party.lower()}."):
        return False
    return not {CLOCK_MANDATE, FOUNDING}.intersection(fields.get("mandates", ()))


def _is_item_given(deed: Deed, step: Step, dossier: Dossier) -> bool:
    """Hold `item` against what the act takes, as far as no state is needed."""
    item = deed.entry.item
    if (step.item is None) == (item is None) and step.kind != "erase":
        return True
    if step.kind == "erase":
        return item is None or _is_own_act(deed, dossier.find(item))
    return step.kind in ("correct", "contest") or step.opens


def _is_own_act(deed: Deed, named: Deed | None) -> bool:
    return named is not None and named.party == deed.party and named.seq < deed.seq


def opening_fault(deed: Deed, procedures: Mapping[str, str]) -> str | None:
    """Give the rule by which an entry that names itself opens nothing."""
    entry = deed.entry
    if entry.digest is None or entry.sides is None:
        return "4.opening"
    if entry.procedure is None or procedures.get(entry.procedure) != entry.digest:
        return "4.procedure"
    return None


def sides_fault(deed: Deed, compiled: Compiled, parties: Set[Party]) -> str | None:
    """Hold an opening's sides against the procedure's (4.sides); `parties`: of whom there may be dossiers."""
    sides = deed.entry.sides or {}
    named = list(sides.values())
    if len(set(named)) != len(named) or not parties >= set(named):
        return "4.sides"
    if compiled.each:
        good = sides == {party: party for party in parties}
    else:
        good = sides.keys() == set(compiled.procedure.sides)
    return None if good else "4.sides"


__all__ = ["LEFT", "RECORD_MANIFEST", "form_fault", "opening_fault", "sides_fault"]
