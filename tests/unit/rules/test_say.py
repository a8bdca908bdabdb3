"""Conditions in words: what they say is what they mean, under `not` and when they are lacking, too."""

import gettext
import re
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jisr.cli.language import DOMAIN, LOCALE
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
from jisr.rules.say import RULES, say, say_each, say_missing, say_rule
from jisr.rules.sources import source_said

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
GUESTS: Final = (
    Field(name="guests", type="integer", label="Guests"),
    Field(name="day", type="date", label="Day"),
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
    acts=(Act(name="launch", label="Launch", by={}, fields=GUESTS),),
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
    (All((READY,)), "It is ready", "It is ready"),
    (Any((Not(READY),)), "It is not ready", "It is not ready"),
    (All(()), "Nothing is needed", "Nothing is needed"),
    (Any(()), "Nothing is enough", "Nothing is enough"),
    (Over("tide"), "The period has ended: Tide", "The period has not ended: Tide"),
    (Running("tide"), "The period is running: Tide", "The period is not running: Tide"),
    (Running("launch_window"), "The period is running: Launch", "The period is not running: Launch"),
    (
        Within(Fact("begun")),
        *(f"In the dossier around this one: “The season has {each}”" for each in ("begun", "not begun")),
    ),
)
TWO: Final = (READY, Fact("closed"))
EITHER: Final = "{}:\n• It is ready\n• The dossier is closed"
NEITHER: Final = "{}:\n• It is not ready\n• The dossier is not closed"
ALL_HOLD: Final = ("All of these hold", "All of these must hold")
ONE_HOLDS: Final = ("At least one of these holds", "At least one of these must hold")


def both(words: str, *, is_: tuple[str, str]) -> tuple[str, str]:
    """Give words as it is and as it must be."""
    return words.format(is_[0]), words.format(is_[1])


