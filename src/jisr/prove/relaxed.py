"""How far a state is from a goal if nothing that was gained were ever lost: by this a search is led (no proof).

Costs of truths, of items being there or not, and of everything else that only time changes, are raised step by step
until they are those of the cheapest moves; the moves that a goal rests on are then read back from them.
"""

from collections.abc import Callable, Iterable, Mapping
from math import inf
from typing import Final

from jisr.prove.expressions import (
    AtMost,
    Contrary,
    Either,
    Every,
    Expr,
    If,
    Same,
    Sum,
    Val,
    Var,
    after,
    both,
    either,
    no,
    variables,
)
from jisr.prove.machine import Machine
from jisr.prove.moves import Move

# What a part of a state may become: a truth so or not, a number of items nought or not, a number moved.
Change = tuple[str, object]
MOVED: Final = "moved"
# Stands for whatever a step brings.
FREE: Final = Var("in:")
ROUNDS_MAX: Final = 60


class Relaxed:
    """A machine as the search sees it: what each move may bring about."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.counts = {each.name for each in machine.counts}
        self.numbers = {each.name for each in machine.variables if each.is_number} - self.counts
        self.parts = {each.name: each for each in machine.variables}
        moves = [each for each in machine.moves.values() if each.kind not in ("fall", "correct")]
        self.effects = [(move, self.guard(move), tuple(self._effects(move))) for move in moves]
        self._guards = {move.name: guard for move, guard, _ in self.effects}
        self.waiting_for: dict[str, list[int]] = {}
        for at, (_, guard, _) in enumerate(self.effects):
            for name in variables(guard):
                self.waiting_for.setdefault(name, []).append(at)
        self._named: dict[int, tuple[Expr, tuple[str, ...]]] = {}

    def names(self, expr: Expr) -> tuple[str, ...]:
        """Give the names that a comparison mentions."""
        found = self._named.get(id(expr))
        if found is None:
            found = self._named[id(expr)] = (expr, tuple(variables(expr)))
        return found[1]

    def guard(self, move: Move) -> Expr:
        """Give when a move may come that has seen everything."""
        roles = move.reader.inputs.roles
        seen = {var.name: self.parts[about] for var, (role, about) in roles.items() if role == "seen"}
        return loosened(after(both(move.needs, move.may_come), seen))

    def known_guard(self, move: Move) -> Expr:
        """Give the guard of one of the machine's moves."""
        return self._guards[move.name]

    def _effects(self, move: Move) -> Iterable[Change]:
        for name, expr in move.updates.items():
            if name in self.counts:
                yield from ((name, True), (name, False))
            elif name in self.numbers:
                yield (name, MOVED)
            elif isinstance(expr, Val):
                yield (name, expr.value)
            else:
                yield from ((name, True), (name, False))

    def costs(self, value: Callable[[Expr], object]) -> "Costs":
        """Give what everything costs from a state, whose formulas `value` tells."""
        return Costs(self, value)


def loosened(expr: Expr) -> Expr:
    """Give a formula without what a step itself brings, which costs nothing either way."""
    match expr:
        case Var():
            return FREE if expr.name.startswith("in:") else expr
        case Contrary():
            part = loosened(expr.part)
            return FREE if part is FREE else no(part)
        case Every() | Either():
            parts = [loosened(each) for each in expr.parts]
            left = [each for each in parts if each is not FREE]
            # One of which any will do is met by what is brought.
            if not left or (isinstance(expr, Either) and len(left) < len(parts)):
                return FREE
            return both(*left) if isinstance(expr, Every) else either(*left)
        case If():
            test, then, other = loosened(expr.test), loosened(expr.then), loosened(expr.other)
            return FREE if then is FREE and other is FREE else If(test, then, other)
        case AtMost() | Same() | Sum():
            return FREE if any(name.startswith("in:") for name in variables(expr)) else expr
        case Val():
            return expr


