"""`protection`: what each step on the way to a departure, to residence, or to family is guaranteed to rest on."""

from jisr.base import N_
from jisr.procedures.children.care import BRIDGE_BEFORE, IS_CHILD, LOWEST_COUNTS, SCREENED
from jisr.procedures.children.common import R1, R3, facts_hold, rests, together
from jisr.procedures.children.deciding_facts import INDEPENDENT, NOTIFIABLE, STANDING
from jisr.procedures.children.stops import CLEAR, DEFENDED, STOPS
from jisr.rules import Always, Compare, Fact, FieldValue, Given, Guarantee, Not, Over

# A settled sign of trafficking rests on the whole time to reflect, which has a guarantee of its own.
_ANEW = tuple(each for each in STOPS if each.first_needs != Always() and each.item != "trafficking_sign")

_CARE = (
    rests(
        "take_into_care",
        N_("A child is taken into care once, so the time until residence opens does not begin anew"),
        Not(Fact("in_care")),
        "A02, A31: CRC art. 20",
    ),
    rests(
        "accept_age",
        N_("An age is accepted as undoubted only if it is the lowest of its range, and a child's"),
        together(LOWEST_COUNTS, Compare(FieldValue("age_counted"), "<=", Given(17)), BRIDGE_BEFORE),
        "A04, A32, G03: CRC art. 1; Joint GC 4/23 [U]",
    ),
    rests(
        "decide_age",
        N_("No age is decided before the child is informed and has a guardian, nor by a range turned round"),
        together(facts_hold("informed", "guardian_in_function"), LOWEST_COUNTS, BRIDGE_BEFORE),
        "A04, A32: CRC arts 1, 12; Joint GC 4/23 [U]",
    ),
    rests(
        "establish_identity",
        N_("Earlier protection records are looked for before identity is established"),
        Fact("records_checked"),
        "A03, G02: CRC art. 8",
    ),
    rests(
        "appoint_guardian",
        N_("The guardian is appointed for a child in care"),
        Fact("in_care"),
        "A05: CRC art. 20; GC 6",
    ),
    rests(
        "inform_child",
        N_("The child is informed once it has a guardian"),
        Fact("guardian_in_function"),
        "A06: CRC arts 12, 22; GC 6",
    ),
    rests(
        "screen_asylum",
        N_("The need for asylum is looked into once the child knows its rights"),
        Fact("informed"),
        "A06, A07: CRC art. 22",
    ),
    rests(
        "screen_trafficking",
        N_("Trafficking is looked into once the child knows its rights"),
        Fact("informed"),
        "A06, A07: CRC arts 35, 36; Palermo Protocol",
    ),
    rests("screen_health", N_("Health is looked into of a child in care"), Fact("in_care"), "A07: CRC art. 24"),
    rests(
        "record_siblings",
        N_("Siblings and family are recorded of a child in care"),
        Fact("in_care"),
        "A07: CRC arts 9, 10",
    ),
    rests(
        "assess_interests",
        N_("Best interests are assessed of a child that is in care and knows its rights"),
        facts_hold("in_care", "informed"),
        "A08: CRC arts 3, 12; GC 14",
    ),
    rests(
        "assess_risk",
        N_("The risk of harm is assessed after the need for asylum was looked into"),
        Fact("screened_asylum"),
        "G06, G18: CRC art. 22; ECHR art. 3",
    ),
    rests(
        "settle_contact",
        N_("How contact is kept is stated once siblings and family are known"),
        Fact("siblings_recorded"),
        "G25: CRC arts 9, 10",
    ),
    rests(
        "close_as_adult",
        N_("Nobody's file ends as an adult's without a decided age and a lawyer, nor while a stop is open"),
        together(facts_hold("age_settled", "lawyer_appointed"), CLEAR),
        "A04, G03: CRC art. 1; Joint GC 4/23 [U]; [P] only after the time to challenge",
    ),
)

