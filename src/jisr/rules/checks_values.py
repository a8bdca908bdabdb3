"""Fields, figures and comparisons: types that fit, and what may stand open (protocol 4.3, 12.13)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from jisr.base import N_, Phrase
from jisr.rules import terms as t
from jisr.rules.calendars import UNITS
from jisr.rules.procedure import Act, Field, Procedure
from jisr.rules.subject import Check, Fault, Place, Subject, parts, refuses

FIELD_TYPES: Final = ("choice", "date", "integer", "code", "codes", "reference", "text", "hash", "file")
FIGURE_TYPES: Final = ("integer", "date", "code")
# The one type that is never open: its content has pieces, and an entry has no room for it.
FILE: Final = "file"
# Free words, and what can be guessed from its hash, say something about a person.
TELLING: Final = ("text", "hash", "file")
ORDERED: Final = ("integer", "date")
LENGTH: Final = "length"
YEARS: Final = range(1900, 2200)


@refuses(6, N_("Give the act a field of this name, or read what it has."))
def fields_exist(subject: Subject) -> Iterator[Fault]:
    """Refuse an act that reads a field which it does not have."""
    for act in subject.procedure.acts:
        names = {each.name for each in act.fields}
        missing = [field for _, field in act.assigns if field not in names]
        yield from (
            (f"act {act.name}, assigns", Phrase(N_("it has no field %(field)s"), field=each)) for each in missing
        )
    for place in subject.places:
        for field, is_outer in _fields_read(place):
            if is_outer or place.act is None or field not in {each.name for each in place.act.fields}:
                yield place.where, Phrase(N_("no field %(field)s is read there"), field=field)


@refuses(7, N_("Use a type of protocol 12.13; a choice has choices, and only a choice."))
def types_exist(subject: Subject) -> Iterator[Fault]:
    """Refuse a type that no entry can be held against."""
    for act in subject.procedure.acts:
        for field in act.fields:
            if field.type not in FIELD_TYPES:
                yield f"act {act.name}, field {field.name}", Phrase(N_("there is no type %(type)s"), type=field.type)
            elif (field.type == "choice") != bool(field.choices):
                yield f"act {act.name}, field {field.name}", Phrase(N_("a choice and its choices go together"))
            elif field.type == FILE and not field.sealed:
                yield f"act {act.name}, field {field.name}", Phrase(N_("a file goes to its readers alone: seal it"))
    for figure in subject.procedure.figures:
        if figure.type not in FIGURE_TYPES:
            yield f"figure {figure.name}", Phrase(N_("there is no type %(type)s"), type=figure.type)


@refuses(8, N_("Seal the field: in a procedure that has a person as its subject no free text stands open."))
def persons_are_sealed(subject: Subject) -> Iterator[Fault]:
    """Refuse open text where a person is the subject (protocol 4.3)."""
    if not subject.procedure.persons:
        return
    for act in subject.procedure.acts:
        for field in act.fields:
            if field.type in TELLING and not field.sealed:
                yield (
                    f"act {act.name}, field {field.name}",
                    Phrase(N_("it is an open field of type %(type)s about a person"), type=field.type),
                )


@refuses(9, N_("Assign the figure from a field of its own type; a code also from a choice."))
def assigned_types_fit(subject: Subject) -> Iterator[Fault]:
    """Refuse a figure that its field cannot give a value of its type."""
    types = {each.name: each.type for each in subject.procedure.figures}
    for act in subject.procedure.acts:
        for figure, name in act.assigns:
            field = _field(act, name)
            known = field is not None and field.type in FIELD_TYPES and types.get(figure) in FIGURE_TYPES
            if field is not None and known and _type_of(field) != types[figure]:
                yield f"act {act.name}, assigns", _other_types(figure, types[figure], field)


def _other_types(figure: str, wanted: str, field: Field) -> Phrase:
    words = N_("%(figure)s is of type %(wanted)s, %(field)s of type %(type)s")
    return Phrase(words, figure=figure, wanted=wanted, field=field.name, type=field.type)


@refuses(10, N_("Leave the field open, or do not read it: nobody judges by what some cannot see."))
def sealed_is_not_read(subject: Subject) -> Iterator[Fault]:
    """Refuse a sealed field that a figure or a condition reads."""
    for act in subject.procedure.acts:
        for _, name in act.assigns:
            if (field := _field(act, name)) and field.sealed:
                yield f"act {act.name}, assigns", Phrase(N_("%(field)s is sealed"), field=name)
    for place in subject.places:
        for name, is_outer in _fields_read(place):
            found = _field(place.act, name) if place.act and not is_outer else None
            if found and found.sealed:
                yield place.where, Phrase(N_("%(field)s is sealed"), field=name)


@refuses(11, N_("Compare two integers, two dates, or two codes for being equal; count from nought up."))
def comparisons_can_hold(subject: Subject) -> Iterator[Fault]:
    """Refuse a comparison that no values could ever meet."""
    for place in subject.places:
        if place.kind == "attests":
            continue
        for part in parts(place.term):
            match part.term:
                case t.Compare():
                    procedure = subject.outer if part.is_outer else subject.procedure
                    yield from _compared(part.term, place, procedure)
                case t.Count():
                    number = part.term.number
                    if part.term.comparison not in ("<=", ">=") or type(number) is not int or number < 0:
                        yield (
                            place.where,
                            Phrase(N_("%(sign)s %(number)s counts nothing"), sign=part.term.comparison, number=number),
                        )
                case _:
                    continue


def _compared(term: t.Compare, place: Place, procedure: Procedure | None) -> Iterator[Fault]:
    if term.comparison not in ("<=", "<", "="):
        yield place.where, Phrase(N_("%(sign)s compares nothing"), sign=repr(term.comparison))
    types = [_value_type(each, place.act, procedure) for each in (term.left, term.right)]
    known = [each for each in types if each is not None]
    if len(set(known)) > 1:
        yield place.where, Phrase(N_("%(one)s is compared with %(other)s"), one=known[0], other=known[1])
    elif known and term.comparison != "=" and known[0] not in ORDERED:
        yield (
            place.where,
            Phrase(N_("values of type %(type)s are neither less nor more than each other"), type=known[0]),
        )
    elif LENGTH in known:
        yield place.where, Phrase(N_("a length is no value to compare"))
    for value in (term.left, term.right):
        if isinstance(value, t.Given) and isinstance(value.value, str) and not _is_date(value.value):
            yield place.where, Phrase(N_("%(value)s is no date"), value=repr(value.value))


def _value_type(value: t.Value, act: Act | None, procedure: Procedure | None) -> str | None:
    """Give the type of a value; None where it is not known (or told elsewhere)."""
    match value:
        case t.Given():
            return "integer" if isinstance(value.value, int) else "date"
        case t.FieldValue():
            field = _field(act, value.name) if act else None
            return _type_of(field) if field and field.type in FIELD_TYPES else None
        case t.FigureValue():
            figures = procedure.figures if procedure else ()
            return next((each.type for each in figures if each.name == value.name), None)
        case t.ParameterValue():
            parameters = procedure.parameters if procedure else ()
            named = [each for each in parameters if each.name == value.name]
            return LENGTH if any(each.unit in UNITS for each in named) else None


def _type_of(field: Field) -> str:
    return "code" if field.type == "choice" else field.type


def _is_date(text: str) -> bool:
    try:
        return len(text) == len("YYYY-MM-DD") and date.fromisoformat(text).year in YEARS
    except ValueError:
        return False


def _field(act: Act, name: str) -> Field | None:
    return next((each for each in act.fields if each.name == name), None)


def _fields_read(place: Place) -> Iterator[tuple[str, bool]]:
    """Give the fields that a term reads, and whether it does so in the outer dossier."""
    if place.kind == "attests":
        return
    for part in parts(place.term):
        if isinstance(part.term, t.Compare):
            for value in (part.term.left, part.term.right):
                if isinstance(value, t.FieldValue):
                    yield value.name, part.is_outer


@refuses(45, N_("Name sides of the procedure with mandates that it has, and only for a sealed field."))
def readers_are_named(subject: Subject) -> Iterator[Fault]:
    """Refuse readers of an open field, and readers that no side has."""
    mandates = {name for name, _ in subject.procedure.mandates}
    for act in subject.procedure.acts:
        for field in act.fields:
            where = f"act {act.name}, field {field.name}"
            if field.readers and not field.sealed:
                yield where, Phrase(N_("it is open, and everybody reads it"))
            for side, named in field.readers.items():
                if side not in subject.sides:
                    yield where, Phrase(N_("there is no side %(side)s"), side=side)
                if not named:
                    yield where, Phrase(N_("the side %(side)s reads it by no mandate"), side=side)
                for each in sorted(set(named) - mandates):
                    yield where, Phrase(N_("there is no mandate %(mandate)s"), mandate=each)


CHECKS: Final[tuple[Check, ...]] = (
    fields_exist, types_exist, persons_are_sealed, assigned_types_fit, sealed_is_not_read,
    comparisons_can_hold, readers_are_named,
)  # fmt: skip
__all__ = ["CHECKS"]
