"""The rows of the law beside the packs: what each act, guarantee and stop of the research demands is in them.

What no row asks of an act, a period or a condition holds by the form of the record; `docs/minors.md` names those.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from jisr.procedures import PROCEDURES, stock_parameters
from jisr.procedures.children.packs.spain_clocks import INCIDENTS
from jisr.procedures.children.stops import DEFENDED, STOPS, UNDEFENDED
from jisr.rules import All, Any, Apart, Compare, Fact, Given, Not, Over, Period, Procedure, Running
from jisr.rules.subject import parts

SPAIN = [each for each in PROCEDURES.values() if each.name.startswith("protection.esp")]
DOMESTIC = [each for each in PROCEDURES.values() if each.name.startswith("protection.")]
CHILDREN = [each for each in PROCEDURES.values() if each.name.startswith(("protection.", "return."))]
NLD = PROCEDURES["protection.nld-2025/1"]
PAGE = Path(__file__).parents[3] / "docs" / "minors.md"
of_spain = pytest.mark.parametrize("procedure", SPAIN, ids=lambda each: each.id)
of_each = pytest.mark.parametrize("procedure", DOMESTIC, ids=lambda each: each.id)


def period(procedure: Procedure, name: str) -> Period:
    """Give a period."""
    return next(each for each in procedure.periods if each.name == name)


def needs(procedure: Procedure, act: str) -> set[object]:
    """Give what an act needs, condition by condition."""
    term = procedure.act(act).needs
    return {*(term.terms if isinstance(term, All) else (term,))}


def starting(procedure: Procedure, name: str) -> set[str]:
    """Name the acts that start a period."""
    return {each.name for each in procedure.acts if name in each.starts}


def ending(procedure: Procedure, name: str) -> set[str]:
    """Name the acts that end a period."""
    return {each.name for each in procedure.acts if name in each.ends}


def lengths(name: str) -> dict[str, list[tuple[str, int, str]]]:
    """Give the shipped lengths of a parameter: by owner from when, how many, of what."""
    return {
        owner: [(row["from"], row["is"]["n"], row["is"]["unit"]) for row in named[name]]
        for owner, named in stock_parameters().items()
        if name in named
    }


class TestTheStateOfOriginIsTold:
    """A09, A10: a month for the notice, by the file at home; the report is asked for before a return is opened (G08)."""

    @of_spain
    def test_the_month_runs_from_the_day_on_which_the_child_was_found(self, procedure: Procedure) -> None:
        notice = period(procedure, "origin_notice_time")
        assert (notice.owner, notice.runs_on, notice.due) == ("host", "host", None)
        assert starting(procedure, notice.name) == {"locate"}
        assert {"record_notice", "waive_notice", "grant_protection", "decide_stay"} <= ending(procedure, notice.name)
        assert "2007 Agreement" in notice.source and "[P]" in notice.source
        assert lengths("origin_notice_time") == {"ESP": [("2012-10-02", 1, "months")]}

    @of_spain
    def test_nobody_is_late_with_it_while_a_claim_is_open(self, procedure: Procedure) -> None:
        """Who claims asylum is not exposed for a time limit's sake."""
        stills = period(procedure, "origin_notice_time").stills
        assert isinstance(stills, Any)
        assert {each.item for each in stills.terms} == {each.item for each in STOPS}  # type: ignore[union-attr]  # items

    @of_spain
    def test_it_is_asked_for_before_the_report_is(self, procedure: Procedure) -> None:
        assert Fact("origin_told") in needs(procedure, "record_request")
        assert {Fact("informed"), Fact("screened_asylum")} <= needs(procedure, "record_notice")

    @of_each
    def test_a_report_is_filed_that_was_asked_for_and_lapses_with_the_opening(self, procedure: Procedure) -> None:
        assert Fact("origin_asked") in needs(procedure, "file_origin_report")
        assert {"origin_asked", "origin_report_filed"} <= {*procedure.act("lapse_opening").clears}


class TestTheProsecutorIsToldOfEachIncident:
    """G16, A15: not of the opening alone (RD 1155/2024 art. 168.2)."""

    @of_spain
    def test_each_incident_has_to_be_told_anew(self, procedure: Procedure) -> None:
        assert {f"raise_{each.item}" for each in STOPS} <= {*INCIDENTS}
        for name in INCIDENTS:
            act = procedure.act(name)
            assert "prosecutor_told_incidents" in act.clears and "incident_notice_time" in act.starts, name

    @of_spain
    @pytest.mark.parametrize("act", ["report_prosecutor", "decide_return", "agree_departure", "clear_departure"])
    def test_nothing_goes_on_until_it_was(self, procedure: Procedure, act: str) -> None:
        assert Fact("prosecutor_told_incidents") in needs(procedure, act)
        at = [each for each in procedure.guarantees if each.at == act]
        assert any(Fact("prosecutor_told_incidents") in [part.term for part in parts(each.term)] for each in at)

    @of_spain
    def test_the_check_of_a_departure_is_current(self, procedure: Procedure) -> None:
        """A27: within 72 hours [P]."""
        assert "check_validity" in procedure.act("agree_departure").starts
        assert Running("check_validity") in needs(procedure, "clear_departure")


