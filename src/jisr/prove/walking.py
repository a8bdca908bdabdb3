"""A machine that walks: states as values, formulas as functions, steps done one after another.

What a step brings with it (which item, which fields, how far behind its clocks are) is chosen among few samples that
the solver gives: the walker finds runs, and shows nothing by not finding one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from jisr.prove.clocks import begun, clock_of, ends, over_at
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
    at_most,
    both,
    every_part,
    less,
    no,
    same,
    variables,
)
from jisr.prove.machine import Machine
from jisr.prove.moves import Move
from jisr.prove.reading import parameter, parameter_has
from jisr.prove.solving import Solver
from jisr.rules import EACH, Period

State = tuple[bool | int, ...]
Brought = Mapping[str, bool | int]
# How many truths that a step brings are tried both ways.
SAMPLES: Final = 6
# What a parameter is that only comparisons read: any number would do.
PARAMETER_VALUE: Final = 10
# How far a date lies ahead.
FAR_SECONDS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Pace:
    """One step of a walk: the move, what it brings, the state that it leads to; `until`: the period that time ends."""

    move: Move
    brought: Brought
    after: State
    until: str | None = None


class Walker:
    """Walks through the states of a machine; `solver` gives samples of what steps bring.

    `like`: one through a machine from which this one differs in the steps of some acts alone: what it has made of
    formulas and steps, each known by its place in memory, serves both.
    """

    def __init__(self, machine: Machine, solver: Solver, like: "Walker | None" = None) -> None:
        self.machine, self.solver = machine, solver
        parameters = [each.name for each in machine.procedure.parameters]
        has, values = [parameter_has(each) for each in parameters], [parameter(each) for each in parameters]
        self.constants: dict[Var, bool | int] = {**dict.fromkeys(has, True), **dict.fromkeys(values, PARAMETER_VALUE)}
        self.order = {each.name: at for at, each in enumerate((*machine.variables, *self.constants))}
        self._made: dict[int, Callable[[State, Brought], Any]] = {} if like is None else like._made
        self._kept: list[Expr] = [] if like is None else like._kept
        self._samples: dict[int, tuple[Move, list[dict[str, bool | int]]]] = {} if like is None else like._samples
        self._guards: dict[int, tuple[Move, Expr]] = {} if like is None else like._guards

    def begin(self) -> State:
        """Give the state before anything was done; all clocks at nought."""
        values = [0 if each.is_number else False for each in self.machine.variables]
        state = (*values, *self.constants.values())
        return state if self.value(self.machine.initial, state) else (True, *state[1:])

    def value(self, expr: Expr, state: State, brought: Brought | None = None) -> Any:
        """Give the value of a formula in a state."""
        found = self._made.get(id(expr))
        if found is None:
            # Made of our own formulas alone: no word of a declaration stands in it but as a quoted name.
            found = self._made[id(expr)] = eval(f"lambda s, b: {self._source(expr)}")
            self._kept.append(expr)
        return found(state, brought or {})

    def row(self, exprs: Iterable[Expr]) -> Callable[[State], list[bool]]:
        """Give what tells the truth of many formulas in a state at once."""
        # As above: made of our own formulas alone.
        made: Callable[[State], list[bool]] = eval(f"lambda s: [{','.join(map(self._source, exprs))}]")
        return made

    def paces(self, state: State, move: Move) -> Iterator[Pace]:
        """Give the ways in which a move can come in a state."""
        if move.kind == "time":
            ways = [self.wait(state, period) for period in self.machine.procedure.periods]
            yield from (each for each in ways if each is not None)
            return
        for sample in self._sampled(move):
            for chosen in self._items(state, move):
                found = self._pace(state, move, {**sample, **chosen})
                if found is not None:
                    yield found

    def redo(self, state: State, pace: Pace) -> Pace | None:
        """Do in another state what was done in one; None: it cannot come there."""
        if pace.until is not None:
            return self.wait(state, self.machine.vocabulary.compiled.periods[pace.until])
        return self._pace(state, pace.move, pace.brought)

    def _pace(self, state: State, move: Move, brought: Brought) -> Pace | None:
        given = {**brought, **self._tied(state, move)}
        if not self.value(self._guard(move), state, given):
            return None
        return Pace(move, given, self._after(state, move, given))

    def _guard(self, move: Move) -> Expr:
        if id(move) not in self._guards:
            # A walk is one that parties can take: what protects comes only when it is authorised.
            self._guards[id(move)] = (move, both(move.needs, move.may_come))
        return self._guards[id(move)][1]

    def _after(self, state: State, move: Move, brought: Brought) -> State:
        found = list(state)
        for name, expr in move.updates.items():
            found[self.order[name]] = self.value(expr, state, brought)
        return tuple(found)

    # What a step brings

    def _items(self, state: State, move: Move) -> Iterator[dict[str, bool | int]]:
        """Give each choice of an item that exists."""
        choices = {var: about for var, (role, about) in move.reader.inputs.roles.items() if role == "item"}
        if not choices:
            yield {}
        for mine, count in choices.items():
            if state[self.order[count]]:
                yield {each.name: each is mine for each in choices}

    def _tied(self, state: State, move: Move) -> dict[str, bool | int]:
        """Give what follows from the state: all is seen, nothing is late, the time is that of whoever acts."""
        found: dict[str, bool | int] = {}
        for var, (role, about) in move.reader.inputs.roles.items():
            if role == "seen":
                found[var.name] = state[self.order[about]]
            elif role == "time":
                mine = "clock:greatest" if EACH in move.sides else f"clock:{min(move.sides)}"
                found[var.name] = state[self.order[mine]]
            elif role in ("late", "stilled over", "stilled running", "crosses"):
                found[var.name] = 0 if var.is_number else False
            elif role == "until":
                # A date to come; what lies behind is tried as a period that is over.
                found[var.name] = max(int(state[each]) for each in self._clocks.values()) + FAR_SECONDS
            elif role == "length":
                period = self.machine.vocabulary.compiled.periods[about]
                found[var.name] = max(1, self.machine.vocabulary.length(period)[0])
        return found

    def _sampled(self, move: Move) -> list[dict[str, bool | int]]:
        """Give some ways in which a step can be done at all, differing in their truths."""
        if id(move) not in self._samples:
            self._samples[id(move)] = (move, list(self._sample(move)))
        return self._samples[id(move)][1]

    def _sample(self, move: Move) -> Iterator[dict[str, bool | int]]:
        roles = move.reader.inputs.roles
        crossing = [no(each) for each, (role, _) in roles.items() if role == "crosses"]
        fixed = [same(each, Val(value)) for each, value in self.constants.items()]
        telling = [each for each, (role, _) in roles.items() if not each.is_number and role not in ("item", "crosses")]
        with self.solver.given(self.machine.well_formed, self._guard(move), *crossing, *fixed):
            lacking: list[Expr] = [part for each in telling for part in (each, no(each))][: 2 * SAMPLES]
            lacking += self._beside(move)
            found = self.solver.find()
            while found:
                # Each truth is tried both ways, if it can be.
                lacking = [each for each in lacking if not self.solver.holds(each)]
                yield self.solver.values(roles)
                found = False
                while lacking and not found:
                    found = self.solver.find(lacking.pop())

    def _beside(self, move: Move) -> Iterator[Expr]:
        """Give, of each number that is stated and kept, that it lies on either side of what is somewhere asked."""
        kept = variables(*move.updates.values())
        for var, (role, _) in move.reader.inputs.roles.items():
            if role == "field" and var.is_number and var.name in kept:
                for asked in self._asked:
                    yield from (at_most(Val(asked), var), less(var, Val(asked)))

    @cached_property
    def _asked(self) -> list[int]:
        """Give the numbers with which anything that steps need is compared."""
        needs = [part for move in self.machine.moves.values() for part in every_part(move.needs)]
        sides = [side for each in needs if isinstance(each, AtMost) for side in (each.left, each.right)]
        return sorted({int(each.value) for each in sides if isinstance(each, Val)})

    # Time

    def wait(self, state: State, period: Period) -> Pace | None:
        """Let time pass until a period is over; None: it has not begun, is over, has no end, or is stilled."""
        name = period.name
        end = int(state[self.order[over_at(name).name]])
        if not (state[self.order[begun(name).name]] and state[self.order[ends(name).name]]):
            return None
        if self._is_stilled(state, period) or all(int(state[each]) >= end for each in self._clocks.values()):
            return None
        move = self.machine.moves["time"]
        brought = {var.name: self._passing(state, role, about, end) for var, (role, about) in self._passes(move)}
        return Pace(move, brought, self._after(state, move, brought), until=name)

    def _passes(self, move: Move) -> list[tuple[Var, tuple[str, str]]]:
        return [each for each in move.reader.inputs.roles.items() if each[0].is_number]

    @cached_property
    def _clocks(self) -> Mapping[str, int]:
        return {name: at for name, at in self.order.items() if name.startswith("clock")}

    def _passing(self, state: State, role: str, about: str, end: int) -> int:
        if role == "passes":
            at = self._clocks[about] if about in self._clocks else self._clocks[clock_of(about).name]
            return max(0, end - int(state[at]))
        period = self.machine.vocabulary.compiled.periods[about]
        passed = end - max(int(state[each]) for each in self._clocks.values())
        return max(0, passed) if self._is_stilled(state, period) else 0

    def _is_stilled(self, state: State, period: Period) -> bool:
        return period.stills is not None and bool(self.value(self._stills[period.name], state))

    @cached_property
    def _stills(self) -> Mapping[str, Expr]:
        read = self.machine.reader.read
        return {each.name: read(each.stills) for each in self.machine.vocabulary.compiled.stilled if each.stills}

    def _source(self, expr: Expr) -> str:
        match expr:
            case Var():
                return f"s[{self.order[expr.name]}]" if expr.name in self.order else f"b[{expr.name!r}]"
            case Val():
                return repr(expr.value)
            case Every():
                return f"({' and '.join(map(self._source, expr.parts))})"
            case Either():
                return f"({' or '.join(map(self._source, expr.parts))})"
            case Contrary():
                return f"(not {self._source(expr.part)})"
            case If():
                return f"({self._source(expr.then)} if {self._source(expr.test)} else {self._source(expr.other)})"
            case Sum():
                return f"({' + '.join(map(self._source, expr.parts))})"
            case AtMost():
                return f"({self._source(expr.left)} <= {self._source(expr.right)})"
            case Same():
                return f"({self._source(expr.left)} == {self._source(expr.right)})"