_DECIDING = (
    rests(
        "record_request",
        N_("The state of origin is asked only about a child that was informed and screened, while no stop is open"),
        together(SCREENED, CLEAR),
        "A07, A10: CRC art. 22; [P] after the screening",
    ),
    rests(
        "file_origin_report",
        N_("No report of the state of origin is filed before the child was screened and the report asked for"),
        together(SCREENED, Fact("origin_asked")),
        "A07, A10, A12, G08: CRC art. 22; [P] after the screening",
    ),
    rests(
        "lapse_report",
        N_("The report of the state of origin lapses only when its time is over"),
        Over("report_validity"),
        "S12: CRC art. 3; GC 14",
    ),
    rests(
        "lapse_decision",
        N_("A decision lapses only when its time is over"),
        Over("decision_validity"),
        "S12: CRC art. 3; GC 14",
    ),
    rests(
        "advise_remedies",
        N_("The child is advised on the way to court once the decision was notified"),
        Fact("decision_notified"),
        "G20: Charter art. 47",
    ),
    rests(
        "verify_receiver",
        N_("A receiver is verified by the report of the state of origin"),
        Fact("origin_report_filed"),
        f"A12, A13: TQ (C-441/19); {R1}",
    ),
    rests(
        "open_return",
        N_("No return is looked into before all reports and checks are there, nor while a stop is open"),
        together(
            facts_hold("age_settled", "guardian_in_function", "lawyer_appointed", "interests_assessed"),
            facts_hold("origin_report_filed", "receiver_verified", "identity_established"),
            SCREENED,
            Not(Fact("of_age")),
            IS_CHILD,
            CLEAR,
        ),
        "A14, G02, G08: CRC art. 3; GC 6; STS 86/2024",
    ),
    rests(
        "notify_opening",
        N_("Only an opening is notified that was decided, and not while the child lacks a defender"),
        together(Fact("return_opened"), DEFENDED),
        "A15, A17: CRC art. 12; GC 12",
    ),
    rests(
        "plead",
        N_("Pleadings follow the notice of the opening"),
        Fact("opening_notified"),
        "A16: CRC art. 12; Charter art. 41",
    ),
    rests(
        "report_protection",
        N_("The service reports on a return that is looked into, and not while the child lacks a defender"),
        together(Fact("return_opened"), DEFENDED),
        "A17, A18: CRC arts 3, 12; GC 14",
    ),
    rests(
        "determine_return",
        N_("Return is found best only after all reports and assessments, and not while the child lacks a defender"),
        together(
            facts_hold("return_opened", "interests_assessed", "origin_report_filed", "receiver_verified"),
            facts_hold("protection_report", "risk_assessed"),
            DEFENDED,
        ),
        "A17, A21, G17: CRC art. 3; GC 14; Joint GC 3/22",
    ),
    rests(
        "determine_stay",
        N_("Who finds that staying is best has the assessment, and has decided nothing in the file"),
        together(Fact("interests_assessed"), INDEPENDENT),
        f"A21: CRC art. 3; GC 14; {R3}",
    ),
    rests(
        "lapse_determination",
        N_("A determination lapses only when its time is over"),
        Over("bid_validity"),
        "S12: CRC art. 3; GC 14",
    ),
    rests(
        "hear_child",
        N_("The child is heard after notice and report, with guardian and lawyer, and a defender where it needs one"),
        together(
            facts_hold("opening_notified", "guardian_in_function", "lawyer_appointed", "protection_report"), DEFENDED
        ),
        "A17, A22, G12: CRC art. 12; GC 12",
    ),
    rests(
        "excuse_hearing",
        N_("Why a child is not heard is explained after the notice, by somebody who has decided nothing in the file"),
        together(Fact("opening_notified"), DEFENDED, INDEPENDENT),
        f"A17, A22, G12: CRC art. 12; GC 12; {R3}",
    ),
    rests(
        "decide_return",
        N_("Whatever a departure is cleared by is already so when the return is decided"),
        STANDING,
        "A23: CRC art. 3; TQ (C-441/19); STS 86/2024",
    ),
    rests(
        "lapse_opening",
        N_("An opening lapses only when the time to decide is over"),
        Over("decision_time"),
        "A23, G19: Charter art. 41",
    ),
    rests(
        "notify_decision",
        N_("A decision is notified in time, to a child with guardian, lawyer and, where it needs one, defender"),
        together(
            facts_hold("guardian_in_function", "lawyer_appointed"),
            NOTIFIABLE,
            DEFENDED,
        ),
        "A17, A23, A24, G19: Charter art. 47; ECHR art. 13",
    ),
    rests(
        "ask_view",
        N_("The child is asked again after the decision was notified"),
        facts_hold("return_decided", "decision_notified"),
        "A27, G23: [P] CRC art. 12; GC 12",
    ),
)

