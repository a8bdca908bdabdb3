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
    After,
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
    both,
    either,
    less,
    no,
    variables,
)
from jisr.prove.machine import Machine
from jisr.prove.moves import Move
from jisr.prove.walking import State, Walker

# What a part of a state may become: a truth so or not, a number of items more or less, another number moved.
Change = tuple[str, object]
MOVED: Final = "moved"
# Stands for whatever a step brings.
FREE: Final = Var("in:")
NEVER: Final = Val(False)
ROUNDS_MAX: Final = 60


# Tells a cost from what each change costs, by its place, and which comparisons hold.
Price = Callable[[Sequence[float], Sequence[bool]], float]


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which a move may come, what tells its price, and what it may bring about, by place."""

    move: Move
    guard: Expr
    price: Price
    changes: tuple[int, ...]


class Relaxed:
    """A machine as the search sees it: what each move may bring about.

    `like`: that of a machine from which this one differs in the steps of some acts alone.
    """

    def __init__(self, machine: Machine, like: "Relaxed | None" = None) -> None:
        self.machine = machine
        self.counts = {each.name for each in machine.counts}
        self.numbers = {each.name for each in machine.variables if each.is_number} - self.counts
        self.parts = {each.name: each for each in machine.variables}
        # Comparisons in the order in which their values are kept, and what has been priced: the same for all alike.
        self.compared: list[Expr] = [] if like is None else like.compared
        self._rows: list[Callable[[State], list[bool]]] = [] if like is None else like._rows
        self._rowed: list[int] = [0] if like is None else like._rowed
        self._numbers: dict[str, int] = {} if like is None else like._numbers
        self._prices: dict[tuple[int, bool], tuple[Expr, Price]] = {} if like is None else like._prices
        self._changes: dict[tuple[int, bool], tuple[Expr, Sequence[Change] | None]]
        self._changes = {} if like is None else like._changes
        self.places: dict[Change, int] = self._places() if like is None else like.places
        changed = machine.moves if like is None else machine.changed
        known: list[Way] = [] if like is None else [each for each in like.effects if each.move.name not in changed]
        moves = [each for each in changed.values() if each.kind not in ("fall", "correct")]
        self.effects: list[Way] = known + [each for move in moves for each in self._ways(move) if each.changes]
        self.waiting_for: dict[int, list[int]] = {}
        for at, each in enumerate(self.effects):
            for name in variables(each.guard):
                for so in (True, False, MOVED):
                    if (name, so) in self.places:
                        self.waiting_for.setdefault(self.places[name, so], []).append(at)

    def _places(self) -> dict[Change, int]:
        """Give each change a place in the row of costs."""
        changes = [
            (each.name, so)
            for each in self.machine.variables
            for so in ((MOVED,) if each.name in self.numbers else (True, False))
        ]
        return {each: at for at, each in enumerate(changes)}

    def price(self, expr: Expr, *, so: bool = True) -> "Price":
        """Give what tells the cost of making a formula hold, or fail, from what everything costs and what holds now."""
        found = self._prices.get((id(expr), so))
        if found is None:
            # Made of our own formulas alone: places and numbers, no word of a declaration.
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

    def _cost(self, change: Change) -> str:
        # What no step changes, as a parameter, is as it is: it costs nothing, and the walk finds out.
        return f"cost[{self.places[change]}]" if change in self.places else "0"

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
        return either(*(guard for guard, _ in self._guards(move)))

    def _ways(self, move: Move) -> Iterable[Way]:
        """Give the ways in which a move may come that has seen everything, and what each may bring about."""
        for guard, known in self._guards(move):
            updates = {name: known.of(expr) for name, expr in move.updates.items()}
            places = tuple(self.places[each] for each in self._effects(updates) if each in self.places)
            yield Way(move, guard, self.price(guard), places)

    def _guards(self, move: Move) -> Iterable[tuple[Expr, After]]:
        """Give, for each item that a move may be about, when it may come, and how it then reads what it brings."""
        roles = move.reader.inputs.roles
        seen = {var.name: self.parts[about] for var, (role, about) in roles.items() if role == "seen"}
        items = {var.name: self.parts[about] for var, (role, about) in roles.items() if role == "item"}
        guard = both(move.needs, move.may_come)
        for mine in items or (None,):
            known = After({**seen, **{name: Val(name == mine) for name in items}})
            there = less(NOUGHT, items[mine]) if mine is not None else Val(True)
            needed = loosened(both(there, known.of(guard)))
            if needed != NEVER:
                yield needed, known

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

    def costs(self, walker: Walker, state: State) -> "Costs":
        """Give what everything costs from a state of a walk."""
        return Costs(self, walker, state)

    def rows(self, walker: Walker) -> Sequence[Callable[[State], list[bool]]]:
        """Give what tells which comparisons hold in a state: many at once, and what came to them since."""
        if self._rowed[-1] < len(self.compared):
            self._rows.append(walker.row(self.compared[self._rowed[-1] :]))
            self._rowed.append(len(self.compared))
        return self._rows


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

    def __init__(self, relaxed: Relaxed, walker: Walker, state: State) -> None:
        self.relaxed, self.walker, self.state = relaxed, walker, state
        self.cost: list[float] = [inf] * len(relaxed.places)
        self.by: dict[int, Way] = {}
        for each in relaxed.machine.variables:
            if not each.is_number:
                self.cost[relaxed.places[each.name, state[walker.order[each.name]]]] = 0
        self._holds: list[bool] = []
        self._rows = 0
        self._compare()
        self._raise()

    def _compare(self) -> None:
        if len(self._holds) < len(self.relaxed.compared):
            rows = self.relaxed.rows(self.walker)
            for row in rows[self._rows :]:
                self._holds += row(self.state)
            self._rows = len(rows)

    def _raise(self) -> None:
        effects, cost, holds, by = self.relaxed.effects, self.cost, self._holds, self.by
        waiting: Iterable[int] = range(len(effects))
        for _ in range(ROUNDS_MAX):
            cheaper: set[int] = set()
            for at in waiting:
                way = effects[at]
                price = 1 + way.price(cost, holds)
                if price < inf:
                    for change in way.changes:
                        if price < cost[change]:
                            cost[change], by[change] = price, way
                            cheaper.add(change)
            if not cheaper:
                return
            waiting = sorted({at for change in cheaper for at in self.relaxed.waiting_for.get(change, ())})

    def of(self, expr: Expr, *, so: bool = True) -> float:
        """Give the cost of making a formula hold, or fail."""
        price = self.relaxed.price(expr, so=so)
        self._compare()
        return price(self.cost, self._holds)

    def _costs(self, change: Change) -> float:
        place = self.relaxed.places.get(change)
        return 0 if place is None else self.cost[place]

    def plan(self, goal: Expr) -> dict[str, Move]:
        """Give the moves that a goal rests on, cheapest first."""
        found: dict[str, tuple[float, Move]] = {}
        seen: set[Change] = set()
        ways: set[int] = set()
        waiting = list(self._wanted(goal, True))
        while waiting:
            change = waiting.pop()
            way = self.by.get(self.relaxed.places.get(change, -1))
            if change in seen or way is None or self._costs(change) == 0:
                continue
            seen.add(change)
            price = min(self._costs(change), found.get(way.move.name, (inf, way.move))[0])
            found[way.move.name] = (price, way.move)
            if id(way) not in ways:
                ways.add(id(way))
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
                if changes and bool(self.walker.value(expr, self.state)) is not so:
                    yield min(changes, key=self._costs)
            case Val():
                return
