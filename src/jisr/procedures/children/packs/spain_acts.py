"""Spain: what is stated and done besides: the prosecutor's part, the bilateral notice, the periods for evidence."""

from collections.abc import Mapping

from jisr.base import N_
from jisr.procedures.children.care import SCREENED, UNCLEARED
from jisr.procedures.children.common import FILE, REASON, any_holds, fact, facts_hold, host, sealed, together
from jisr.procedures.children.deciding_facts import INDEPENDENT, PLEADED
from jisr.procedures.children.stops import DEFENDED
from jisr.rules import Act, Fact, Field, Not, Over

FACTS = (
    fact(
        "prosecutor_told",
        N_("The prosecutor has been told of the child"),
        N_("The prosecutor has not been told of the child"),
        "A01: LOEX art. 35",
    ),
    fact(
        "handed_to_service",
        N_("The prosecutor has handed the child to the protection service"),
        N_("The prosecutor has not handed the child to the protection service"),
        "A05: LOEX art. 35.4",
    ),
    fact(
        "information_gathered",
        N_("All administrations have given the information they hold"),
        N_("The information that administrations hold has not been gathered"),
        "A11: LOEX art. 35.5",
    ),
    fact(
        "prosecutor_told_opening",
        N_("The prosecutor has been told that a return is looked into"),
        N_("The prosecutor has not been told that a return is looked into"),
        "A15, G16: LOEX art. 35.5",
    ),
    fact(
        "origin_told",
        N_("The state of origin has been told of the child"),
        N_("The state of origin has not been told of the child"),
        "A09: 2007 Agreement",
    ),
    fact(
        "prosecutor_told_incidents",
        N_("The prosecutor has been told of every incident"),
        N_("The prosecutor has not been told of every incident"),
        "A15, G16: LOEX art. 35.5",
    ),
    fact(
        "evidence_asked",
        N_("The period for evidence was asked for by the child's side or the prosecutor"),
        N_("No side has asked for the period for evidence"),
        "A19: LOEX art. 35.5",
    ),
    fact(
        "evidence_open",
        N_("A period for evidence is open"),
        N_("No period for evidence is open"),
        "A19: LOEX art. 35.5",
        cautious=True,
    ),
    fact(
        "prosecutor_report",
        N_("The prosecutor has reported on the full file"),
        N_("The prosecutor has not reported on the full file"),
        "A20, G16: LOEX art. 35.5",
    ),
    fact(
        "prosecutor_told_decision",
        N_("The prosecutor has been told of the decision"),
        N_("The prosecutor has not been told of the decision"),
        "A24, G16: LOEX art. 35.5",
    ),
    fact(
        "prosecutor_agrees",
        N_("The prosecutor has checked the departure"),
        N_("The prosecutor has not checked the departure"),
        "A27: [P]",
    ),
    fact(
        "prosecutor_told_residence",
        N_("The prosecutor has been told of the residence"),
        N_("The prosecutor has not been told of the residence"),
        "A31: LOEX art. 35.7",
    ),
)


def acts(sources: Mapping[str, str]) -> tuple[Act, ...]:
    """Give what is done in Spain besides; `sources`: the Spanish ones, by the name of what rests on them."""
    return (*_of_origin(), *_of_prosecutor(sources), *_of_evidence(sources))


