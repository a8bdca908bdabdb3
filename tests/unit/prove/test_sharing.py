"""What is asked at once, assumed once or tried elsewhere is what would be found by one question each."""

from itertools import product

import pytest

from jisr.cli.mutants import try_out
from jisr.prove import Joined, Proving, Trial, prove
from jisr.prove.expressions import (
    FALSE,
    TRUE,
    After,
    Every,
    Expr,
    If,
    Mentioned,
    Val,
    Var,
    after,
    both,
    either,
    every_part,
    no,
    variables,
)
from jisr.prove.lemmas import Lemmas, newly
from jisr.prove.solving import Solver, Undecided
from jisr.rules import Procedure
from tests.strategies.files import GUARDED, JOURNEY
from tests.unit.prove.playing import lengths
from tests.unit.prove.test_agreement import drawn

SEEDS = 3
SMALL = [pytest.param(GUARDED, id="guarded"), pytest.param(JOURNEY, id="journey")]
SMALL += [pytest.param(drawn(seed), id=f"drawn {seed}") for seed in range(SEEDS)]
MINE, OTHER, INPUT = Var("mine"), Var("other"), Var("in: x")


def _proving(procedure: Procedure) -> Proving:
    return Proving(procedure, lengths(procedure))


@pytest.mark.parametrize("procedure", SMALL)
def test_truths_without_which_a_step_cannot_come_are_those_of_one_question_each(procedure: Procedure) -> None:
    """Of every step and each truth that it mentions, either way."""
    whole = _proving(procedure)
    machine, solver = whole.machine, Solver()
    for name, move in machine.moves.items():
        mentioned = [each for each in machine.told if each.name in variables(move.may_come)]
        if not solver.find(machine.well_formed, move.may_come):
            continue
        for each, so in product(mentioned, (True, False)):
            contrary = no(each) if so else each
            is_needed = not solver.find(machine.well_formed, move.may_come, contrary)
            assert ((each.name, so) in whole.lemmas.needed[name]) == is_needed, (name, each.name, so)


def _held_one_by_one(lemmas: Lemmas) -> None:
    """Hold all lemmas together against every step, a question each, by a solver of which nothing else was asked."""
    machine, solver = lemmas.machine, Solver()
    assert lemmas.kept
    for move in machine.moves.values():
        for clause in lemmas.kept:
            formula = either(*(lemmas.truths[name] if so else no(lemmas.truths[name]) for name, so in clause))
            if variables(formula).keys() & move.updates.keys():
                broken = no(after(formula, move.updates))
                assert not solver.find(machine.well_formed, lemmas.formula, move.may_come, broken), (move.name, clause)


@pytest.mark.parametrize("procedure", SMALL)
def test_no_step_breaks_a_lemma_that_was_asked_of_with_others(procedure: Procedure) -> None:
    """Nor one of which a step leaves a truth as it is."""
    _held_one_by_one(_proving(procedure).lemmas)


def test_no_step_of_two_dossiers_breaks_a_lemma_of_both() -> None:
    """An echo gives a truth there its value, or comes into no dossier and leaves it."""
    _held_one_by_one(Joined(_proving(GUARDED), _proving(JOURNEY)).lemmas)


@pytest.mark.parametrize(
    "update",
    [
        TRUE,
        FALSE,
        MINE,
        OTHER,
        no(MINE),
        If(OTHER, TRUE, MINE),
        If(OTHER, MINE, TRUE),
        If(OTHER, TRUE, FALSE),
        If(OTHER, FALSE, MINE),
        If(OTHER, both(INPUT, MINE), MINE),
        If(OTHER, INPUT, MINE),
        both(OTHER, MINE),
        both(OTHER, no(MINE)),
        either(INPUT, MINE),
        either(INPUT, no(MINE)),
        If(MINE, OTHER, MINE),
    ],
)
def test_what_a_truth_may_newly_be_is_said_of_every_step(update: Expr) -> None:
    """Whatever it was and whatever else is so: it is as it was, or has one of these values."""
    said = newly(update, MINE.name)
    for values in product((True, False), repeat=3):
        given: dict[str, Expr] = {each.name: Val(so) for each, so in zip((MINE, OTHER, INPUT), values, strict=True)}
        found = after(update, given)
        assert isinstance(found, Val)
        assert found.value == values[0] or found.value in said


@pytest.mark.parametrize("procedure", SMALL)
def test_an_expression_reads_the_same_whether_it_is_known_what_it_mentions(procedure: Procedure) -> None:
    """After every step, of what every other needs."""
    mentioned = Mentioned()
    moves = list(_proving(procedure).machine.moves.values())
    for move in moves:
        plain, quick = After(move.updates), After(move.updates, mentioned)
        for given in (each.may_come for each in moves):
            one, two = plain.of(given), quick.of(given)
            assert repr(one) == repr(two)
            assert two is given or variables(given).keys() & move.updates.keys()
    needs = [part for each in moves for part in every_part(each.may_come) if isinstance(part, Every)]
    assert all(
        mentioned.of(one) & mentioned.of(other) or variables(one).keys().isdisjoint(variables(other))
        for one, other in product(needs[:20], needs)
    )


def test_what_is_assumed_is_dropped_whatever_becomes_of_it() -> None:
    """Else all that is asked afterwards would be shown."""
    solver = Solver()

    def undecided() -> None:
        with solver.given(FALSE):
            assert not solver.find()
            raise Undecided

    with pytest.raises(Undecided):
        undecided()
    assert solver.find()


def test_what_is_assumed_is_asked_again_once_it_is_dropped() -> None:
    """A question is not read again only while it is assumed."""
    solver = Solver()
    with solver.given(MINE):
        assert solver.find(MINE) and not solver.find(MINE, no(MINE))
    assert solver.find(no(MINE)) and not solver.find(MINE, no(MINE))


def test_mutants_that_are_tried_in_two_processes_are_noticed_as_in_one() -> None:
    """By the same proofs, with the same stories."""
    known = prove(_proving(GUARDED))
    one, two = (Trial(proving=_proving(GUARDED), known=known) for _ in range(2))
    chosen = one.all_mutations()
    try_out(two, chosen, jobs=2)
    assert not two.untried(chosen) and len(one.untried(chosen)) == len(chosen)
    for mutation in chosen:
        here, there = one.mutant(mutation), two.mutant(mutation)
        assert (here.name, here.caught_by) == (there.name, there.caught_by)
        assert here.story == there.story
