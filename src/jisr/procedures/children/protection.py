"""`protection`: one child in the care of the host state, from the first day to a lasting solution (A01–A32).

Domestic: nothing of it is ever sent. What any host state owes; a pack of `packs` adds a state's own law.
"""

from jisr.base import N_
from jisr.procedures.children import care, deciding, deciding_facts, departing, opening, restoring, stops, ways_out
from jisr.procedures.children.common import HOST, R3, facts_hold
from jisr.procedures.children.deciding_facts import INDEPENDENT
from jisr.procedures.children.protection_departure import AT_DEPARTURE
from jisr.procedures.children.protection_steps import STEPS
from jisr.procedures.retention import retention_of, shows_readings_of
from jisr.rules import (
    All,
    Any,
    Apart,
    Compare,
    Fact,
    FieldValue,
    FigureValue,
    Given,
    Guarantee,
    Not,
    Over,
    Parameter,
    Procedure,
    Running,
    Stage,
)  # fmt: skip

MANDATES = (
    ("police", N_("Police")),
    ("child_protection", N_("Child-protection service")),
    ("guardian", N_("Guardian")),
    ("assessor", N_("Best-interests panel")),
    ("decider", N_("Authority that decides on return and residence")),
    ("age_authority", N_("Authority that decides on age")),
    ("legal_aid", N_("Legal-aid body")),
    ("lawyer", N_("The child's lawyer")),
    ("defender", N_("Court-appointed defender")),
    ("court", N_("Court")),
    ("asylum", N_("Asylum authority")),
    ("trafficking", N_("Authority for victims of trafficking")),
    ("health", N_("Health service")),
    ("monitor", N_("Independent monitor")),
)


GUARANTEES = (
    *AT_DEPARTURE,
    Guarantee(
        name="lowest_age",
        label=N_("Of a range of ages the lowest counts"),
        term=Compare(FieldValue("age_counted"), "=", FieldValue("age_lowest")),
        source="G03: CRC art. 1; Joint GC 4/23 [U]",
        at="decide_age",
    ),
    Guarantee(
        name="adult_beyond_doubt",
        label=N_("Nobody is called an adult whose lowest age is under 18, nor before the time to challenge is over"),
        term=All((Compare(Given(18), "<=", FigureValue("age_lowest")), Over("age_challenge"))),
        source="G03: CRC art. 1; [P] time to challenge",
        at="close_as_adult",
    ),
    Guarantee(
        name="hearing_from_twelve",
        label=N_("From the age of twelve a child is always heard"),
        term=Compare(FigureValue("age_counted"), "<=", Given(11)),
        source="G12: CRC art. 12; GC 12 [P]",
        at="excuse_hearing",
    ),
    Guarantee(
        name="options_compared",
        label=N_("At least two options were compared"),
        term=Compare(Given(2), "<=", FieldValue("options")),
        source="G17: GC 14; Joint GC 3/22",
        at="determine_return",
    ),
    Guarantee(
        name="panel_is_independent",
        label=N_("Who determines the best interests has neither decided nor reported in the file"),
        term=All((INDEPENDENT, Apart(("report_protection",)))),
        source=f"GC 14; {R3}",
        at="determine_return",
    ),
    Guarantee(
        name="report_is_independent",
        label=N_("Who reports on the child has decided nothing in the file"),
        term=INDEPENDENT,
        source=R3,
        at="report_protection",
    ),
    Guarantee(
        name="decider_is_apart",
        label=N_("Who decides has neither reported nor determined"),
        term=Apart(("report_protection", "determine_return")),
        source=R3,
        at="decide_return",
    ),
    Guarantee(
        name="decided_in_time",
        label=N_("The decision is taken in time"),
        term=Running("decision_time"),
        source="G19: Charter art. 41",
        at="decide_return",
    ),
    Guarantee(
        name="nothing_hidden_at_decision",
        label=N_("No stop is open when a return is decided"),
        term=stops.CLEAR,
        source="S01–S16: every stop",
        at="decide_return",
    ),
    Guarantee(
        name="reflection_passes",
        label=N_("A possible victim has the whole time to recover and reflect"),
        term=Over("reflection"),
        source="S02, G07: Council of Europe Convention on trafficking art. 13 [U]",
        at="settle_trafficking_sign",
    ),
    Guarantee(
        name="residence_by_time",
        label=N_("Residence opens when return is impossible, staying is decided, or the time is over"),
        term=Any((Fact("return_impossible"), Fact("stay_decided"), Over("residence_wait"))),
        source="A31: CRC art. 20",
        at="open_residence",
    ),
    Guarantee(
        name="restoration_is_owed",
        label=N_("No restoration ends without contact, a lawyer and a way back"),
        term=facts_hold("contact_restored", "lawyer_appointed", "route_restored"),
        source="STS 86/2024",
        at="complete_restoration",
    ),
    *(
        Guarantee(
            name=f"{each.item}_by_two",
            label=N_("A stop is lifted by two roles, one of them independent of the decider"),
            term=All(
                (Fact(f"{each.item}_settled"), Apart((f"settle_{each.item}", *stops.DECIDING))),
            ),
            source=f"{each.code}: {each.source}",
            at=f"lift_{each.item}",
        )
        for each in stops.STOPS
    ),
    *(
        Guarantee(
            name=f"no_unlawful_{name}",
            label=N_("No file ends while a child taken away unlawfully has not been restored"),
            term=Not(Fact("removed_unlawfully")),
            source="STS 86/2024",
            at=name,
        )
        for name in ("close_with_residence", "close_of_age", "close_with_kin", "close_reunified", "close_as_adult")
    ),
)