class Costs:
    """What it costs to bring things about from one state."""

    def __init__(self, relaxed: Relaxed, value: Callable[[Expr], object]) -> None:
        self.relaxed, self.value = relaxed, value
        self.cost: dict[Change, float] = {}
        self.by: dict[Change, Move] = {}
        self._measures: dict[int, bool] = {}
        for each in relaxed.machine.variables:
            if each.name in relaxed.counts:
                self.cost[each.name, bool(value(each))] = 0
            elif not each.is_number:
                self.cost[each.name, value(each)] = 0
        self._raise()

    def _raise(self) -> None:
        waiting = set(range(len(self.relaxed.effects)))
        for _ in range(ROUNDS_MAX):
            cheaper: set[str] = set()
            for at in sorted(waiting):
                move, guard, effects = self.relaxed.effects[at]
                price = 1 + self.of(guard)
                for change in effects if price < inf else ():
                    if price < self.cost.get(change, inf):
                        self.cost[change], self.by[change] = price, move
                        cheaper.add(change[0])
            waiting = {at for name in cheaper for at in self.relaxed.waiting_for.get(name, ())}
            if not waiting:
                return

    def of(self, expr: Expr, *, so: bool = True) -> float:
        """Give the cost of making a formula hold, or fail."""
        match expr:
            case Val():
                return 0 if bool(expr.value) is so else inf
            case Var():
                return 0 if expr.name.startswith("in:") else self.cost.get((expr.name, so), inf)
            case Contrary():
                return self.of(expr.part, so=not so)
            case Every() | Either():
                costs = [self.of(each, so=so) for each in expr.parts]
                return sum(costs) if isinstance(expr, Every) is so else min(costs)
            case If():
                first = self.of(expr.test) + self.of(expr.then, so=so)
                return min(first, self.of(expr.test, so=False) + self.of(expr.other, so=so))
            case AtMost() | Same() | Sum():
                return self._measured(expr, so)

    def _measured(self, expr: Expr, so: bool) -> float:
        changes = self._changes(expr, so)
        if changes is None:
            return 0
        return min((self.cost.get(each, inf) for each in changes), default=inf)

    def _changes(self, expr: Expr, so: bool) -> list[Change] | None:
        """Give what could make a comparison hold, or fail; None: it does so now, or what a step brings decides it."""
        mentioned = self.relaxed.names(expr)
        if any(name.startswith("in:") for name in mentioned) or self._stands(expr) is so:
            return None
        rises = so == (isinstance(expr, AtMost) and not self.relaxed.counts.isdisjoint(self.relaxed.names(expr.right)))
        found: list[Change] = [(name, rises) for name in mentioned if name in self.relaxed.counts]
        return found + [(name, MOVED) for name in mentioned if name in self.relaxed.numbers]

    def _stands(self, expr: Expr) -> bool:
        found = self._measures.get(id(expr))
        if found is None:
            found = self._measures[id(expr)] = bool(self.value(expr))
        return found

    def plan(self, goal: Expr) -> dict[str, Move]:
        """Give the moves that a goal rests on, cheapest first."""
        found: dict[str, Move] = {}
        seen: set[Change] = set()
        waiting = list(self._wanted(goal, True))
        while waiting:
            change = waiting.pop()
            if change in seen or self.cost.get(change, 0) == 0 or change not in self.by:
                continue
            seen.add(change)
            move = self.by[change]
            found[move.name] = move
            waiting += self._wanted(self.relaxed.known_guard(move), True)
        price: Mapping[str, float] = {name: self.of(self.relaxed.known_guard(move)) for name, move in found.items()}
        return dict(sorted(found.items(), key=lambda each: price[each[0]]))

    def _wanted(self, expr: Expr, so: bool) -> Iterable[Change]:
        match expr:
            case Var():
                if not expr.name.startswith("in:"):
                    yield (expr.name, so)
            case Contrary():
                yield from self._wanted(expr.part, not so)
            case Every() | Either():
                if isinstance(expr, Every) is so:
                    for each in expr.parts:
                        yield from self._wanted(each, so)
                else:
                    # Those that cost as little are all tried: which of them agrees with the rest is not seen here.
                    costs = [self.of(each, so=so) for each in expr.parts]
                    for each, cost in zip(expr.parts, costs, strict=True):
                        if cost == min(costs):
                            yield from self._wanted(each, so)
            case If():
                first = self.of(expr.test) + self.of(expr.then, so=so)
                is_first = first <= self.of(expr.test, so=False) + self.of(expr.other, so=so)
                yield from self._wanted(expr.test, is_first)
                yield from self._wanted(expr.then if is_first else expr.other, so)
            case AtMost() | Same() | Sum():
                changes = self._changes(expr, so)
                if changes:
                    yield min(changes, key=lambda each: self.cost.get(each, inf))
            case Val():
                return
