"""A11–A27: what is so, or not yet, of a return that is looked into, and what a departure rests on."""

from jisr.base import N_
from jisr.procedures.children.care import (
    IS_CHILD,
    SCREENED,
)
from jisr.procedures.children.common import (
    every,
    fact,
    facts_hold,
    together,
)
from jisr.procedures.children.stops import (
    CLEAR,
    DECIDING,
)
from jisr.rules import (
    All,
    Any,
    Apart,
    Compare,
    Fact,
    Field,
    FigureValue,
    Given,
    Item,
    Not,
    Over,
    Running,
)

ITEMS = (Item(name="pleading", label=N_("Pleading"), plural=N_("Pleadings and evidence")),)

FACTS = (
    fact(
        "origin_asked",
        N_("The state of origin has been asked for a report"),
        N_("The state of origin has not been asked for a report"),
        "A10, G08: CRC art. 9; GC 6",
    ),
    fact(
        "origin_report_filed",
        N_("The report of the state of origin is in the file"),
        N_("The report of the state of origin is not in the file"),
        "CRC art. 9; GC 6",
    ),
    fact(
        "receiver_verified",
        N_("The family or service has been found willing, able and safe"),
        N_("The family or service has not been verified"),
        "TQ (C-441/19); CRC arts 9, 20",
    ),
    fact(
        "receiver_renewed",
        N_("A doubt about the family or service has been cleared up since the last decision"),
        N_("No doubt about the family or service has been cleared up since the last decision"),
        "S05, S06: TQ (C-441/19); CRC arts 9, 20",
    ),
    fact(
        "return_opened",
        N_("A decision to look into a return has been taken"),
        N_("No decision to look into a return stands"),
        "CRC art. 3; GC 6",
    ),
    fact(
        "opening_notified",
        N_("The child has been told in writing that a return is looked into"),
        N_("The child has not been told in writing that a return is looked into"),
        "CRC art. 12; GC 12",
    ),
    fact(
        "pleading_answered",
        N_("The pleading has been answered"),
        N_("The pleading has not been answered"),
        "CRC art. 12; Charter art. 41",
        item="pleading",
    ),
    fact(
        "protection_report",
        N_("The child-protection service has reported"),
        N_("The child-protection service has not reported"),
        "CRC art. 3; GC 14",
    ),
    fact("heard", N_("The child has been heard"), N_("The child has not been heard"), "CRC art. 12; GC 12"),
    fact(
        "hearing_excused",
        N_("It is explained why a child under 12 could not be heard"),
        N_("It is not explained why the child could not be heard"),
        "CRC art. 12; GC 12",
    ),
    fact(
        "bid_return",
        N_("The best-interests determination finds that return is best for the child"),
        N_("No determination finds that return is best for the child"),
        "CRC art. 3; GC 14; Joint GC 3/22",
    ),
    fact(
        "bid_stay",
        N_("The best-interests determination finds that staying is best for the child"),
        N_("No determination finds that staying is best for the child"),
        "CRC art. 3; GC 14; Joint GC 3/22",
    ),
    fact(
        "return_decided",
        N_("A reasoned decision names the mode of return and the receiver"),
        N_("No decision on a return stands"),
        "TQ (C-441/19); Directive 2008/115 art. 10",
    ),
    fact(
        "stay_decided",
        N_("It is decided that the child stays"),
        N_("It is not decided that the child stays"),
        "CRC art. 3",
    ),
    fact(
        "decision_notified",
        N_("The decision has been notified with remedies and legal aid"),
        N_("No decision has been notified"),
        "Charter art. 47; ECHR art. 13",
    ),
    fact(
        "remedies_advised",
        N_("The lawyer has advised the child on the way to court"),
        N_("The lawyer has not advised the child on the way to court"),
        "G20: Charter art. 47",
    ),
    fact(
        "decision_annulled",
        N_("A court has annulled the decision"),
        N_("No court has annulled the decision"),
        "S03, S04: Charter art. 47",
        cautious=True,
    ),
    fact(
        "view_asked",
        N_("The child's view has been asked again after the decision"),
        N_("The child's view has not been asked again after the decision"),
        "[P] CRC art. 12; GC 12",
    ),
    fact(
        "departure_cleared",
        N_("The departure has been cleared"),
        N_("The departure has not been cleared"),
        "TQ (C-441/19)",
    ),
)

# Whoever speaks for the child's interests has decided nothing in the file (R3).
INDEPENDENT = Apart((*DECIDING, "decide_stay"))
HEARD = Any((Fact("heard"), All((Fact("hearing_excused"), Compare(FigureValue("age_counted"), "<=", Given(11))))))
PLEADED = All((Over("pleading_time"), every("pleading", "pleading_answered")))
# What has to be so before anybody may decide on a return, and still at the departure.
STANDING = together(
    facts_hold("age_settled", "guardian_in_function", "lawyer_appointed", "informed", "interests_assessed"),
    SCREENED,
    facts_hold("origin_report_filed", "receiver_verified", "risk_assessed", "contact_kept", "protection_report"),
    Running("report_validity"),
    Fact("return_opened"),
    Fact("opening_notified"),
    PLEADED,
    HEARD,
    Fact("bid_return"),
    Running("bid_validity"),
    Fact("identity_established"),
    Any((Fact("age_undisputed"), Over("age_challenge"))),
    Running("childhood"),
    Not(Fact("of_age")),
    IS_CHILD,
    Not(Fact("protection_granted")),
    Not(Fact("victim_confirmed")),
    Not(Fact("decision_annulled")),
    Not(Fact("removed_unlawfully")),
    CLEAR,
)
RELIEF_OVER = Over("remedy_time")
# The six months are those of the decision with its notice; of staying nobody is told too late.
NOTIFIABLE = Any((Fact("stay_decided"), All((Fact("return_decided"), Running("decision_time")))))
READY = together(
    STANDING,
    facts_hold("return_decided", "decision_notified", "remedies_advised", "view_asked"),
    Running("decision_validity"),
    RELIEF_OVER,
)
# What the guardian attests: all of it, cleared and asked within the last days.
NOW = together(Fact("departure_cleared"), READY, Running("view_validity"), Running("clearance_validity"))
MODE = Field(
    name="mode",
    type="choice",
    label=N_("Mode of return"),
    choices=(("family", N_("To the family")), ("services", N_("To a child-protection service"))),
)


__all__ = ["FACTS", "HEARD", "INDEPENDENT", "ITEMS", "MODE", "NOTIFIABLE", "NOW", "PLEADED", "READY", "STANDING"]
