"""A procedure in words: its sources as pages say them, its figures with where they come from."""

import re

import pytest

from jisr.procedures import stock_parameters
from tests.unit.cli.said import said

MARK = re.compile(r"\[[A-Z]\]")


@pytest.mark.parametrize(
    ("language", "proposal"),
    [
        ("en", "C01 (a proposal, not law)"),
        ("fr", "C01 (proposition, non une règle de droit)"),
        ("ar", "C01 (مقترح، لا قانون)"),
    ],
)
def test_what_a_source_is_worth_is_said_in_words(language: str, proposal: str) -> None:
    shown = said("procedure", "show", "session", language=language)
    assert proposal in shown
    assert MARK.findall(shown) == []


@pytest.mark.parametrize(
    ("procedure", "figure", "source"),
    [
        ("session", "all parties: 10 (days), from 2003-01-01 on", "ten days of silence (C09) (a proposal, not law)"),
        ("action_plan", "all parties: 90 (days), from 2003-01-01 on", "secretariat (C12) (a proposal, not law)"),
    ],
)
def test_a_figure_that_is_shipped_is_shown_with_its_source(procedure: str, figure: str, source: str) -> None:
    shown = said("procedure", "show", procedure)
    assert figure in shown and source in shown


def test_a_figure_that_no_law_sets_says_that_it_is_a_proposal() -> None:
    """Times of the practice of such groups are ours; a state's own name its law, or say what they are worth."""
    figures = stock_parameters()
    of_all = [each for rows in figures["all"].values() for each in rows]
    assert len(of_all) >= 2
    assert [each["source"] for each in of_all if not each["source"].startswith("[P] ")] == []
    laws = ("LOEX art.", "RD 557/2011 art.", "RD 1155/2024 art.", "TQ (C-441/19)", "Agreement of 6 March 2007")
    rest = [
        each["source"] for owner, named in figures.items() if owner != "all" for rows in named.values() for each in rows
    ]
    assert [each for each in rest if not each.startswith(laws) and "[P]" not in each and "[U]" not in each] == []
