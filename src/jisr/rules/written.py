"""Terms and procedures as JSON and back (protocol 10); the digest that pins a procedure."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any as Whatever
from typing import assert_never

from jisr.base import N_, Json, NotCanonical, Phrase, canonical, digest
from jisr.rules import shapes
from jisr.rules import terms as t
from jisr.rules.errors import MalformedProcedure
from jisr.rules.procedure import (
    Act,
    DeclaredFact,
    Echo,
    Field,
    Figure,
    Guarantee,
    Item,
    Parameter,
    Period,
    Procedure,
)

Raw = Mapping[str, Whatever]


def write_term(term: t.Term) -> Json:
    """Write a term as protocol 10 spells it."""
    match term:
        case t.Always():
            return True
        case t.Fact():
            return {"fact": term.name}
        case t.Not():
            return {"not": write_term(term.term)}
        case t.All():
            return {"all": [write_term(each) for each in term.terms]}
        case t.Any():
            return {"any": [write_term(each) for each in term.terms]}
        case t.Every():
            return {"every": [term.item, write_term(term.term)]}
        case t.Some():
            return {"some": [term.item, write_term(term.term)]}
        case t.Count():
            return {"count": [term.item, write_term(term.term), term.comparison, term.number]}
        case t.Over():
            return {"over": term.period}
        case t.Running():
            return {"running": term.period}
        case t.Apart():
            return {"apart": list(term.acts)}
        case t.Compare():
            return {"compare": [_write_value(term.left), term.comparison, _write_value(term.right)]}
        case t.Within():
            return {"within": write_term(term.term)}
    assert_never(term)


def _write_value(value: t.Value) -> Json:
    match value:
        case t.FigureValue():
            return {"figure": value.name}
        case t.FieldValue():
            return {"field": value.name}
        case t.ParameterValue():
            return {"parameter": value.name}
        case t.Given():
            return {"integer" if isinstance(value.value, int) else "date": value.value}
    assert_never(value)


def read_term(raw: Whatever) -> t.Term:
    """Read a term; any other shape is an error that shows it."""
    shapes.term(raw, "term")
    return _read_term(raw)


def _read_term(raw: Whatever) -> t.Term:
    if raw is True:
        return t.Always()
    ((word, body),) = raw.items()
    return _TERMS[word](body)


def _read_count(body: Whatever) -> t.Term:
    item, term, comparison, number = body
    return t.Count(item, _read_term(term), comparison, number)


def _read_compare(body: Whatever) -> t.Term:
    left, comparison, right = body
    return t.Compare(_read_value(left), comparison, _read_value(right))


def _read_value(raw: Raw) -> t.Value:
    ((word, body),) = raw.items()
    if word in ("integer", "date"):
        return t.Given(body)
    kinds: dict[str, Callable[[str], t.Value]] = {
        "figure": t.FigureValue,
        "field": t.FieldValue,
        "parameter": t.ParameterValue,
    }
    return kinds[word](body)


_TERMS: dict[str, Callable[[Whatever], t.Term]] = {
    "fact": t.Fact,
    "not": lambda body: t.Not(_read_term(body)),
    "all": lambda body: t.All(tuple(map(_read_term, body))),
    "any": lambda body: t.Any(tuple(map(_read_term, body))),
    "every": lambda body: t.Every(body[0], _read_term(body[1])),
    "some": lambda body: t.Some(body[0], _read_term(body[1])),
    "count": _read_count,
    "over": t.Over,
    "running": t.Running,
    "apart": lambda body: t.Apart(tuple(body)),
    "compare": _read_compare,
    "within": lambda body: t.Within(_read_term(body)),
}


def write_procedure(procedure: Procedure) -> dict[str, Json]:
    """Write a procedure with its English labels (protocol 10)."""
    return {
        "name": procedure.name,
        "version": procedure.version,
        "label": procedure.label,
        "persons": procedure.persons,
        "sides": procedure.sides if isinstance(procedure.sides, str) else list(procedure.sides),
        "mandates": [name for name, _ in procedure.mandates],
        "items": [{"name": each.name, "label": each.label} for each in procedure.items],
        "facts": [_plain(each, leave=("contrary",)) for each in procedure.facts],
        "figures": [_plain(each) for each in procedure.figures],
        "acts": [_write_act(each) for each in procedure.acts],
        "periods": [_write_period(procedure, each) for each in procedure.periods],
        "guarantees": [
            {**_plain(each, leave=("term",)), "term": write_term(each.term)} for each in procedure.guarantees
        ],
        "parameters": [_plain(each) for each in procedure.parameters],
        "within": procedure.within,
        "withheld": list(procedure.withheld),
    }


def _plain(value: Whatever, leave: tuple[str, ...] = ()) -> dict[str, Json]:
    return {each.name: getattr(value, each.name) for each in dataclasses.fields(value) if each.name not in leave}


def _write_act(act: Act) -> dict[str, Json]:
    return {
        **_plain(act, leave=("consequence", "group", "second_officer")),
        "by": {side: list(mandates) for side, mandates in act.by.items()},
        "on_behalf": list(act.on_behalf),
        "fields": [_write_field(each) for each in act.fields],
        "needs": write_term(act.needs),
        "sets": list(act.sets),
        "clears": list(act.clears),
        "assigns": [{"figure": figure, "field": name} for figure, name in act.assigns],
        "starts": list(act.starts),
        "ends": list(act.ends),
        "echo": None if act.echo is None else {"procedure": act.echo.procedure, "act": act.echo.act},
        "attests": None if act.attests is None else write_term(act.attests),
    }


def _write_field(field: Field) -> dict[str, Json]:
    choices: Json = [code for code, _ in field.choices] if field.type == "choice" else None
    return {**_plain(field, leave=("help", "choices", "readers")), "choices": choices}


def _write_period(procedure: Procedure, period: Period) -> dict[str, Json]:
    return {
        **_plain(period),
        "starts": [act.name for act in procedure.acts if period.name in act.starts],
        "stills": None if period.stills is None else write_term(period.stills),
    }


def without_labels(value: Json) -> Json:
    """Give a value without any key `label`: what the digest is taken over."""
    if isinstance(value, Mapping):
        return {key: without_labels(each) for key, each in value.items() if key != "label"}
    if isinstance(value, list):
        return [without_labels(each) for each in value]
    return value


def procedure_digest(procedure: Procedure) -> str:
    """Give the digest that an opening and the manifest name (protocol 12.13)."""
    return digest(without_labels(write_procedure(procedure)))


def read_procedure(raw: Raw) -> Procedure:
    """Read a procedure that came as JSON; labels default to names.

    Whatever else is in it is an error that names the place: what is read says all that was written.
    """
    try:
        # First, so that nothing below meets more levels than an entry may have.
        canonical(raw)
    except NotCanonical as error:
        raise MalformedProcedure(where="procedure", got=error) from error
    shapes.procedure(raw, "procedure")
    procedure = _read_procedure(raw)
    if digest(without_labels(write_procedure(procedure))) != digest(without_labels(raw)):
        where = Phrase(N_("%(name)s: periods and choices"), name=raw["name"])
        raise MalformedProcedure(where=where, got=Phrase(N_("at odds with its acts and types")))
    return procedure


def _read_procedure(raw: Raw) -> Procedure:
    return Procedure(
        name=raw["name"],
        version=raw["version"],
        label=raw.get("label", raw["name"]),
        persons=raw["persons"],
        sides=raw["sides"] if isinstance(raw["sides"], str) else tuple(raw["sides"]),
        mandates=tuple((each, each) for each in raw["mandates"]),
        items=tuple(_labelled(Item, {**each, "plural": each["name"]}) for each in raw["items"]),
        facts=tuple(_labelled(DeclaredFact, {**each, "contrary": ""}) for each in raw["facts"]),
        figures=tuple(_labelled(Figure, each) for each in raw["figures"]),
        acts=tuple(_read_act(each) for each in raw["acts"]),
        periods=tuple(_read_period(each) for each in raw["periods"]),
        guarantees=tuple(_read_guarantee(each) for each in raw["guarantees"]),
        parameters=tuple(_labelled(Parameter, each) for each in raw["parameters"]),
        within=raw["within"],
        withheld=tuple(raw["withheld"]),
    )


def _labelled(kind: Whatever, raw: Raw) -> Whatever:
    return kind(**{"label": raw["name"], **raw})


def _read_act(raw: Raw) -> Act:
    body = {
        **raw,
        "by": {side: tuple(mandates) for side, mandates in raw["by"].items()},
        "on_behalf": tuple(raw["on_behalf"]),
        "fields": tuple(_read_field(each) for each in raw["fields"]),
        "needs": _read_term(raw["needs"]),
        "sets": tuple(raw["sets"]),
        "clears": tuple(raw["clears"]),
        "assigns": tuple((each["figure"], each["field"]) for each in raw["assigns"]),
        "starts": tuple(raw["starts"]),
        "ends": tuple(raw["ends"]),
        "echo": None if raw["echo"] is None else Echo(**raw["echo"]),
        "attests": None if raw["attests"] is None else _read_term(raw["attests"]),
    }
    act: Act = _labelled(Act, body)
    return act


def _read_guarantee(raw: Raw) -> Guarantee:
    guarantee: Guarantee = _labelled(Guarantee, {**raw, "term": _read_term(raw["term"])})
    return guarantee


def _read_field(raw: Raw) -> Field:
    choices = tuple((code, code) for code in raw["choices"] or ())
    field: Field = _labelled(Field, {**raw, "choices": choices})
    return field


def _read_period(raw: Raw) -> Period:
    body = {key: each for key, each in raw.items() if key != "starts"}
    stills = None if raw["stills"] is None else _read_term(raw["stills"])
    period: Period = _labelled(Period, {**body, "stills": stills})
    return period
