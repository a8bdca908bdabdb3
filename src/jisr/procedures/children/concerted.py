"""`return`: what the host state and the state of origin do together for one child (A09, A10, A12, A13, A27–A30).

Opened only when the screening is done and nothing stops it. Neither side learns the ground of the other's stop.
The handover is the word of both, within its window, on final facts; what crosses it is restored, not hidden.
"""

from jisr.base import N_
from jisr.procedures.children.common import (
    HOST,
    ORIGIN,
    R1,
    any_holds,
    facts_hold,
)
from jisr.procedures.children.concerted_after import AFTERWARDS
from jisr.procedures.children.concerted_facts import (
    FACTS,
    ITEMS,
    MANDATES,
    NO_STOP,
    NOTHING_OWED,
    RECEIVER_STANDS,
    UNDONE,
    VISITS,
)
from jisr.procedures.children.concerted_handover import HANDING_OVER
from jisr.procedures.children.concerted_search import SEARCHING, STOPPING
from jisr.procedures.children.concerted_steps import STEPS
from jisr.procedures.retention import retention_of, shows_readings_of
from jisr.rules import (
    All,
    Always,
    Apart,
    Count,
    Fact,
    Guarantee,
    Not,
    Over,
    Parameter,
    Period,
    Procedure,
    Running,
    Stage,
)

PERIODS = (
    Period(
        name="report_time",
        label=N_("Time in which the state of origin answers"),
        length="report_time",
        runs_on=HOST,
        owner=ORIGIN,
        source="A12: Agreement of 6 March 2007",
    ),
    Period(
        name="review_time",
        label=N_("Time until the file is looked at again"),
        length="review_time",
        runs_on=HOST,
        owner=HOST,
        due="review_file",
        source="[P] no shared file is forgotten",
    ),
    Period(
        name="attestation_valid",
        label=N_("Time for which the guardian's attestation is valid"),
        length="attestation_time",
        runs_on=HOST,
        owner=HOST,
        source="A27: 72 hours [P]",
    ),
    Period(
        name="reception_valid",
        label=N_("Time for which the check of the reception is valid"),
        length="reception_time",
        runs_on=ORIGIN,
        owner=ORIGIN,
        source="A27, G22: TQ (C-441/19); 72 hours [P]",
    ),
    Period(
        name="follow_up_time",
        label=N_("Time for which the child is followed up"),
        length="follow_up_time",
        runs_on=HOST,
        owner=HOST,
        source="A30, G26: [P] twelve months",
    ),
    Period(
        name="first_visit_time",
        label=N_("Time until the first follow-up visit"),
        length="first_visit_time",
        runs_on=HOST,
        owner=HOST,
        source="A30: [P] 1, 3, 6 and 12 months",
    ),
    Period(
        name="visit_time",
        label=N_("Time until the next follow-up visit"),
        length="visit_time",
        runs_on=HOST,
        owner=HOST,
        source="A30: [P] 1, 3, 6 and 12 months",
    ),
)

