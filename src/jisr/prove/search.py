"""Runs after which a move can come: found by walking, and shortened (protocol 6). A goal may be a move of its own."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import Final

from jisr.base.limits import STORY_ACTS_MAX, STORY_STATES_MAX
from jisr.prove.expressions import Expr
from jisr.prove.machine import Machine
from jisr.prove.moves import Move
from jisr.prove.relaxed import Costs, Relaxed
from jisr.prove.solving import Solver
from jisr.prove.walking import Pace, State, Walker

# Of how many states it is kept what everything costs from there.
PRICED_MAX: Final = 256
Run = tuple[Pace, ...]
# Its price, its number, a state, the moves that lead on from there, and whether every move is to be tried.
Waiting = tuple[float, int, State, Mapping[str, Move], bool]


class Search:
    """Looks for runs of a machine; what it has reached once it begins from again.

    `like`: that of a machine from which this one differs in some steps alone: what it has reached is reached here,
    too, by steps that need less, or, if this one is `stricter`, without these steps.
    """

    def __init__(self, machine: Machine, solver: Solver, like: "Search | None" = None, stricter: bool = False) -> None:
        self.machine, self.like = machine, like
        self.walker: Walker = Walker(machine, solver, None if like is None else like.walker)
        self.reached: dict[State, Run] = {self.walker.begin(): ()}
        if like is not None:
            spoilt = machine.changed.keys() if stricter else frozenset()
            self.reached |= {
                state: run for state, run in like.reached.items() if all(each.move.name not in spoilt for each in run)
            }

    @cached_property
    def relaxed(self) -> Relaxed:
        """Give the machine as a search is led by it."""
        return Relaxed(self.machine, None if self.like is None else self.like.relaxed)

    def truths(self) -> list[dict[str, bool]]:
        """Give the truths of every state that was reached."""
        order = [(each.name, self.walker.order[each.name]) for each in self.machine.truths]
        return [{name: bool(state[at]) for name, at in order} for state in self.reached]

    def wander(self, states: int) -> None:
        """Take every step from what was reached, the shortest runs first, until so many states are."""
        for state in sorted(self.reached, key=lambda each: len(self.reached[each])):
            for pace in self._paces(state, self.machine.moves.values()):
                if len(self.reached) >= states:
                    return
                self.reached.setdefault(pace.after, (*self.reached[state], pace))

    def run_to(self, goal: Move, *, states: int = STORY_STATES_MAX, near: Run = ()) -> Run | None:
        """Give a run after which a move can come, and that move, as short as it could be made; None: none was found.

        `near`: a run to where the move, or one like it, can almost come.
        """
        for at, pace in enumerate(near, start=1):
            # What was reached last is what is gone on from.
            self.reached[pace.after] = min(self.reached.pop(pace.after, near[:at]), near[:at], key=len)
        found = self._known(goal)
        if found is None:
            found = self._searched(goal, self.relaxed.guard(goal), states)
        return None if found is None else self._ended(self.shortened(found, goal), goal)

    def _ended(self, run: Run, goal: Move) -> Run:
        return (*run, next(iter(self.walker.paces(self._end(run), goal))))

    def can(self, goal: Move, state: State) -> bool:
        """Say whether a move can come in a state."""
        return any(True for _ in self.walker.paces(state, goal))

    def _known(self, goal: Move) -> Run | None:
        runs = sorted(self.reached.items(), key=lambda each: len(each[1]))
        return next((run for state, run in runs if self.can(goal, state)), None)

    def _searched(self, goal: Move, wanted: Expr, states: int) -> Run | None:
        order = count()
        queue: list[Waiting] = []
        seen: set[State] = set()
        for state in self._beginnings():
            self._put(queue, order, state, wanted)
        while queue and len(seen) < states:
            _, _, state, plan, thorough = heappop(queue)
            if not thorough and state in seen:
                continue
            seen.add(state)
            run = self.reached[state]
            if len(run) >= STORY_ACTS_MAX:
                continue
            moves = self.machine.moves.values() if thorough else plan.values()
            for pace in self._paces(state, moves):
                if pace.after not in self.reached:
                    self.reached[pace.after] = (*run, pace)
                if self.can(goal, pace.after):
                    return (*run, pace)
                if pace.after not in seen:
                    self._put(queue, order, pace.after, wanted)
            if not thorough:
                heappush(queue, (len(plan) + STORY_ACTS_MAX, next(order), state, plan, True))
        return None

    def _beginnings(self) -> Sequence[State]:
        """Give the first state, and those that were reached last."""
        known = sorted(self.reached, key=lambda state: len(self.reached[state]))
        first, latest = known[:1], list(self.reached)[-8:]
        return [*first, *(each for each in latest if each not in first)]

    def _put(self, queue: list[Waiting], order: "count[int]", state: State, wanted: Expr) -> None:
        costs = self._costs(state)
        if costs.of(wanted) < inf:
            plan = costs.plan(wanted)
            price = len(plan) + len(self.reached[state]) / STORY_ACTS_MAX
            heappush(queue, (price, next(order), state, plan, False))

    def _costs(self, state: State) -> Costs:
        """Give what everything costs from a state: many searches begin where the last ones did."""
        found = self._priced.pop(state, None) or self.relaxed.costs(self.walker, state)
        self._priced[state] = found
        if len(self._priced) > PRICED_MAX:
            del self._priced[next(iter(self._priced))]
        return found

    @cached_property
    def _priced(self) -> dict[State, Costs]:
        return {}

    def _paces(self, state: State, moves: Iterable[Move]) -> Iterable[Pace]:
        for move in moves:
            yield from self.walker.paces(state, move)

    def shortened(self, run: Run, goal: Move) -> Run:
        """Leave out of a run what the goal can do without."""
        at = 0
        while at < len(run):
            shorter = self._replayed(run[:at], run[at + 1 :])
            if shorter is not None and self.can(goal, self._end(shorter)):
                run = shorter
            else:
                at += 1
        return run

    def _replayed(self, done: Run, paces: Sequence[Pace]) -> Run | None:
        """Do after a run what was done elsewhere; None: it cannot be done."""
        state, again = self._end(done), list(done)
        for pace in paces:
            found = self.walker.redo(state, pace)
            if found is None:
                return None
            again.append(found)
            state = found.after
        return tuple(again)

    def _end(self, run: Run) -> State:
        return run[-1].after if run else self.walker.begin()