# Needed, lacking; under `not` needed, lacking. What is lacking is said as it must be.
REQUIRED: Final = (
    (All(TWO), both(EITHER, is_=ALL_HOLD), both(NEITHER, is_=ONE_HOLDS)),
    (Any(TWO), both(EITHER, is_=ONE_HOLDS), both(NEITHER, is_=ALL_HOLD)),
    (
        Every("boat", READY),
        both("For each of “Boats” {}: “It is ready”", is_=("this holds", "it must hold")),
        both("For at least one of “Boats” {}: “It is not ready”", is_=("this holds", "it must hold")),
    ),
    (
        Some("boat", READY),
        both("For at least one of “Boats” {}: “It is ready”", is_=("this holds", "it must hold")),
        both("For each of “Boats” {}: “It is not ready”", is_=("this holds", "it must hold")),
    ),
    (
        Some("boat", Any((READY, Compare(FigureValue("seats"), "<=", Given(9))))),
        both(
            "For at least one of “Boats” {}:\n• At least one of these holds:\n  • It is ready\n  • “Seats” is at most 9",
            is_=("this holds", "it must hold"),
        ),
        both(
            "For each of “Boats” {}:\n• All of these hold:\n  • It is not ready\n  • “Seats” is more than 9",
            is_=("this holds", "it must hold"),
        ),
    ),
    (
        Count("boat", READY, "<=", 2),
        both("There {} at most 2 of “Boats” for which holds: “It is ready”", is_=("are", "may be")),
        both("There {} at least 3 of “Boats” for which holds: “It is ready”", is_=("are", "must be")),
    ),
    (
        Count("boat", Always(), ">=", 2),
        both("There {} at least 2 of “Boats”", is_=("are", "must be")),
        both("There {} at most 1 of “Boats”", is_=("are", "may be")),
    ),
    (
        Apart(("launch", "sink")),
        both("Another authority and officer must do this than did: “Launch”; “sink”", is_=("", "")),
        both("An authority or officer must do this that also did: “Launch”; “sink”", is_=("", "")),
    ),
    (
        Compare(FigureValue("seats"), "<=", Given(9)),
        both("“Seats” {} at most 9", is_=("is", "must be")),
        both("“Seats” {} more than 9", is_=("is", "must be")),
    ),
    (
        Compare(Given(9), "<=", FigureValue("seats")),
        both("“Seats” {} at least 9", is_=("is", "must be")),
        both("“Seats” {} less than 9", is_=("is", "must be")),
    ),
    (
        Compare(FieldValue("guests"), "<", ParameterValue("crew")),
        both("“Guests” {} less than “Crew”", is_=("is", "must be")),
        both("“Guests” {} at least “Crew”", is_=("is", "must be")),
    ),
    (
        Compare(FieldValue("guests"), "=", FigureValue("seats")),
        both("“Guests” {} equal to “Seats”", is_=("is", "must be")),
        both("“Guests” {} other than “Seats”", is_=("is", "must be")),
    ),
    (
        Compare(FieldValue("day"), "<=", Given("2027-01-31")),
        both("“Day” {} no later than 2027-01-31", is_=("is", "must be")),
        both("“Day” {} after 2027-01-31", is_=("is", "must be")),
    ),
    (
        Compare(Given("2027-01-31"), "<", FieldValue("day")),
        both("“Day” {} after 2027-01-31", is_=("is", "must be")),
        both("“Day” {} no later than 2027-01-31", is_=("is", "must be")),
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
def test_what_is_not_seen_at_a_glance_is_said_as_it_must_be(
    term: Term, so: tuple[str, str], not_so: tuple[str, str]
) -> None:
    """Needed and lacking ask for the same; under `not`, for the contrary. No sign stands for a word."""
    assert (needed(term), missing(term)) == so
    assert (needed(Not(term)), missing(Not(term))) == not_so


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
    assert say(Within(Fact("begun")), BOATS, str) == "In the dossier around this one: “begun”"


def test_ways_of_which_one_is_enough_are_a_sentence_each() -> None:
    """What stills a period is listed; a condition that is not one of several stands alone."""
    assert say_each(Any(TWO), BOATS, str) == ("It is ready", "The dossier is closed")
    assert say_each(READY, BOATS, str) == ("It is ready",)


def test_what_lacks_elsewhere_stands_in_a_sentence_that_says_where() -> None:
    """A sentence within another is quoted; one that quotes itself stands below."""
    setting = "There: %(condition)s"
    assert say_missing(READY, BOATS, str, setting=setting).text == "There: “It is not ready”"
    assert say_missing(Every("boat", READY), BOATS, str, setting=setting).text == (
        "There:\n• For each of “Boats” it must hold: “It is ready”"
    )


@pytest.mark.parametrize("language", ["ar", "es", "fr", "nl"])
@given(st.sampled_from([each[0] for each in REQUIRED]))
def test_no_language_has_a_capital_or_a_sign_within_a_sentence(language: str, term: Term) -> None:
    """Whatever is said within another sentence is quoted or has a line of its own."""
    translate = gettext.translation(DOMAIN, LOCALE, [language]).gettext
    for said in (say(term, BOATS, translate), say_missing(term, BOATS, translate).text):
        for line in said.splitlines():
            bare = re.sub(r"[“‘«][^”’»]*[”’»]", "", line.removeprefix("  ").removeprefix("• "))
            assert not re.search(r"[<>=≠]|\S\s+[A-ZÀ-Ý]", bare), line


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
        ("[P] CRC art. 12; GC 12", "CRC art. 12; GC 12 (a proposal, not law)"),
        ("A27: [P]", "A27 (a proposal, not law)"),
        ("protocol 12.5", "protocol 12.5"),
    ],
)
def test_a_mark_within_a_source_is_said_of_its_own_part(source: str, said: str) -> None:
    assert source_said(source, str) == said


def test_remarks_and_not_what_is_cited_are_in_the_readers_language() -> None:
    """A judgment or an article is found by its name; what is remarked of it has to be understood."""
    words = {
        "six months": "seis meses",
        "%(what)s: %(about)s": "%(what)s – %(about)s",
        "protocol %(clause)s": "§ %(clause)s",
    }
    said = source_said(
        "RD 1155/2024 art. 170.3: six months; protocol 9.1", lambda each: words.get(each, each), "<{}>".format
    )
    assert said == "<RD 1155/2024 art. 170.3> – <seis meses>; § <9.1>"
