"""What takes away what: stability and binding by reading alone (protocol 4.8, 12.7).

One table of effects and one reader of terms serve the loader and the kernel.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from jisr.rules import terms as t
from jisr.rules.procedure import Act, Procedure

CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """All that an act gives, by reading; `item` is the kind of item its facts belong to."""

    act: str
    sets: frozenset[str]
    clears: frozenset[str]
    adds: frozenset[str]
    starts: frozenset[str]
    ends: frozenset[str]
    assigns: frozenset[str]


def effects_of(act: Act, *, redresses: Iterable[str] = ()) -> Effects:
    """Give a declared act's effects, the kernel's own included."""
    crossed = {f"{name}_crossed" for name in redresses}
    return Effects(
        act=act.name,
        sets=frozenset(act.sets) | ({CLOSED} if act.closes else set()),
        clears=frozenset(act.clears) | crossed,
        adds=frozenset({act.adds} if act.adds else ()),
        starts=frozenset(act.starts),
        ends=frozenset(act.ends),
        assigns=frozenset(figure for figure, _ in act.assigns),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """Whether effects take a term away: on `any` item, or only on the `same` one."""

    any: bool = False
    same: bool = False

    def __or__(self, other: "Taking") -> "Taking":
        return Taking(any=self.any or other.any, same=self.same or other.same)


NOTHING = Taking()


def takes_away(effects: Effects, term: t.Term, procedure: Procedure) -> Taking:
    """Say whether an act with these effects could make a term that holds fail."""
    return _taking(effects, term, procedure, False, frozenset())


def _taking(effects: Effects, term: t.Term, procedure: Procedure, negated: bool, ranged: frozenset[str]) -> Taking:
    match term:
        case t.Always() | t.Apart() | t.Within():
            return NOTHING
        case t.Fact():
            touched = term.name in (effects.sets if negated else effects.clears)
            return _for_fact(term.name, procedure, ranged) if touched else NOTHING
        case t.Not():
            return _taking(effects, term.term, procedure, not negated, ranged)
        case t.All() | t.Any():
            found = NOTHING
            for part in term.terms:
                found |= _taking(effects, part, procedure, negated, ranged)
            return found
        case t.Every() | t.Some():
            inner = _taking(effects, term.term, procedure, negated, ranged | {term.item})
            # `every` fails by a new item; under `not`, so does `some`.
            grows = term.item in effects.adds and isinstance(term, t.Every) != negated
            return inner | Taking(any=grows)
        case t.Count():
            return Taking(any=term.item in effects.adds or touches(effects, term.term))
        case t.Over() | t.Running():
            return Taking(any=_moves(effects, term.period, procedure))
        case t.Compare():
            figures = {each.name for each in (term.left, term.right) if isinstance(each, t.FigureValue)}
            return Taking(any=bool(figures & effects.assigns))
    assert_never(term)


def _for_fact(name: str, procedure: Procedure, ranged: frozenset[str]) -> Taking:
    kind = next((each.item for each in procedure.facts if each.name == name), None)
    if kind is None or kind in ranged:
        return Taking(any=True)
    return Taking(same=True)


def _moves(effects: Effects, period: str, procedure: Procedure) -> bool:
    if period in effects.starts or period in effects.ends:
        return True
    declared = next((each for each in procedure.periods if each.name == period), None)
    return declared is not None and declared.stills is not None and touches(effects, declared.stills)


def touches(effects: Effects, term: t.Term) -> bool:
    """Say whether effects change anything that a term mentions."""
    mentioned = mentions(term)
    return bool(
        mentioned.facts & (effects.sets | effects.clears)
        or mentioned.items & effects.adds
        or mentioned.periods & (effects.starts | effects.ends)
        or mentioned.figures & effects.assigns
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """The names that a term speaks of; those of the outer dossier apart."""

    facts: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    periods: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()
    acts: frozenset[str] = frozenset()
    outer: "Mentions | None" = None

    def __or__(self, other: "Mentions") -> "Mentions":
        outer = self.outer | other.outer if self.outer and other.outer else self.outer or other.outer
        return Mentions(
            facts=self.facts | other.facts,
            items=self.items | other.items,
            periods=self.periods | other.periods,
            figures=self.figures | other.figures,
            acts=self.acts | other.acts,
            outer=outer,
        )


def mentions(term: t.Term) -> Mentions:
    """Gather the names that a term speaks of."""
    match term:
        case t.Always():
            return Mentions()
        case t.Fact():
            return Mentions(facts=frozenset({term.name}))
        case t.Not():
            return mentions(term.term)
        case t.All() | t.Any():
            found = Mentions()
            for part in term.terms:
                found |= mentions(part)
            return found
        case t.Every() | t.Some() | t.Count():
            return Mentions(items=frozenset({term.item})) | mentions(term.term)
        case t.Over() | t.Running():
            return Mentions(periods=frozenset({term.period}))
        case t.Apart():
            return Mentions(acts=frozenset(term.acts))
        case t.Compare():
            values = (term.left, term.right)
            return Mentions(figures=frozenset(v.name for v in values if isinstance(v, t.FigureValue)))
        case t.Within():
            return Mentions(outer=mentions(term.term))
    assert_never(term)