GUARANTEES = (
    Guarantee(
        name="g08_report",
        label=N_("The report was asked for and given"),
        term=facts_hold("report_requested", "report_given"),
        source=f"G08: CRC art. 9; GC 6; {R1}",
        at="handover",
    ),
    Guarantee(
        name="g09_receiver",
        label=N_("The one named receiver is committed in writing, checked and accepted"),
        term=RECEIVER_STANDS,
        source="G09: TQ (C-441/19); Directive 2008/115 art. 10(2) [U]",
        at="handover",
    ),
    Guarantee(
        name="decision_attested_now",
        label=N_("A decision against which nothing is pending is attested"),
        term=Fact("decision_attested"),
        source="G19, G20: TQ (C-441/19); Charter art. 47",
        at="handover",
    ),
    Guarantee(
        name="g22_reception",
        label=N_("The reception was verified within 72 hours"),
        term=Running("reception_valid"),
        source="G22: TQ (C-441/19); 72 hours [P]",
        at="handover",
    ),
    Guarantee(
        name="g26_plan",
        label=N_("A plan of follow-up with a route back is accepted by both sides"),
        term=Fact("plan_agreed"),
        source="G26: [P] STS 86/2024",
        at="handover",
    ),
    Guarantee(
        name="no_obstacle_now",
        label=N_("The guardian's attestation holds now"),
        term=All((Fact("no_obstacle"), Running("attestation_valid"))),
        source="A27: TQ (C-441/19)",
        at="handover",
    ),
    Guarantee(
        name="no_stop_is_open",
        label=N_("No stop of either side is open"),
        term=NO_STOP,
        source="S01–S16: every stop",
        at="handover",
    ),
    Guarantee(
        name="given_up_is_final",
        label=N_("No child is handed over whose return was ended"),
        term=Not(Fact("given_up")),
        source="CRC art. 3",
        at="handover",
    ),
    Guarantee(
        name="nothing_withdrawn",
        label=N_("No family or service stands withdrawn unseen by the host state"),
        term=Not(Fact("withdrawn")),
        source="S05, S06: CRC arts 9, 20",
        at="handover",
    ),
    Guarantee(
        name="no_handover_while_owed",
        label=N_("No child is handed over in whose file restoration is or was owed"),
        term=NOTHING_OWED & Not(Fact("ended_by_restoration")),
        source="STS 86/2024",
        at="handover",
    ),
    Guarantee(
        name="stop_by_two",
        label=N_("A stop is lifted by two roles, one of them independent of the decider"),
        term=All((Fact("stop_settled"), Apart(("settle_stop", "attest_decision")))),
        source="[P] CRC art. 3",
        at="lift_stop",
    ),
    Guarantee(
        name="origin_stop_by_two",
        label=N_("A stop is lifted by two roles"),
        term=All((Fact("origin_stop_settled"), Apart(("settle_origin_stop",)))),
        source="[P] CRC art. 3",
        at="lift_origin_stop",
    ),
    Guarantee(
        name="restored_with_all",
        label=N_("No restoration ends without contact, a lawyer and a way back"),
        term=UNDONE,
        source="STS 86/2024",
        at="complete_restoration",
    ),
    Guarantee(
        name="no_close_while_owed",
        label=N_("No file closes while restoration is owed"),
        term=NOTHING_OWED,
        source="STS 86/2024",
        at="close_file",
    ),
    Guarantee(
        name="visits_made",
        label=N_("The follow-up is complete after four visits and twelve months"),
        term=All((Count("visit", Always(), ">=", VISITS), Over("follow_up_time"))),
        source="G26: [P]",
        at="complete_follow_up",
    ),
)

PARAMETERS = (
    Parameter(name="report_time", label=N_("Time for the report of the state of origin"), unit="months", owner=HOST),
    Parameter(name="review_time", label=N_("Days until a file is looked at again"), unit="days", owner=HOST),
    Parameter(name="attestation_time", label=N_("Validity of the guardian's attestation"), unit="hours", owner=HOST),
    Parameter(name="reception_time", label=N_("Validity of the check of the reception"), unit="hours", owner=ORIGIN),
    Parameter(name="follow_up_time", label=N_("Length of the follow-up"), unit="months", owner=HOST),
    Parameter(name="first_visit_time", label=N_("Time until the first visit"), unit="months", owner=HOST),
    Parameter(name="visit_time", label=N_("Longest time between visits"), unit="months", owner=HOST),
    Parameter(name="handover_window", label=N_("Window of the handover"), unit="hours", owner="all"),
)

STAGES = (
    Stage(
        name="restoring",
        label=N_("Restoration is owed"),
        term=any_holds("restoration_demanded", "handover_crossed"),
    ),
    Stage(name="restored", label=N_("Return undone"), term=Fact("restored")),
    Stage(name="ended", label=N_("Ended: the child stays"), term=Fact("given_up")),
    Stage(name="followed_up", label=N_("Followed up"), term=Fact("followed_up")),
    Stage(name="handed_over", label=N_("Handed over"), term=Fact("handover_done")),
    Stage(name="stopped", label=N_("Stopped"), term=Not(NO_STOP)),
    Stage(name="ready", label=N_("Nothing stands in the way"), term=Fact("no_obstacle")),
    Stage(name="reported", label=N_("The state of origin has reported"), term=Fact("report_given")),
    Stage(name="silent", label=N_("The state of origin is silent"), term=Over("report_time")),
    Stage(name="asked", label=N_("The state of origin is asked"), term=Not(Fact("report_given"))),
)

RETURN = Procedure(
    name="return",
    version=1,
    label=N_("Concerted return of a child"),
    persons=True,
    sides=(HOST, ORIGIN),
    labels={HOST: N_("Host state"), ORIGIN: N_("State of origin")},
    mandates=MANDATES,
    items=ITEMS,
    facts=FACTS,
    acts=(*SEARCHING, *STOPPING, *HANDING_OVER, *AFTERWARDS),
    periods=PERIODS,
    guarantees=(*GUARANTEES, *STEPS),
    parameters=PARAMETERS,
    stages=STAGES,
    retention=retention_of("return"),
    shows_readings=shows_readings_of("return"),
)
