"""All short runs at once: a machine unrolled step by step, so that the shortest run is found if there is one."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from jisr.base.limits import STORY_STEPS_EXACT
from jisr.prove.expressions import Expr, Val, Var, after, both, either, no, same, variables, when
from jisr.prove.machine import Machine
from jisr.prove.moves import Move
from jisr.prove.search import Run
from jisr.prove.solving import Solver, Undecided
from jisr.prove.walking import Pace, Walker

# Which move comes at a step, by its number.
CHOSEN: Final = Var("move", is_number=True)


class Unrolled:
    """A machine, unrolled as far as it was asked for."""

    def __init__(self, machine: Machine, walker: Walker) -> None:
        self.machine, self.walker = machine, walker
        self.steps = 0

    @cached_property
    def solver(self) -> Solver:
        """Give a solver of its own: all steps stay assumed in it."""
        found = Solver()
        found.assume(self._at(0, both(self.machine.initial, self.machine.well_formed)))
        return found

    def run_to(self, goal: Move, *, steps: int = STORY_STEPS_EXACT) -> Run | None:
        """Give the shortest run after which a move can come, with that move; None: there is none of so many steps."""
        try:
            for at in range(steps + 1):
                while self.steps < at:
                    self.solver.assume(self._step(self.steps))
                    self.steps += 1
                if self.solver.find(self._at(at, goal.may_come)):
                    return self._run(at, goal)
        except Undecided:
            return None
        return None

    def _at(self, at: int, expr: Expr) -> Expr:
        return after(expr, {name: self._var(var, at) for name, var in variables(expr).items()})

    def _var(self, var: Var, at: int) -> Var:
        # What a parameter is stays the same.
        if var.name in self._constants:
            return var
        key = (var.name, at)
        if key not in self._vars:
            self._vars[key] = Var(f"{at}:{var.name}", var.is_number)
        return self._vars[key]

    @cached_property
    def _constants(self) -> frozenset[str]:
        return frozenset(each.name for each in self.walker.constants)

    @cached_property
    def _vars(self) -> dict[tuple[str, int], Var]:
        return {}

    @cached_property
    def _numbers(self) -> Mapping[str, Val]:
        return {name: Val(at) for at, name in enumerate(self.machine.moves)}

    def _chosen(self, move: Move, at: int) -> Expr:
        return same(self._var(CHOSEN, at), self._numbers[move.name])

    def _step(self, at: int) -> Expr:
        """Give that one move comes, and that what it does not touch stays."""
        moves = tuple(self.machine.moves.values())
        comes = [either(no(self._chosen(each, at)), self._at(at, each.may_come)) for each in moves]
        one = either(*(self._chosen(each, at) for each in moves))
        parts = [self._becomes(var, moves, at) for var in self.machine.variables]
        return both(one, *comes, *parts)

    def _becomes(self, var: Var, moves: tuple[Move, ...], at: int) -> Expr:
        value: Expr = self._var(var, at)
        for move in moves:
            if var.name in move.updates:
                value = when(self._chosen(move, at), self._at(at, move.updates[var.name]), value)
        return same(self._var(var, at + 1), value)

    def _run(self, steps: int, goal: Move) -> Run:
        """Read the run from what the solver has found."""
        found: list[Pace] = []
        for at in range(steps):
            moves = [each for each in self.machine.moves.values() if self.solver.holds(self._chosen(each, at))]
            found.append(self._pace(moves[0], at, at + 1))
        return (*found, self._pace(goal, steps, steps))

    def _pace(self, move: Move, at: int, then: int) -> Pace:
        inputs = {var.name: self._var(var, at) for var in move.reader.inputs.roles}
        brought = self._values(inputs)
        state = [self._var(var, then) for var in (*self.machine.variables, *self.walker.constants)]
        values = self.solver.values(state)
        return Pace(move, brought, tuple(values[each.name] for each in state))

    def _values(self, wanted: Mapping[str, Var]) -> dict[str, bool | int]:
        values = self.solver.values(wanted.values())
        return {name: values[var.name] for name, var in wanted.items()}
