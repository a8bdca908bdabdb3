"""`return`: roles, items and facts that both sides share, and what a handover rests on."""

from jisr.base import N_
from jisr.procedures.children.common import (
    R1,
    every,
    fact,
    facts_hold,
)
from jisr.rules import (
    All,
    Fact,
    Item,
    Not,
)

MANDATES = (
    ("liaison", N_("Contact point")),
    ("guardian", N_("Guardian")),
    ("child_protection", N_("Child-protection service")),
    ("monitor", N_("Independent monitor")),
    ("consulate", N_("Embassy or consulate")),
    ("competent_authority", N_("Authority competent for the child in the state of origin")),
)

ITEMS = (
    Item(name="stop", label=N_("Stop of the host state"), plural=N_("Stops of the host state")),
    Item(name="origin_stop", label=N_("Stop of the state of origin"), plural=N_("Stops of the state of origin")),
    Item(name="visit", label=N_("Follow-up visit"), plural=N_("Follow-up visits")),
)

FACTS = (
    fact(
        "report_requested",
        N_("A report on family and setting has been asked for"),
        N_("No report on family and setting has been asked for"),
        "A10: CRC art. 9; GC 6",
    ),
    fact(
        "report_given",
        N_("The state of origin has reported on family and setting"),
        N_("The state of origin has not reported; silence is no report"),
        f"A12: CRC art. 9; GC 6; {R1}",
    ),
    fact(
        "receiver_named",
        N_("A family or service has been named"),
        N_("No family or service has been named"),
        "A12: Directive 2008/115 art. 10(2) [U]",
    ),
    fact(
        "receiver_committed",
        N_("The competent authority has committed itself in writing for this child"),
        N_("No authority has committed itself in writing for this child"),
        "A12, G09: TQ (C-441/19); Directive 2008/115 art. 10(2) [U]",
    ),
    fact(
        "receiver_checked",
        N_("Will, capacity and safety have been checked in place"),
        N_("Will, capacity and safety have not been checked in place"),
        "A13, G09: CRC arts 9, 20",
    ),
    fact(
        "check_accepted",
        N_("The host state's child-protection service has accepted the check"),
        N_("The host state's child-protection service has not accepted the check"),
        "A13: TQ (C-441/19)",
    ),
    fact(
        "receiver_chosen",
        N_("Both sides have agreed on this receiver, whom the decision names"),
        N_("This receiver has not been agreed on"),
        "A23, G19: TQ (C-441/19)",
    ),
    fact(
        "reception_confirmed",
        N_("The receiver has confirmed that the reception is adequate"),
        N_("The receiver has not confirmed that the reception is adequate"),
        "A27, G22: TQ (C-441/19)",
    ),
    fact(
        "decision_attested",
        N_("The host state attests a decision against which nothing is pending"),
        N_("The host state has attested no decision against which nothing is pending"),
        "A23, A24, G19, G20: TQ (C-441/19); Charter art. 47",
    ),
    fact(
        "withdrawn",
        N_("A family or service was withdrawn, and the host state has not looked anew"),
        N_("No withdrawal waits for the host state"),
        "S05, S06: CRC arts 9, 20",
        cautious=True,
    ),
    fact(
        "ended_by_restoration",
        N_("Restoration is or was owed: another return would be a file of its own"),
        N_("No restoration is or was owed"),
        "STS 86/2024",
        cautious=True,
    ),
    fact(
        "plan_agreed",
        N_("A plan of follow-up with a route back has been accepted by both sides"),
        N_("No plan of follow-up with a route back has been accepted by both sides"),
        "A30, G26: [P] STS 86/2024",
    ),
    fact(
        "no_obstacle",
        N_("The guardian attests that nothing stands in the way"),
        N_("The guardian has not attested that nothing stands in the way"),
        "A27: TQ (C-441/19)",
    ),
    fact(
        "given_up",
        N_("The host state has ended the return: the child stays"),
        N_("The host state has not ended the return"),
        "CRC art. 3",
        cautious=True,
    ),
    fact(
        "stop_settled",
        N_("The guardian attests that no stop is open"),
        N_("The guardian has not attested that no stop is open"),
        "[P] CRC art. 3",
        item="stop",
    ),
    fact(
        "stop_lifted",
        N_("The stop of the host state is lifted"),
        N_("A stop of the host state is not lifted"),
        "[P] CRC art. 3",
        item="stop",
    ),
    fact(
        "origin_stop_settled",
        N_("Who is competent in the state of origin has settled it"),
        N_("Who is competent in the state of origin has not settled it"),
        "S05, S06: [P] CRC art. 3",
        item="origin_stop",
    ),
    fact(
        "origin_stop_lifted",
        N_("The stop of the state of origin is lifted"),
        N_("A stop of the state of origin is not lifted"),
        "S05, S06: [P] CRC art. 3",
        item="origin_stop",
    ),
    fact(
        "followed_up",
        N_("The follow-up has been completed"),
        N_("No follow-up has been completed"),
        "A30: [P] GC 14; best-interests procedure",
    ),
    fact(
        "restoration_demanded",
        N_("The return was reported as unlawful, and its restoration is owed"),
        N_("No return has been reported as unlawful"),
        "STS 86/2024; ECHR Protocol 4 art. 4",
        cautious=True,
    ),
    fact(
        "restoration_opened",
        N_("The restoration has been opened"),
        N_("No restoration has been opened"),
        "STS 86/2024",
    ),
    fact(
        "contact_restored",
        N_("Contact with the child has been restored"),
        N_("No restored contact with the child is recorded"),
        "STS 86/2024",
    ),
    fact(
        "counsel_restored",
        N_("The child has a lawyer for the restoration"),
        N_("No lawyer for a restoration is recorded"),
        "STS 86/2024",
    ),
    fact(
        "route_restored",
        N_("The child has a lawful way back"),
        N_("No lawful way back for the child is recorded"),
        "STS 86/2024",
    ),
    fact("restored", N_("The return has been undone"), N_("No return has been undone"), "STS 86/2024"),
)

NO_STOP = All((every("stop", "stop_lifted"), every("origin_stop", "origin_stop_lifted")))
RECEIVER_STANDS = facts_hold(
    "receiver_committed", "receiver_checked", "check_accepted", "receiver_chosen", "reception_confirmed"
)
NOTHING_OWED = Not(Fact("restoration_demanded")) & Not(Fact("handover_crossed"))
VISITS = 4
UNDONE = facts_hold("contact_restored", "counsel_restored", "route_restored")
# On whose behalf somebody speaks in the shared file; no name tells a ground.
SPEAKING = ("child", "family", "receiver", "service", "guardian", "lawyer", "organisation", "monitor")
