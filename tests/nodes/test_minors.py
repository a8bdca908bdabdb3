"""One child's file, from life, on two real nodes over HTTP (tests from life)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.nodes.minors import Life, Refused, found_life
from tests.nodes.refusing import lacks, refused, stops_at_origin


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """Two nodes in which nothing has happened yet."""
    found = found_life(tmp_path)
    yield found
    found.stop()


def test_a_full_spanish_file_to_reunification(life: Life) -> None:
    """Every guarantee in its order; the handover on final facts; follow-up; the file ends at home."""
    life.up_to_departure()
    done = life.hand_over()
    for at in ("host", "origin"):
        assert life.standing(done, at) == "stands"
        assert life.fact("handover_done", at)
    life.do("record_handover", handover=f"{life.framework}/{done}")
    follow_up(life)
    assert lacks(refused(life, "close_reunified"), "followed_up")
    life.do("complete_follow_up")
    life.do("close_reunified")
    life.both("close_file", "child_protection", "child_protection")
    for at in ("host", "origin"):
        assert life.look(at)["stage"] == "followed_up"
    assert stops_at_origin(life) == 0, "what ran out at home after the handover stops nothing"
    life.verify()


def follow_up(life: Life) -> None:
    """Visit the child after one, three, six and twelve months; both sides say that the follow-up is complete (A30)."""
    for days in (30, 62, 92, 183):
        assert refused(life, "propose_complete_follow_up", "child_protection", at="host").reasons
        life.wait(days=days)
        life.do("record_visit", at="origin", visited_on=life.now().date().isoformat())
        life.meet()
    life.both("complete_follow_up", "child_protection", "child_protection")


class TestCeuta2021:
    """August 2021: vans of fifteen, no file, no hearing, no prosecutor, no decision (STS 86/2024)."""

    def test_nothing_can_be_done_without_a_file_of_ones_own(self, life: Life) -> None:
        """No individual file: the shared dossier cannot be opened from nothing, nor for several at once."""
        for linked in (None, "esp/ESP.9999"):
            order = {
                "framework": life.framework, "dossier": None, "act": "notify_origin", "fields": {},
                "sealed": {"identity": "fifteen, from the hall"}, "item": None, "authority": "esp.delegation",
                "mandate": "liaison", "on_behalf": None, "procedure": life.packs[1].id,
                "sides": {"host": "ESP", "origin": "MAR"}, "linked": linked,
            }  # fmt: skip
            answer = life.nodes["ESP"].ask(do="do", **order)
            assert answer["refused"] == ["NotLinked"], answer
        # Of two brothers in one van each has a file; the file of one opens no second return.
        life.take_in()
        life.tell_origin()
        assert "is linked already" in refused(life, "notify_origin", at="host").words

    def test_each_step_is_refused_with_the_reasons_of_the_court(self, life: Life) -> None:
        life.file = life.do("locate", "police", found_on="2026-08-13")
        # No information on the child, no hearing, no prosecutor.
        why = refused(life, "open_return")
        assert lacks(
            why, "informed", "screened_asylum", "interests_assessed", "lawyer_appointed", "guardian_in_function"
        )
        assert lacks(why, "prosecutor_told", "handed_to_service", "origin_report_filed")
        assert lacks(refused(life, "decide_return"), "heard", "prosecutor_report", "bid_return", "opening_notified")
        assert lacks(refused(life, "clear_departure"), "decision_notified", "view_asked", "prosecutor_agrees")
        assert lacks(refused(life, "hear_child"), "opening_notified", "prosecutor_report")
        why = refused(life, "notify_origin", at="host")
        assert why.reasons, "the state of origin learns nothing before the screening"

    def test_done_all_the_same_it_is_reported_and_restored(self, life: Life) -> None:
        """A child is taken over the border from a file in which a return was only being looked into."""
        life.take_in()
        life.tell_origin()
        life.origin_answers()
        proposal = refused(life, "propose_handover", "child_protection", at="host")
        assert lacks(proposal, "no_obstacle", "decision_attested", "plan_agreed")
        life.do("report_handover", "child_protection", at="host")
        life.do("report_removal", "guardian", on_behalf="child")
        life.meet()
        for at in ("host", "origin"):
            assert life.fact("handover_done", at) and life.fact("handover_crossed", at)
        assert refused(life, "propose_close_file", "liaison", at="host").reasons
        life.do("open_restoration", "guardian", at="host")
        life.do("restore_contact", "guardian", at="host")
        life.do("restore_counsel", "guardian", at="host")
        assert lacks(refused(life, "propose_complete_restoration", "guardian", at="host"), "route_restored")
        life.do("restore_route", at="host")
        life.meet()
        life.both("complete_restoration", "guardian", "child_protection")
        life.do("restore_contact", "guardian")
        life.do("restore_route")
        life.do("complete_restoration", "monitor", outcome="back")
        assert life.fact("restored", "origin") and not life.fact("handover_crossed", "host")
        assert not life.fact("removed_unlawfully")
        life.verify()


def test_silence_to_day_ninety_ends_in_residence_while_the_other_node_is_off(life: Life) -> None:
    """The state of origin never answers; its node is off; residence opens by itself and is granted."""
    life.take_in()
    life.tell_origin()
    life.nodes["MAR"].stop()
    life.nodes = {"ESP": life.nodes["ESP"]}
    life.is_cut = True
    life.wait(days=89)
    assert not life.fact("residence_opened")
    assert refused(life, "file_origin_report") is not None
    life.wait(days=3)
    assert life.fact("residence_opened"), "at day 90 by itself, on the host's own clock"
    opened = next(each for each in life.look()["acts"] if each["act"] == "open_residence")
    assert opened["by"]["mandate"] == "clock"
    life.do("grant_residence")
    life.do("tell_prosecutor_residence")
    life.do("end_return", "guardian", at="host")
    life.do("close_with_residence", "guardian")
    assert life.look()["stage"] == "resident"
    assert life.look("host")["stage"] == "ended"
    life.verify()


def test_reception_withdrawn_the_day_before_departure(life: Life) -> None:
    """TQ: what is no longer adequate at the removal cannot be enforced."""
    life.up_to_departure()
    life.do("withdraw_receiver", "competent_authority", at="origin")
    life.meet()
    why = refused(life, "propose_handover", "child_protection", at="host")
    assert lacks(why, "receiver_committed", "receiver_checked")
    life.do("raise_receiver_doubt", "child_protection", on_behalf="receiver")
    assert not life.fact("departure_cleared") and not life.fact("receiver_verified") and not life.fact("bid_return")
    life.meet()
    assert stops_at_origin(life) == 1
    assert not life.fact("no_obstacle", "origin")


def test_what_was_cleared_changes_only_by_a_stop(life: Life) -> None:
    """Nothing that the clearance rests on moves silently; a contest at home stops the return, too."""
    life.up_to_departure()
    assert lacks(refused(life, "open_return"), "departure_cleared")
    assert lacks(refused(life, "notify_decision"), "departure_cleared")
    life.do_kernel("contest", "lawyer", fields={"fact": "heard"}, on_behalf="child")
    life.meet()
    assert stops_at_origin(life) == 1 and not life.fact("no_obstacle", "origin")
    assert lacks(refused(life, "attest_no_obstacle", at="host"), "heard")
    life.do("take_back_clearance", "guardian")
    life.do("open_return")
    assert not life.fact("return_decided")


def test_a_correction_at_home_takes_back_what_was_attested(life: Life) -> None:
    """Who corrects what a departure rests on stops it (protocol 12.18), whatever is corrected."""
    life.up_to_departure()
    told = next(each for each in life.look()["acts"] if each["act"] == "inform_child")
    item = f"{told['party']}.{told['seq']}"
    stated = {"fields": {"language": "fr", "interpreter": "present"}, "reason": "mistaken"}
    life.do_kernel("correct", "guardian", item=item, fields=stated, sealed={"record": "other words"})
    life.meet()
    assert stops_at_origin(life) == 1 and not life.fact("no_obstacle", "origin")


@pytest.mark.parametrize("hours", [1, 30, 71])
def test_a_stop_in_the_state_of_origin_during_a_cut(life: Life, hours: int) -> None:
    """The host goes on in a cut of 72 hours; the stop wins, whatever the hour, or the handover is crossed."""
    life.up_to_departure()
    proposal = life.do("propose_handover", "child_protection", at="host")
    life.is_cut = True
    life.do("raise_origin_stop", "child_protection", at="origin", on_behalf="receiver")
    life.wait(hours=hours)
    assert life.fact("no_obstacle", "host"), "the host knows nothing of it yet"
    life.is_cut = False
    life.meet()
    why = refused(life, "concur_handover", "child_protection", at="origin", item=proposal)
    assert lacks(why, "origin_stop_lifted") or "4.item" in why.reasons or "4.joint" in why.reasons
    assert lacks(refused(life, "propose_handover", "child_protection", at="host"), "origin_stop_lifted")
    assert not life.fact("handover_done", "host")


def test_a_stop_that_crosses_the_signature_leaves_its_redress_open(life: Life) -> None:
    """The origin signs while the host's guardian notes a claim: the child is over the border, and is owed the way back."""
    life.up_to_departure()
    proposal = life.do("propose_handover", "child_protection", at="host")
    life.meet()
    life.is_cut = True
    done = life.do("concur_handover", "child_protection", at="origin", item=proposal)
    life.do("raise_asylum_claim", "guardian", on_behalf="child")
    life.is_cut = False
    life.meet()
    for at in ("host", "origin"):
        assert life.standing(done, at) == "crossed"
        assert life.fact("handover_done", at) and life.fact("handover_crossed", at)
        assert not life.fact("no_obstacle", at)
    life.do("open_restoration", "guardian", at="host")
    assert not life.fact("handover_crossed", "host")
    life.verify()


