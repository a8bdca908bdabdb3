"""Random procedures load, differ from each other, and have all that runs should meet."""

from collections import Counter
from functools import cache
from random import Random

import pytest

from jisr.rules import (
    ALL_SIDES,
    EACH,
    STARTER,
    Procedure,
    check,
    procedure_digest,
    read_procedure,
    takes_away,
    write_procedure,
)
from jisr.rules.calendars import read_length
from jisr.rules.subject import Subject, parts
from jisr.rules.takes import NOTHING
from tests.strategies.procedures import ACTS_MAX, ACTS_MIN, OUTER, random_parameters, random_procedure

SEEDS = 200
FLAGS = ("opens", "closes", "protective", "joint", "irrevocable")
GIVEN = (
    "sets",
    "clears",
    "assigns",
    "adds",
    "item",
    "starts",
    "ends",
    "fields",
    "on_behalf",
    "window",
    "redress",
)
TERMS = {
    "Always", "Fact", "Not", "All", "Any", "Every", "Some", "Count", "Over", "Running", "Apart", "Compare",
    "Within",
}  # fmt: skip


@cache
def drawn(seed: int) -> Procedure:
    return random_procedure(Random(seed), sides=1 + seed % 3, nested=seed % 4 == 0)


def everything() -> list[Procedure]:
    return [drawn(seed) for seed in range(SEEDS)]


def test_what_is_drawn_loads_and_is_small() -> None:
    assert not check(OUTER)
    for each in everything():
        assert not check(each, outer=OUTER)
        assert ACTS_MIN <= len(each.acts) <= ACTS_MAX
        assert 3 <= len(each.facts) <= 6
        assert 1 <= len(each.items) <= 2
        assert 1 <= len(each.figures) <= 2


def test_a_seed_gives_the_same_procedure() -> None:
    again = random_procedure(Random(7), sides=2, nested=False)
    assert procedure_digest(again) == procedure_digest(random_procedure(Random(7), sides=2, nested=False))


def test_what_is_drawn_is_written_and_read_alike() -> None:
    for seed in range(0, SEEDS, 10):
        raw = write_procedure(drawn(seed))
        assert procedure_digest(read_procedure(raw)) == procedure_digest(drawn(seed))


def test_procedures_differ() -> None:
    assert len({procedure_digest(each) for each in everything()}) > SEEDS * 0.95
    assert {each.within for each in everything()} == {None, OUTER.name}
    assert {EACH, ("host",), ("host", "origin"), ("host", "origin", "transit")} == {each.sides for each in everything()}


@pytest.mark.parametrize("name", [*FLAGS, *GIVEN])
def test_each_flag_and_effect_appears(name: str) -> None:
    having = sum(any(getattr(act, name) for act in each.acts) for each in everything())
    assert having >= SEEDS / 20


def test_each_kind_of_term_appears_in_needs() -> None:
    kinds = Counter(type(part.term).__name__ for each in everything() for act in each.acts for part in parts(act.needs))
    assert set(kinds) == TERMS
    assert min(kinds.values()) >= 5, kinds


def test_periods_run_on_all_and_on_a_side_and_are_stilled_due_and_dated() -> None:
    periods = [period for each in everything() for period in each.periods]
    assert {each.runs_on for each in periods} >= {ALL_SIDES, STARTER, "host", "origin"}
    assert any(each.stills for each in periods)
    assert any(each.due for each in periods)
    assert any(each.until for each in periods)


def test_most_of_several_sides_can_cross() -> None:
    """An irrevocable act whose needs a protective act of another takes away: what runs are for."""
    several = [each for each in everything() if each.sides != ("host",)]
    assert sum(_can_cross(each) for each in several) > len(several) / 3


def _can_cross(procedure: Procedure) -> bool:
    subject = Subject(procedure)
    last = [each for each in procedure.acts if each.irrevocable]
    stops = [each for each in procedure.acts if each.protective]
    return any(takes_away(subject.effects(stop), act.needs, procedure) != NOTHING for act in last for stop in stops)


def test_parameters_are_lengths_and_a_number() -> None:
    rows = random_parameters(Random(1))[ALL_SIDES]
    for seed in range(20):
        assert {each.name for each in drawn(seed).parameters} == set(rows)
    assert read_length(rows["window"][0]["is"]).unit == "hours"
    assert type(rows["limit"][0]["is"]) is int
