"""The way back of a child that was taken away unlawfully: contact, a lawyer, a lawful route (STS 86/2024)."""

from jisr.base import N_
from jisr.procedures.children.common import NOTE, REASON, fact, facts_hold, host
from jisr.procedures.children.stops import ECHO
from jisr.rules import ANY_MANDATE, Act, All, Fact, Field

FACTS = (
    fact(
        "removed_unlawfully",
        N_("The child was taken away without its guarantees"),
        N_("No unlawful removal is recorded"),
        "STS 86/2024; ECHR Protocol 4 art. 4",
        cautious=True,
    ),
    fact(
        "contact_restored",
        N_("Contact with the child has been restored"),
        N_("No restored contact with the child is recorded"),
        "STS 86/2024",
    ),
    fact(
        "route_restored",
        N_("The child has a lawful way back"),
        N_("No lawful way back for the child is recorded"),
        "STS 86/2024",
    ),
)

RESTORING = facts_hold("contact_restored", "route_restored", "lawyer_appointed")

ACTS = (
    Act(
        name="report_removal",
        label=N_("Report that the child was taken away without its guarantees"),
        consequence=N_("Restoration is owed: contact, a lawyer, a way back."),
        group="stop",
        source="STS 86/2024; ECHR Protocol 4 art. 4",
        by=host(ANY_MANDATE),
        on_behalf=("child", "family", "lawyer", "organisation"),
        fields=(NOTE,),
        protective=True,
        sets=("removed_unlawfully",),
        clears=(
            "return_opened",
            "return_decided",
            "decision_notified",
            "bid_return",
            "heard",
            "view_asked",
            "departure_cleared",
            "contact_restored",
            "route_restored",
        ),
        echo=ECHO,
    ),
    Act(
        name="restore_contact",
        label=N_("Record that contact with the child is restored"),
        group="restoration",
        source="STS 86/2024",
        by=host("child_protection", "guardian"),
        fields=(NOTE,),
        needs=Fact("removed_unlawfully"),
        sets=("contact_restored",),
    ),
    Act(
        name="restore_route",
        label=N_("Give the child a lawful way back"),
        group="restoration",
        source="STS 86/2024",
        by=host("decider"),
        fields=(NOTE,),
        needs=Fact("removed_unlawfully"),
        sets=("route_restored",),
    ),
    Act(
        name="complete_restoration",
        label=N_("State that the child is back, or stays by its own wish"),
        group="restoration",
        source="STS 86/2024; CRC art. 12",
        by=host("monitor", "lawyer"),
        fields=(
            Field(
                name="outcome",
                type="choice",
                label=N_("Outcome"),
                choices=(
                    ("back", N_("The child is back in care")),
                    ("own_wish", N_("The child stays by its own wish")),
                ),
            ),
            REASON,
        ),
        needs=All((Fact("removed_unlawfully"), RESTORING)),
        clears=("removed_unlawfully",),
    ),
)

__all__ = ["ACTS", "FACTS"]