def test_a_child_under_sixteen_opposes_the_guardian(life: Life) -> None:
    """A defender is named and acts before any step goes on; meanwhile the child's time stands still."""
    life.take_in(age=14)
    life.tell_origin()
    life.origin_answers()
    life.do("gather_information")
    life.do("open_return")
    life.do("notify_opening")
    life.do("tell_prosecutor_opening")
    life.do("report_protection")
    life.wait(days=2)
    opposition = life.do("raise_opposition", "lawyer", on_behalf="child")
    life.wait(days=30)
    assert lacks(refused(life, "report_prosecutor"), "pleading_time")
    assert lacks(refused(life, "decide_return"), "opposition_lifted")
    life.do("settle_opposition", "court", item=opposition)
    assert refused(life, "lift_opposition", "monitor", item=life.do("raise_opposition", "lawyer")) is not None
    life.do("lift_opposition", "defender", item=opposition)
    # Of each incident the prosecutor is told anew, not of the opening alone.
    assert lacks(refused(life, "report_prosecutor"), "prosecutor_told_incidents")
    life.do("tell_prosecutor_incident")
    assert life.fact("prosecutor_told_incidents")
    life.do("raise_health_bar", "health")
    assert not life.fact("prosecutor_told_incidents")
    life.verify()


def test_age_in_doubt_the_lowest_counts(life: Life) -> None:
    """A range of 16 to 19 is sixteen; nobody is an adult by its upper end."""
    life.file = life.do("locate", "police", found_on="2026-11-01")
    life.do("take_into_care")
    life.do("tell_prosecutor", "police")
    life.do("appoint_guardian", "court")
    life.do("appoint_lawyer")
    doubt = life.do("raise_identity_doubt", "police")
    life.do("inform_child", "guardian")
    ages = {"age_lowest": 16, "age_highest": 19, "majority_on": "2028-11-01", "bridge_from": "2028-09-01"}
    with pytest.raises(Refused):
        life.do("decide_age", age_counted=19, **ages)
    life.do("decide_age", age_counted=16, **ages)
    assert life.look()["figures"]["age_counted"] == 16
    life.wait(days=40)
    assert refused(life, "close_as_adult") is not None
    assert lacks(refused(life, "lift_identity_doubt", "monitor", item=doubt), "identity_doubt_settled")
    life.do("settle_identity_doubt", "age_authority", item=doubt)
    # Who settled it is not the second role.
    assert "apart" in str(refused(life, "lift_identity_doubt", "prosecutor", item=doubt).reasons)
    life.do("lift_identity_doubt", "guardian", item=doubt)


