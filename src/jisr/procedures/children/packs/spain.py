"""Spain: LO 4/2000 art. 35; RD 1155/2024 arts 165–174 from 20 May 2025, RD 557/2011 arts 189–198 before.

The prosecutor takes part in every step; the residence clock is the administration's own. The former regulation
has the same structure under other numbers (those of arts 173 and 174 inferred from the order [U]).
"""

from collections.abc import Mapping

from jisr.base import N_
from jisr.procedures.children.common import facts_hold, together
from jisr.procedures.children.concerted import RETURN
from jisr.procedures.children.deciding_facts import PLEADED
from jisr.procedures.children.packs.fold import Pack, fold
from jisr.procedures.children.packs.spain_acts import FACTS, acts
from jisr.procedures.children.packs.spain_clocks import INCIDENTS, PARAMETERS, clocks
from jisr.procedures.children.packs.spain_sources import FORMER, articles
from jisr.procedures.children.packs.spain_steps import steps
from jisr.procedures.children.protection import PROTECTION
from jisr.procedures.children.stops import STOPS
from jisr.rules import All, Fact, Guarantee, Not, Running

_UNTOLD = ("prosecutor_told_incidents",)
PROSECUTOR_CHECKED = facts_hold(
    "prosecutor_told_opening",
    "prosecutor_told_incidents",
    "prosecutor_report",
    "prosecutor_told_decision",
    "prosecutor_agrees",
) & Running("check_validity")


def _pack(name: str, label: str, sources: Mapping[str, str]) -> Pack:
    return Pack(
        name=name,
        version=1,
        label=label,
        mandates=(("prosecutor", N_("Prosecutor for minors")),),
        # The prosecutor has the full file (G16).
        reads_all=("prosecutor",),
        facts=FACTS,
        acts=acts(sources),
        periods=clocks(sources),
        parameters=PARAMETERS,
        starts={
            "locate": ("child_notice_time", "origin_notice_time"),
            "open_return": ("protection_report_time", "opening_notice_time", "prosecutor_opening_time"),
            "decide_return": ("notification_time", "prosecutor_notice_time"),
            "decide_stay": ("notification_time", "prosecutor_notice_time"),
            "grant_residence": ("residence_notice_time",),
            "grant_by_silence": ("residence_notice_time",),
            **dict.fromkeys(INCIDENTS, ("incident_notice_time",)),
        },
        # What has come to nothing owes no report and no notice any more.
        ends={
            "report_protection": ("protection_report_time",),
            "notify_decision": ("notification_time",),
            "notify_opening": ("opening_notice_time",),
            "lapse_opening": (
                "protection_report_time",
                "notification_time",
                "prosecutor_notice_time",
                "opening_notice_time",
                "prosecutor_opening_time",
            ),
            # Who stays, is protected or is a child no more is not announced.
            **dict.fromkeys(
                ("decide_stay", "find_return_impossible", "grant_protection", "confirm_victim", "reach_majority"),
                ("origin_notice_time",),
            ),
        },
        needs={
            "record_request": Fact("origin_told"),
            "open_return": facts_hold("prosecutor_told", "handed_to_service", "information_gathered"),
            "hear_child": All((Fact("prosecutor_report"), Not(Fact("evidence_open")))),
            "decide_return": facts_hold(
                "prosecutor_report", "prosecutor_told_opening", "prosecutor_told_incidents", "information_gathered"
            )
            & Not(Fact("evidence_open")),
            "clear_departure": PROSECUTOR_CHECKED & Not(Fact("evidence_open")),
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
            "lapse_opening": ("prosecutor_report", "information_gathered", *_UNTOLD),
            **{each: _UNTOLD for each in INCIDENTS if each != "lapse_opening"},
        },
        also_by={
            "plead": ("prosecutor",),
            "raise_monitor_request": ("prosecutor",),
            # One of the two who lift a stop may be the prosecutor (S01–S16).
            **{f"lift_{each.item}": ("prosecutor",) for each in STOPS if each.item != "opposition"},
        },
        # Monitor and prosecutor may both ask to stop; what one of them asked for ends by the acts of both.
        only_by={"lift_monitor_request": ()},
        # Only what a party asked for holds up the time to decide (RD 1155/2024 art. 169.3).
        stills={"decision_time": Fact("evidence_asked")},
        sources=sources,
        guarantees=(
            Guarantee(
                name="g16_prosecutor",
                label=N_("The prosecutor was told of all, reported on the full file, and checked the departure now"),
                term=PROSECUTOR_CHECKED,
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
                term=together(PLEADED, Not(Fact("evidence_open"))),
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