_STOPS = (
    *(
        Guarantee(
            name=f"{each.item}_anew",
            label=N_("A stop is settled after what it took back was established anew"),
            term=each.first_needs,
            source=f"{each.code}: {each.source}",
            at=f"settle_{each.item}",
        )
        for each in _ANEW
    ),
    *(
        Guarantee(
            name=f"{each.item}_once",
            label=N_("A stop that was lifted is not lifted again, as if it had stilled the time until then"),
            term=Not(Fact(f"{each.item}_lifted")),
            source=f"{each.code}: {each.source}",
            at=f"lift_{each.item}",
        )
        for each in STOPS
    ),
)

_WAYS_OUT = (
    rests(
        "grant_residence",
        N_("Residence is granted in a procedure that was opened"),
        Fact("residence_opened"),
        "A31: CRC art. 20",
    ),
    rests(
        "grant_by_silence",
        N_("Silence grants residence only when the time to decide on it is over"),
        Over("residence_time"),
        "A31: CRC art. 20; [P] silence of the office counts for the child",
    ),
    rests(
        "close_with_residence",
        N_("The file of a child that lives here ends only with residence granted, while no bridge to adulthood is due"),
        together(Fact("residence_granted"), Not(Fact("bridge_due"))),
        "A31, A32: CRC art. 20",
    ),
    rests(
        "reach_majority",
        N_("Nobody comes of age in the file before the day itself"),
        Over("childhood"),
        "S14: CRC art. 1",
    ),
    rests(
        "open_bridge",
        N_("The bridge to adulthood is due from the day that was stated with the age"),
        Over("bridge_wait"),
        "A32: CRC art. 39; [P] two months before the 18th birthday",
    ),
    rests(
        "renew_residence",
        N_("How residence goes on is settled around the 18th birthday, of residence that was granted, with a plan"),
        facts_hold("residence_granted", "bridge_planned", "bridge_due"),
        "A32: CRC art. 39",
    ),
    rests(
        "keep_by_silence",
        N_("Silence lets residence go on only when the time to settle it is over"),
        Over("bridge_window"),
        "A32: CRC art. 39; [P] silence of the office counts for the child",
    ),
    rests(
        "plan_bridge",
        N_("The bridge to adulthood is planned for a child in care"),
        Fact("in_care"),
        "A32: CRC art. 39; GC 6",
    ),
    rests(
        "close_of_age",
        N_("A file ends by age only with a bridge planned, and with residence that goes on"),
        facts_hold("of_age", "bridge_planned", "residence_granted", "residence_kept"),
        "A32: CRC arts 1, 39; never a conversion into removal",
    ),
    rests(
        "verify_kin_elsewhere",
        N_("Family elsewhere is verified for a child with a guardian whose interests were assessed"),
        facts_hold("interests_assessed", "guardian_in_function"),
        "CRC arts 3, 10; Regulation 2024/1351 art. 25 [U]",
    ),
    rests(
        "ask_about_kin",
        N_("The child is asked about family that was verified"),
        Fact("kin_elsewhere_verified"),
        "CRC arts 10, 12",
    ),
    rests(
        "join_kin",
        N_("A child joins verified family elsewhere only if it wants to and it is best for it, and no stop is open"),
        together(
            facts_hold("kin_elsewhere_verified", "kin_wanted", "bid_stay", "guardian_in_function", "lawyer_appointed"),
            CLEAR,
        ),
        "CRC arts 3, 10, 12",
    ),
    rests(
        "close_with_kin",
        N_("A file ends with family elsewhere only once the child has joined it"),
        Fact("kin_joined"),
        "CRC art. 10",
    ),
    rests(
        "record_handover",
        N_("A handover is recorded of a return that was decided"),
        Fact("return_decided"),
        "A29: CRC art. 10; STS 86/2024",
    ),
    rests(
        "complete_follow_up",
        N_("A follow-up that is complete follows a handover"),
        Fact("handed_over"),
        "A30: [P] best-interests procedure: follow-up",
    ),
    rests(
        "close_reunified",
        N_("A file ends in the state of origin only after the handover and the follow-up"),
        facts_hold("handed_over", "followed_up"),
        "A30, G26: CRC art. 10; [P] follow-up",
    ),
    rests(
        "restore_contact",
        N_("Contact is restored once the restoration is open"),
        Fact("removed_unlawfully"),
        "STS 86/2024",
    ),
    rests(
        "restore_route",
        N_("A way back is given once the restoration is open"),
        Fact("removed_unlawfully"),
        "STS 86/2024",
    ),
    rests(
        "complete_restoration",
        N_("Only a restoration that was opened is complete"),
        Fact("removed_unlawfully"),
        "STS 86/2024; CRC art. 12",
    ),
)

STEPS = (*_CARE, *_DECIDING, *_STOPS, *_WAYS_OUT)
