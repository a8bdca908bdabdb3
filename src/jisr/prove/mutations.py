"""Procedures from which one thing was taken: a condition, a cautious value, a flag that protects (protocol 6).

A proof that nothing could fail shows nothing. So each of these must be noticed: by the loader, or by a proof.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jisr.base import canonical
from jisr.rules import Act, Procedure, mentions, write_term
from jisr.rules import terms as t

CONDITION = "condition"
CAUTIOUS = "cautious"
PROTECTIVE = "protective"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """A changed procedure. `kind`: what was taken away; `about`: the act or fact from which."""

    name: str
    kind: str
    about: str
    procedure: Procedure


def mutations(procedure: Procedure) -> Iterator[Mutation]:
    """Give every procedure from which one thing was taken, each with a name of its own."""
    for act in procedure.acts:
        for taken, left in without(act.needs):
            changed = replace(act, needs=left)
            name = f"{act.name}: without {canonical(write_term(taken)).decode()}"
            yield Mutation(name=name, kind=CONDITION, about=act.name, procedure=_with_act(procedure, changed))
        if act.protective:
            changed = replace(act, protective=False)
            name = f"{act.name}: not protective"
            yield Mutation(name=name, kind=PROTECTIVE, about=act.name, procedure=_with_act(procedure, changed))
    for fact in procedure.facts:
        flipped = replace(fact, cautious=not fact.cautious)
        facts = tuple(flipped if each.name == fact.name else each for each in procedure.facts)
        name = f"{fact.name}: cautious the other way"
        yield Mutation(name=name, kind=CAUTIOUS, about=fact.name, procedure=replace(procedure, facts=facts))


def without(term: t.Term) -> Iterator[tuple[t.Term, t.Term]]:
    """Give each condition of a term with what is left without it.

    A condition is what must hold besides others, be it of each or of some item; one of which any would do is one.
    """
    match term:
        case t.Always():
            return
        case t.All():
            for at, part in enumerate(term.terms):
                rest = (*term.terms[:at], *term.terms[at + 1 :])
                yield part, _all(rest)
                if not isinstance(part, t.Fact | t.Not):
                    yield from (
                        (taken, t.All((*term.terms[:at], left, *term.terms[at + 1 :])))
                        for taken, left in without(part)
                        if taken != part
                    )
        case t.Every() | t.Some():
            yield term, t.Always()
            yield from _within(term)
        case _:
            yield term, t.Always()


def _within(term: t.Every | t.Some) -> Iterator[tuple[t.Term, t.Term]]:
    for taken, left in without(term.term):
        if taken != term.term:
            yield replace(term, term=taken), replace(term, term=left)


def _all(terms: tuple[t.Term, ...]) -> t.Term:
    if not terms:
        return t.Always()
    return terms[0] if len(terms) == 1 else t.All(terms)


def _with_act(procedure: Procedure, act: Act) -> Procedure:
    acts = tuple(act if each.name == act.name else each for each in procedure.acts)
    return replace(procedure, acts=acts)


def compares(procedure: Procedure) -> bool:
    """Say whether a procedure's needs compare figures of items: what tells items apart then depends on them."""
    of_items = {each.name for each in procedure.figures if each.item is not None}
    return any(of_items & set(mentions(each.needs).figures) for each in procedure.acts)
