"""The prover's verdicts against exploration: what is shown is never found, and what is told the kernel does."""

from dataclasses import replace
from random import Random

import pytest

from jisr.kernel import Standing
from jisr.prove.expressions import both, no
from jisr.prove.proving import Proving
from jisr.rules import Procedure, read_procedure, write_procedure
from tests.laws.exploring import CLOSING, HAND_OVER, PAPERS
from tests.strategies.runs import drawn as run_drawn
from tests.unit.prove.playing import Play, lengths, stands
from tests.unit.prove.test_agreement import drawn
from tests.unit.prove.verdicts import explored, holds, is_playable, loosened, never_terms, played, run_states, verdict

TERMS = 14
SEEDS = 24
CROSSING_SEEDS = 30


@pytest.mark.parametrize("procedure", [HAND_OVER, PAPERS, CLOSING], ids=lambda each: each.name)
def test_what_is_shown_never_to_be_is_in_no_run(procedure: Procedure) -> None:
    """Every run of four moves by two parties, acts that cross among them."""
    proving = Proving(procedure)
    terms = never_terms(procedure, Random(1), 100)
    shown = [term for term in terms if verdict(proving, term)[0]]
    assert shown
    for state in explored(procedure, parties=2, bound=4):
        found = [term for term in shown if holds(term, state)]
        assert not found, found


@pytest.mark.parametrize("seed", range(CROSSING_SEEDS))
def test_what_is_shown_never_to_be_is_in_no_run_over_bad_lines(seed: int) -> None:
    """Random procedures, random runs: acts that cross, lying clocks, cuts, contests and corrections."""
    states = list(run_states(seed))
    procedure = run_drawn(seed)[0].procedures[1]
    proving = Proving(procedure)
    shown = [term for term in never_terms(procedure, Random(seed), TERMS) if verdict(proving, term)[0]]
    for state in states:
        assert not [term for term in shown if holds(term, state)]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_story_of_what_must_never_be_is_one_that_the_kernel_tells(seed: int) -> None:
    """Act by act, each stands; and then it is so."""
    procedure = drawn(seed)
    proving = Proving(procedure, lengths(procedure))
    for term in never_terms(procedure, Random(seed), TERMS):
        shown, found = verdict(proving, term)
        if shown or found is None or not is_playable(found) or len(found) == 1:
            continue
        play = played(procedure, found[:-1], proving)
        assert holds(term, play.state)


def test_nothing_is_left_between() -> None:
    """Of random procedures' few facts everything is shown, or told: the bounds of the search are never reached."""
    undecided = []
    for seed in range(SEEDS):
        procedure = drawn(seed)
        proving = Proving(procedure, lengths(procedure))
        terms = never_terms(procedure, Random(seed), TERMS)
        undecided += [(seed, term) for term in terms if verdict(proving, term) == (False, None)]
    assert len(undecided) <= SEEDS * TERMS // 50, undecided


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_story_of_a_broken_guarantee_is_one_that_the_kernel_tells(seed: int) -> None:
    """Without a condition the act stands where it would be void with it."""
    procedure = drawn(seed)
    for name, loose in loosened(procedure):
        proving = Proving(loose, lengths(loose))
        guarantee = next(each for each in loose.guarantees if each.at == name)
        move = proving.machine.moves[name]
        broken = no(move.reader.read(guarantee.term))
        if not proving.solver.find(proving.machine.well_formed, move.authorised, broken):
            # The others imply what was taken away, or nobody can do it at all.
            continue
        found = proving.search.run_to(replace(move, comes=both(move.needs, broken)))
        if found is None or not is_playable(found):
            continue
        play = Play(loose)
        for pace in found:
            assert stands(play.do(pace, proving.search.walker)), pace
        strict = Play(procedure)
        verdicts = [strict.do(pace, proving.search.walker) for pace in found]
        assert any(each.standing is not Standing.STANDS for each in verdicts[-1])


def test_what_is_written_and_read_again_is_proved_alike() -> None:
    """A procedure that came as a text has the same guarantees shown."""
    again = read_procedure(write_procedure(HAND_OVER))
    for term in never_terms(HAND_OVER, Random(2), 20):
        assert verdict(Proving(again), term)[0] == verdict(Proving(HAND_OVER), term)[0]
