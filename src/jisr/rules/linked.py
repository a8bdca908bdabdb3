"""Which procedures are linked: a domestic one, and the shared one that its acts are echoed in (protocol 12.18)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jisr.rules import terms as t
from jisr.rules.procedure import EACH, Procedure
from jisr.rules.subject import parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """When the act `at` of the shared procedure is done, the term holds in the linked domestic dossier.

    `domestic` and `shared` are procedures by their ids. What is attested and what is echoed make it so.
    """

    name: str
    label: str
    domestic: str
    shared: str
    at: str
    term: t.Term
    source: str


def family(name: str) -> str:
    """Give what packs of one procedure share of their names: that of `return.esp-2025` is `return`."""
    return name.partition(".")[0]


def is_domestic(procedure: Procedure) -> bool:
    """Say whether a procedure is of one side, and so runs in a framework of one party only."""
    return procedure.sides != EACH and len(procedure.sides) == 1


def is_called(shared: str, named: str) -> bool:
    """Say whether an echo that names a procedure means this one: by its own name, or by that before its dot."""
    return shared == named or shared.startswith(f"{named}.")


def echoes_into(domestic: Procedure, shared: str) -> bool:
    """Say whether an act of a domestic procedure is echoed in the shared procedure of this name."""
    return any(act.echo is not None and is_called(shared, act.echo.procedure) for act in domestic.acts)


def linked_with(shared: Procedure, domestic: Iterable[Procedure]) -> tuple[Procedure, ...]:
    """Give those of some domestic procedures that are linked with a shared one."""
    return tuple(each for each in domestic if echoes_into(each, shared.name)) if not is_domestic(shared) else ()


def unknown_in(term: t.Term, procedure: Procedure) -> Iterator[str]:
    """Give the names of a term that a procedure does not declare: nothing can be attested by them.

    Nor by an act's fields, which are of another dossier, nor by who did what: officers bear other names in each.
    """
    declared = {
        "fact": {each.name for each in procedure.facts} | {"closed"},
        "item": {each.name for each in procedure.items},
        "period": {each.name for each in procedure.periods},
        "figure": {each.name for each in procedure.figures},
        "parameter": {each.name for each in procedure.parameters},
    }
    for part in parts(term):
        for kind, name in names_of(part.term):
            if name not in declared.get(kind, ()):
                yield name


def names_of(term: t.Term) -> Iterator[tuple[str, str]]:
    """Give what a term itself names, each with its kind; a field belongs to no dossier."""
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
                match value:
                    case t.FigureValue():
                        yield "figure", value.name
                    case t.ParameterValue():
                        yield "parameter", value.name
                    case t.FieldValue():
                        yield "field", value.name
                    case _:
                        continue
        case _:
            return


__all__ = ["Linked", "echoes_into", "family", "is_called", "is_domestic", "linked_with", "names_of", "unknown_in"]
