"""`protection`: one child in the care of the host state, from the first day to a lasting solution (A01–A32).

Domestic: nothing of it is ever sent. What any host state owes; a pack of `packs` adds a state's own law.
"""

from jisr.base import N_
from jisr.procedures.children import care, deciding, deciding_facts, departing, opening, stops, ways_out
from jisr.procedures.children.common import HOST, R1, R3, every, facts_hold
from jisr.procedures.children.deciding_facts import INDEPENDENT
from jisr.procedures.children.protection_steps import STEPS
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
    Term,
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


def _departure(name: str, label: str, term: Term, source: str) -> Guarantee:
    return Guarantee(name=name, label=label, term=term, source=source, at="clear_departure")


_AT_DEPARTURE = (
    _departure(
        "g03_age",
        N_("The age is undoubted or decided by the lowest value, and no doubt is open"),
        All(
            (
                Fact("age_settled"),
                Any((Fact("age_undisputed"), Over("age_challenge"))),
                every("identity_doubt", "identity_doubt_lifted"),
            )
        ),
        "G03: CRC art. 1; Joint GC 4/23 [U]",
    ),
    _departure(
        "g02_identity",
        N_("Identity and nationality are established and not in doubt"),
        All((Fact("identity_established"), every("identity_doubt", "identity_doubt_lifted"))),
        "G02: CRC art. 8",
    ),
    _departure(
        "g04_guardian",
        N_("A guardian is in function without a gap"),
        All((Fact("guardian_in_function"), every("care_gap", "care_gap_lifted"))),
        "G04: CRC art. 20; TQ (C-441/19)",
    ),
    _departure(
        "g05_informed",
        N_("The child was informed in a language it understands"),
        Fact("informed"),
        "G05: CRC arts 12, 22",
    ),
    _departure(
        "g06_asylum",
        N_("The need for asylum was looked into and no claim is open"),
        All(
            (
                Fact("screened_asylum"),
                every("asylum_claim", "asylum_claim_lifted"),
                Not(Fact("protection_granted")),
            )
        ),
        "G06: CRC art. 22; Charter arts 18, 19; Geneva Convention art. 33",
    ),
    _departure(
        "g07_trafficking",
        N_("Trafficking was looked into and no sign is open"),
        All(
            (
                Fact("screened_trafficking"),
                every("trafficking_sign", "trafficking_sign_lifted"),
                Not(Fact("victim_confirmed")),
            )
        ),
        "G07: Palermo Protocol; Council of Europe Convention on trafficking [U]",
    ),
    _departure(
        "g08_origin_report",
        N_("The report of the state of origin was received"),
        Fact("origin_report_filed"),
        f"G08: CRC art. 9; GC 6; {R1}",
    ),
    _departure(
        "g09_receiver",
        N_("The receiver was verified and no doubt about it is open"),
        All((Fact("receiver_verified"), every("receiver_doubt", "receiver_doubt_lifted"))),
        "G09: TQ (C-441/19); Directive 2008/115 art. 10(2) [U]",
    ),
    _departure(
        "g10_notified_opening",
        N_("The child was told in writing that a return is looked into"),
        All((Fact("return_opened"), Fact("opening_notified"))),
        "G10: CRC art. 12",
    ),
    _departure(
        "g11_pleaded",
        N_("The full time to plead has passed and every pleading is answered"),
        All((Over("pleading_time"), every("pleading", "pleading_answered"))),
        "G11: CRC art. 12; Charter art. 41",
    ),
    _departure(
        "g12_heard",
        N_("The child was heard, or it is explained why a child under 12 was not"),
        deciding_facts.HEARD,
        "G12: CRC art. 12; GC 12",
    ),
    _departure(
        "g13_defender",
        N_("Where the child opposes the guardian a defender has acted"),
        every("opposition", "opposition_lifted"),
        "G13: CRC art. 12; STC 183/2008",
    ),
    _departure(
        "g14_lawyer", N_("The child has an independent lawyer"), Fact("lawyer_appointed"), "G14: Charter art. 47; GC 6"
    ),
    _departure(
        "g15_protection_report",
        N_("The child-protection service has reported"),
        Fact("protection_report"),
        "G15: CRC art. 3; GC 14",
    ),
    _departure(
        "g17_interests",
        N_("A valid determination finds return best, all options compared"),
        All((facts_hold("interests_assessed", "bid_return"), Running("bid_validity"))),
        "G17: CRC art. 3; GC 14; Joint GC 3/22",
    ),
    _departure(
        "g18_risk",
        N_("The risk of harm was assessed for this child and place, and the place is safe"),
        All((Fact("risk_assessed"), every("place_bar", "place_bar_lifted"))),
        "G18: ECHR art. 3; Charter art. 19; CRC arts 6, 37",
    ),
    _departure(
        "g19_decided",
        N_("A reasoned decision was notified"),
        facts_hold("return_decided", "decision_notified"),
        "G19: TQ (C-441/19); Charter art. 41",
    ),
    _departure(
        "g20_remedies",
        N_("The time to go to court is over, and nothing is pending"),
        All(
            (
                Over("remedy_time"),
                every("relief_request", "relief_request_lifted"),
                every("court_order", "court_order_lifted"),
                Not(Fact("decision_annulled")),
            )
        ),
        "G20: Charter art. 47; ECHR art. 13 (Moustahi v France); [P] suspension",
    ),
    _departure(
        "g21_court_case",
        N_("A court that hears the child's case has authorised the departure"),
        every("court_case", "court_case_lifted"),
        "G21: CRC art. 3; Charter art. 47",
    ),
    _departure(
        "g23_view",
        N_("The child was asked again after the decision, and has not said no"),
        All((Fact("view_asked"), Running("view_validity"), every("child_refusal", "child_refusal_lifted"))),
        "G23: [P] CRC art. 12; GC 12",
    ),
    _departure(
        "g24_health",
        N_("The child is fit to travel"),
        All((Fact("screened_health"), every("health_bar", "health_bar_lifted"))),
        "G24: CRC art. 24",
    ),
    _departure(
        "g25_siblings",
        N_("Siblings stay together and contact is kept, or reasons are given"),
        facts_hold("siblings_recorded", "contact_kept"),
        "G25: CRC arts 9, 10",
    ),
    _departure(
        "s14_child",
        N_("The person is a child"),
        All((Running("childhood"), Not(Fact("of_age")), Compare(FigureValue("age_counted"), "<=", Given(17)))),
        "S14: CRC art. 1",
    ),
    _departure(
        "s16_no_request",
        N_("No independent body asks to stop"),
        every("monitor_request", "monitor_request_lifted"),
        "S16: [P] CRC art. 3",
    ),
    _departure(
        "restoration_done",
        N_("No unlawful removal waits for its restoration"),
        Not(Fact("removed_unlawfully")),
        "STS 86/2024",
    ),
    _departure("r3_independent", N_("Who clears the departure has decided nothing"), INDEPENDENT, R3),
)

GUARANTEES = (
    *_AT_DEPARTURE,
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
        label=N_("Who determines the best interests has decided nothing in the file"),
        term=INDEPENDENT,
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
    facts=(*care.FACTS, *deciding_facts.FACTS, *ways_out.FACTS, *stops.FACTS),
    figures=care.FIGURES,
    acts=(*care.ACTS, *opening.ACTS, *deciding.ACTS, *departing.ACTS, *stops.ACTS, *ways_out.ACTS),
    periods=(*care.PERIODS, *opening.PERIODS, *deciding.PERIODS, *departing.PERIODS, *ways_out.PERIODS),
    guarantees=(*GUARANTEES, *STEPS),
    parameters=PARAMETERS,
    stages=STAGES,
    withheld=stops.WITHHELD,
)
