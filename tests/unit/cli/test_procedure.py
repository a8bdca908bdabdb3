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
    """The shipped ones are times of the practice of such groups as we propose it: no text of law has them."""
    values = [each for named in stock_parameters().values() for rows in named.values() for each in rows]
    assert len(values) >= 2
    assert [each["source"] for each in values if not each["source"].startswith("[P] ")] == []
