"""A rank that some step lowers, from every state: so there is always a way to the end (protocol 6, no dead end).

The rank is a row of numbers, compared from the left: what the end needs, what that needs, and so on; each part counts
only while what needs it is missing. A step is a way on if it makes some part less and none to the left of it more.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from jisr.prove.clocks import over_at, runs_to
from jisr.prove.expressions import (
    FALSE,
    After,
    AtMost,
    Contrary,
    Either,
    Every,
    Expr,
    If,
    Mentioned,
    Val,
    Var,
    at_most,
    both,
    either,
    less,
    no,
    variables,
    when,
)
from jisr.prove.machine import Machine
from jisr.prove.vocabulary import CLOSED, OPENED, fact
from jisr.prove.ways import Way

PARTS_MAX: Final = 400
# What is made good last, since time spoils it.
LAST: Final = 1_000
# What is so in every state that is asked about.
GIVEN: Final = frozenset({OPENED.name, fact(CLOSED).name})


@dataclass(eq=False)
class Part:
    """A part of a rank: what is wanted, how much of it is missing, and while what it counts."""

    key: str
    wanted: Expr
    missing: Expr
    depth: float
    counts: list[Expr]
    achievers: tuple[Way, ...] = ()
    # The number of items that is to be nought, if that is what is wanted.
    count: str | None = None

    @cached_property
    def value(self) -> Expr:
        """Give the number, once all is asked for: nought where it is not missing, or not asked for."""
        return when(either(*self.counts), self.missing, Val(0))

    @cached_property
    def names(self) -> Set[str]:
        """Give the names of the variables on which the number depends."""
        return variables(self.value).keys()


class Rank:
    """The rank of the states of a machine: how far from being closed by one of the `ends`, in steps of `ways`."""

    def __init__(self, machine: Machine, ways: Iterable[Way], ends: Sequence[str]) -> None:
        self.machine = machine
        self.ways = tuple(ways)
        self.closing = tuple(each for each in self.ways if each.name in ends)
        self._parts: dict[str, Part] = {}
        closed = fact(CLOSED)
        root = self._part("closed", closed, when(closed, Val(0), Val(1)), 0)
        root.counts.append(no(FALSE))
        root.achievers = self.closing
        waiting = [root]
        while waiting and len(self._parts) < PARTS_MAX:
            part = waiting.pop(0)
            before = set(self._parts)
            for way in part.achievers:
                self._ask(way.guard, both(either(*part.counts), no(part.wanted)), part.depth + 1, so=True)
            waiting += [each for key, each in self._parts.items() if key not in before]
        self._order_items()

    def _order_items(self) -> None:
        """Let items go only nearer to where they may stay; those that are farthest first."""
        bad = {each.count: each for each in self._parts.values() if each.count is not None}
        steps = {(way.count, to) for each in bad.values() for way in each.achievers if (to := way.moves_item_to())}
        far = dict.fromkeys((to for _, to in steps if to not in bad), 0)
        while nearer := {of: far[to] + 1 for of, to in steps if to in far and of in bad and of not in far}:
            far |= nearer
        for count, part in bad.items():
            part.achievers = tuple(
                way for way in part.achievers if far.get(way.moves_item_to() or "", LAST) < far.get(count, LAST)
            )
            part.depth += 1 - far.get(count, 0) / LAST

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Give the parts of the rank, what counts most first."""
        return tuple(sorted(self._parts.values(), key=lambda each: each.depth))

    def stuck(self) -> Expr:
        """Give that no way lowers the rank: it cannot be gone, or what is in nobody's hands may spoil it."""
        lowering: dict[int, list[Expr]] = {}
        taken: dict[int, Way] = {}
        then: dict[int, After] = {}
        mentioned = Mentioned()
        for at, part in enumerate(self.parts):
            for way in part.achievers:
                taken[id(way)] = way
                put = then.setdefault(id(way), After(way.updates, mentioned))
                lowering.setdefault(id(way), []).append(self._lowers(put, at))
        failing = [
            either(no(way.guard), both(way.domain, *(no(each) for each in lowering[id(way)])))
            for way in taken.values()
        ]  # fmt: skip
        return both(*failing)

    def _lowers(self, then: After, at: int) -> Expr:
        part, before = self.parts[at], self.parts[:at]
        touched = (each.value for each in before if each.names & then.updates.keys())
        kept = [at_most(then.of(each), each) for each in touched]
        return both(less(then.of(part.value), part.value), *kept)

    # What is asked for

    def _ask(self, expr: Expr, counts: Expr, depth: float, *, so: bool) -> None:
        match expr:
            case Val():
                return
            case Contrary():
                self._ask(expr.part, counts, depth, so=not so)
            case Every() | Either():
                if isinstance(expr, Every) is not so:
                    counts = both(counts, expr if not so else no(expr))
                for each in expr.parts:
                    self._ask(each, counts, depth, so=so)
            case If():
                self._ask_either(expr, counts, depth, so)
            case _:
                self._want(expr, counts, depth, so)

    def _ask_either(self, expr: If, counts: Expr, depth: float, so: bool) -> None:
        for test, branch in ((True, expr.then), (False, expr.other)):
            if isinstance(branch, Val) and bool(branch.value) is not so:
                continue
            unmet = both(counts, expr if not so else no(expr))
            self._ask(expr.test, unmet, depth, so=test)
            self._ask(branch, unmet, depth, so=so)

    def _want(self, expr: Expr, counts: Expr, depth: float, so: bool) -> None:
        if isinstance(expr, Var) and expr.name in GIVEN:
            return
        wanted = expr if so else no(expr)
        count, is_nought = _counted(expr, so)
        if count is not None and not is_nought:
            # Of which item something is to be done is known: it exists.
            return
        if count is not None:
            part = self._part(f"none of {count.name}", wanted, count, depth)
            part.count = count.name
        else:
            late = depth + LAST if self._period(expr, runs_to) else depth
            part = self._part(self._key(expr, so), wanted, when(wanted, Val(0), Val(1)), late)
        part.counts.append(counts)
        if not part.achievers:
            part.achievers = tuple(self._achievers(expr, so))

    def _part(self, key: str, wanted: Expr, missing: Expr, depth: float) -> Part:
        if key not in self._parts:
            self._parts[key] = Part(key, wanted, missing, depth, [])
        return self._parts[key]

    def _period(self, expr: Expr, end: Callable[[str], Var]) -> str | None:
        """Give the period whose end of this kind an expression speaks of."""
        mentioned = variables(expr).keys()
        names = (each.name for each in self.machine.procedure.periods)
        return next((each for each in names if end(each).name in mentioned), None)

    @staticmethod
    def _key(expr: Expr, so: bool) -> str:
        if isinstance(expr, Var):
            return f"{expr.name} {so}"
        names = "|".join(sorted(variables(expr)))
        return f"{type(expr).__name__} {names} {so}"

    def _achievers(self, expr: Expr, so: bool) -> Iterable[Way]:
        """Give the ways that may bring about that an expression holds, or fails."""
        ends, runs = self._period(expr, over_at), self._period(expr, runs_to)
        if ends is not None:
            return (way for way in self.ways if way.until == ends or way.starts(ends))
        if runs is not None:
            return (way for way in self.ways if way.starts(runs))
        if isinstance(expr, Var):
            return (way for way in self.ways if _may_give(way, expr.name, so))
        names, (count, _) = variables(expr).keys(), _counted(expr, so)
        return (
            way for way in self.ways if names & way.updates.keys() and (count is None or way.count == count.name)
        )  # fmt: skip


def _may_give(way: Way, name: str, so: bool) -> bool:
    given = way.updates.get(name)
    return given is not None and (not isinstance(given, Val) or bool(given.value) is so)


def _counted(expr: Expr, so: bool) -> tuple[Var | None, bool]:
    """Give the number of items that an expression speaks of, and whether it is to be nought."""
    if not isinstance(expr, AtMost):
        return None, False
    for one, other, nought in ((expr.left, expr.right, so), (expr.right, expr.left, not so)):
        if isinstance(one, Var) and isinstance(other, Val) and one.name.startswith("items:"):
            return one, nought
    return None, False
