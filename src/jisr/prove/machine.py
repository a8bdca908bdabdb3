"""A procedure as a machine: the parts of its states, how it begins, and what may come next (protocol 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from jisr.base import FRAMEWORK_DOSSIER
from jisr.kernel import Compiled
from jisr.prove.clocks import View, begun, ends
from jisr.prove.expressions import FALSE, NOUGHT, Expr, Val, Var, at_most, both, no, same
from jisr.prove.moves import Move, Moves
from jisr.prove.reading import Reader, figure, has
from jisr.prove.vocabulary import OPENED, Length, Vocabulary, doubt, fact, is_doubt
from jisr.rules import Procedure


@dataclass(frozen=True)
class Machine:
    """A procedure's states and steps; what it stands for does not change."""

    vocabulary: Vocabulary
    # A machine from which this one differs in the steps of some acts alone, and these acts.
    like: "Machine | None" = None
    but: frozenset[str] = frozenset()

    @property
    def procedure(self) -> Procedure:
        """Give the procedure."""
        return self.vocabulary.procedure

    @cached_property
    def _moves(self) -> Moves:
        return Moves(self.vocabulary)

    @cached_property
    def moves(self) -> Mapping[str, Move]:
        """Give all that may come next, by name."""
        if self.like is None:
            return {each.name: each for each in self._moves}
        return {**self.like.moves, **self.changed}

    @cached_property
    def changed(self) -> Mapping[str, Move]:
        """Give the moves in which this machine differs from the one that it is like."""
        acts = [self.procedure.act(name) for name in sorted(self.but)]
        return {each.name: each for act in acts for each in self._moves.of(act)}

    @cached_property
    def truths(self) -> tuple[Var, ...]:
        """Give the truths of a state."""
        if self.like is not None:
            return self.like.truths
        vocabulary = self.vocabulary
        facts = [fact(each) for each in vocabulary.facts]
        doubts = [doubt(each) for each in vocabulary.facts if each in vocabulary.contestable]
        figures = [has(each.name) for each in self.procedure.figures if each.item is None]
        periods = [part(each.name) for each in self.procedure.periods for part in (begun, ends)]
        return (OPENED, *facts, *doubts, *figures, *periods)

    @cached_property
    def told(self) -> tuple[Var, ...]:
        """Give the truths of which a lemma may speak: not of contests, which come and go as somebody likes."""
        return tuple(each for each in self.truths if not is_doubt(each))

    @cached_property
    def counts(self) -> tuple[Var, ...]:
        """Give how many items there are of each kind and pattern."""
        if self.like is not None:
            return self.like.counts
        return tuple(kind.count(each) for kind in self.vocabulary.kinds.values() for each in kind.patterns)

    @cached_property
    def variables(self) -> tuple[Var, ...]:
        """Give all parts of a state."""
        if self.like is not None:
            return self.like.variables
        figures = [figure(each.name) for each in self.procedure.figures if each.item is None]
        known = {each.name for each in self.truths}
        periods = [each for each in self._moves.periods.variables() if each.name not in known]
        return (*self.truths, *self.counts, *figures, *periods)

    @cached_property
    def initial(self) -> Expr:
        """Give what holds before anything was done; the dossier `framework` is open from the first (protocol 9.1)."""
        if self.like is not None:
            return self.like.initial
        nothing = [no(each) for each in self.truths if each is not OPENED]
        opened = OPENED if self.procedure.name == FRAMEWORK_DOSSIER else no(OPENED)
        return both(opened, *nothing, *(same(each, NOUGHT) for each in self.counts), self.well_formed)

    @cached_property
    def well_formed(self) -> Expr:
        """Give what holds in every state by what its parts mean."""
        if self.like is not None:
            return self.like.well_formed
        return both(*(at_most(Val(0), each) for each in self.counts), *self._moves.periods.well_formed())

    @cached_property
    def reader(self) -> Reader:
        """Give the reader of terms that belong to no act, at the clocks as they are."""
        time = self.moves["time"]
        return Reader(self.vocabulary, View(self.vocabulary), time.reader.inputs)


def machine_of(procedure: Procedure, *, lengths: Mapping[str, Length]) -> Machine:
    """Give the machine of a procedure that loads; `lengths`: between what its parameters lie, in seconds."""
    return Machine(Vocabulary(Compiled(procedure), lengths))


__all__ = ["FALSE", "Machine", "machine_of"]
