"""A27: what is asked anew before a departure, its clearance, and what takes this back."""

from jisr.base import N_
from jisr.procedures.children.common import (
    HOST,
    INTERPRETER,
    NOTE,
    WHO_SPEAKS,
    facts_hold,
    host,
    sealed,
    together,
)
from jisr.procedures.children.deciding_facts import (
    INDEPENDENT,
    READY,
)
from jisr.procedures.children.stops import (
    ECHO,
)
from jisr.rules import ANY_MANDATE, Act, Fact, Field, Over, Period, Running

ACTS = (
    Act(
        name="advise_remedies",
        label=N_("Record that the child was advised on the way to court"),
        group="departure",
        source="G20, A25: Charter art. 47",
        by=host("lawyer"),
        fields=(INTERPRETER,),
        needs=Fact("decision_notified"),
        sets=("remedies_advised",),
    ),
    Act(
        name="lapse_decision",
        label=N_("Let the decision lapse"),
        consequence=N_("What was decided so long ago is decided anew, or the child stays."),
        group="stop",
        source="S12: CRC art. 3; GC 14",
        by=host("decider", "clock"),
        needs=Over("decision_validity"),
        protective=True,
        clears=("return_decided", "decision_notified", "departure_cleared"),
        ends=("decision_validity",),
        echo=ECHO,
    ),
    Act(
        name="ask_view",
        label=N_("Ask the child's view again"),
        consequence=N_("A no is noted besides, as a stop."),
        group="departure",
        source="A27: [P] CRC art. 12; GC 12",
        by=host("guardian", "defender", "lawyer", "monitor"),
        fields=(INTERPRETER, sealed("view", N_("What the child said"))),
        needs=facts_hold("return_decided", "decision_notified"),
        sets=("view_asked",),
        starts=("view_validity",),
    ),
    Act(
        name="annul_decision",
        label=N_("Annul the decision"),
        consequence=N_("Nothing is executed on it; a return could only be looked into anew."),
        group="stop",
        source="S03, S04: Charter art. 47",
        by=host("court"),
        fields=(NOTE,),
        protective=True,
        sets=("decision_annulled",),
        clears=("return_opened", "return_decided", "decision_notified", "departure_cleared"),
        echo=ECHO,
    ),
    Act(
        name="take_back_clearance",
        label=N_("Take back the clearance of the departure"),
        consequence=N_("The return is stopped; what it rests on can be changed, and is then looked at anew."),
        group="stop",
        source="A27: TQ (C-441/19)",
        by=host(ANY_MANDATE),
        on_behalf=WHO_SPEAKS,
        fields=(NOTE,),
        protective=True,
        clears=("departure_cleared",),
        echo=ECHO,
    ),
    Act(
        name="clear_departure",
        label=N_("Clear the departure"),
        consequence=N_("Every guarantee is held against the file once more; any stop takes this back."),
        group="departure",
        source="A27: TQ (C-441/19)",
        by=host("child_protection"),
        second_officer=True,
        fields=(
            Field(
                name="fitness",
                type="choice",
                label=N_("Fitness to travel"),
                choices=(("seen", N_("A health professional has seen the child now, and found it fit to travel")),),
            ),
            Field(
                name="papers",
                type="choice",
                label=N_("Papers"),
                choices=(("ready", N_("The child's papers for the journey and the arrival are complete")),),
            ),
        ),
        needs=together(READY, Running("view_validity"), INDEPENDENT),
        sets=("departure_cleared",),
        starts=("clearance_validity",),
    ),
)

PERIODS = (
    Period(
        name="view_validity",
        label=N_("Time for which the child's answer is taken as current"),
        length="view_validity",
        runs_on=HOST,
        owner=HOST,
        source="G23: CRC art. 12; 72 hours [P]",
    ),
    Period(
        name="clearance_validity",
        label=N_("Time for which the clearance is current"),
        length="clearance_validity",
        runs_on=HOST,
        owner=HOST,
        source="A27: TQ (C-441/19); 72 hours [P]",
    ),
)

__all__ = ["ACTS", "PERIODS"]
