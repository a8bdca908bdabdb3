"""The demo's record in turns: everything once, nothing before what it waits for, nothing that crosses."""

from dataclasses import replace
from itertools import pairwise

import pytest

from jisr.cli.demo.record import RecordedAct, recorded_acts
from jisr.cli.demo.turns import named, turns

ACTS = recorded_acts()
TURNS = list(turns(ACTS))
# One turn is one exchange: what the first start of the demo costs.
TURNS_MAX = 30
TURN_OF = {at: number for number, turn in enumerate(TURNS) for places in turn.values() for at in places}


def test_every_act_has_its_turn_once() -> None:
    assert sorted(at for turn in TURNS for places in turn.values() for at in places) == list(range(len(ACTS)))
    assert all(ACTS[at].party == party for turn in TURNS for party, places in turn.items() for at in places)


def test_the_record_is_entered_in_few_turns() -> None:
    assert len(TURNS) <= TURNS_MAX


def test_in_a_turn_one_party_acts_in_a_family() -> None:
    """So no acts of the record cross."""
    for turn in TURNS:
        parties: dict[str, set[str]] = {}
        for party, places in turn.items():
            for at in places:
                parties.setdefault(ACTS[at].family, set()).add(party)
        assert all(len(each) == 1 for each in parties.values())


def is_before(one: int, other: int) -> bool:
    """Say whether an act has been done before another: in an earlier turn, or before it by the same party."""
    if TURN_OF[one] == TURN_OF[other]:
        return one < other and ACTS[one].party == ACTS[other].party
    return TURN_OF[one] < TURN_OF[other]


def test_an_act_comes_after_those_that_it_names() -> None:
    places = {label: at for at, act in enumerate(ACTS) for label in (act.opens, act.label) if label}
    for at, act in enumerate(ACTS):
        assert all(is_before(places[label], at) for label in named(act))


@pytest.mark.parametrize("name", ["concur_accept_call", "concur_adopt_agenda", "concur_open_session", "concur_close"])
def test_a_stage_waits_for_all_before_and_all_after_for_it(name: str) -> None:
    stages = [at for at, act in enumerate(ACTS) if act.act == name]
    assert stages
    for stage in stages:
        for at, act in enumerate(ACTS):
            if act.family == ACTS[stage].family and at != stage:
                assert is_before(at, stage) if at < stage else is_before(stage, at)


def test_a_communique_tells_of_what_was_done_before() -> None:
    told = [at for at, act in enumerate(ACTS) if act.act == "issue_communique"]
    assert told
    for communique in told:
        assert all(is_before(at, communique) for at in range(communique) if ACTS[at].family == ACTS[communique].family)


def test_a_commitment_keeps_its_order() -> None:
    inner = {act.opens for act in ACTS if act.within}
    for dossier in inner:
        places = [at for at, act in enumerate(ACTS) if dossier in (act.opens, act.dossier)]
        assert all(is_before(one, other) for one, other in pairwise(places))


def test_a_party_does_at_once_what_needs_nobody_else() -> None:
    def act(party: str, name: str, **more: str) -> RecordedAct:
        plain = replace(ACTS[0], party=party, act=name, opens="", dossier="s", family="s", label="", item="", fields={})
        return replace(plain, **more)

    acts = [
        act("ESP", "call", opens="s", dossier=""),
        act("MAR", "raise_item", label="one"),
        act("ESP", "raise_item", label="two"),
        act("MAR", "raise_item"),
        act("MAR", "propose_agree_item", item="two"),
    ]
    assert list(turns(acts)) == [{"ESP": [0, 2]}, {"MAR": [1, 3, 4]}]
