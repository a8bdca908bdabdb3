"""Terms given to the solver: the third reader of the one writing (protocol 4; `evaluate` and `say` are the others)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from jisr.base import canonical
from jisr.prove.clocks import View
from jisr.prove.expressions import (
    FALSE,
    NOUGHT,
    TRUE,
    Expr,
    Val,
    Var,
    at_most,
    both,
    either,
    less,
    no,
    plus,
    same,
    when,
)
from jisr.prove.inputs import Inputs
from jisr.prove.vocabulary import Bit, Kind, Vocabulary, doubt, fact
from jisr.rules import terms as t
from jisr.rules import write_term

Held = Mapping[Bit, Expr]


def has(figure: str) -> Var:
    """Give whether a figure has a value."""
    return Var(f"has:{figure}")


def figure(name: str) -> Var:
    """Give the value of a figure: a code by its number."""
    return Var(f"figure:{name}", is_number=True)


def parameter_has(name: str) -> Var:
    """Give whether a parameter that is compared has a value."""
    return Var(f"has parameter:{name}")


def parameter(name: str) -> Var:
    """Give the value of a parameter that is compared; it is the same as long as a dossier lasts."""
    return Var(f"parameter:{name}", is_number=True)


@dataclass(frozen=True, slots=True)
class Reader:
    """Terms read in a state. `held`: what holds of the item in question.

    `blind`: everything but the act's own fields may be either, as before an act that a correction is judged beside.
    """

    vocabulary: Vocabulary
    view: View
    inputs: Inputs
    held: Mapping[str, Held] = field(default_factory=dict)
    blind: bool = False
    is_outer: bool = False

    def read(self, term: t.Term) -> Expr:
        """Give the formula of a term."""
        match term:
            case t.Always():
                return TRUE
            case t.Not():
                return no(self.read(term.term))
            case t.All():
                return both(*(self.read(each) for each in term.terms))
            case t.Any():
                return either(*(self.read(each) for each in term.terms))
            case t.Apart():
                return both(*(self.inputs.truth("apart", each) for each in term.acts))
            case t.Within():
                return replace(self, is_outer=True).read(term.term)
            case t.Compare():
                return self._compare(term)
            case t.Fact() | t.Every() | t.Some() | t.Count() | t.Over() | t.Running():
                return self._elsewhere(term) if self.is_outer or self.blind else self._own(term)
        assert_never(term)

    def _elsewhere(self, term: t.Term) -> Expr:
        """Give a term of another dossier, or of another moment: it may hold or not, but for all readers alike."""
        where = "outer" if self.is_outer else "before"
        return self.inputs.truth(where, canonical(write_term(term)).decode())

    def _own(self, term: t.Fact | t.Every | t.Some | t.Count | t.Over | t.Running) -> Expr:
        match term:
            case t.Fact():
                return self.fact(term.name)
            case t.Every():
                kind = self.vocabulary.kinds[term.item]
                return both(*(either(none, each) for none, each in self._ranged(kind, term.term)))
            case t.Some():
                kind = self.vocabulary.kinds[term.item]
                return either(*(both(no(none), each) for none, each in self._ranged(kind, term.term)))
            case t.Count():
                return self._count(term)
            case t.Over():
                return self.view.over(self.vocabulary.compiled.periods[term.period])
            case t.Running():
                return self.view.running(self.vocabulary.compiled.periods[term.period])
        assert_never(term)

    def fact(self, name: str) -> Expr:
        """Give the value of a fact: of the dossier, or of the item in question."""
        kind = self.vocabulary.compiled.fact_kinds.get(name)
        if kind is None:
            given: Expr = fact(name)
            doubted: Expr = doubt(name) if name in self.vocabulary.contestable else FALSE
        else:
            held = self.held.get(kind, {})
            given, doubted = held.get(("fact", name), FALSE), held.get(("doubt", name), FALSE)
        return self.vocabulary.value(name, given=given, doubted=doubted)

    def _ranged(self, kind: Kind, term: t.Term) -> list[tuple[Expr, Expr]]:
        """Give, for each pattern, that no item has it, and that the term holds of those that have."""
        return [
            (at_most(kind.count(pattern), NOUGHT), self.of_item(kind.name, kind.held(pattern)).read(term))
            for pattern in kind.patterns
        ]

    def of_item(self, kind: str, held: Held) -> "Reader":
        """Give the reader to which one item is in question."""
        return replace(self, held={**self.held, kind: held})

    def _count(self, term: t.Count) -> Expr:
        kind = self.vocabulary.kinds[term.item]
        counted = [
            when(self.of_item(kind.name, kind.held(pattern)).read(term.term), kind.count(pattern), NOUGHT)
            for pattern in kind.patterns
        ]
        total = plus(*counted)
        if term.comparison == "<=":
            return at_most(total, Val(term.number))
        return at_most(Val(term.number), total)

    def _compare(self, term: t.Compare) -> Expr:
        figures = [each for each in (term.left, term.right) if isinstance(each, t.FigureValue)]
        if figures and (self.is_outer or self.blind):
            return self._elsewhere(term)
        kind = None if self.is_outer else self.vocabulary.compared(term)
        if kind is not None:
            at = self.vocabulary.comparisons[kind].index(term)
            return self.held.get(kind, {}).get(("compare", str(at)), FALSE)
        if any(self.vocabulary.compiled.figure_kinds.get(each.name) for each in figures):
            return self._elsewhere(term)
        (has_left, left), (has_right, right) = self.value(term.left), self.value(term.right)
        stands = {"=": same, "<": less, "<=": at_most}[term.comparison](left, right)
        return both(has_left, has_right, stands)

    def value(self, value: t.Value) -> tuple[Expr, Expr]:
        """Give whether a value is there, and the value."""
        match value:
            case t.Given():
                raw = value.value
                return TRUE, Val(raw if isinstance(raw, int) else date.fromisoformat(raw).toordinal())
            case t.FieldValue():
                return self.inputs.truth("states", value.name), self.inputs.number("field", value.name)
            case t.FigureValue():
                return has(value.name), figure(value.name)
            case t.ParameterValue():
                return parameter_has(value.name), parameter(value.name)
        assert_never(value)
