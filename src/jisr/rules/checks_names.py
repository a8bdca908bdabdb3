"""Names: well spelt, unique, not the kernel's, and declared where they are used (protocol 2.3, 4, 12.5)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from jisr.base import N_, Phrase, is_id
from jisr.base.limits import PARTIES_MAX
from jisr.rules import terms as t
from jisr.rules.procedure import (
    ALL_SIDES,
    ANY_MANDATE,
    CLOCK_MANDATE,
    EACH,
    STARTER,
    Act,
    DeclaredFact,
    Figure,
    Period,
    Procedure,
)
from jisr.rules.subject import KERNEL_ACTS, Check, Fault, Place, Subject, generated, parts, refuses

ID_CHARACTERS_MAX: Final = 64
# What `sides`, `runs_on` and `owner` mean something else by.
SIDE_WORDS: Final = frozenset({EACH, ALL_SIDES, STARTER})
Use = tuple[str, str, str]
# What is said of a name that nothing declares, by what it was to be.
UNDECLARED: Final = {
    "side": N_("there is no side %(name)s"),
    "clock": N_("no period runs on %(name)s"),
    "owner": N_("no period belongs to %(name)s"),
    "holder": N_("no parameter belongs to %(name)s"),
    "mandate": N_("there is no mandate %(name)s"),
    "item": N_("there is no item %(name)s"),
    "fact": N_("there is no fact %(name)s"),
    "figure": N_("there is no figure %(name)s"),
    "act": N_("there is no act %(name)s"),
    "period": N_("there is no period %(name)s"),
    "parameter": N_("there is no parameter %(name)s"),
}


@refuses(1, N_("Use small letters, digits, `.`, `_`, `-`, at most 64 in all; a version counts from 1."))
def spelt(subject: Subject) -> Iterator[Fault]:
    """Refuse a name that is no id: entries could not carry it (protocol 2.3)."""
    procedure = subject.procedure
    if not is_id(procedure.name) or len(procedure.id) > ID_CHARACTERS_MAX:
        yield "procedure", Phrase(N_("its name %(name)s is no id"), name=repr(procedure.name))
    if type(procedure.version) is not int or procedure.version < 1:
        yield "procedure", Phrase(N_("its version %(version)s is no number from 1"), version=repr(procedure.version))
    for where, names in _declared(procedure):
        yield from (
            (where, Phrase(N_("the name %(name)s is no id"), name=repr(name))) for name in names if not is_id(name)
        )
    for act in procedure.acts:
        longest = max((len(each) for each in generated(act)), default=0)
        if is_id(act.name) and longest > ID_CHARACTERS_MAX:
            yield f"act {act.name}", Phrase(N_("the names of its steps are too long"))


@refuses(2, N_("Give each its own name; fold two declarations of the same thing into one."))
def unique(subject: Subject) -> Iterator[Fault]:
    """Refuse a name declared twice: which is meant could not be said."""
    for where, names in _declared(subject.procedure):
        counted = Counter(names)
        yield from (
            (where, Phrase(N_("%(name)s is declared twice"), name=name)) for name, count in counted.items() if count > 1
        )


@refuses(3, N_("Choose another name; what the kernel gives, acts neither declare nor give (protocol 12.5)."))
def reserved(subject: Subject) -> Iterator[Fault]:
    """Refuse a name that the kernel keeps for itself."""
    procedure = subject.procedure
    steps = KERNEL_ACTS | {name for act in procedure.acts for name in generated(act)}
    windows = {f"{act.name}_window" for act in procedure.acts if act.irrevocable}
    for act in procedure.acts:
        if act.name in steps:
            yield f"act {act.name}", Phrase(N_("the kernel has an act of this name"))
        for name in sorted({*act.sets, *act.clears} & set(subject.kernel_facts)):
            yield f"act {act.name}", Phrase(N_("only the kernel gives %(name)s"), name=name)
    for fact in procedure.facts:
        if fact.name in subject.kernel_facts:
            yield f"fact {fact.name}", Phrase(N_("the kernel has a fact of this name"))
    for period in procedure.periods:
        if period.name in windows:
            yield f"period {period.name}", Phrase(N_("the kernel has a period of this name"))
    for mandate, _ in procedure.mandates:
        if mandate == CLOCK_MANDATE:
            yield f"mandate {mandate}", Phrase(N_("it is the node's own"))
    if not isinstance(procedure.sides, str):
        taken = [each for each in procedure.sides if each in SIDE_WORDS]
        yield from ((f"side {each}", Phrase(N_("the word means something else"))) for each in taken)


@refuses(4, N_("Declare it, or mend the spelling."))
def declared(subject: Subject) -> Iterator[Fault]:
    """Refuse a name that is used but not declared."""
    names = _names(subject.procedure, subject)
    outer = _names(subject.outer, Subject(subject.outer)) if subject.outer else None
    for where, kind, name in _uses(subject.procedure):
        if name not in names[kind]:
            yield where, Phrase(UNDECLARED[kind], name=name)
    for place in subject.places:
        yield from _unknown(place, names, outer)


@refuses(5, N_("Name one to eight sides, or declare `each`."))
def sided(subject: Subject) -> Iterator[Fault]:
    """Refuse sides that no opening can state (protocol 12.1)."""
    sides = subject.procedure.sides
    if isinstance(sides, str):
        if sides != EACH:
            yield "procedure", Phrase(N_("its sides are %(sides)s"), sides=repr(sides))
    elif not 1 <= len(sides) <= PARTIES_MAX:
        yield "procedure", Phrase(N_("the number of its sides is %(count)s"), count=len(sides))


def _declared(procedure: Procedure) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give every list of names that must be ids and differ from each other."""
    if not isinstance(procedure.sides, str):
        yield "sides", procedure.sides
    yield "mandates", tuple(name for name, _ in procedure.mandates)
    lists: Mapping[str, Iterable[object]] = {
        "items": procedure.items,
        "facts": procedure.facts,
        "figures": procedure.figures,
        "acts": procedure.acts,
        "periods": procedure.periods,
        "parameters": procedure.parameters,
        "guarantees": procedure.guarantees,
        "stages": procedure.stages,
    }
    for kind, each in lists.items():
        yield kind, tuple(one.name for one in each)  # type: ignore[attr-defined]  # all have names
    for act in procedure.acts:
        yield f"act {act.name}, on_behalf", act.on_behalf
        yield f"act {act.name}, fields", tuple(field.name for field in act.fields)
        for field in act.fields:
            yield f"act {act.name}, field {field.name}", tuple(code for code, _ in field.choices)


