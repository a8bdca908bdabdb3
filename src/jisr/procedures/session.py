"""`session`: one meeting of the group, from call to close (practice: life cycle C01–C13).

Every party is a side. What binds all is said jointly; what happens several times is an
item; what protects a side (an objection to the minutes) is protective. Text is negotiated
elsewhere: here it is recorded as agreed.
"""

from jisr.base import N_
from jisr.procedures.session_acts import AFTERWARDS, MEETING, PREPARATION
from jisr.procedures.words import MANDATES
from jisr.rules import (
    ALL_SIDES,
    EACH,
    Always,
    DeclaredFact,
    Every,
    Fact,
    Figure,
    Guarantee,
    Item,
    Over,
    Parameter,
    Period,
    Procedure,
    Stage,
)

ITEMS = (
    Item(name="delegate", label=N_("Delegate"), plural=N_("Delegates")),
    Item(name="agenda_item", label=N_("Agenda item"), plural=N_("Agenda")),
    Item(name="report", label=N_("Follow-up report"), plural=N_("Follow-up reports")),
    Item(name="sub_report", label=N_("Report of a sub-committee"), plural=N_("Reports of sub-committees")),
    Item(name="document", label=N_("Document"), plural=N_("Documents")),
    Item(name="submission", label=N_("Submission of observers"), plural=N_("Submissions of observers")),
    Item(name="point", label=N_("Agreed point"), plural=N_("Agreed points")),
    Item(name="position", label=N_("Position of one side"), plural=N_("Positions of one side")),
    Item(name="meeting", label=N_("Meeting between sessions"), plural=N_("Meetings between sessions")),
    Item(name="objection", label=N_("Objection to the minutes"), plural=N_("Objections to the minutes")),
    Item(name="reservation", label=N_("Reservation"), plural=N_("Reservations")),
    Item(name="communique", label=N_("Communiqué of one side"), plural=N_("Communiqués of one side")),
)

FACTS = (
    DeclaredFact(
        name="call_accepted",
        label=N_("The call has been accepted by all sides"),
        contrary=N_("The call has not been accepted by all sides"),
        source="[P] C01",
    ),
    DeclaredFact(
        name="agenda_adopted",
        label=N_("The agenda has been adopted"),
        contrary=N_("The agenda has not been adopted"),
        source="[P] C03, C08",
    ),
    DeclaredFact(
        name="item_agreed",
        item="agenda_item",
        label=N_("All sides have agreed to the item"),
        contrary=N_("Not all sides have agreed to the item"),
        source="[P] C03",
    ),
    DeclaredFact(
        name="session_open",
        label=N_("The session has been opened"),
        contrary=N_("The session has not been opened"),
        source="[P] C08",
    ),
    DeclaredFact(
        name="minutes_circulated",
        label=N_("The minutes have been circulated"),
        contrary=N_("The minutes have not been circulated"),
        source="[P] C09",
    ),
    DeclaredFact(
        name="objection_settled",
        item="objection",
        label=N_("The objection has been settled"),
        contrary=N_("The objection has not been settled"),
        source="[P] C09",
    ),
    DeclaredFact(
        name="minutes_approved",
        label=N_("The minutes have been approved"),
        contrary=N_("The minutes have not been approved"),
        source="[P] C09",
    ),
    DeclaredFact(
        name="statement_adopted",
        label=N_("The joint statement has been adopted"),
        contrary=N_("The joint statement has not been adopted"),
        source="[P] C10",
    ),
)

