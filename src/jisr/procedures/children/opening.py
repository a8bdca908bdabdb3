"""A11–A18: the report of the state of origin, the opening of a return, its notice, pleadings, the service's report."""

from jisr.base import N_
from jisr.procedures.children.care import (
    IS_CHILD,
    SCREENED,
    UNCLEARED,
)
from jisr.procedures.children.common import (
    FILE,
    HOST,
    INTERPRETER,
    LANGUAGE,
    R1,
    R3,
    REASON,
    facts_hold,
    host,
    sealed,
)
from jisr.procedures.children.deciding_facts import (
    INDEPENDENT,
)
from jisr.procedures.children.stops import (
    CLEAR,
    DEFENDED,
    UNDEFENDED,
)
from jisr.rules import (
    Act,
    All,
    Fact,
    Field,
    Not,
    Period,
)

ACTS = (
    Act(
        name="file_origin_report",
        label=N_("File the report of the state of origin"),
        consequence=N_("Silence is no report, and no consent."),
        group="return",
        source=f"A12: CRC art. 9; GC 6; {R1}",
        by=host("decider"),
        fields=(Field(name="report", type="reference", label=N_("Number of the report in the shared file")),),
        needs=SCREENED,
        sets=("origin_report_filed",),
    ),
    Act(
        name="verify_receiver",
        label=N_("Verify the family or service in place"),
        group="return",
        source="A13: TQ (C-441/19); CRC arts 9, 20",
        by=host("child_protection"),
        fields=(sealed("enquiry", N_("Social enquiry"), to=FILE),),
        needs=Fact("origin_report_filed"),
        sets=("receiver_verified",),
    ),
    Act(
        name="open_return",
        label=N_("Decide to look into a return"),
        consequence=N_("The child, the guardian and the lawyer are told at once; nothing is decided yet."),
        group="return",
        source="A14: CRC art. 3; GC 6; STS 86/2024",
        by=host("decider"),
        fields=(REASON,),
        needs=UNCLEARED
        & All(
            (
                facts_hold(
                    "age_settled",
                    "guardian_in_function",
                    "lawyer_appointed",
                    "interests_assessed",
                    "origin_report_filed",
                    "receiver_verified",
                    "identity_established",
                ),
                SCREENED,
                Not(Fact("of_age")),
                IS_CHILD,
                CLEAR,
            )
        ),
        sets=("return_opened",),
        clears=(
            "opening_notified",
            "protection_report",
            "heard",
            "hearing_excused",
            "bid_return",
            "return_decided",
            "decision_annulled",
            "decision_notified",
            "view_asked",
            "departure_cleared",
        ),
        starts=("decision_time",),
    ),
    Act(
        name="notify_opening",
        label=N_("Tell the child in writing that a return is looked into"),
        consequence=N_("The time to plead begins for the child, the guardian and the lawyer."),
        group="return",
        source="A15: CRC art. 12; GC 12",
        by=host("decider"),
        fields=(LANGUAGE, INTERPRETER, sealed("notice", N_("Notice with reasons and rights"), to=FILE)),
        needs=DEFENDED & UNCLEARED & Fact("return_opened"),
        sets=("opening_notified",),
        starts=("pleading_time",),
    ),
    Act(
        name="plead",
        label=N_("Plead or bring evidence"),
        group="return",
        source="A16: CRC art. 12; Charter art. 41",
        by=host("guardian", "lawyer", "defender"),
        on_behalf=("child",),
        fields=(sealed("pleading_text", N_("Pleading"), to=FILE),),
        needs=UNCLEARED & Fact("opening_notified"),
        adds="pleading",
    ),
    Act(
        name="answer_pleading",
        label=N_("Answer a pleading"),
        group="return",
        source="A16, A19: Charter art. 41",
        by=host("decider"),
        item="pleading",
        fields=(REASON,),
        sets=("pleading_answered",),
    ),
    Act(
        name="report_protection",
        label=N_("Report on the child's situation"),
        group="return",
        source=f"A18: CRC art. 3; GC 14; {R3}",
        by=host("child_protection"),
        fields=(sealed("report_text", N_("Report"), to=FILE),),
        needs=DEFENDED & All((Fact("return_opened"), INDEPENDENT)),
        sets=("protection_report",),
    ),
)

PERIODS = (
    Period(
        name="pleading_time",
        label=N_("Time to plead and bring evidence"),
        length="pleading_time",
        stills=UNDEFENDED,
        runs_on="all",
        owner=HOST,
        rolls=True,
        source="A16: CRC art. 12; Charter art. 41",
    ),
    Period(
        name="decision_time",
        label=N_("Time in which the decision must be taken"),
        length="decision_time",
        stills=UNDEFENDED,
        runs_on=HOST,
        owner=HOST,
        due="lapse_opening",
        source="A23: Charter art. 41",
    ),
)

__all__ = ["ACTS", "PERIODS"]
