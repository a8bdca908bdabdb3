"""`action_plan`: a sub-committee's sectoral plan, with the commitments that it groups (practice §5)."""

from jisr.base import N_
from jisr.procedures.words import ANYBODY, LEAD, MANDATES, OWNERS, SUB_COMMITTEES
from jisr.rules import (
    ALL_SIDES,
    EACH,
    Act,
    DeclaredFact,
    Fact,
    Field,
    Item,
    Over,
    Parameter,
    Period,
    Procedure,
    Stage,
)

BY_LEAD = {EACH: LEAD}
BY_ALL = {EACH: ANYBODY}

ACTION_PLAN = Procedure(
    name="action_plan",
    version=1,
    label=N_("Sectoral action plan"),
    persons=False,
    sides=EACH,
    mandates=MANDATES,
    items=(
        Item(name="action", label=N_("Action"), plural=N_("Actions")),
        Item(name="included", label=N_("Commitment in the plan"), plural=N_("Commitments in the plan")),
        Item(name="status", label=N_("Report on an action"), plural=N_("Reports on actions")),
    ),
    facts=(
        DeclaredFact(
            name="validated",
            label=N_("All sides have validated the plan"),
            contrary=N_("Not all sides have validated the plan"),
            source="[P] C05",
        ),
    ),
    acts=(
        Act(
            name="draft",
            label=N_("Draft an action plan"),
            consequence=N_("Opens the plan's dossier under its sub-committee."),
            group="plan",
            source="[P] C05",
            by=BY_ALL,
            opens=True,
            fields=(
                Field(name="sub_committee", type="choice", label=N_("Sub-committee"), choices=SUB_COMMITTEES),
                Field(name="title", type="text", label=N_("Title")),
                Field(name="objective", type="text", label=N_("Objective")),
            ),
        ),
        Act(
            name="add_action",
            label=N_("Add an action"),
            consequence=N_("Listed in the plan; validating the plan covers what is listed then."),
            group="plan",
            source="[P] §5",
            by=BY_ALL,
            adds="action",
            fields=(
                Field(name="what", type="text", label=N_("What is to be done")),
                Field(name="who", type="choice", label=N_("Who"), choices=OWNERS),
                Field(name="indicator", type="text", label=N_("How one sees that it is kept")),
                Field(name="by_when", type="date", label=N_("By when")),
            ),
        ),
        Act(
            name="include_commitment",
            label=N_("Include a commitment"),
            consequence=N_("The commitment keeps its own dossier and is shown in the plan."),
            group="plan",
            source="[P] §5",
            by=BY_ALL,
            adds="included",
            fields=(
                Field(
                    name="commitment",
                    type="reference",
                    label=N_("Commitment"),
                    help=N_("The number of the commitment's dossier, as in ESP.12."),
                ),
            ),
        ),
        Act(
            name="validate",
            label=N_("Validate the plan"),
            consequence=N_("The plan is then that of all sides, and its first review comes due."),
            group="plan",
            source="[P] C05",
            by=BY_LEAD,
            joint=True,
            sets=("validated",),
            starts=("review",),
        ),
        Act(
            name="report_action",
            label=N_("Report on an action"),
            consequence=N_("Shown under your side's name."),
            group="follow-up",
            source="[P] C12",
            by=BY_ALL,
            item="action",
            adds="status",
            fields=(
                Field(name="text", type="text", label=N_("What was done")),
                Field(name="evidence", type="text", label=N_("Evidence: where it is found"), required=False),
            ),
        ),
        Act(
            name="review",
            label=N_("Review the plan"),
            consequence=N_("The next review comes due after the same time."),
            group="follow-up",
            source="[P] C12",
            by=BY_LEAD,
            joint=True,
            needs=Fact("validated"),
            fields=(Field(name="text", type="text", label=N_("Findings")),),
            starts=("review",),
        ),
        Act(
            name="complete",
            label=N_("Complete the plan"),
            consequence=N_("The plan is closed; its record stays."),
            group="end",
            source="[P] C12",
            by=BY_LEAD,
            joint=True,
            closes=True,
            needs=Fact("validated"),
        ),
    ),
    periods=(
        Period(
            name="review",
            label=N_("Until the next review"),
            length="plan_review",
            runs_on=ALL_SIDES,
            owner="starter",
            source="[P] C12",
        ),
    ),
    parameters=(
        Parameter(name="plan_review", label=N_("Days between reviews of a plan"), unit="days", owner=ALL_SIDES),
    ),
    stages=(
        Stage(name="complete", label=N_("Complete"), term=Fact("closed")),
        Stage(name="late", label=N_("Review overdue"), term=Over("review")),
        Stage(name="running", label=N_("Running"), term=Fact("validated")),
        Stage(name="draft", label=N_("Draft"), term=~Fact("validated")),
    ),
)
