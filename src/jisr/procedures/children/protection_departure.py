"""`protection`: without what no departure is cleared (G02–G25, S14, S16)."""

from jisr.base import N_
from jisr.procedures.children.common import R1, R3, every, facts_hold
from jisr.procedures.children.deciding_facts import HEARD, INDEPENDENT
from jisr.rules import All, Any, Compare, Fact, FigureValue, Given, Guarantee, Not, Over, Running, Term


def _departure(name: str, label: str, term: Term, source: str) -> Guarantee:
    return Guarantee(name=name, label=label, term=term, source=source, at="clear_departure")


AT_DEPARTURE = (
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
        N_("The report of the state of origin was received and is current"),
        All((Fact("origin_report_filed"), Running("report_validity"))),
        f"G08, S12: CRC art. 9; GC 6; {R1}",
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
        HEARD,
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
        N_("A reasoned decision was notified and is current"),
        All((facts_hold("return_decided", "decision_notified"), Running("decision_validity"))),
        "G19, S12: TQ (C-441/19); Charter art. 41",
    ),
    _departure(
        "g20_remedies",
        N_("The child was advised, the time to go to court is over, and nothing is pending"),
        All(
            (
                Over("remedy_time"),
                Fact("remedies_advised"),
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

__all__ = ["AT_DEPARTURE"]
