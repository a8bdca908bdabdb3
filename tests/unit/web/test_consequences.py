"""Each act that is offered has one sentence of what follows (pages, promise 3), whoever wrote its procedure."""

from dataclasses import replace
from typing import Any

import pytest

from jisr.procedures import PROCEDURES
from jisr.rules import Act, Procedure

ALL = [*PROCEDURES.values()]


@pytest.mark.parametrize("procedure", ALL, ids=lambda each: each.id)
def test_every_shipped_act_says_what_follows(spain: Any, procedure: Procedure) -> None:
    from jisr.node.queries.words import consequence_said

    del spain
    assert [each.name for each in procedure.acts if not consequence_said(each, procedure)] == []


def said(name: str, **changes: Any) -> str:
    """Say what follows from an act of a child's file that is declared otherwise."""
    from jisr.node.queries.words import consequence_said

    procedure = PROCEDURES["protection.esp-2025/1"]
    bare: dict[str, Any] = {"consequence": "", "sets": (), "clears": (), "starts": (), "ends": (), "adds": None}
    act: Act = replace(procedure.act(name), **{**bare, "closes": False, **changes})
    return consequence_said(act, procedure)


def test_without_a_sentence_of_its_own_it_is_what_the_act_gives(spain: Any) -> None:
    del spain
    assert said("hear_child", consequence="Gone", sets=("heard",)) == "Gone"
    heard = next(each for each in PROCEDURES["protection.esp-2025/1"].facts if each.name == "heard")
    assert said("hear_child", sets=("heard",), starts=("remedy_time",)) == f"From then on: {heard.label}."
    assert said("hear_child", clears=("heard",)) == f"From then on: {heard.contrary}."
    assert said("hear_child", sets=("heard",), joint=True) == f"Once all sides have said so: {heard.label}."
    assert said("hear_child", sets=("heard", "in_care")).count("; ") == 1
    assert said("hear_child", starts=("remedy_time",)) == "It begins: Time to go to court."
    assert said("hear_child", ends=("remedy_time",)) == "It ends: Time to go to court."
    assert said("plead", adds="pleading") == "It is added to the list: Pleadings and evidence."
    assert said("hear_child", closes=True).startswith("Only what protects")
    assert said("hear_child") == ""
