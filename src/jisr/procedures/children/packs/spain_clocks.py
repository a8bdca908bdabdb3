"""Spain: the periods, each with its owner; what holds up the time to decide is said in the pack."""

from collections.abc import Mapping
from typing import Final

from jisr.base import N_
from jisr.procedures.children.common import HOST
from jisr.procedures.children.stops import STOPS, UNDEFENDED
from jisr.rules import Any, Fact, Not, Parameter, Period, Some, Term

# While a stop is open the state of origin is told nothing, so nobody is late with telling it.
_STOPPED: Final = Any(tuple(Some(each.item, Not(Fact(f"{each.item}_lifted"))) for each in STOPS))
_AT_ONCE: Final = "[P] at once: by the end of the next working day"
# Acts after which the prosecutor has something to be told of: each stop, and what changes the course of the file.
INCIDENTS: Final = (
    *(f"raise_{each.item}" for each in STOPS),
    "grant_protection",
    "confirm_victim",
    "reach_majority",
    "report_removal",
    "annul_decision",
    "take_back_clearance",
    "lapse_opening",
    "lapse_report",
    "lapse_determination",
    "lapse_decision",
)


def clocks(sources: Mapping[str, str]) -> tuple[Period, ...]:
    """Give the Spanish periods; `sources`: the Spanish ones, by the name of what rests on them."""
    return (
        Period(
            name="evidence_time",
            label=N_("Period for evidence"),
            length="evidence_time",
            stills=UNDEFENDED,
            runs_on="all",
            owner=HOST,
            due="end_evidence",
            source=f"A19: {sources['answer_pleading']}",
        ),
        Period(
            name="check_validity",
            label=N_("Time for which the prosecutor's check is current"),
            length="clearance_validity",
            runs_on=HOST,
            owner=HOST,
            source="A27: TQ (C-441/19); 72 hours [P]",
        ),
        Period(
            name="origin_notice_time",
            label=N_("Time in which the state of origin is told of the child"),
            length="origin_notice_time",
            stills=_STOPPED,
            runs_on=HOST,
            owner=HOST,
            source="A09: 2007 Agreement: within one month; [P] counted from the day on which the child was found",
        ),
        *_deadlines(sources),
        *_at_once(sources),
    )


PARAMETERS: Final = (
    Parameter(name="evidence_time", label=N_("Length of the period for evidence"), unit="working_days", owner=HOST),
    Parameter(name="notice_time", label=N_("Time to report and to give notice"), unit="working_days", owner=HOST),
    Parameter(name="origin_notice_time", label=N_("Time to tell the state of origin"), unit="months", owner=HOST),
)


def _deadlines(sources: Mapping[str, str]) -> tuple[Period, ...]:
    """Give the periods within which something is owed, and that no act waits for: late is late, and seen."""
    owed: tuple[tuple[str, str, str, Term | None], ...] = (
        (
            "protection_report_time",
            N_("Time in which the child-protection service reports"),
            f"A18: {sources['report_protection']}: ten days from the request; [P] counted from the opening",
            UNDEFENDED,
        ),
        (
            "notification_time",
            N_("Time in which the decision is notified"),
            f"A24: {sources['notify_decision']}: ten days",
            UNDEFENDED,
        ),
        (
            "prosecutor_notice_time",
            N_("Time in which the prosecutor is told of the decision"),
            f"A24, G16: {sources['notify_decision']}: ten days",
            None,
        ),
        (
            "residence_notice_time",
            N_("Time in which the prosecutor is told of the residence"),
            f"A31: {sources['grant_residence']}: ten days",
            None,
        ),
    )
    return tuple(
        Period(name=name, label=label, length="notice_time", stills=stills, runs_on=HOST, owner=HOST, source=source)
        for name, label, source, stills in owed
    )


def _at_once(sources: Mapping[str, str]) -> tuple[Period, ...]:
    """Give what is owed at once: the law has no figure for it, and late has to be seen by some figure."""
    owed: tuple[tuple[str, str, str, Term | None], ...] = (
        (
            "child_notice_time",
            N_("Time in which the prosecutor is told of the child"),
            f"A01: {sources['locate']}; {_AT_ONCE}",
            None,
        ),
        (
            "opening_notice_time",
            N_("Time in which the child is told that a return is looked into"),
            f"A15: {sources['notify_opening']}; {_AT_ONCE}",
            UNDEFENDED,
        ),
        (
            "prosecutor_opening_time",
            N_("Time in which the prosecutor is told that a return is looked into"),
            f"A15, G16: {sources['notify_opening']}; {_AT_ONCE}",
            None,
        ),
        (
            "incident_notice_time",
            N_("Time in which the prosecutor is told of an incident"),
            f"A15, G16: {sources['notify_opening']}; {_AT_ONCE}",
            None,
        ),
    )
    return tuple(
        Period(name=name, label=label, length="prompt_time", stills=stills, runs_on=HOST, owner=HOST, source=source)
        for name, label, source, stills in owed
    )


__all__ = ["INCIDENTS", "PARAMETERS", "clocks"]
