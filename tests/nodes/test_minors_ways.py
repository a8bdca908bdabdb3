"""Ways of a child's file besides those that are played in `test_minors.py`, on two real nodes over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nodes.minors import Life, found_life
from tests.nodes.refusing import lacks, refused


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """Two nodes in which nothing has happened yet."""
    found = found_life(tmp_path)
    yield found
    found.stop()


def test_a_full_spanish_file_to_a_service(life: Life) -> None:
    """No family was found: a named service, to which its authority has committed itself in writing (G09)."""
    life.take_in()
    life.tell_origin()
    report = life.do("give_report", "consulate", at="origin")
    life.do("name_receiver", "consulate", at="origin", kind="service")
    life.do("check_receiver", at="origin")
    life.meet()
    life.do("accept_check", at="host")
    life.do("file_origin_report", report=report)
    life.do("verify_receiver")
    life.look_into_return()
    life.do("decide_return", mode="services")
    life.do("notify_decision")
    life.do("tell_prosecutor_decision")
    life.do("advise_remedies")
    life.wait(days=70)
    life.clear()
    life.do("attest_decision", at="host", mode="services")
    why = refused(life, "propose_choose_receiver", "liaison", at="host")
    assert lacks(why, "receiver_committed"), "a place without a word of whoever answers for it"
    life.do("commit_receiver", "competent_authority", at="origin")
    life.meet()
    life.both("choose_receiver", "liaison", "competent_authority")
    life.both("agree_plan", "child_protection", "child_protection")
    life.do("confirm_reception", "competent_authority", at="origin")
    life.do("attest_no_obstacle", at="host")
    life.meet()
    assert life.standing(life.hand_over(), "origin") == "stands"
    life.verify()


def test_family_in_a_third_country(life: Life) -> None:
    """Nothing of it goes to the state of origin; the child is asked, what is best for it determined, and no stop open."""
    before = life.nodes["MAR"].ask(do="held")["entries"]
    for is_willing in (False, True):
        life.take_in()
        life.do("verify_kin_elsewhere")
        assert lacks(refused(life, "join_kin"), "kin_wanted", "bid_stay")
        life.do("ask_about_kin")
        life.do("determine_stay")
        if is_willing:
            life.do("join_kin")
            life.do("close_with_kin")
            assert life.look()["stage"] == "lives_with_kin"
        else:
            life.do("raise_child_refusal", "guardian", on_behalf="child")
            assert lacks(refused(life, "join_kin"), "child_refusal_lifted")
            assert lacks(refused(life, "close_with_kin"), "kin_joined")
    life.meet()
    after = life.nodes["MAR"].ask(do="held")["entries"]
    assert [each for each in after if each not in before and '"act":"ack"' not in each] == []
    life.verify()


def doubted_and_cleared_up(life: Life) -> None:
    """Note a doubt about the receiver at home, verify anew, settle, and lift it."""
    doubt = life.do("raise_receiver_doubt", "child_protection", on_behalf="receiver")
    life.do("verify_receiver")
    life.do("settle_receiver_doubt", item=doubt)
    life.do("lift_receiver_doubt", "prosecutor", item=doubt)


def test_each_withdrawal_is_looked_at_anew(life: Life) -> None:
    """S05, S06: what was cleared up before the last decision answers for no later withdrawal."""
    life.take_in()
    life.tell_origin()
    life.origin_answers()
    doubted_and_cleared_up(life)
    life.look_into_return()
    life.do("tell_prosecutor_incident")
    life.decide()
    for _ in range(2):
        life.do("withdraw_receiver", "competent_authority", at="origin")
        life.meet()
        why = refused(life, "answer_withdrawal", at="host")
        assert lacks(why, "receiver_renewed"), "a decision that names a receiver that is withdrawn"
        doubted_and_cleared_up(life)
        assert not life.fact("return_decided") and not life.fact("bid_return")
        life.do("answer_withdrawal", at="host")
        life.do("tell_prosecutor_incident")
        life.look_into_return()
        life.decide()
        assert lacks(refused(life, "propose_choose_receiver", at="host"), "receiver_committed")
    life.verify()
