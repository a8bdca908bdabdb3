"""What is told of a procedure: all that is shown, every mutant noticed, and what a new version drops."""

from dataclasses import replace
from random import Random

import pytest

from jisr.base import Phrase
from jisr.prove import (
    Dropped,
    Joined,
    Lasting,
    Misexplained,
    Proving,
    Trial,
    difference,
    hold_drops,
    lengths_of,
    prove,
    said,
)
from jisr.prove.lengths import length_of
from jisr.rules import All, Fact, Linked, Procedure, check, read_calendar
from jisr.rules.calendars import end_of, read_length
from tests.strategies.files import GUARDED, JOURNEY, READY, long_file
from tests.unit.prove.playing import lengths

FILES = (GUARDED, JOURNEY, long_file(6))
LISBON = read_calendar(
    {
        "name": "iberia",
        "offsets": [{"from": "2026-01-01T00:00:00Z", "seconds": 0}, {"from": "2026-03-29T01:00:00Z", "seconds": 3600}],
        "weekend": [5, 6],
        "holidays": ["2026-04-03"],
    }
)


def proving(procedure: Procedure) -> Proving:
    """Give a procedure under proof."""
    return Proving(procedure, lengths(procedure))


@pytest.mark.parametrize("procedure", FILES, ids=lambda each: each.name)
def test_all_is_shown_of_a_file(procedure: Procedure) -> None:
    """And the value for programs has exactly its keys."""
    assert not check(procedure)
    report = prove(proving(procedure))
    assert report.holds, report
    value = report.as_json(str)
    assert list(value) == [
        "name", "pack", "guarantees", "dead_ends", "alone", "heard_always", "diamond", "unreachable_acts",
        "ownerless_states", "mutants",
    ]  # fmt: skip
    assert value["pack"] in ("one", "long")
    assert all(each["proved"] and each["story"] is None for each in value["guarantees"])
    assert {(each["side"], each["proved"]) for each in value["alone"]} == {("host", True)}


@pytest.mark.parametrize("procedure", [GUARDED, JOURNEY], ids=lambda each: each.name)
def test_whatever_is_taken_from_a_file_is_noticed(procedure: Procedure) -> None:
    """Each condition, each cautious value, each flag that protects; and it is told how it goes wrong."""
    here = proving(procedure)
    trial = Trial(proving=here, known=prove(here))
    found = trial.outcome(trial.all_mutations())
    assert not found.survived
    assert len(found.killed) == len(trial.all_mutations())
    assert all(said(each.story, str) for each in found.killed)


def test_an_explanation_is_of_what_nobody_notices() -> None:
    """Of a mutant that is noticed, or of none, it is refused."""
    here = proving(GUARDED)
    known = prove(here)
    first, *_ = Trial(proving=here, known=known).all_mutations()
    with pytest.raises(Misexplained):
        Trial(proving=here, known=known, explained={"nothing": "reason"}).all_mutations()
    with pytest.raises(Misexplained):
        Trial(proving=here, known=known, explained={first.name: "reason"}).outcome([first])


def test_what_nobody_notices_survives_or_is_explained() -> None:
    """A condition of which nothing was guaranteed."""
    silent = replace(GUARDED, guarantees=tuple(each for each in GUARDED.guarantees if each.at != "assess"))
    here = proving(silent)
    known = prove(here)
    trial = Trial(proving=here, known=known)
    chosen = [each for each in trial.all_mutations() if each.about == "assess"]
    assert [each.name for each in trial.outcome(chosen).survived] == [each.name for each in chosen]
    explained = Trial(proving=here, known=known, explained={each.name: "it is so" for each in chosen})
    assert not explained.outcome(chosen).survived


def _linked(at: str, term: Fact) -> Linked:
    return Linked(name="x", label="x", domestic=GUARDED.id, shared=JOURNEY.id, at=at, term=term, source="for the tests")


def test_linked_procedures_guarantee_together_what_is_attested() -> None:
    """And not what nobody attests: that is told as a story of both dossiers."""
    joined = Joined(proving(GUARDED), proving(JOURNEY))
    wanted = [_linked("notify", Fact("screened")), _linked("clear", Fact("heard")), _linked("clear", Fact("decided"))]
    screened, heard, lost = Lasting(joined, tuple(wanted)).proofs()
    assert screened.proved and heard.proved and not lost.proved
    assert any("at home: hear" in line for line in said(lost.story, str))


def _loosened() -> Procedure:
    left = All(READY.terms[1:])
    acts = tuple(
        replace(each, needs=left) if each.name == "hand_over"
        else replace(each, protective=False) if each.name == "take_back"
        else each
        for each in JOURNEY.acts
    )  # fmt: skip
    kept = tuple(replace(each, term=left) if each.at == "hand_over" else each for each in JOURNEY.guarantees)
    return replace(JOURNEY, version=2, acts=acts, guarantees=kept)


def test_a_version_says_what_it_drops_and_what_it_adds() -> None:
    """A guarantee, a condition, a stop; the other way round they are added."""
    dropped = difference(JOURNEY, _loosened())
    assert {each.kind for each in dropped.dropped} == {"guarantee", "condition", "protection"}
    assert not dropped.added
    added = difference(_loosened(), JOURNEY)
    assert {each.name for each in added.added} == {each.name for each in dropped.dropped}
    assert not added.dropped
    assert not difference(JOURNEY, JOURNEY).dropped


def test_a_guarantee_that_another_implies_is_not_dropped() -> None:
    """By whatever name it goes."""
    renamed = tuple(replace(each, name=f"{each.name}_now") for each in JOURNEY.guarantees)
    assert not difference(JOURNEY, replace(JOURNEY, version=2, guarantees=renamed)).dropped


def test_a_drop_needs_its_reason() -> None:
    """Each by its name; an empty one is none."""
    new = _loosened()
    reasons = {each.name: "the law changed" for each in difference(JOURNEY, new).dropped}
    hold_drops(JOURNEY, new, reasons)
    with pytest.raises(Dropped):
        hold_drops(JOURNEY, new, {**reasons, "take_back": " "})


@pytest.mark.parametrize(("n", "unit"), [(3, "hours"), (0, "days"), (10, "days"), (4, "working_days"), (2, "months")])
def test_a_length_lies_between_what_is_said(n: int, unit: str) -> None:
    """Wherever it begins, over the change of the clock and the weekend."""
    value = {"n": n, "unit": unit, "calendar": None if unit == "hours" else "iberia"}
    shortest, longest = length_of(value)
    chance = Random(3)
    for _ in range(300):
        begin = 1_772_000_000 + chance.randrange(100 * 86_400)
        took = end_of(begin, read_length(value), LISBON, rolls=False) - begin  # type: ignore[arg-type]  # an instant
        assert shortest <= took
        assert longest is None or took <= longest


def test_the_lengths_of_all_parties_count() -> None:
    """The shortest of the shortest, the longest of the longest."""
    rows = [{"from": "2020-01-01", "is": {"n": n, "unit": "hours", "calendar": None}} for n in (3, 5)]
    found = lengths_of({"ESP": {"wait": rows[:1]}, "NLD": {"wait": rows[1:], "limit": [{"is": 4}]}})
    assert found == {"wait": (3 * 3_600, 5 * 3_600)}


def test_a_procedure_that_does_not_load_is_not_proved() -> None:
    """Its findings are told."""
    report = prove(proving(replace(GUARDED, acts=GUARDED.acts[1:])))
    assert report.findings
    assert not report.holds
    assert isinstance(report.findings[0].phrase, Phrase)