class TestAgeInThePlacement:
    """N2: under fifteen in a foster family; from fifteen in a small unit."""

    def test_only_from_fifteen_in_a_unit(self) -> None:
        asked = [each for each in needs(NLD, "place_in_unit") if isinstance(each, Compare)]
        assert [(each.left, each.comparison) for each in asked] == [(Given(15), "<=")]

    def test_who_turns_out_to_be_younger_is_placed_anew(self) -> None:
        """The figure is read when the return is opened, not when the child was placed."""
        term = next(each for each in needs(NLD, "open_return") if isinstance(each, Any))
        family, unit = term.terms
        assert family == Fact("placed_in_family")
        assert isinstance(unit, All) and Fact("placed_in_unit") in unit.terms
        assert any(isinstance(each, Compare) and each.left == Given(15) for each in unit.terms)


class TestAroundComingOfAge:
    """A32: from two months before to three months after; no file ends between without the bridge."""

    @of_each
    def test_the_window_before_opens_by_itself(self, procedure: Procedure) -> None:
        wait = period(procedure, "bridge_wait")
        assert (wait.until, wait.due, wait.owner) == ("bridge_from", "open_bridge", "host")
        assert starting(procedure, wait.name) == {"accept_age", "decide_age"}
        assert procedure.act("open_bridge").protective

    @of_each
    def test_it_opens_before_the_day_itself(self, procedure: Procedure) -> None:
        for act in ("accept_age", "decide_age"):
            compared = [each.term for each in parts(procedure.act(act).needs) if isinstance(each.term, Compare)]
            assert any(str(each.left) == "FieldValue(name='bridge_from')" for each in compared), act

    @of_each
    def test_the_window_after_keeps_residence_by_silence(self, procedure: Procedure) -> None:
        window = period(procedure, "bridge_window")
        assert starting(procedure, window.name) == {"reach_majority"} and window.due == "keep_by_silence"
        assert {n for rows in lengths("bridge_time").values() for _, n, unit in rows if unit == "months"} == {3}

    @of_each
    def test_no_file_ends_without_the_bridge(self, procedure: Procedure) -> None:
        """Neither that of who lives here, once it is due, nor that of who came of age."""
        assert {"of_age", "bridge_due"} <= {*procedure.act("reach_majority").sets}
        assert Not(Fact("bridge_due")) in needs(procedure, "close_with_residence")
        asked = [each.term for each in parts(procedure.act("close_of_age").needs)]
        assert {Fact("bridge_planned"), Fact("residence_kept"), Fact("residence_granted")} <= {*asked}


