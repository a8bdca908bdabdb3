"""The parts of a state in which a procedure's terms are read: facts, doubts, items, figures, periods, clocks.

A fact has what acts gave it (`fact:`) and whether a contest is open (`doubt:`); items of a kind are counted by their
pattern, that is, by what holds of each; a period has begun or not, and has two ends, one for `over` and one for
`running`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final

from jisr.base.limits import PATTERNS_MAX
from jisr.kernel import Compiled
from jisr.prove.expressions import Expr, Val, Var, when
from jisr.rules import ALL_SIDES, EACH, STARTER, Act, Compare, FieldValue, FigureValue, Period, Procedure, Term
from jisr.rules.subject import parts
from jisr.rules.takes import CLOSED

OPENED: Final = Var("opened")
# One thing that may hold of an item: a fact given (`fact`), doubted (`doubt`), or a comparison of its figures.
Bit = tuple[str, str]
Pattern = tuple[bool, ...]
# The shortest and the longest that a period may be, in seconds; None: nobody knows how long.
Length = tuple[int, int | None]
ANY_LENGTH: Final[Length] = (0, None)


class TooManyPatterns(Exception):
    """So much can hold of one item that its patterns are not told apart."""


def fact(name: str) -> Var:
    """Give what acts gave a fact of the dossier."""
    return Var(f"fact:{name}")


def doubt(name: str) -> Var:
    """Give whether a contest of a fact is open."""
    return Var(f"doubt:{name}")


def is_doubt(var: Var) -> bool:
    """Say whether a part of a state says that a contest is open."""
    return var.name.startswith("doubt:")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of item: what may hold of one, the patterns that come about, and how many items have each."""

    name: str
    bits: tuple[Bit, ...]
    patterns: tuple[Pattern, ...]

    def count(self, pattern: Pattern) -> Var:
        """Give how many items have a pattern."""
        return Var(f"items:{self.name}:{''.join('01'[each] for each in pattern)}", is_number=True)

    def held(self, pattern: Pattern) -> Mapping[Bit, Expr]:
        """Give what holds of an item of a pattern."""
        return {bit: Val(value) for bit, value in zip(self.bits, pattern, strict=True)}


@dataclass(frozen=True)
class Vocabulary:
    """The names and values of one procedure's states; `lengths` by parameter."""

    compiled: Compiled
    lengths: Mapping[str, Length]

    def of(self, compiled: Compiled) -> "Vocabulary":
        """Give the same for a procedure that differs in what its acts need alone."""
        found = Vocabulary(compiled, self.lengths)
        # cached_property writes its value here: what was found out once holds of both.
        for name in ("kinds", "comparisons"):
            if name in self.__dict__:
                found.__dict__[name] = self.__dict__[name]
        return found

    @property
    def procedure(self) -> Procedure:
        """Give the procedure."""
        return self.compiled.procedure

    @cached_property
    def sides(self) -> tuple[str, ...]:
        """Give the sides by name; `each` alone where every party is one."""
        sides = self.procedure.sides
        return (sides,) if isinstance(sides, str) else tuple(sides)

    @cached_property
    def may_cross(self) -> bool:
        """Say whether there is anybody whose acts may cross another's."""
        return self.sides == (EACH,) or len(self.sides) > 1

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Give the facts of the dossier, the kernel's among them."""
        return tuple(each for each in self.compiled.cautious if self.compiled.fact_kinds.get(each) is None)

    @cached_property
    def contestable(self) -> frozenset[str]:
        """Give the facts that can be contested, an item's among them."""
        return frozenset(self.compiled.contestable)

    @cached_property
    def disputed(self) -> frozenset[str]:
        """Give the facts to which acts that may cross give both values (protocol 5.6, serial)."""
        if not self.may_cross:
            return frozenset()
        steps = [each for each in self.compiled.steps.values() if each.kind != "report"]
        sets = frozenset(chain.from_iterable(each.gives.sets for each in steps))
        clears = frozenset(chain.from_iterable(each.gives.clears for each in steps))
        reported = {f"{each.name}_crossed" for each in self.procedure.acts if each.irrevocable}
        return (sets & clears) | reported

    def value(self, name: str, *, given: Expr, doubted: Expr) -> Expr:
        """Give the value of a fact: its cautious one while it is doubted."""
        return when(doubted, Val(self.compiled.cautious[name]), given)

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """Give the kinds of items."""
        return {each.name: _kind(self, each.name) for each in self.procedure.items}

    @cached_property
    def comparisons(self) -> Mapping[str, tuple[Compare, ...]]:
        """Give, by kind, the comparisons of its items' figures with what is the same for all acts."""
        found: dict[str, dict[Compare, None]] = {}
        for term in _terms(self.procedure):
            for part in parts(term):
                kind = None if part.is_outer else self.compared(part.term)
                if kind is not None and isinstance(part.term, Compare):
                    found.setdefault(kind, {})[part.term] = None
        return {kind: tuple(each) for kind, each in found.items()}

    def compared(self, term: Term) -> str | None:
        """Give the kind of item whose figure a term compares, where no field decides it."""
        if not isinstance(term, Compare):
            return None
        values = (term.left, term.right)
        if any(isinstance(each, FieldValue) for each in values):
            return None
        kinds = [self.compiled.figure_kinds.get(each.name) for each in values if isinstance(each, FigureValue)]
        return next((each for each in kinds if each is not None), None)

    def length(self, period: Period) -> Length:
        """Give between what a period's length lies."""
        return self.lengths.get(period.length or "", ANY_LENGTH)

    def is_own_clock(self, period: Period) -> bool:
        """Say whether a period runs on the clock of whoever started it."""
        return period.runs_on in (STARTER, EACH)

    def is_common(self, period: Period) -> bool:
        """Say whether a period runs on all clocks."""
        return period.runs_on == ALL_SIDES