def test_majority_is_reached_in_the_middle(life: Life) -> None:
    """The return ends, by the clock; it is not turned into the removal of an adult."""
    turning = (life.now().date() + timedelta(days=100)).isoformat()
    life.take_in(age=17, majority_on=turning)
    life.tell_origin()
    life.origin_answers()
    life.look_into_return()
    life.wait(days=70)
    assert life.fact("of_age")
    assert lacks(refused(life, "decide_return"), "of_age")
    assert stops_at_origin(life) == 1, "and no ground is told"
    life.do("plan_bridge", "guardian")
    # Nobody comes of age into nothing: residence first.
    assert lacks(refused(life, "close_of_age"), "residence_granted")
    assert life.fact("residence_opened")
    life.do("grant_residence")
    # The bridge was due two months before, by the clock; without it neither way out of the file is open.
    assert life.fact("bridge_due")
    assert next(each for each in life.look()["acts"] if each["act"] == "open_bridge")["by"]["mandate"] == "clock"
    assert lacks(refused(life, "close_with_residence"), "bridge_due")
    assert lacks(refused(life, "close_of_age"), "residence_kept")
    life.do("renew_residence")
    life.do("close_of_age")
    assert life.look()["stage"] == "of_age"
    life.verify()


@pytest.fixture
def dutch(tmp_path: Path) -> Iterator[Life]:
    """The Netherlands and Morocco."""
    found = found_life(tmp_path, domestic="nld")
    yield found
    found.stop()


def test_a_dutch_file_with_nidos(dutch: Life) -> None:
    """Asylum first; a full assessment; no decision before the enquiry into reception is finished (TQ; ABRvS 2022:1530)."""
    life = dutch
    life.take_in()
    life.do("place_in_unit", "guardian")
    claim = life.do("raise_asylum_claim", "guardian", on_behalf="child")
    # While a claim is open the state of origin learns nothing.
    assert refused(life, "notify_origin", at="host") is not None
    assert lacks(refused(life, "conclude_asylum"), "asylum_claim_lifted")
    life.do("settle_asylum_claim", item=claim)
    life.do("lift_asylum_claim", "lawyer", item=claim)
    life.do("conclude_asylum")
    # What was found of the risk before the claim counts no more.
    life.do("assess_risk", "asylum")
    life.do("assess_situation", "assessor")
    life.do("assist_child", "guardian")
    life.tell_origin()
    assert lacks(refused(life, "open_return"), "reception_enquired", "receiver_verified")
    life.origin_answers()
    assert lacks(refused(life, "open_return"), "reception_enquired")
    life.do("finish_enquiry")
    life.look_into_return()
    life.decide()
    life.clear()
    life.agree()
    assert life.standing(life.hand_over()) == "stands"
    life.verify()
