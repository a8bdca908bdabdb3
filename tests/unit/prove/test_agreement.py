"""The prover's machine and the kernel agree: step for step, in what is possible, and in what is reached."""

from dataclasses import replace
from random import Random

import pytest

from jisr.kernel import Standing
from jisr.prove.expressions import Val, same
from jisr.prove.moves import Move
from jisr.prove.proving import Proving
from jisr.prove.search import Search
from jisr.prove.walking import Pace, State
from jisr.rules import Procedure
from tests.strategies.files import GUARDED, JOURNEY
from tests.strategies.procedures import random_procedure
from tests.unit.prove.playing import Play, differing, lengths, stands

STEPS = 12
SEEDS = 40


# A date ends with its day, which the prover's numbers do not know: here the period has a length instead.
AGED = replace(
    JOURNEY,
    periods=tuple(
        replace(each, until=None, length="answer") if each.name == "majority" else each for each in JOURNEY.periods
    ),
)


def drawn(seed: int) -> Procedure:
    """Give a random procedure that loads, without figures that decide what its items are."""
    chance = Random(seed)
    return random_procedure(chance, sides=chance.choice((1, 2, 2, 3)), nested=False)


def authorised(move: Move) -> Move:
    """Give a step as it comes only when it is authorised."""
    return replace(move, comes=move.needs)


class Walk:
    """One walk of the prover's machine, each step of which the kernel takes as well."""

    def __init__(self, procedure: Procedure, seed: int) -> None:
        self.proving = Proving(procedure, lengths(procedure))
        self.search: Search = self.proving.search
        self.play = Play(procedure)
        self.chance = Random(seed)
        self.state: State = self.search.walker.begin()
        moves = self.proving.machine.moves.values()
        self.moves = [authorised(each) for each in moves if each.kind not in ("fall", "correct")]

    def step(self) -> list[str]:
        """Take a step, and say where both differ afterwards."""
        paces = [each for move in self.moves for each in self.search.walker.paces(self.state, move)]
        if not paces:
            return []
        pace = self.chance.choice(paces)
        verdicts = self.play.do(pace, self.search.walker)
        self.state = pace.after
        if not stands(verdicts):
            return [f"{pace.move.name}: {verdicts}"]
        return [*differing(self.play, self.proving.machine, self.search.walker, self.state), *self.impossible()]

    def impossible(self) -> list[str]:
        """Say which act the kernel lets stand that is not possible to the prover."""
        fixed = [
            same(var, Val(self.state[self.search.walker.order[var.name]]))
            for var in (*self.proving.machine.variables, *self.search.walker.constants)
        ]
        tried = [each for each in self.moves if each.kind == "act" and each.act and not each.act.opens]
        move = self.chance.choice(tried)
        if self.proving.solver.find(self.proving.machine.well_formed, move.authorised, *fixed):
            return []
        assert move.act is not None
        item = next(iter(self.play.state.items_of(move.act.item)), None) if move.act.item else None
        fields = self.play._fields(Pace(move, {}, self.state), move.act.fields, move.name)
        party, mandate = self.play._who(move.act.by)
        _, verdict = self.play.enter(party, move.name, mandate, item=item, fields=fields)
        return [f"{move.name} stands"] if verdict.standing is Standing.STANDS else []


def disagreements(procedure: Procedure, seed: int, steps: int = STEPS) -> list[str]:
    """Give where a walk and the kernel come apart."""
    walk = Walk(procedure, seed)
    for at in range(steps):
        found = walk.step()
        if found:
            return [f"{procedure.name}, step {at}: {each}" for each in found]
    return []


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_random_procedure_is_to_the_prover_what_it_is_to_the_kernel(seed: int) -> None:
    """Facts, items, contests, periods: what the walker does stands, and what it cannot do is void."""
    assert not disagreements(drawn(seed), seed)


@pytest.mark.parametrize("procedure", [GUARDED, AGED], ids=lambda each: each.name)
@pytest.mark.parametrize("seed", range(12))
def test_a_file_is_to_the_prover_what_it_is_to_the_kernel(procedure: Procedure, seed: int) -> None:
    """The same, for procedures of the shape of a child's file."""
    assert not disagreements(procedure, seed, 25)
