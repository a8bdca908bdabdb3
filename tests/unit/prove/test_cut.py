"""What is said of shipped procedures, cut down, beside everything that can be done in them by the slow model.

Each guarantee, and each that is broken since a condition of its act was taken away.
"""

from collections.abc import Iterator
from itertools import islice, product
from random import Random
from typing import Final

import pytest

from jisr.base import Phrase
from jisr.procedures import PROCEDURES
from jisr.prove import Proving, guarantee_proof
from jisr.prove.alike import are_alike
from jisr.prove.telling import BY_CROSSING
from jisr.rules import Compare, Guarantee, Procedure, check
from jisr.rules.subject import parts
from tests.unit.prove.cutting import FACTS_MAX, LENGTH, PERIODS_MAX, SPAN, cut, loosened
from tests.unit.prove.exploring import Explored, Exploring

# So many facts and periods are left, and so many states are looked at: of the smallest cuts there are no more.
SIZES: Final = ((2, 1, 400), (4, 2, 60))
# With figures and what is stated in whole numbers; of the first of them every state.
NUMBER_SIZES: Final = ((1, 0, 400),)
SOAK_NUMBER_SIZES: Final = ((1, 0, 2_000), (2, 1, 600), (6, 2, 150))
WHOLE: Final = ((2, 1, 400), (2, 1, 1_000), (1, 0, 400), (1, 0, 2_000))
SOAK_SIZES: Final = ((2, 1, 1_000), (4, 2, 300), (FACTS_MAX, PERIODS_MAX, 60))
EACH_TIME: Final = 2
LOOSENED: Final = 2
ALL = tuple(PROCEDURES.values())
# Packs that differ in their sources alone are cut down to the same.
NAMES = tuple(each.id for at, each in enumerate(ALL) if not any(are_alike(each, one) for one in ALL[:at]))


def both_verdicts(procedure: Procedure, states: int) -> tuple[bool, Explored]:
    """Say whether a cut procedure's guarantee is shown, and what the model finds."""
    (guarantee,) = procedure.guarantees
    proof = guarantee_proof(Proving(procedure, {SPAN: LENGTH}), guarantee)
    found = Exploring(procedure).explore(states)
    if not proof.proved and found.broken is None:
        assert Phrase(BY_CROSSING) not in proof.story, "asked of one act after another"
        found = Exploring(procedure, contests=True).explore(states)
    return proof.proved, found


def cuts(
    procedure: Procedure, guarantee: Guarantee, facts: int, periods: int, *, with_numbers: bool = False
) -> Iterator[Procedure]:
    """Give a procedure cut down to a guarantee, and without some conditions of its act."""
    found = cut(procedure, guarantee, facts=facts, periods=periods, with_numbers=with_numbers)
    if found is not None:
        yield found
        yield from islice((each for each in loosened(found) if not check(each)), LOOSENED)


def hold_equal(
    procedure: Procedure, guarantee: Guarantee, size: tuple[int, int, int], *, with_numbers: bool = False
) -> list[bool]:
    """Hold both verdicts on a guarantee equal; give them. Who has not looked at everything says nothing of the rest."""
    said = []
    facts, periods, states = size
    for each in cuts(procedure, guarantee, facts, periods, with_numbers=with_numbers):
        proved, found = both_verdicts(each, states)
        where = (procedure.id, guarantee.name, [act.needs for act in each.acts if act.name == guarantee.at])
        assert not (proved and found.broken), (*where, found.broken)
        assert proved or found.broken or not found.exhausted, where
        assert found.broken or found.exhausted or size not in WHOLE, (*where, found.states)
        said.append(proved)
    return said


@pytest.mark.parametrize("name", NAMES)
def test_every_procedure_can_be_cut_down(name: str) -> None:
    """To at most twelve facts and three periods, and it loads."""
    procedure = PROCEDURES[name]
    for guarantee in procedure.guarantees:
        found = cut(procedure, guarantee)
        if found is not None:
            assert len(found.facts) <= FACTS_MAX and len(found.periods) <= PERIODS_MAX
            assert check(found) == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_verdict_on_a_guarantee_is_what_the_model_finds(name: str) -> None:
    """Of a few guarantees by a seed: shown where nothing breaks them, told where something does."""
    procedure = PROCEDURES[name]
    chosen = Random(5).sample(procedure.guarantees, min(EACH_TIME, len(procedure.guarantees)))
    for guarantee, size in product(chosen, SIZES):
        hold_equal(procedure, guarantee, size)


@pytest.mark.soak
@pytest.mark.parametrize("name", NAMES)
def test_every_verdict_is_what_the_model_finds(name: str) -> None:
    """All of them, of larger cuts and further on."""
    procedure = PROCEDURES[name]
    every = product(procedure.guarantees, SOAK_SIZES)
    said = {each for guarantee, size in every for each in hold_equal(procedure, guarantee, size)}
    assert not procedure.guarantees or said == {True, False}


def speaking_of_numbers() -> Iterator[tuple[Procedure, Guarantee]]:
    """Give the guarantees of which something is left that compares whole numbers."""
    for name in NAMES:
        procedure = PROCEDURES[name]
        for guarantee in procedure.guarantees:
            found = cut(procedure, guarantee, facts=1, periods=0, with_numbers=True)
            if found is not None and any(isinstance(each.term, Compare) for each in parts(found.guarantees[0].term)):
                yield procedure, guarantee


def test_the_verdict_on_what_is_compared_is_what_the_model_finds() -> None:
    """Of some that are soon explored: figures assigned from fields, fields compared with each other and with numbers."""
    speaking = {
        (procedure.id, guarantee.name): (procedure, guarantee) for procedure, guarantee in speaking_of_numbers()
    }
    for named in (("protection.esp-2025/1", "lowest_age"), ("protection.nld-2025/1", "place_in_unit_rests")):
        procedure, guarantee = speaking[named]
        assert {*hold_equal(procedure, guarantee, NUMBER_SIZES[0], with_numbers=True)} == {True, False}


@pytest.mark.soak
def test_every_verdict_on_what_is_compared_is_what_the_model_finds() -> None:
    """All of them, of larger cuts and further on."""
    said = {
        each
        for (procedure, guarantee), size in product(speaking_of_numbers(), SOAK_NUMBER_SIZES)
        for each in hold_equal(procedure, guarantee, size, with_numbers=True)
    }
    assert said == {True, False}


def test_a_run_that_breaks_a_guarantee_is_found() -> None:
    """By the model alone: of a guarantee whose act needs nothing of it any more."""
    procedure = PROCEDURES["session/1"]
    for guarantee in procedure.guarantees[:4]:
        whole, *others = cuts(procedure, guarantee, 2, 1)
        assert Exploring(whole).explore().exhausted
        assert any(Exploring(each).explore().broken for each in others)
