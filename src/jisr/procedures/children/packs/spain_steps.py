"""Spain: what each step of the prosecutor's part is guaranteed to rest on."""

from collections.abc import Mapping

from jisr.base import N_
from jisr.procedures.children.care import SCREENED
from jisr.procedures.children.common import R3, any_holds, facts_hold, rests, together
from jisr.procedures.children.deciding_facts import INDEPENDENT
from jisr.procedures.children.stops import DEFENDED
from jisr.rules import Fact, Guarantee, Not, Over


def steps(sources: Mapping[str, str]) -> tuple[Guarantee, ...]:
    """Give these guarantees; `sources`: the Spanish ones, by the name of what rests on them."""
    return (
        rests(
            "hand_to_service",
            N_("The prosecutor hands over a child whose age is settled, once, having been told of it"),
            facts_hold("prosecutor_told", "age_settled") & Not(Fact("handed_to_service")),
            "A05: LOEX art. 35.4; LO 1/1996",
        ),
        rests(
            "gather_information",
            N_("Information is gathered on a child in care"),
            Fact("in_care"),
            f"A11: {sources['verify_receiver'].replace('.5', '.4')}",
        ),
        rests(
            "tell_prosecutor_opening",
            N_("The prosecutor is told of an opening that was decided"),
            Fact("return_opened"),
            f"A15, G16: {sources['notify_opening']}",
        ),
        *(
            rests(
                name,
                N_("A period for evidence is opened after the notice, one at a time, and not without a defender"),
                together(DEFENDED, Fact("opening_notified"), Not(Fact("evidence_open"))),
                f"A17, A19: {sources['answer_pleading']}",
            )
            for name in ("open_evidence", "open_own_evidence")
        ),
        rests(
            "tell_prosecutor_incident",
            N_("Who is told of an incident has been told of the child"),
            Fact("prosecutor_told"),
            f"A01, G16: {sources['notify_opening']}",
        ),
        rests(
            "record_notice",
            N_("The state of origin is told only of a child that was informed and screened, and has a guardian"),
            together(SCREENED, Fact("guardian_in_function")),
            "A07, A09: 2007 Agreement; [P] after the screening",
        ),
        Guarantee(
            name="notice_before_request",
            label=N_("The state of origin is told of the child before it is asked for a report"),
            term=Fact("origin_told"),
            source="A09, A10: 2007 Agreement",
            at="record_request",
        ),
        Guarantee(
            name="evidence_asked_is_open",
            label=N_("The time to decide is never held up by evidence for which no period is open"),
            term=Fact("evidence_asked") & Not(Fact("evidence_open")),
            source=f"A19: {sources['answer_pleading']}",
        ),
        rests(
            "end_evidence",
            N_("A period for evidence ends only when its time is over"),
            Over("evidence_time"),
            f"A19: {sources['answer_pleading']}",
        ),
        rests(
            "report_prosecutor",
            N_("The prosecutor reports after notice and report, told of all, and not while the child lacks a defender"),
            together(
                DEFENDED,
                facts_hold(
                    "opening_notified", "prosecutor_told_opening", "prosecutor_told_incidents", "protection_report"
                ),
            ),
            "A17, A20, G16: LOEX art. 35.5",
        ),
        Guarantee(
            name="prosecutor_before_decision",
            label=N_(
                "No return is decided without information and the prosecutor's report, nor while evidence is open"
            ),
            term=facts_hold(
                "prosecutor_report", "prosecutor_told_opening", "prosecutor_told_incidents", "information_gathered"
            )
            & Not(Fact("evidence_open")),
            source=f"A11, A20, G16: {sources['decide_return']}",
            at="decide_return",
        ),
        rests(
            "tell_prosecutor_decision",
            N_("The prosecutor is told of a decision that was taken"),
            any_holds("return_decided", "stay_decided"),
            f"A24, G16: {sources['notify_decision']}",
        ),
        rests(
            "agree_departure",
            N_(
                "The prosecutor checks a departure after the decision was notified, and has decided nothing in the file"
            ),
            facts_hold("return_decided", "decision_notified", "prosecutor_told_decision", "prosecutor_told_incidents")
            & INDEPENDENT,
            f"A27: [P]; TQ (C-441/19); {R3}",
        ),
        Guarantee(
            name="no_evidence_open",
            label=N_("No departure is cleared while a period for evidence is open"),
            term=Not(Fact("evidence_open")),
            source=f"A19: {sources['answer_pleading']}",
            at="clear_departure",
        ),
        rests(
            "tell_prosecutor_residence",
            N_("The prosecutor is told of residence that was granted"),
            Fact("residence_granted"),
            f"A31: {sources['grant_residence']}",
        ),
        Guarantee(
            name="prosecutor_before_end",
            label=N_("The file of a child that lives here ends only once the prosecutor was told"),
            term=Fact("prosecutor_told_residence"),
            source=f"A31: {sources['grant_residence']}",
            at="close_with_residence",
        ),
    )