class TestWhatElseARowDemands:
    @of_each
    def test_what_a_return_rests_on_is_current(self, procedure: Procedure) -> None:
        """S12: report and decision, as the determination, lapse by the clock, and the other side hears a stop."""
        for name, lapse in (
            ("report_validity", "lapse_report"), ("decision_validity", "lapse_decision"),
            ("bid_validity", "lapse_determination"),
        ):  # fmt: skip
            assert period(procedure, name).due == lapse
            act = procedure.act(lapse)
            assert act.protective and act.echo is not None and "departure_cleared" in act.clears
            assert Running(name) in [each.term for each in parts(procedure.act("clear_departure").needs)]

    @of_each
    def test_the_six_months_are_those_of_the_decision_with_its_notice(self, procedure: Procedure) -> None:
        """A23, G19: what was decided in time and not notified in time has lapsed."""
        asked = [each.term for each in parts(procedure.act("notify_decision").needs)]
        assert Running("decision_time") in asked
        assert "return_decided" in procedure.act("lapse_opening").clears

    @of_each
    def test_the_child_was_advised_on_the_way_to_court(self, procedure: Procedure) -> None:
        """G20: that the time has run out says nothing if nobody advised."""
        assert Fact("remedies_advised") in [each.term for each in parts(procedure.act("clear_departure").needs)]
        assert procedure.act("advise_remedies").by == {"host": ("lawyer",)}

    @of_each
    def test_nothing_goes_on_while_the_child_lacks_a_defender(self, procedure: Procedure) -> None:
        """A17: the steps of the procedure stand still, and what counts against the child with them."""
        steps = {"notify_opening", "report_protection", "determine_return", "hear_child", "excuse_hearing"}
        steps |= {"report_prosecutor", "open_evidence", "open_own_evidence"} if procedure in SPAIN else set()
        for name in steps:
            assert DEFENDED in needs(procedure, name), name
        exposing = {"pleading_time", "decision_time", "remedy_time", "age_challenge"}
        exposing |= {"evidence_time", "protection_report_time", "notification_time"} if procedure in SPAIN else set()
        for name in exposing:
            stills = period(procedure, name).stills
            assert stills is not None and {*UNDEFENDED.terms} <= {each.term for each in parts(stills)}, name

    @of_spain
    def test_only_evidence_that_was_asked_for_holds_up_the_time_to_decide(self, procedure: Procedure) -> None:
        """RD 1155/2024 art. 169.3: at the request of a party."""
        stills = [each.term for each in parts(period(procedure, "decision_time").stills or All(()))]
        assert Fact("evidence_asked") in stills and Fact("evidence_open") not in stills
        assert "evidence_asked" in procedure.act("open_evidence").sets
        assert "evidence_asked" not in procedure.act("open_own_evidence").sets

    @of_each
    def test_who_reports_does_not_determine(self, procedure: Procedure) -> None:
        """R3: where the service proposed the return, a second and independent author is needed."""
        assert Apart(("report_protection",)) in needs(procedure, "determine_return")

    @of_each
    def test_a_decision_names_mode_and_receiver(self, procedure: Procedure) -> None:
        """G19."""
        assert {"mode", "receiver_named", "reason"} == {each.name for each in procedure.act("decide_return").fields}

    @of_spain
    def test_a_request_of_the_prosecutor_ends_only_by_the_prosecutor(self, procedure: Procedure) -> None:
        """S16: lifted by their act: of monitor and prosecutor both must have done theirs."""
        assert procedure.act("settle_monitor_request").by == {"host": ("monitor",)}
        assert procedure.act("lift_monitor_request").by == {"host": ("prosecutor",)}

    @of_each
    def test_what_is_owed_at_once_is_seen_to_be_late_and_holds_nothing_up(self, procedure: Procedure) -> None:
        owed = {each.name for each in procedure.periods if each.length in ("prompt_time", "assessment_time")}
        own = {"child_notice_time", "opening_notice_time", "prosecutor_opening_time", "incident_notice_time"}
        assert owed == {"care_time", "informing_time", "assessment_time"} | (own if procedure in SPAIN else set())
        asked = {
            part.term.period
            for act in procedure.acts
            for part in parts(act.needs)
            if isinstance(part.term, Over | Running)
        }
        for name in owed:
            assert starting(procedure, name) and ending(procedure, name) and name not in asked, name
            assert "[P]" in period(procedure, name).source


@pytest.mark.parametrize("procedure", [each for each in CHILDREN if each not in DOMESTIC], ids=lambda each: each.id)
def test_the_follow_up_lasts_a_year(procedure: Procedure) -> None:
    """A30: four visits on one day are no follow-up; the first is due in a month."""
    assert {"follow_up_time", "first_visit_time"} <= {*procedure.act("handover").starts}
    assert Over("follow_up_time") in needs(procedure, "complete_follow_up")
    assert "visit_time" in procedure.act("record_visit").starts
    assert [n for rows in lengths("follow_up_time").values() for _, n, _ in rows] == [12, 12]


class TestMarks:
    """What the research has not verified says so wherever it is cited."""

    def test_articles_that_were_inferred_from_the_order(self) -> None:
        """RD 557/2011 arts 197 and 198."""
        procedure = PROCEDURES["protection.esp-2011/1"]
        declared = (*procedure.acts, *procedure.facts, *procedure.periods, *procedure.guarantees)
        sources = [part for each in declared for part in each.source.split("; ") if re.search(r"art\. 19[78]\b", part)]
        assert sources and all("[U]" in each for each in sources)

    def test_that_days_are_working_days(self) -> None:
        for name in ("pleading_time", "evidence_time", "notice_time"):
            rows = stock_parameters()["ESP"][name]
            assert all("Law 39/2015 art. 30 [U]" in row["source"] for row in rows), name


CODES: Final = (
    *(f"A{each:02}" for each in range(1, 33)), *(f"N{each}" for each in range(1, 10)),
    *(f"G{each:02}" for each in range(1, 27)), *(f"S{each:02}" for each in range(1, 17)),
    *(f"R{each}" for each in range(1, 7)),
)  # fmt: skip


def cited() -> Iterator[str]:
    """Give the rows that a source of the packs names."""
    for procedure in CHILDREN:
        for each in (*procedure.acts, *procedure.facts, *procedure.periods, *procedure.guarantees):
            yield from re.findall(r"\b[AGNRS][0-9]{1,2}\b", each.source)


def by_form() -> set[str]:
    """Give the rows of which the page says by what they hold."""
    found = re.search(r"<!-- by form -->\n(.*?)<!-- end -->", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return {*re.findall(r"^\| ([AGNRS][0-9]{1,2}) ", found[1], re.MULTILINE)}


def test_each_row_is_in_a_pack_or_holds_by_form() -> None:
    """So that whoever reads the packs beside the law can tick every row; none is named in vain."""
    assert {*CODES} - {*cited()} == by_form()