SESSION = Procedure(
    name="session",
    version=1,
    label=N_("Session of the group"),
    persons=False,
    sides=EACH,
    mandates=MANDATES,
    items=ITEMS,
    facts=FACTS,
    figures=(
        Figure(name="session_ordinal", type="integer", label=N_("Number of the session")),
        Figure(name="session_date", type="date", label=N_("Date")),
    ),
    acts=(*PREPARATION, *MEETING, *AFTERWARDS),
    periods=(
        Period(
            name="until_session",
            label=N_("Until the day of the session"),
            runs_on="starter",
            owner="starter",
            until="date",
            source="[P] C01",
        ),
        Period(
            name="minutes_silence",
            label=N_("Days of silence for the minutes"),
            length="minutes_silence",
            runs_on=ALL_SIDES,
            owner="starter",
            due="approve_by_silence",
            source="[P] C09",
        ),
    ),
    parameters=(
        Parameter(
            name="minutes_silence",
            label=N_("Days of silence after which minutes are approved"),
            unit="days",
            owner=ALL_SIDES,
        ),
    ),
    guarantees=(
        Guarantee(
            name="no_point_before_opening",
            label=N_("Nothing is agreed at the table before the session is open"),
            at="agree_point",
            term=Fact("session_open"),
            source="[P] C08",
        ),
        Guarantee(
            name="no_silence_over_an_objection",
            label=N_("Silence approves nothing that a side objects to"),
            at="approve_by_silence",
            term=Every("objection", Fact("objection_settled")),
            source="[P] C09",
        ),
        Guarantee(
            name="moved_after_the_call",
            label=N_("A date is moved only after all sides have accepted the call"),
            at="move_date",
            term=Fact("call_accepted"),
            source="[P] C01",
        ),
        Guarantee(
            name="agenda_after_the_call",
            label=N_("An agenda is adopted only after all sides have accepted the call"),
            at="adopt_agenda",
            term=Fact("call_accepted"),
            source="[P] C03",
        ),
        Guarantee(
            name="opened_with_an_agenda",
            label=N_("A session is opened only with an agenda that was adopted"),
            at="open_session",
            term=Fact("agenda_adopted"),
            source="[P] C08",
        ),
        Guarantee(
            name="positions_in_a_session",
            label=N_("Positions are stated only in a session that is open"),
            at="state_position",
            term=Fact("session_open"),
            source="[P] C08",
        ),
        Guarantee(
            name="meetings_in_a_session",
            label=N_("Meetings are scheduled only in a session that is open"),
            at="schedule_meeting",
            term=Fact("session_open"),
            source="[P] C08",
        ),
        Guarantee(
            name="minutes_of_a_session",
            label=N_("Minutes are circulated only of a session that was opened"),
            at="circulate_minutes",
            term=Fact("session_open"),
            source="[P] C09",
        ),
        Guarantee(
            name="silence_lasts",
            label=N_("Silence approves nothing before the days agreed are over"),
            at="approve_by_silence",
            term=Over("minutes_silence"),
            source="[P] C09",
        ),
        Guarantee(
            name="minutes_were_circulated",
            label=N_("Only minutes that all sides have before them are approved"),
            at="approve_minutes",
            term=Fact("minutes_circulated"),
            source="[P] C09",
        ),
        Guarantee(
            name="no_approval_over_an_objection",
            label=N_("No minutes are approved that a side objects to"),
            at="approve_minutes",
            term=Every("objection", Fact("objection_settled")),
            source="[P] C09",
        ),
        Guarantee(
            name="statement_of_a_session",
            label=N_("A joint statement is adopted only in a session that is open"),
            at="adopt_statement",
            term=Fact("session_open"),
            source="[P] C10",
        ),
        Guarantee(
            name="closed_after_opening",
            label=N_("Only a session that was opened is closed"),
            at="close",
            term=Fact("session_open"),
            source="[P] C11",
        ),
    ),
    stages=(
        Stage(name="closed", label=N_("Closed"), term=Fact("closed")),
        Stage(name="minuted", label=N_("Minutes approved"), term=Fact("minutes_approved")),
        Stage(name="held", label=N_("Session open"), term=Fact("session_open")),
        Stage(name="ready", label=N_("Agenda adopted"), term=Fact("agenda_adopted")),
        Stage(name="called", label=N_("In preparation"), term=Always()),
    ),
)