PARAMETERS = (
    Parameter(name="review_time", label=N_("Days until a file is looked at again"), unit="days", owner=HOST),
    Parameter(name="prompt_time", label=N_("Time for what is owed at once"), unit="working_days", owner=HOST),
    Parameter(name="assessment_time", label=N_("Time to assess the best interests"), unit="working_days", owner=HOST),
    Parameter(
        name="report_validity", label=N_("Validity of a report of the state of origin"), unit="months", owner=HOST
    ),
    Parameter(name="decision_validity", label=N_("Validity of a decision on return"), unit="months", owner=HOST),
    Parameter(
        name="bridge_time", label=N_("Time after the 18th birthday to settle residence"), unit="months", owner=HOST
    ),
    Parameter(name="age_challenge_time", label=N_("Time to challenge the age"), unit="working_days", owner=HOST),
    Parameter(name="view_validity", label=N_("Validity of the child's answer"), unit="hours", owner=HOST),
    Parameter(name="clearance_validity", label=N_("Validity of the clearance"), unit="hours", owner=HOST),
    Parameter(name="reflection_time", label=N_("Time to recover and reflect"), unit="days", owner=HOST),
    Parameter(name="pleading_time", label=N_("Time to plead"), unit="working_days", owner=HOST),
    Parameter(name="decision_time", label=N_("Time to decide"), unit="months", owner=HOST),
    Parameter(name="bid_validity", label=N_("Validity of a best-interests determination"), unit="months", owner=HOST),
    Parameter(name="remedy_time", label=N_("Time to go to court"), unit="months", owner=HOST),
    Parameter(name="residence_wait", label=N_("Days after which residence opens by itself"), unit="days", owner=HOST),
    Parameter(name="residence_time", label=N_("Time in which residence is decided"), unit="months", owner=HOST),
)

STAGES = (
    Stage(name="restoring", label=N_("Restoration is owed"), term=Fact("removed_unlawfully")),
    Stage(name="lives_with_kin", label=N_("Lives with family elsewhere"), term=Fact("kin_joined")),
    Stage(name="handed_over", label=N_("Handed over, followed up"), term=Fact("handed_over")),
    Stage(name="of_age", label=N_("Came of age"), term=Fact("of_age")),
    Stage(name="resident", label=N_("Resident"), term=Fact("residence_granted")),
    # What was under way when it was stopped goes on from there; until then nothing of it is said to come.
    Stage(name="stopped", label=N_("Stopped"), term=All((Fact("return_opened"), Not(stops.CLEAR)))),
    Stage(name="departing", label=N_("Departure cleared"), term=Fact("departure_cleared")),
    Stage(name="decided_return", label=N_("Return decided"), term=Fact("return_decided")),
    Stage(name="residence", label=N_("Residence being decided"), term=Fact("residence_opened")),
    Stage(name="looked_into", label=N_("Return looked into"), term=Fact("return_opened")),
    Stage(name="screened", label=N_("Screened"), term=care.SCREENED),
    Stage(name="in_care", label=N_("In care"), term=Fact("in_care")),
    Stage(name="found", label=N_("Found"), term=Not(Fact("in_care"))),
)

PROTECTION = Procedure(
    name="protection",
    version=1,
    label=N_("Protection of an unaccompanied child"),
    persons=True,
    sides=(HOST,),
    labels={HOST: N_("Host state")},
    mandates=MANDATES,
    items=(*deciding_facts.ITEMS, *stops.ITEMS),
    facts=(*care.FACTS, *deciding_facts.FACTS, *ways_out.FACTS, *restoring.FACTS, *stops.FACTS),
    figures=care.FIGURES,
    acts=(*care.ACTS, *opening.ACTS, *deciding.ACTS, *departing.ACTS, *stops.ACTS, *ways_out.ACTS, *restoring.ACTS),
    periods=(*care.PERIODS, *opening.PERIODS, *deciding.PERIODS, *departing.PERIODS, *ways_out.PERIODS),
    guarantees=(*GUARANTEES, *STEPS),
    parameters=PARAMETERS,
    stages=STAGES,
    retention=retention_of("protection"),
    shows_readings=shows_readings_of("protection"),
    withheld=stops.WITHHELD,
)