def _kind(vocabulary: Vocabulary, name: str) -> Kind:
    facts = [each for each, kind in vocabulary.compiled.fact_kinds.items() if kind == name]
    bits: list[Bit] = [("fact", each) for each in facts]
    bits += [("doubt", each) for each in facts if each in vocabulary.contestable]
    bits += [("compare", str(at)) for at in range(len(vocabulary.comparisons.get(name, ())))]
    return Kind(name, tuple(bits), _patterns(vocabulary, name, tuple(bits)))


def _patterns(vocabulary: Vocabulary, name: str, bits: tuple[Bit, ...]) -> tuple[Pattern, ...]:
    """Give the patterns that come about, whatever acts need."""
    fresh = dict.fromkeys(bits, False)
    adding = [each for each in vocabulary.procedure.acts if each.adds == name]
    waiting = [each for act in adding for each in _given(vocabulary, act, fresh, name)]
    found: dict[Pattern, None] = {}
    while waiting:
        held = waiting.pop()
        pattern = tuple(held[each] for each in bits)
        if pattern in found:
            continue
        found[pattern] = None
        if len(found) > PATTERNS_MAX:
            raise TooManyPatterns(name)
        waiting += _following(vocabulary, held, name)
    return tuple(sorted(found))


def _following(vocabulary: Vocabulary, held: dict[Bit, bool], name: str) -> Iterator[dict[Bit, bool]]:
    for act in vocabulary.procedure.acts:
        if act.item == name and act.adds != name:
            yield from _given(vocabulary, act, held, name)
    for kind, each in held:
        if kind == "doubt":
            yield {**held, (kind, each): not held[kind, each]}
        elif kind == "fact" and each in vocabulary.disputed:
            yield {**held, (kind, each): vocabulary.compiled.cautious[each]}


def _given(vocabulary: Vocabulary, act: Act, held: dict[Bit, bool], name: str) -> list[dict[Bit, bool]]:
    """Give what holds of an item after an act: where a figure is assigned, either way."""
    after = {**held}
    for value, names in ((True, act.sets), (False, act.clears)):
        after |= {("fact", each): value for each in names if ("fact", each) in held}
    found = [after]
    for bit in assigned(vocabulary, act, name):
        found += [{**each, bit: not each[bit]} for each in found]
    return found


def assigned(vocabulary: Vocabulary, act: Act, name: str) -> tuple[Bit, ...]:
    """Give the comparisons of an item that an act may decide anew, by a figure that it assigns."""
    figures = {figure for figure, _ in act.assigns if vocabulary.compiled.figure_kinds[figure] == name}
    found: list[Bit] = []
    for at, term in enumerate(vocabulary.comparisons.get(name, ())):
        named = {each.name for each in (term.left, term.right) if isinstance(each, FigureValue)}
        if named & figures:
            found.append(("compare", str(at)))
    return tuple(found)


def _terms(procedure: Procedure) -> Iterator[Term]:
    yield from (each.needs for each in procedure.acts)
    yield from (each.term for each in procedure.guarantees)
    yield from (each.stills for each in procedure.periods if each.stills is not None)


__all__ = ["ANY_LENGTH", "CLOSED", "OPENED", "Bit", "Kind", "Length", "Pattern", "TooManyPatterns", "Vocabulary"]
