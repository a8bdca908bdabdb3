"""How far a state is from a goal if nothing that was gained were ever lost: by this a search is led (no proof).

Costs of truths, of items being there or not, and of everything else that only time changes, are raised step by step
until they are those of the cheapest moves; the moves that a goal rests on are then read back from them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from jisr.prove.expressions import (
    NOUGHT,
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
    less,
    no,
    variables,
)
from jisr.prove.machine import Machine
from jisr.prove.moves import Move

# What a part of a state may become: a truth so or not, a number of items more or less, another number moved.
Change = tuple[str, object]
MOVED: Final = "moved"
# Stands for whatever a step brings.
FREE: Final = Var("in:")
NEVER: Final = Val(False)
ROUNDS_MAX: Final = 60


# Tells a cost from what each change costs, and which comparisons hold.
Price = Callable[[Mapping[Change, float], Sequence[bool]], float]


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which a move may come, and what it may bring about."""

    move: Move
    guard: Expr
    changes: tuple[Change, ...]


class Relaxed:
    """A machine as the search sees it: what each move may bring about."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.counts = {each.name for each in machine.counts}
        self.numbers = {each.name for each in machine.variables if each.is_number} - self.counts
        self.parts = {each.name: each for each in machine.variables}
        moves = [each for each in machine.moves.values() if each.kind not in ("fall", "correct")]
        self.effects = [each for move in moves for each in self._ways(move) if each.changes]
        self.waiting_for: dict[str, list[int]] = {}
        for at, each in enumerate(self.effects):
            for name in variables(each.guard):
                self.waiting_for.setdefault(name, []).append(at)
        # Comparisons in the order in which their values are kept, and what has been priced.
        self.compared: list[Expr] = []
        self._numbers: dict[str, int] = {}
        self._prices: dict[tuple[int, bool], tuple[Expr, Price]] = {}
        self._changes: dict[tuple[int, bool], tuple[Expr, Sequence[Change] | None]] = {}

    def price(self, expr: Expr, *, so: bool = True) -> "Price":
        """Give what tells the cost of making a formula hold, or fail, from what everything costs and what holds now."""
        found = self._prices.get((id(expr), so))
        if found is None:
            # Made of our own formulas alone: no word of a declaration stands in it but as a quoted name.
            made = eval(f"lambda cost, holds: {self._source(expr, so)}", {"inf": inf})
            found = self._prices[id(expr), so] = (expr, made)
        return found[1]

    def _source(self, expr: Expr, so: bool) -> str:
        match expr:
            case Val():
                return "0" if bool(expr.value) is so else "inf"
            case Var():
                return "0" if expr.name.startswith("in:") else self._cost((expr.name, so))
            case Contrary():
                return self._source(expr.part, not so)
            case Every() | Either():
                parts = [self._source(each, so) for each in expr.parts]
                if isinstance(expr, Every) is not so:
                    return f"min(({','.join(parts)},))"
                # Many ways lack the very item that they are about, which comes first: the rest is then not asked.
                return f"(inf if {parts[0]}==inf else {'+'.join(parts)})"
            case If():
                then, other = self._source(expr.then, so), self._source(expr.other, so)
                return f"min({self._source(expr.test, True)}+{then},{self._source(expr.test, False)}+{other})"
            case AtMost() | Same() | Sum():
                changes = self.changes(expr, so)
                if changes is None:
                    return "0"
                least = f"min(({','.join(map(self._cost, changes))},))" if changes else "inf"
                return f"(0 if holds[{self._number(expr)}] is {so} else {least})"

    @staticmethod
    def _cost(change: Change) -> str:
        return f"cost.get({change!r},inf)"

    def _number(self, expr: Expr) -> int:
        # Most comparisons ask again whether there is an item of one kind.
        key = repr(expr)
        if key not in self._numbers:
            self._numbers[key] = len(self.compared)
            self.compared.append(expr)
        return self._numbers[key]

    def changes(self, expr: Expr, so: bool) -> Sequence[Change] | None:
        """Give what could make a comparison hold, or fail; None: what a step brings decides it."""
        found = self._changes.get((id(expr), so))
        if found is None:
            found = self._changes[id(expr), so] = (expr, self._changing(expr, so))
        return found[1]

    def _changing(self, expr: Expr, so: bool) -> Sequence[Change] | None:
        mentioned = list(variables(expr))
        if any(name.startswith("in:") for name in mentioned):
            return None
        rises = so == (isinstance(expr, AtMost) and not self.counts.isdisjoint(variables(expr.right)))
        found: list[Change] = [(name, rises) for name in mentioned if name in self.counts]
        # Clocks only grow: what came too late for one comes no sooner by waiting.
        vain = [] if not isinstance(expr, AtMost) else variables(expr.left if so else expr.right)
        gone = {name for name in vain if name.startswith("clock")}
        return found + [(name, MOVED) for name in mentioned if name in self.numbers and name not in gone]

    def guard(self, move: Move) -> Expr:
        """Give when a move may come that has seen everything."""
        return either(*(each.guard for each in self._ways(move)))

    def _ways(self, move: Move) -> Iterable[Way]:
        """Give the ways in which a move may come that has seen everything: one for each item that it may be about."""
        roles = move.reader.inputs.roles
        seen = {var.name: self.parts[about] for var, (role, about) in roles.items() if role == "seen"}
        items = {var.name: self.parts[about] for var, (role, about) in roles.items() if role == "item"}
        guard = both(move.needs, move.may_come)
        for mine in items or (None,):
            known: dict[str, Expr] = {**seen, **{name: Val(name == mine) for name in items}}
            there = less(NOUGHT, items[mine]) if mine is not None else Val(True)
            updates = {name: after(expr, known) for name, expr in move.updates.items()}
            needed = loosened(both(there, after(guard, known)))
            if needed != NEVER:
                yield Way(move, needed, tuple(self._effects(updates)))

    def _effects(self, updates: Mapping[str, Expr]) -> Iterable[Change]:
        for name, expr in updates.items():
            if isinstance(expr, Var) and expr.name == name:
                continue
            if name in self.counts:
                step = expr.parts[-1] if isinstance(expr, Sum) else None
                yield from ((name, so) for so in (True, False) if not isinstance(step, Val) or (step.value > 0) is so)
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
        self.by: dict[Change, Way] = {}
        self._holds: list[bool] = []
        for each in relaxed.machine.variables:
            if not each.is_number:
                self.cost[each.name, value(each)] = 0
        self._raise()

    def _raise(self) -> None:
        waiting = set(range(len(self.relaxed.effects)))
        for _ in range(ROUNDS_MAX):
            cheaper: set[str] = set()
            for at in sorted(waiting):
                way = self.relaxed.effects[at]
                price = 1 + self.of(way.guard)
                for change in way.changes if price < inf else ():
                    if price < self.cost.get(change, inf):
                        self.cost[change], self.by[change] = price, way
                        cheaper.add(change[0])
            waiting = {at for name in cheaper for at in self.relaxed.waiting_for.get(name, ())}
            if not waiting:
                return

    def of(self, expr: Expr, *, so: bool = True) -> float:
        """Give the cost of making a formula hold, or fail."""
        price = self.relaxed.price(expr, so=so)
        for each in self.relaxed.compared[len(self._holds) :]:
            self._holds.append(bool(self.value(each)))
        return price(self.cost, self._holds)

    def plan(self, goal: Expr) -> dict[str, Move]:
        """Give the moves that a goal rests on, cheapest first."""
        found: dict[str, tuple[float, Move]] = {}
        seen: set[Change] = set()
        waiting = list(self._wanted(goal, True))
        while waiting:
            change = waiting.pop()
            if change in seen or self.cost.get(change, 0) == 0 or change not in self.by:
                continue
            seen.add(change)
            way = self.by[change]
            price = min(self.cost[change], found.get(way.move.name, (inf, way.move))[0])
            found[way.move.name] = (price, way.move)
            waiting += self._wanted(way.guard, True)
        return {name: move for name, (_, move) in sorted(found.items(), key=lambda each: each[1][0])}

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
                changes = self.relaxed.changes(expr, so)
                if changes and bool(self.value(expr)) is not so:
                    yield min(changes, key=lambda each: self.cost.get(each, inf))
            case Val():
                return
