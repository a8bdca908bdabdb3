"""One procedure under proof: its machine, its solver, and what was found out about it once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from jisr.kernel import Compiled
from jisr.prove.lemmas import Lemmas
from jisr.prove.machine import Machine
from jisr.prove.moves import Move
from jisr.prove.search import Run, Search
from jisr.prove.solving import Solver
from jisr.prove.unrolling import Unrolled
from jisr.prove.vocabulary import Length, Vocabulary
from jisr.rules import Procedure

# States that are reached, for each truth of a state, before lemmas are tried.
REACHED_PER_TRUTH: Final = 5
# By what something is doubted, or no longer.
DOUBTING: Final = ("contest", "answer", "fall")


@dataclass(frozen=True)
class Proving:
    """A procedure, and what proofs share; `lengths`: between what its parameters lie, in seconds."""

    procedure: Procedure
    lengths: Mapping[str, Length] = field(default_factory=dict)
    # Where the time comes from, in seconds: nothing here has a clock of its own.
    stopwatch: Callable[[], float] = lambda: 0.0

    # A proving of a procedure from which this one differs in some acts alone, and these acts. They need less here, so
    # whatever happens there happens here, too; or, if it is `stricter`, that there is no close, so the other way round.
    like: "Proving | None" = None
    but: frozenset[str] = frozenset()
    stricter: bool = False
    # A proving of a procedure of the same acts, from which this one differs in a cautious value alone.
    beside: "Proving | None" = None

    @cached_property
    def machine(self) -> Machine:
        """Give the procedure as a machine."""
        if self.like is not None:
            # Nobody asks for the digest of what is tried.
            compiled = Compiled(self.procedure, digest="")
            return Machine(self.like.machine.vocabulary.of(compiled), self.like.machine, self.but)
        return Machine(Vocabulary(Compiled(self.procedure), self.lengths))

    @cached_property
    def solver(self) -> Solver:
        """Give the solver of all questions about it."""
        if self.like is not None:
            return self.like.solver
        found = Solver()
        # It holds in every state that is asked about, here and in what is like this: so it is read once.
        found.assume(self.machine.well_formed)
        return found

    @cached_property
    def lemmas(self) -> Lemmas:
        """Give what holds in every reachable state; what fails where some act happens is not tried."""
        if self.like is not None:
            return self.like.lemmas if self.stricter else Lemmas(self.machine, self.solver, like=self.like.lemmas)
        for move in self.machine.moves.values():
            self.happening(move)
        # Each state that is known rules out lemmas that the solver would be asked of.
        self.search.wander(REACHED_PER_TRUTH * len(self.machine.told))
        return Lemmas(self.machine, self.solver, reached=self.search.truths())

    @cached_property
    def led(self) -> set[tuple[str | None, tuple[str, ...]]]:
        """Give the closes to which some step leads on from every open state, by whom: whatever was done before."""
        return set()

    def happening(self, move: Move) -> Run | None:
        """Give a run in which a step happens, authorised; None: none was found."""
        if move.name not in self._happening:
            # Where nothing crosses, a step comes only when it is authorised: of it no samples are drawn twice.
            goal = move if move.comes is move.needs else replace(move, comes=move.needs)
            self._happening[move.name] = self.search.run_to(goal) if move.act is not None else None
        return self._happening[move.name]

    def before(self, move: Move) -> Run:
        """Give a run to where a step is possible in what this is like, by steps that are possible here; else none."""
        if self.like is None or self.stricter:
            return ()
        return (self.like.happening(self.like.machine.moves[move.name]) or ())[:-1]

    def done(self, act: str) -> Run | None:
        """Give a run in which an act is done; of what is known to be like this but for a cautious value, if it can be.

        Only what is doubted has its cautious value: where nothing was contested, and no acts crossed, nobody read it.
        """
        known = None if self.beside is None else self.beside.happening(self.beside.machine.moves[act])
        if known is not None and all(each.move.kind not in DOUBTING for each in known):
            return known
        return self.happening(self.machine.moves[act])

    @cached_property
    def _happening(self) -> dict[str, Run | None]:
        return {}

    @cached_property
    def search(self) -> Search:
        """Give what finds runs."""
        return Search(self.machine, self.solver, None if self.like is None else self.like.search, self.stricter)

    @cached_property
    def unrolled(self) -> Unrolled:
        """Give what finds the shortest of short runs."""
        return Unrolled(self.machine, self.search.walker)
