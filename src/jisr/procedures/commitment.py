"""`commitment`: one promise, followed until all sides say that it is kept (practice: C11, C12).

It lives within the session that made it, and goes on after that session is closed. The
first date stays beside the present one; what moves it is counted.
"""

from jisr.base import N_
from jisr.procedures.words import ANYBODY, DIMENSIONS, LEAD, MANDATES, OWNERS
from jisr.rules import (
    EACH,
    Act,
    DeclaredFact,
    Fact,
    Field,
    Figure,
    Guarantee,
    Item,
    Over,
    Period,
    Procedure,
    Stage,
    Within,
)

BY_LEAD = {EACH: LEAD}
BY_ALL = {EACH: ANYBODY}

COMMITMENT = Procedure(
    name="commitment",
    version=1,
    label=N_("Commitment"),
    persons=False,
    sides=EACH,
    mandates=MANDATES,
    within="session",
    items=(
        Item(name="progress", label=N_("Progress report"), plural=N_("Progress reports")),
        Item(name="postponement", label=N_("Postponement"), plural=N_("Postponements")),
        Item(name="delay", label=N_("Explanation of a delay"), plural=N_("Explanations of delays")),
    ),
    facts=(
        DeclaredFact(
            name="confirmed",
            label=N_("All sides have confirmed the commitment"),
            contrary=N_("Not all sides have confirmed the commitment"),
            source="[P] C11",
        ),
        DeclaredFact(
            name="kept",
            label=N_("All sides say that the commitment is kept"),
            contrary=N_("Not all sides say that the commitment is kept"),
            source="[P] C12",
        ),
        DeclaredFact(
            name="dropped",
            label=N_("All sides have dropped the commitment"),
            contrary=N_("The commitment has not been dropped"),
            source="[P] C12",
        ),
    ),
    figures=(
        Figure(name="first_due", type="date", label=N_("First date")),
        Figure(name="due_on", type="date", label=N_("Present date")),
        Figure(name="dimension", type="code", label=N_("Dimension")),
        Figure(name="owner", type="code", label=N_("Who")),
    ),
    acts=(
        Act(
            name="register",
            label=N_("Register a commitment"),
            consequence=N_("The other side is asked to confirm the wording, the owner and the date."),
            group="register",
            source="[P] C11",
            by=BY_LEAD,
            opens=True,
            needs=Within(Fact("session_open")),
            fields=(
                Field(name="what", type="text", label=N_("What is to be done")),
                Field(name="who", type="choice", label=N_("Who"), choices=OWNERS),
                Field(name="by_when", type="date", label=N_("By when"), required=False),
                Field(name="dimension", type="choice", label=N_("Dimension"), choices=DIMENSIONS),
                Field(
                    name="verb_class",
                    type="choice",
                    label=N_("Kind of commitment"),
                    choices=(
                        ("action", N_("A thing to be done")),
                        ("continuing", N_("A thing to go on with")),
                        ("declaratory", N_("A declaration without a measurable act")),
                    ),
                ),
                Field(name="indicator", type="text", label=N_("How one sees that it is kept"), required=False),
                Field(
                    name="point",
                    type="reference",
                    label=N_("Agreed point from which it comes"),
                    required=False,
                ),
                Field(name="source", type="text", label=N_("Source"), required=False),
            ),
            assigns=(
                ("first_due", "by_when"),
                ("due_on", "by_when"),
                ("dimension", "dimension"),
                ("owner", "who"),
            ),
            starts=("due",),
        ),
        Act(
            name="confirm",
            label=N_("Confirm the commitment"),
            consequence=N_("Wording, owner and date are then those of all sides."),
            group="register",
            source="[P] C11",
            by=BY_LEAD,
            joint=True,
            sets=("confirmed",),
        ),
        Act(
            name="move_due",
            label=N_("Move the date"),
            consequence=N_("The first date stays beside the new one, and the postponement is counted."),
            group="follow-up",
            source="[P] C12",
            by=BY_LEAD,
            joint=True,
            needs=Fact("confirmed"),
            adds="postponement",
            fields=(
                Field(name="by_when", type="date", label=N_("New date")),
                Field(name="reason", type="text", label=N_("Reason")),
            ),
            assigns=(("due_on", "by_when"),),
            starts=("due",),
        ),
        Act(
            name="report_progress",
            label=N_("Report progress"),
            consequence=N_("Shown under your side's name, with its evidence."),
            group="follow-up",
            source="[P] C12",
            by=BY_ALL,
            adds="progress",
            fields=(
                Field(name="text", type="text", label=N_("What was done")),
                Field(name="percent", type="integer", label=N_("Done, in percent"), required=False),
                Field(name="evidence", type="text", label=N_("Evidence: where it is found"), required=False),
                Field(name="digest", type="hash", label=N_("Digest of the evidence"), required=False),
            ),
        ),
        Act(
            name="explain_delay",
            label=N_("Explain a delay"),
            consequence=N_("Shown under your side's name; the date does not move by it."),
            group="follow-up",
            source="[P] C12",
            by=BY_ALL,
            adds="delay",
            fields=(Field(name="reason", type="text", label=N_("Reason")),),
        ),
        Act(
            name="declare_kept",
            label=N_("Declare the commitment kept"),
            consequence=N_("It is kept only if all sides say so; the dossier is then closed."),
            group="end",
            source="[P] C12",
            by=BY_LEAD,
            joint=True,
            closes=True,
            needs=Fact("confirmed"),
            fields=(Field(name="text", type="text", label=N_("How it was kept"), required=False),),
            sets=("kept",),
        ),
        Act(
            name="drop",
            label=N_("Drop the commitment"),
            consequence=N_("It stays visible as dropped, with the reason; the dossier is then closed."),
            group="end",
            source="[P] C12",
            by=BY_LEAD,
            joint=True,
            closes=True,
            fields=(Field(name="reason", type="text", label=N_("Reason")),),
            sets=("dropped",),
        ),
    ),
    periods=(
        Period(
            name="due",
            label=N_("Until the date agreed"),
            runs_on="starter",
            owner="starter",
            until="by_when",
            source="[P] C11",
        ),
    ),
    guarantees=(
        Guarantee(
            name="kept_only_if_confirmed",
            label=N_("Only what all sides confirmed can be declared kept"),
            at="declare_kept",
            term=Fact("confirmed"),
            source="[P] C12",
        ),
    ),
    stages=(
        Stage(name="kept", label=N_("Kept"), term=Fact("kept")),
        Stage(name="dropped", label=N_("Dropped"), term=Fact("dropped")),
        Stage(name="overdue", label=N_("Overdue"), term=Over("due")),
        Stage(name="open", label=N_("Open"), term=Fact("confirmed")),
        Stage(name="registered", label=N_("To be confirmed"), term=~Fact("confirmed")),
    ),
)
