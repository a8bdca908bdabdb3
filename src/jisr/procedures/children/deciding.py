"""A21–A25: whether a return would serve the child at all, decided one child at a time, or the decision to stay."""

from jisr.base import N_
from jisr.procedures.children.care import (
    UNCLEARED,
)
from jisr.procedures.children.common import (
    FILE,
    HOST,
    INTERPRETER,
    LANGUAGE,
    REASON,
    copy_of,
    facts_hold,
    host,
    sealed,
    together,
)
from jisr.procedures.children.deciding_facts import (
    INDEPENDENT,
    MODE,
    NOTIFIABLE,
    STANDING,
)
from jisr.procedures.children.stops import (
    DEFENDED,
    ECHO,
    UNDEFENDED,
)
from jisr.rules import (
    Act,
    All,
    Apart,
    Compare,
    Fact,
    Field,
    FieldValue,
    FigureValue,
    Given,
    Over,
    Period,
    Running,
)

_MINUTES = sealed("minutes", N_("Signed minutes"), to=FILE)
ACTS = (
    Act(
        name="determine_return",
        label=N_("Determine that return is best for the child"),
        consequence=N_("All options were compared and the child's view weighed; migration control is no ground."),
        group="return",
        source="A21: CRC art. 3; GC 14; Joint GC 3/22",
        by=host("assessor"),
        fields=(
            Field(
                name="options",
                type="integer",
                label=N_("Options compared"),
                help=N_("At least two, and one of them to stay."),
            ),
            Field(
                name="ground",
                type="choice",
                label=N_("Ground"),
                choices=(
                    ("family_unity", N_("Life with a family that is willing, able and safe")),
                    ("wish", N_("The child's own considered wish")),
                    ("care", N_("Better care with a named service")),
                ),
            ),
            REASON,
        ),
        needs=DEFENDED
        & UNCLEARED
        & All(
            (
                facts_hold(
                    "return_opened",
                    "interests_assessed",
                    "origin_report_filed",
                    "receiver_verified",
                    "protection_report",
                    "risk_assessed",
                ),
                Compare(Given(2), "<=", FieldValue("options")),
                INDEPENDENT,
                # Who reported may have proposed the return, too: then another has to determine it (R3).
                Apart(("report_protection",)),
            )
        ),
        sets=("bid_return",),
        clears=("bid_stay",),
        starts=("bid_validity",),
    ),
    Act(
        name="determine_stay",
        label=N_("Determine that staying is best for the child"),
        group="residence",
        source="A21: CRC art. 3; GC 14",
        by=host("assessor"),
        fields=(REASON,),
        needs=All((Fact("interests_assessed"), INDEPENDENT)),
        sets=("bid_stay",),
        clears=("bid_return", "departure_cleared"),
        echo=ECHO,
    ),
    Act(
        name="lapse_determination",
        label=N_("Let the determination lapse"),
        group="stop",
        source="S12: CRC art. 3; GC 14",
        by=host("assessor", "clock"),
        needs=Over("bid_validity"),
        protective=True,
        clears=("bid_return", "return_decided", "decision_notified", "departure_cleared"),
        ends=("bid_validity",),
        echo=ECHO,
    ),
    Act(
        name="hear_child",
        label=N_("Hear the child"),
        consequence=N_("In person, with guardian, lawyer and interpreter; the record is signed."),
        group="return",
        source="A22: CRC art. 12; GC 12",
        by=host("decider"),
        fields=(
            INTERPRETER,
            Field(
                name="presence",
                type="choice",
                label=N_("Presence"),
                choices=(("in_person", N_("The child was there in person, with guardian and lawyer")),),
            ),
            _MINUTES,
            copy_of(_MINUTES, N_("Copy of the signed minutes")),
        ),
        needs=DEFENDED
        & facts_hold("opening_notified", "guardian_in_function", "lawyer_appointed", "protection_report"),
        sets=("heard",),
    ),
    Act(
        name="excuse_hearing",
        label=N_("Explain why a child under 12 could not be heard"),
        group="return",
        source="A22: CRC art. 12; [P] GC 12: never from 12 on",
        by=host("assessor"),
        fields=(REASON,),
        needs=DEFENDED
        & All((Fact("opening_notified"), Compare(FigureValue("age_counted"), "<=", Given(11)), INDEPENDENT)),
        sets=("hearing_excused",),
    ),
    Act(
        name="decide_return",
        label=N_("Decide on the return of this child"),
        consequence=N_("A reasoned decision; it can be challenged, and nothing happens before that time is over."),
        group="return",
        source="A23: CRC art. 3; TQ (C-441/19); STS 86/2024",
        by=host("decider"),
        fields=(MODE, sealed("receiver_named", N_("Family or service that would receive the child"), to=FILE), REASON),
        needs=together(UNCLEARED, STANDING, Running("decision_time"), Apart(("report_protection", "determine_return"))),
        sets=("return_decided",),
        clears=(
            "stay_decided",
            "decision_notified",
            "remedies_advised",
            "view_asked",
            "departure_cleared",
            # Whoever withdraws a receiver that this decision names is answered by a doubt noted after it.
            "receiver_renewed",
        ),
    ),
    Act(
        name="lapse_opening",
        label=N_("Let the opening lapse, since no decision came in time"),
        consequence=N_("A new opening needs fresh reports."),
        group="stop",
        source="A23: Charter art. 41",
        by=host("decider", "clock"),
        needs=UNCLEARED & Over("decision_time"),
        ends=("decision_time",),
        clears=(
            "return_opened",
            "return_decided",
            "origin_asked",
            "origin_report_filed",
            "receiver_verified",
            "departure_cleared",
        ),
    ),
    Act(
        name="decide_stay",
        label=N_("Decide that the child stays"),
        group="residence",
        source="A23: CRC art. 3",
        by=host("decider"),
        fields=(REASON,),
        sets=("stay_decided",),
        ends=("decision_time",),
        clears=("return_opened", "return_decided", "decision_notified", "departure_cleared"),
        echo=ECHO,
    ),
    Act(
        name="notify_decision",
        label=N_("Notify the decision"),
        consequence=N_("The time to go to court begins; the lawyer advises free of charge."),
        group="return",
        source="A24: Charter art. 47; ECHR art. 13",
        by=host("decider"),
        fields=(LANGUAGE, INTERPRETER, sealed("notice", N_("Notice with remedies and legal aid"), to=FILE)),
        needs=DEFENDED & facts_hold("guardian_in_function", "lawyer_appointed") & UNCLEARED & All((NOTIFIABLE,)),
        sets=("decision_notified",),
        starts=("remedy_time", "decision_validity"),
        ends=("decision_time",),
    ),
)

PERIODS = (
    Period(
        name="decision_validity",
        label=N_("Time for which the decision is valid"),
        length="decision_validity",
        runs_on=HOST,
        owner=HOST,
        due="lapse_decision",
        source="S12: CRC art. 3; [P] what a return rests on must be current",
    ),
    Period(
        name="bid_validity",
        label=N_("Time for which the determination is valid"),
        length="bid_validity",
        runs_on=HOST,
        owner=HOST,
        due="lapse_determination",
        source="S12: [P] GC 14: an assessment must be current",
    ),
    Period(
        name="remedy_time",
        label=N_("Time to go to court"),
        length="remedy_time",
        stills=UNDEFENDED,
        runs_on="all",
        owner=HOST,
        rolls=True,
        source="A25: Charter art. 47; ECHR art. 13 (Moustahi v France)",
    ),
)

__all__ = ["ACTS", "PERIODS"]
