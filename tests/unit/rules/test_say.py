"""Conditions in words: what they say is what they mean, under `not` and when they are lacking, too."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jisr.rules import (
    Act,
    All,
    Always,
    Any,
    Apart,
    Compare,
    Count,
    DeclaredFact,
    Every,
    Fact,
    Field,
    FieldValue,
    Figure,
    FigureValue,
    Given,
    Item,
    Not,
    Over,
    Parameter,
    ParameterValue,
    Period,
    Procedure,
    Running,
    Some,
    Term,
    Within,
)
from jisr.rules.say import RULES, say, say_missing, say_rule, source_said

AROUND: Final = Procedure(
    name="season",
    version=1,
    label="Season",
    persons=False,
    sides=("host",),
    mandates=(),
    facts=(
        DeclaredFact(name="begun", label="The season has begun", contrary="The season has not begun", source="S 1"),
    ),
    items=(),
    acts=(),
)
BOATS: Final = Procedure(
    name="boats",
    version=1,
    label="Boats",
    persons=False,
    sides=("host",),
    mandates=(),
    facts=(
        DeclaredFact(name="ready", label="It is ready", contrary="It is not ready", source="B 1"),
        DeclaredFact(name="painted", label="It is painted", contrary="", source="B 2"),
    ),
    items=(Item(name="boat", label="Boat", plural="Boats"),),
    figures=(Figure(name="seats", type="integer", label="Seats"),),
    parameters=(Parameter(name="crew", unit="persons", label="Crew", owner="host"),),
    acts=(Act(name="launch", label="Launch", by={}, fields=(Field(name="guests", type="integer", label="Guests"),)),),
    periods=(Period(name="tide", length="crew", label="Tide", runs_on="host", owner="host", source="B 3"),),
)
READY: Final = Fact("ready")
SAID: Final = (
    (Always(), "Nothing is needed", "Nothing is needed"),
    (READY, "It is ready", "It is not ready"),
    (Fact("painted"), "It is painted", "Not so: It is painted"),
    (Not(READY), "It is not ready", "It is ready"),
    (Fact("closed"), "The dossier is closed", "The dossier is not closed"),
    (Fact("launch_done"), "It has been done: Launch", "It has not been done: Launch"),
    (
        Fact("launch_crossed"),
        "It was done although something stood against it: Launch",
        "It was not done against anything: Launch",
    ),
    (Fact("unheard_of"), "unheard_of", "unheard_of"),
    (
        All((READY, Fact("closed"))),
        "It is ready; The dossier is closed",
        "It is not ready, or The dossier is not closed",
    ),
    (
        Any((READY, Fact("closed"))),
        "It is ready, or The dossier is closed",
        "It is not ready; The dossier is not closed",
    ),
    (All(()), "", ""),
    (Over("tide"), "The period has ended: Tide", "The period has not ended: Tide"),
    (Running("tide"), "The period is running: Tide", "The period is not running: Tide"),
    (Running("launch_window"), "The period is running: Launch", "The period is not running: Launch"),
    (
        Within(Fact("begun")),
        *(f"In the dossier around this one: The season has {each}" for each in ("begun", "not begun")),
    ),
)
# What must be is said alike where it is needed and where it is lacking; and its contrary under `not`.
REQUIRED: Final = (
    (
        Every("boat", READY),
        "For each of “Boats” it must hold: It is ready",
        "For at least one of “Boats” it must hold: It is not ready",
    ),
    (
        Some("boat", READY),
        "For at least one of “Boats” it must hold: It is ready",
        "For each of “Boats” it must hold: It is not ready",
    ),
    (
        Count("boat", READY, "<=", 2),
        "There may be at most 2 of “Boats” for which holds: It is ready",
        "There must be at least 3 of “Boats” for which holds: It is ready",
    ),
    (
        Count("boat", READY, ">=", 2),
        "There must be at least 2 of “Boats” for which holds: It is ready",
        "There may be at most 1 of “Boats” for which holds: It is ready",
    ),
    (
        Apart(("launch", "sink")),
        "Another authority and officer must do this than did: Launch; sink",
        "An authority or officer must do this that also did: Launch; sink",
    ),
    (
        Compare(FigureValue("seats"), "<=", Given(9)),
        "It must be so: Seats <= 9",
        "It must not be so: Seats <= 9",
    ),
    (
        Compare(FieldValue("guests"), "<", ParameterValue("crew")),
        "It must be so: Guests < Crew",
        "It must not be so: Guests < Crew",
    ),
)


def missing(term: Term) -> str:
    """Say that a term does not hold, where it should."""
    return say_missing(term, BOATS, str, around=AROUND).text


def needed(term: Term) -> str:
    """Say what is needed."""
    return say(term, BOATS, str, around=AROUND)


@pytest.mark.parametrize(("term", "so", "not_so"), SAID, ids=lambda each: None)
def test_what_is_seen_at_a_glance_is_said_as_it_is(term: Term, so: str, not_so: str) -> None:
    """Where it is lacking, that it is not so is said."""
    assert (needed(term), missing(term)) == (so, not_so)


@pytest.mark.parametrize(("term", "so", "not_so"), REQUIRED, ids=lambda each: None)
def test_what_is_not_seen_at_a_glance_is_said_as_it_must_be(term: Term, so: str, not_so: str) -> None:
    """Needed and lacking ask for the same; under `not`, for the contrary."""
    assert needed(term) == missing(term) == so
    assert needed(Not(term)) == missing(Not(term)) == not_so


@given(st.sampled_from([each[0] for each in (*SAID, *REQUIRED)]))
def test_twice_not_says_what_the_term_says(term: Term) -> None:
    """`not` takes nothing away but itself."""
    assert needed(Not(Not(term))) == needed(term)
    assert missing(Not(Not(term))) == missing(term)


@pytest.mark.parametrize(
    ("term", "source"),
    [
        (Every("boat", Not(READY)), "B 1"),
        (Over("tide"), "B 3"),
        (Within(Fact("begun")), "S 1"),
        (Fact("unheard_of"), ""),
        (Apart(("launch",)), ""),
    ],
)
def test_what_is_lacking_comes_with_its_source(term: Term, source: str) -> None:
    """The source of the fact or period it speaks of, where there is one."""
    assert say_missing(term, BOATS, str, around=AROUND).source == source


def test_a_period_that_nothing_has_begun_is_not_said_to_last() -> None:
    """What has not begun cannot have ended; of one that has, the end is what lacks."""
    said = say_missing(Over("tide"), BOATS, str, unbegun={"tide"}).text
    assert said == "The period has not begun: Tide"
    outer = Within(Over("tide"))
    assert "has not ended" in say_missing(outer, AROUND, str, around=BOATS, unbegun={"tide"}).text
    assert "has not begun" in say_missing(outer, AROUND, str, around=BOATS, unbegun_around={"tide"}).text


def test_without_the_procedure_around_a_name_is_better_than_nothing() -> None:
    """Nobody is left without an answer."""
    assert say(Within(Fact("begun")), BOATS, str) == "In the dossier around this one: begun"


def test_each_rule_has_its_sentence() -> None:
    """A rule that is not ours is named as it is."""
    assert all(say_rule(rule, str).endswith(".") for rule in RULES)
    assert say_rule("99.later", str) == "99.later"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("LJCA art. 46 [U]: two months", "LJCA art. 46: two months (not verified)"),
        ("A27: TQ (C-441/19); 72 hours [P]", "A27: TQ (C-441/19); 72 hours (a proposal, not law)"),
        (
            "A09: CRC art. 8; [P] after the screening; [U] x",
            "A09: CRC art. 8; after the screening (a proposal, not law); x (not verified)",
        ),
        ("CRC art. 12", "CRC art. 12"),
    ],
)
def test_a_mark_within_a_source_is_said_of_its_own_part(source: str, said: str) -> None:
    assert source_said(source, str) == said