def _of_prosecutor(sources: Mapping[str, str]) -> tuple[Act, ...]:
    return (
        Act(
            name="tell_prosecutor",
            label=N_("Tell the prosecutor of the child"),
            group="care",
            source=f"A01: {sources['locate']}",
            by=host("police", "child_protection"),
            sets=("prosecutor_told",),
            ends=("child_notice_time",),
        ),
        Act(
            name="hand_to_service",
            label=N_("Hand the child to the protection service"),
            consequence=N_("The 90 days after which residence opens by itself begin."),
            group="care",
            source="A05: LOEX art. 35.4; LO 1/1996",
            by=host("prosecutor"),
            needs=facts_hold("prosecutor_told", "age_settled") & Not(Fact("handed_to_service")),
            sets=("handed_to_service",),
            starts=("residence_wait",),
        ),
        Act(
            name="gather_information",
            label=N_("Record the information that administrations hold"),
            group="return",
            source=f"A11: {sources['verify_receiver'].replace('.5', '.4')}",
            by=host("decider"),
            fields=(sealed("information", N_("Information"), to=FILE),),
            needs=Fact("in_care"),
            sets=("information_gathered",),
        ),
        Act(
            name="tell_prosecutor_opening",
            label=N_("Tell the prosecutor that a return is looked into"),
            consequence=N_("With all that has happened in the file until now."),
            group="return",
            source=f"A15, G16: {sources['notify_opening']}",
            by=host("decider"),
            needs=Fact("return_opened"),
            sets=("prosecutor_told_opening", "prosecutor_told_incidents"),
            ends=("prosecutor_opening_time", "incident_notice_time"),
        ),
        Act(
            name="tell_prosecutor_incident",
            label=N_("Tell the prosecutor of what has happened in the file"),
            consequence=N_("Each stop and each other incident is told anew."),
            group="return",
            source=f"A15, G16: {sources['notify_opening']}",
            by=host("decider", "child_protection"),
            needs=Fact("prosecutor_told"),
            sets=("prosecutor_told_incidents",),
            ends=("incident_notice_time",),
        ),
        Act(
            name="report_prosecutor",
            label=N_("Report as prosecutor on the full file"),
            group="return",
            source="A20, G16: LOEX art. 35.5",
            by=host("prosecutor"),
            fields=(sealed("report_text", N_("Report"), to=FILE),),
            needs=together(
                DEFENDED,
                facts_hold(
                    "opening_notified", "prosecutor_told_opening", "prosecutor_told_incidents", "protection_report"
                ),
                PLEADED,
                Not(Fact("evidence_open")),
            ),
            sets=("prosecutor_report",),
        ),
        Act(
            name="tell_prosecutor_decision",
            label=N_("Tell the prosecutor of the decision"),
            group="return",
            source=f"A24, G16: {sources['notify_decision']}",
            by=host("decider"),
            needs=any_holds("return_decided", "stay_decided"),
            sets=("prosecutor_told_decision",),
            ends=("prosecutor_notice_time",),
        ),
        Act(
            name="agree_departure",
            label=N_("Check the departure as prosecutor"),
            group="departure",
            source="A27: [P]; TQ (C-441/19)",
            by=host("prosecutor"),
            fields=(REASON,),
            needs=together(
                facts_hold(
                    "return_decided", "decision_notified", "prosecutor_told_decision", "prosecutor_told_incidents"
                ),
                INDEPENDENT,
            ),
            sets=("prosecutor_agrees",),
            starts=("check_validity",),
        ),
        Act(
            name="tell_prosecutor_residence",
            label=N_("Tell the prosecutor of the residence"),
            group="residence",
            source=f"A31: {sources['grant_residence']}",
            by=host("decider"),
            needs=Fact("residence_granted"),
            sets=("prosecutor_told_residence",),
            ends=("residence_notice_time",),
        ),
    )


def _of_origin() -> tuple[Act, ...]:
    """Give the bilateral notice as the file at home sees it: the notice itself opens the shared file."""
    return (
        Act(
            name="record_notice",
            label=N_("Record that the state of origin was told of the child"),
            group="return",
            source="A09: 2007 Agreement; [P] after the screening",
            by=host("decider"),
            fields=(Field(name="notice", type="reference", label=N_("Number of the notice in the shared file")),),
            needs=together(SCREENED, Fact("guardian_in_function")),
            sets=("origin_told",),
            ends=("origin_notice_time",),
        ),
        Act(
            name="waive_notice",
            label=N_("State that no notice is owed to the state of origin"),
            consequence=N_("The child is of another nationality, or a notice would endanger it."),
            group="residence",
            source="A09: [P] CRC arts 3, 22",
            by=host("guardian", "child_protection"),
            fields=(REASON,),
            ends=("origin_notice_time",),
        ),
    )


# While the child opposes the guardian nothing goes on until a defender was named (RD 1155/2024 art. 169.1).
_EVIDENCE_MAY_OPEN = together(DEFENDED, UNCLEARED, Fact("opening_notified"), Not(Fact("evidence_open")))


def _of_evidence(sources: Mapping[str, str]) -> tuple[Act, ...]:
    return (
        Act(
            name="open_evidence",
            label=N_("Open a period for evidence"),
            consequence=N_("Ten to thirty days; the time to decide stands still meanwhile."),
            group="return",
            source=f"A19: {sources['answer_pleading']}",
            by=host("decider"),
            fields=(
                Field(
                    name="asked_by",
                    type="choice",
                    label=N_("Asked for by"),
                    choices=(
                        ("child", N_("The child, guardian or lawyer")),
                        ("prosecutor", N_("The prosecutor")),
                    ),
                ),
            ),
            needs=_EVIDENCE_MAY_OPEN,
            sets=("evidence_open", "evidence_asked"),
            clears=("prosecutor_report", "heard"),
            starts=("evidence_time",),
        ),
        Act(
            name="open_own_evidence",
            label=N_("Open a period for evidence for which nobody has asked"),
            consequence=N_("Ten to thirty days; the time to decide goes on meanwhile."),
            group="return",
            source=f"A19: {sources['answer_pleading']}",
            by=host("decider"),
            needs=_EVIDENCE_MAY_OPEN,
            sets=("evidence_open",),
            clears=("prosecutor_report", "heard"),
            starts=("evidence_time",),
        ),
        Act(
            name="end_evidence",
            label=N_("End the period for evidence"),
            group="return",
            source=f"A19: {sources['answer_pleading']}",
            by=host("decider", "clock"),
            needs=Over("evidence_time"),
            clears=("evidence_open", "evidence_asked"),
            ends=("evidence_time",),
        ),
    )


__all__ = ["FACTS", "acts"]
