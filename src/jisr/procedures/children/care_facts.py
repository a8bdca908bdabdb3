"""A01–A08: what is so, or not yet, of a child in care; the age that counts."""

from jisr.base import N_
from jisr.procedures.children.common import fact, facts_hold
from jisr.rules import Figure

SCREENED = facts_hold("informed", "screened_asylum", "screened_trafficking", "screened_health", "siblings_recorded")

FACTS = (
    fact("in_care", N_("The child is in care"), N_("The child is not in care yet"), "CRC art. 20"),
    fact(
        "records_checked",
        N_("Earlier protection records have been looked for"),
        N_("Earlier protection records have not been looked for"),
        "CRC art. 8",
    ),
    fact(
        "age_settled",
        N_("The age is undoubted or decided"),
        N_("The age is neither undoubted nor decided"),
        "CRC art. 1; Joint GC 4/23 [U]",
    ),
    fact(
        "age_undisputed",
        N_("The age is undoubted"),
        N_("The age has not been accepted as undoubted"),
        "CRC art. 1; Joint GC 4/23 [U]",
    ),
    fact(
        "identity_established",
        N_("Identity and nationality are established by a named authority"),
        N_("Identity and nationality have not been established"),
        "G02: CRC art. 8",
    ),
    fact(
        "protection_granted",
        N_("International protection has been granted"),
        N_("No international protection has been granted"),
        "S01: CRC art. 22; Geneva Convention art. 33",
        cautious=True,
    ),
    fact(
        "victim_confirmed",
        N_("The child is a victim of trafficking"),
        N_("The child has not been found to be a victim of trafficking"),
        "S02: Palermo Protocol",
        cautious=True,
    ),
    fact(
        "guardian_in_function",
        N_("A guardian is in function"),
        N_("No guardian is in function"),
        "CRC art. 20; GC 6",
    ),
    fact(
        "lawyer_appointed",
        N_("A lawyer independent of guardian and decider is appointed"),
        N_("No independent lawyer is appointed"),
        "Charter art. 47; GC 6",
    ),
    fact(
        "informed",
        N_("The child has been informed of its rights in a language it understands"),
        N_("The child has not been informed of its rights"),
        "CRC arts 12, 22; GC 6",
    ),
    fact(
        "screened_asylum",
        N_("The need for asylum has been looked into"),
        N_("The need for asylum has not been looked into"),
        "CRC art. 22",
    ),
    fact(
        "screened_trafficking",
        N_("Trafficking and exploitation have been looked into"),
        N_("Trafficking and exploitation have not been looked into"),
        "CRC arts 35, 36; Palermo Protocol",
    ),
    fact(
        "screened_health",
        N_("The child's health has been looked into"),
        N_("The child's health has not been looked into"),
        "CRC art. 24",
    ),
    fact(
        "siblings_recorded",
        N_("Siblings and family contact have been looked into"),
        N_("Siblings and family contact have not been looked into"),
        "CRC arts 9, 10",
    ),
    fact(
        "interests_assessed",
        N_("The child's best interests have been assessed"),
        N_("The child's best interests have not been assessed"),
        "CRC art. 3; GC 14",
    ),
    fact(
        "risk_assessed",
        N_("The risk of harm has been assessed for this child and place"),
        N_("The risk of harm has not been assessed for this child and place"),
        "ECHR art. 3; Charter art. 19; CRC arts 6, 37",
    ),
    fact(
        "contact_kept",
        N_("Siblings stay together and contact with the family is kept, or reasons are given"),
        N_("It is not shown that siblings stay together and contact with the family is kept"),
        "CRC arts 9, 10",
    ),
)

FIGURES = (
    Figure(name="age_lowest", type="integer", label=N_("Lowest age of the range")),
    Figure(name="age_counted", type="integer", label=N_("Age that counts")),
)

__all__ = ["FACTS", "FIGURES", "SCREENED"]
