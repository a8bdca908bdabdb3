"""What acts say, field by field, and what figures it comes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jisr.base import N_
from jisr.kernel import Compiled, Deed, Docket, Step
from jisr.node.catalogue import gettext as _
from jisr.node.queries.erased import basis_said
from jisr.node.queries.references import Reference, References
from jisr.node.queries.values import shown
from jisr.rules import Field

# The title says it already.
IN_TITLE = frozenset({"session_ordinal"})
CORRECTION_REASONS = {
    "clerical": N_("A slip of the pen"),
    "mistaken": N_("It was mistaken"),
    "superseded": N_("It has been overtaken by events"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One field of an act, in words."""

    label: str
    value: str
    leads_to: Reference | None = None
    # A digest or the like, which is compared letter by letter and read in one direction.
    is_code: bool = False


def said(
    docket: Docket,
    deed: Deed,
    by_key: Mapping[str, Deed],
    *,
    as_first: bool = False,
    known: References | None = None,
) -> Iterable[Said]:
    """Say the fields of an act: of a step of a joint act the proposal's, corrections applied.

    `known`: what references lead to; without it they lead nowhere.
    """
    source = stated_by(deed, by_key)
    declared = declared_of(docket, source)
    fields = fields_of(docket, source, by_key, as_first=as_first)
    match source.entry.act:
        case "correct":
            given = source.entry.fields.get("fields")
            fields = dict(given) if isinstance(given, dict) else {}
            yield Said(label=_("Reason"), value=correction_reason(str(source.entry.fields.get("reason", ""))))
        case "erase":
            yield Said(label=_("Legal basis"), value=basis_said(str(fields.pop("basis", ""))))
        case "contest":
            name = str(fields.pop("fact", ""))
            facts = docket.compiled.facts if docket.compiled else {}
            yield Said(label=_("Fact"), value=_(facts[name].label) if name in facts else name)
    for name in (*(each for each in declared if each in fields), *(each for each in fields if each not in declared)):
        yield field_said(declared.get(name), name, fields[name], known=known)


def field_said(one: Field | None, name: str, value: object, *, known: References | None = None) -> Said:
    """Say one field; a field that the act does not declare by its name. What it refers to is a link where `known`."""
    label = _(one.label) if one else name
    if one is not None and one.type == "reference":
        return Said(label=label, value=str(value), leads_to=known.of(str(value)) if known is not None else None)
    return Said(label=label, value=shown(one, value), is_code=one is not None and one.type == "hash")


def stated_by(deed: Deed, by_key: Mapping[str, Deed]) -> Deed:
    """Give the act whose fields count: of a step of a joint act the proposal."""
    if deed.step is not None and deed.step.kind in ("concur", "conclude", "decline", "withdraw"):
        return by_key.get(str(deed.entry.item), deed)
    return deed


def declared_of(docket: Docket, source: Deed) -> dict[str, Field]:
    """Give the declared fields of what an entry tried, by name."""
    step = step_of(docket, source)
    return {each.name: each for each in step.act.fields} if step and step.act else {}


def fields_of(docket: Docket, source: Deed, by_key: Mapping[str, Deed], *, as_first: bool = False) -> dict[str, Any]:
    """Give the fields of an act as they count now, or as they were first stated."""
    correction = docket.state.corrected.get(source.key) if docket.state else None
    if correction and not as_first:
        return dict(by_key[f"{source.party}.{correction[0]}"].entry.fields["fields"])
    return dict(source.entry.fields)


def first_value(docket: Docket, deed: Deed, by_key: Mapping[str, Deed]) -> str:
    """Give the first thing that an act says, as one reads it; empty where it says nothing."""
    source = stated_by(deed, by_key)
    declared = declared_of(docket, source)
    fields = fields_of(docket, source, by_key)
    name = next((each for each in declared if each in fields), next(iter(fields), None))
    return shown(declared.get(name), fields[name]) if name is not None else ""


def step_of(docket: Docket, deed: Deed) -> Step | None:
    """Give the step that an entry tried, even if it has no effect."""
    if deed.step is not None or docket.compiled is None:
        return deed.step
    if deed.entry.act == "correct":
        target = docket.deeds.get(str(deed.entry.item))
        return step_of(docket, target) if target is not None and target is not deed else None
    return docket.words_of(deed).steps.get(deed.entry.act)


def correction_reason(code: str) -> str:
    """Say why an act was corrected."""
    return _(CORRECTION_REASONS[code]) if code in CORRECTION_REASONS else code


def figures_shown(docket: Docket) -> Iterable[Said]:
    """Give the figures that are no item's and have a value."""
    if docket.compiled is None or docket.state is None:
        return
    for figure in docket.compiled.procedure.figures:
        if figure.item is None and figure.name not in IN_TITLE:
            value = docket.state.figure(figure.name)
            if value is not None:
                yield Said(label=_(figure.label), value=shown(field_of(docket.compiled, figure.name), value))


def field_of(compiled: Compiled, figure: str) -> Field | None:
    """Give the field from which a figure gets its values: it knows the words."""
    for act in compiled.procedure.acts:
        for name, source in act.assigns:
            if name == figure:
                return next((each for each in act.fields if each.name == source), None)
    return None
