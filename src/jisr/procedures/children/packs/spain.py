"""Spain: LO 4/2000 art. 35; RD 1155/2024 arts 165–174 from 20 May 2025, RD 557/2011 arts 189–198 before.

The prosecutor takes part in every step; the residence clock is the administration's own. The former regulation
has the same structure under other numbers (those of arts 173 and 174 inferred from the order [U]).
"""

from collections.abc import Mapping

from jisr.base import N_
from jisr.procedures.children.care import UNCLEARED
from jisr.procedures.children.common import FILE, HOST, REASON, any_holds, fact, facts_hold, host, sealed
from jisr.procedures.children.concerted import RETURN
from jisr.procedures.children.deciding_facts import INDEPENDENT, PLEADED
from jisr.procedures.children.packs.fold import Pack, fold
from jisr.procedures.children.packs.spain_sources import FORMER, articles
from jisr.procedures.children.packs.spain_steps import steps
from jisr.procedures.children.protection import PROTECTION
from jisr.procedures.children.stops import STOPS
from jisr.rules import Act, All, Fact, Field, Guarantee, Not, Over, Parameter, Period

_FACTS = (
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


def _acts(sources: Mapping[str, str]) -> tuple[Act, ...]:
    return (
        Act(
            name="tell_prosecutor",
            label=N_("Tell the prosecutor of the child"),
            group="care",
            source=f"A01: {sources['locate']}",
            by=host("police", "child_protection"),
            sets=("prosecutor_told",),
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
            group="return",
            source=f"A15, G16: {sources['notify_opening']}",
            by=host("decider"),
            needs=Fact("return_opened"),
            sets=("prosecutor_told_opening",),
        ),
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
                        ("office", N_("The office itself")),
                    ),
                ),
            ),
            needs=UNCLEARED & Fact("opening_notified") & Not(Fact("evidence_open")),
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
            clears=("evidence_open",),
            ends=("evidence_time",),
        ),
        Act(
            name="report_prosecutor",
            label=N_("Report as prosecutor on the full file"),
            group="return",
            source="A20, G16: LOEX art. 35.5",
            by=host("prosecutor"),
            fields=(sealed("report_text", N_("Report"), to=FILE),),
            needs=All(
                (
                    facts_hold("opening_notified", "prosecutor_told_opening", "protection_report"),
                    PLEADED,
                    Not(Fact("evidence_open")),
                )
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
            needs=All((facts_hold("return_decided", "decision_notified", "prosecutor_told_decision"), INDEPENDENT)),
            sets=("prosecutor_agrees",),
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


def _deadlines(sources: Mapping[str, str]) -> tuple[Period, ...]:
    """Give the periods within which something is owed, and that no act waits for: late is late, and seen."""
    owed = (
        (
            "protection_report_time",
            N_("Time in which the child-protection service reports"),
            f"A18: {sources['report_protection']}: ten days from the request; [P] counted from the opening",
        ),
        (
            "notification_time",
            N_("Time in which the decision is notified"),
            f"A24: {sources['notify_decision']}: ten days",
        ),
        (
            "prosecutor_notice_time",
            N_("Time in which the prosecutor is told of the decision"),
            f"A24, G16: {sources['notify_decision']}: ten days",
        ),
        (
            "residence_notice_time",
            N_("Time in which the prosecutor is told of the residence"),
            f"A31: {sources['grant_residence']}: ten days",
        ),
    )
    return tuple(
        Period(name=name, label=label, length="notice_time", runs_on=HOST, owner=HOST, source=source)
        for name, label, source in owed
    )


def _pack(name: str, label: str, sources: Mapping[str, str]) -> Pack:
    return Pack(
        name=name,
        version=1,
        label=label,
        mandates=(("prosecutor", N_("Prosecutor for minors")),),
        # The prosecutor has the full file (G16).
        reads_all=("prosecutor",),
        facts=_FACTS,
        acts=_acts(sources),
        periods=(
            Period(
                name="evidence_time",
                label=N_("Period for evidence"),
                length="evidence_time",
                runs_on="all",
                owner=HOST,
                due="end_evidence",
                source=f"A19: {sources['answer_pleading']}",
            ),
            *_deadlines(sources),
        ),
        parameters=(
            Parameter(
                name="evidence_time", label=N_("Length of the period for evidence"), unit="working_days", owner=HOST
            ),
            Parameter(
                name="notice_time", label=N_("Time to report and to give notice"), unit="working_days", owner=HOST
            ),
        ),
        starts={
            "open_return": ("protection_report_time",),
            "decide_return": ("notification_time", "prosecutor_notice_time"),
            "decide_stay": ("notification_time", "prosecutor_notice_time"),
            "grant_residence": ("residence_notice_time",),
            "grant_by_silence": ("residence_notice_time",),
        },
        # What has come to nothing owes no report and no notice any more.
        ends={
            "report_protection": ("protection_report_time",),
            "notify_decision": ("notification_time",),
            "lapse_opening": ("protection_report_time", "notification_time", "prosecutor_notice_time"),
        },
        needs={
            "open_return": facts_hold("prosecutor_told", "handed_to_service", "information_gathered"),
            "hear_child": All((Fact("prosecutor_report"), Not(Fact("evidence_open")))),
            "decide_return": facts_hold("prosecutor_report", "prosecutor_told_opening", "information_gathered")
            & Not(Fact("evidence_open")),
            "clear_departure": facts_hold(
                "prosecutor_told_opening", "prosecutor_report", "prosecutor_told_decision", "prosecutor_agrees"
            )
            & Not(Fact("evidence_open")),
            "close_with_residence": Fact("prosecutor_told_residence"),
        },
        clears={
            "open_return": (
                "prosecutor_told_opening",
                "prosecutor_report",
                "prosecutor_told_decision",
                "prosecutor_agrees",
            ),
            "decide_return": ("prosecutor_told_decision", "prosecutor_agrees"),
            "decide_stay": ("prosecutor_told_decision",),
            "lapse_opening": ("prosecutor_report", "information_gathered"),
        },
        also_by={
            "plead": ("prosecutor",),
            "raise_monitor_request": ("prosecutor",),
            # One of the two who lift a stop may be the prosecutor (S01–S16).
            **{f"lift_{each.item}": ("prosecutor",) for each in STOPS if each.item != "opposition"},
        },
        stills={"decision_time": Fact("evidence_open")},
        sources=sources,
        guarantees=(
            Guarantee(
                name="g16_prosecutor",
                label=N_("The prosecutor was told, reported on the full file, and checked the departure"),
                term=facts_hold(
                    "prosecutor_told_opening", "prosecutor_report", "prosecutor_told_decision", "prosecutor_agrees"
                ),
                source=f"G16: LOEX art. 35.5; {sources['notify_opening']}",
                at="clear_departure",
            ),
            Guarantee(
                name="information_before_opening",
                label=N_("All administrations gave what they hold before a return was looked into"),
                term=facts_hold("information_gathered", "prosecutor_told", "handed_to_service"),
                source=f"A11: {sources['open_return']}",
                at="open_return",
            ),
            Guarantee(
                name="evidence_before_hearing",
                label=N_("Evidence and the prosecutor's report come before the hearing"),
                term=All((Fact("prosecutor_report"), Not(Fact("evidence_open")))),
                source=f"A22: {sources['hear_child']}",
                at="hear_child",
            ),
            Guarantee(
                name="prosecutor_on_full_file",
                label=N_("The prosecutor reports when pleadings and evidence are complete"),
                term=All((PLEADED, Not(Fact("evidence_open")))),
                source="A20: LOEX art. 35.5",
                at="report_prosecutor",
            ),
            *steps(sources),
        ),
    )


def _return_pack(name: str, label: str, sources: Mapping[str, str]) -> Pack:
    regulation = sources["locate"].split(" art.")[0]
    numbers = FORMER if "557" in regulation else {each: each for each in FORMER}
    return Pack(
        name=name,
        version=1,
        label=label,
        sources={
            "notify_origin": "2007 Agreement: within one month",
            "request_report": f"LOEX art. 35.5; {regulation} arts {numbers[167]}.3, {numbers[167]}.5",
            "give_report": f"{regulation} art. {numbers[167]}.5; 2007 Agreement: within three months",
            "commit_receiver": f"LOEX art. 35.5; {regulation} art. {numbers[167]}.5",
            "attest_decision": f"{regulation} art. {numbers[170]}",
            "handover": f"{regulation} art. {numbers[171]}.1",
            "g08_report": f"LOEX art. 35.5; {regulation} art. {numbers[168]}.1",
            "g09_receiver": f"LOEX art. 35.5; {regulation} art. {numbers[167]}.5",
            "g26_plan": "LOEX art. 35.2",
            "report_time": "2007 Agreement: three months",
        },
    )


_NOW = articles("RD 1155/2024", {each: each for each in FORMER})
_BEFORE = articles("RD 557/2011", FORMER)

ESP_2025_PROTECTION = fold(PROTECTION, _pack("esp-2025", N_("Protection of an unaccompanied child (Spain)"), _NOW))
ESP_2025_RETURN = fold(RETURN, _return_pack("esp-2025", N_("Concerted return of a child (Spain)"), _NOW))
ESP_2011_PROTECTION = fold(
    PROTECTION, _pack("esp-2011", N_("Protection of an unaccompanied child (Spain, before 20 May 2025)"), _BEFORE)
)
ESP_2011_RETURN = fold(
    RETURN, _return_pack("esp-2011", N_("Concerted return of a child (Spain, before 20 May 2025)"), _BEFORE)
)
