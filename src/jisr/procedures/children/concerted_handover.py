"""`return`: the choice of the receiver and the handover (A23, A24, A27–A29)."""

from jisr.base import N_
from jisr.procedures.children.common import (
    HOST,
    ORIGIN,
    facts_hold,
    host,
    origin,
    told,
)
from jisr.procedures.children.concerted_facts import NO_STOP, RECEIVER_STANDS
from jisr.procedures.children.deciding_facts import MODE, NOW, READY
from jisr.rules import (
    Act,
    All,
    Fact,
    Field,
    Not,
    Running,
)

HANDING_OVER = (
    Act(
        name="attest_decision",
        label=N_("Attest the decision"),
        consequence=N_("Possible only when the decision is notified and no remedy is open."),
        group="handover",
        source="A23, A24, G19, G20: TQ (C-441/19); Charter art. 47",
        by=host("liaison"),
        fields=(MODE,),
        attests=READY,
        needs=facts_hold("report_requested", "report_given"),
        sets=("decision_attested",),
    ),
    Act(
        name="choose_receiver",
        label=N_("Agree on the family or service"),
        consequence=N_("One receiver only, the one that the decision names; its reception is checked anew."),
        group="handover",
        source="A23, G09: TQ (C-441/19)",
        by={HOST: ("liaison", "child_protection"), ORIGIN: ("child_protection", "competent_authority")},
        joint=True,
        needs=facts_hold("decision_attested", "receiver_committed", "receiver_checked", "check_accepted")
        & NO_STOP
        & Not(Fact("withdrawn")),
        sets=("receiver_chosen",),
        clears=("reception_confirmed",),
    ),
    Act(
        name="agree_plan",
        label=N_("Agree the plan of follow-up, with a route back"),
        group="handover",
        source="A30, G26: [P] STS 86/2024; best-interests procedure",
        by={HOST: ("child_protection",), ORIGIN: ("child_protection", "competent_authority")},
        joint=True,
        fields=(told("plan", N_("Plan: visits, contact line, route back")),),
        needs=NO_STOP,
        sets=("plan_agreed",),
    ),
    Act(
        name="confirm_reception",
        label=N_("Confirm that the reception is adequate now"),
        consequence=N_("Valid for 72 hours (a proposal, not law)."),
        group="handover",
        source="A27, G22: TQ (C-441/19); 72 hours [P]",
        by=origin("child_protection", "competent_authority"),
        needs=facts_hold("receiver_committed", "receiver_checked", "receiver_chosen"),
        sets=("reception_confirmed",),
        starts=("reception_valid",),
    ),
    Act(
        name="attest_no_obstacle",
        label=N_("Attest that nothing stands in the way"),
        consequence=N_(
            "Says no more than that. Valid for 72 hours (a proposal, not law); a stop takes it back at once."
        ),
        group="handover",
        source="A27: TQ (C-441/19)",
        by=host("guardian"),
        attests=NOW,
        sets=("no_obstacle",),
        starts=("attestation_valid",),
    ),
    Act(
        name="handover",
        label=N_("Hand over the child"),
        consequence=N_("Child-protection staff accompany this one child, by day, without restraint."),
        group="handover",
        source="A28, A29, G24: RD 1155/2024 art. 171.1; Joint GC 4/23; [P] details",
        by={HOST: ("child_protection",), ORIGIN: ("child_protection", "competent_authority")},
        joint=True,
        irrevocable=True,
        window="handover_window",
        redress="open_restoration",
        starts=("follow_up_time", "first_visit_time"),
        fields=(
            Field(
                name="escort",
                type="choice",
                label=N_("Escort"),
                choices=(("child_protection", N_("Child-protection staff, for this child alone, by day")),),
            ),
        ),
        needs=All(
            (
                NO_STOP,
                RECEIVER_STANDS,
                facts_hold("report_requested", "report_given", "decision_attested", "no_obstacle", "plan_agreed"),
                Running("attestation_valid"),
                Running("reception_valid"),
                Not(Fact("given_up")),
                Not(Fact("restoration_demanded")),
                Not(Fact("handover_crossed")),
                Not(Fact("ended_by_restoration")),
                Not(Fact("withdrawn")),
            )
        ),
    ),
)
