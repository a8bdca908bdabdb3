"""A declaration as the loader reads it: its names, its terms in their places, who may cross whom."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, assert_never

from jisr.base import Phrase
from jisr.rules import terms as t
from jisr.rules.errors import Finding
from jisr.rules.procedure import ANY_MANDATE, EACH, STEPS, Act, DeclaredFact, Procedure
from jisr.rules.takes import CLOSED, Effects, effects_of

MOVE: Final = "move"
KERNEL_ACTS: Final = frozenset({"correct", "contest", "answer", "erase", "reopen", MOVE}) | {
    f"{step}_{MOVE}" for step in STEPS
}
REOPEN: Final = "reopen"

# Where something is wrong, by the words of the declaration itself; and what, for whoever reads it.
Fault = tuple[str, Phrase]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A term where it stands: `kind` is need, stills, attests, guarantee or stage."""

    where: str
    kind: str
    term: t.Term
    act: Act | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A term within a term: `is_denied` by `not` and `at most` above it, `ranged` items, `outer` dossier."""

    term: t.Term
    is_denied: bool = False
    is_under_not: bool = False
    ranged: frozenset[str] = frozenset()
    is_outer: bool = False


def parts(term: t.Term, above: Part | None = None) -> Iterator[Part]:
    """Give a term and all that is in it, each with what stands above it."""
    here = replace(above, term=term) if above else Part(term=term)
    yield here
    match term:
        case t.Not():
            yield from parts(term.term, replace(here, is_denied=not here.is_denied, is_under_not=True))
        case t.All() | t.Any():
            for each in term.terms:
                yield from parts(each, here)
        case t.Every() | t.Some() | t.Count():
            # At most so many for which it holds: the fewer, the better.
            flips = isinstance(term, t.Count) and term.comparison == "<="
            inner = replace(here, is_denied=here.is_denied != flips, ranged=here.ranged | {term.item})
            yield from parts(term.term, inner)
        case t.Within():
            yield from parts(term.term, replace(here, ranged=frozenset(), is_outer=True))
        case t.Always() | t.Fact() | t.Over() | t.Running() | t.Apart() | t.Compare():
            return
        case _:
            assert_never(term)


@dataclass(frozen=True)
class Subject:
    """A procedure under the loader's eyes; `outer` is the one that it is within, where at hand.

    `linked`: the domestic procedures that are linked with it in the node that loads it.
    """

    procedure: Procedure
    withheld: frozenset[str] = frozenset()
    outer: Procedure | None = None
    linked: tuple[Procedure, ...] = ()

    @property
    def has_one_side(self) -> bool:
        """Say whether there is nobody to cross: a procedure of one side (protocol 4.3)."""
        return self.procedure.sides != EACH and len(self.procedure.sides) == 1

    @cached_property
    def sides(self) -> tuple[str, ...]:
        """Give the names by which `by` may call a side."""
        sides = self.procedure.sides
        return (sides,) if isinstance(sides, str) else sides

    @cached_property
    def facts(self) -> Mapping[str, DeclaredFact]:
        """Give the declared facts by name."""
        return {each.name: each for each in self.procedure.facts}

    @cached_property
    def kernel_facts(self) -> Mapping[str, bool]:
        """Give the facts of the kernel with their cautious values (protocol 12.5)."""
        found = {CLOSED: True}
        for act in self.procedure.acts:
            if act.irrevocable:
                found |= {f"{act.name}_done": False, f"{act.name}_crossed": True}
        return found

    @cached_property
    def cautious(self) -> Mapping[str, bool]:
        """Give the cautious value of every fact."""
        return {**{each.name: each.cautious for each in self.procedure.facts}, **self.kernel_facts}

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Give every term of the procedure, in its place."""
        return tuple(_places(self.procedure))

    def redressed(self, act: Act) -> tuple[str, ...]:
        """Give the irrevocable acts of which an act is the redress."""
        acts = self.procedure.acts
        return tuple(each.name for each in acts if each.irrevocable and each.redress == act.name)

    def needs(self, act: Act) -> t.Term:
        """Give what an act needs, a redress its crossing too; `closed` is checked for itself."""
        crossed: tuple[t.Term, ...] = tuple(t.Fact(f"{each}_crossed") for each in self.redressed(act))
        return t.All((*crossed, act.needs)) if crossed else act.needs

    def effects(self, act: Act) -> Effects:
        """Give what an act gives, a redress the end of the crossing too."""
        return effects_of(act, redresses=self.redressed(act))

    def may_cross(self, one: Act, other: Act) -> bool:
        """Say whether another side than that of the one may do the other."""
        if EACH in one.by and EACH in other.by:
            return True
        return any(side != against for side in one.by for against in other.by)


def _places(procedure: Procedure) -> Iterator[Place]:
    for act in procedure.acts:
        yield Place(where=f"act {act.name}, needs", kind="need", term=act.needs, act=act, item=act.item)
        if act.attests is not None:
            yield Place(where=f"act {act.name}, attests", kind="attests", term=act.attests, act=act)
    for period in procedure.periods:
        if period.stills is not None:
            yield Place(where=f"period {period.name}, stills", kind="stills", term=period.stills)
    for guarantee in procedure.guarantees:
        act_at = next((each for each in procedure.acts if each.name == guarantee.at), None)
        yield Place(
            where=f"guarantee {guarantee.name}", kind="guarantee", term=guarantee.term, act=act_at,
            item=act_at.item if act_at else None,
        )  # fmt: skip
    for stage in procedure.stages:
        yield Place(where=f"stage {stage.name}", kind="stage", term=stage.term)


def generated(act: Act) -> Iterator[str]:
    """Give the acts that the kernel makes from a declared one (protocol 12.5)."""
    if act.joint:
        yield from (f"{step}_{act.name}" for step in STEPS)
    if act.irrevocable:
        yield f"report_{act.name}"


def reopening(subject: Subject) -> Act:
    """Give the kernel's `reopen` as an act, for what it takes away (protocol 12.5)."""
    by = dict.fromkeys(subject.sides, (ANY_MANDATE,))
    return Act(name=REOPEN, label=REOPEN, by=by, clears=(CLOSED,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that a loader refuses: its id, how to mend it (marked words), and where it is found."""

    id: str
    hint: str
    find: Callable[[Subject], Iterator[Fault]]

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """Give every place where a declaration breaks this rule, each once."""
        for where, what in dict.fromkeys(self.find(subject)):
            yield Finding(id=self.id, where=where, what=what, hint=self.hint)


def refuses(number: int, hint: str) -> Callable[[Callable[[Subject], Iterator[Fault]]], Check]:
    """Make a function that finds faults the rule of this number."""

    def made(find: Callable[[Subject], Iterator[Fault]]) -> Check:
        return Check(id=f"rules.E{number:03}", hint=hint, find=find)

    return made