def _names(procedure: Procedure, subject: Subject) -> dict[str, frozenset[str]]:
    sides = frozenset(subject.sides)
    parties = frozenset() if procedure.sides == EACH else sides
    return {
        "side": sides,
        "clock": parties | {ALL_SIDES, STARTER},
        "owner": parties | {STARTER},
        "holder": parties | {ALL_SIDES},
        "mandate": frozenset(name for name, _ in procedure.mandates) | {CLOCK_MANDATE, ANY_MANDATE},
        "item": frozenset(each.name for each in procedure.items),
        "fact": frozenset(subject.cautious),
        "figure": frozenset(each.name for each in procedure.figures),
        "act": frozenset(each.name for each in procedure.acts),
        "period": frozenset(each.name for each in procedure.periods),
        "parameter": frozenset(each.name for each in procedure.parameters),
    }


def _uses(procedure: Procedure) -> Iterator[Use]:
    named: tuple[DeclaredFact | Figure, ...] = (*procedure.facts, *procedure.figures)
    for each in named:
        if each.item is not None:
            yield each.name, "item", each.item
    for act in procedure.acts:
        yield from ((f"act {act.name}", kind, name) for kind, name in _uses_of_act(act))
    for period in procedure.periods:
        yield from ((f"period {period.name}", kind, name) for kind, name in _uses_of_period(period))
    for guarantee in procedure.guarantees:
        if guarantee.at is not None:
            yield f"guarantee {guarantee.name}", "act", guarantee.at
    for parameter in procedure.parameters:
        yield f"parameter {parameter.name}", "holder", parameter.owner


def _uses_of_act(act: Act) -> Iterator[tuple[str, str]]:
    for side, mandates in act.by.items():
        yield "side", side
        yield from (("mandate", each) for each in mandates)
    yield from (("fact", each) for each in (*act.sets, *act.clears))
    yield from (("figure", figure) for figure, _ in act.assigns)
    yield from (("period", each) for each in (*act.starts, *act.ends))
    yield from (("item", each) for each in (act.item, act.adds) if each is not None)
    if act.window is not None:
        yield "parameter", act.window
    if act.redress is not None:
        yield "act", act.redress


def _uses_of_period(period: Period) -> Iterator[tuple[str, str]]:
    yield "clock", period.runs_on
    yield "owner", period.owner
    if period.length is not None:
        yield "parameter", period.length


def _unknown(
    place: Place, names: Mapping[str, frozenset[str]], outer: Mapping[str, frozenset[str]] | None
) -> Iterator[Fault]:
    # What is attested is another state's affair: its names are those of the linked dossier.
    if place.kind == "attests":
        return
    for part in parts(place.term):
        known = outer if part.is_outer else names
        for kind, name in _uses_of_term(part.term) if known else ():
            if known and name not in known[kind]:
                yield place.where, Phrase(UNDECLARED[kind], name=name)


def _uses_of_term(term: t.Term) -> Iterator[tuple[str, str]]:
    match term:
        case t.Fact():
            yield "fact", term.name
        case t.Every() | t.Some() | t.Count():
            yield "item", term.item
        case t.Over() | t.Running():
            yield "period", term.period
        case t.Apart():
            yield from (("act", each) for each in term.acts)
        case t.Compare():
            for value in (term.left, term.right):
                if isinstance(value, t.FigureValue):
                    yield "figure", value.name
                if isinstance(value, t.ParameterValue):
                    yield "parameter", value.name
        case _:
            return


CHECKS: Final[tuple[Check, ...]] = (spelt, unique, reserved, declared, sided)
__all__ = ["CHECKS"]
