"""The child's two linked procedures: `protection`, which no other state sees, and `return`, shared with the origin.

The common part is what the Convention on the Rights of the Child and its court law ask of any pair of states; a
pack adds a host state's own law, by date.
"""

from jisr.base import N_
from jisr.procedures.children.packs import (
    ESP_2011_PROTECTION,
    ESP_2011_RETURN,
    ESP_2025_PROTECTION,
    ESP_2025_RETURN,
    NLD_2025_PROTECTION,
    NLD_2025_RETURN,
)  # fmt: skip
from jisr.procedures.children.protection import PROTECTION
from jisr.procedures.children.stops import CLEAR
from jisr.rules import All, Always, Fact, Linked, Running, Term, mentions

CHILDREN = (
    ESP_2025_PROTECTION, ESP_2025_RETURN, ESP_2011_PROTECTION, ESP_2011_RETURN, NLD_2025_PROTECTION, NLD_2025_RETURN,
)  # fmt: skip

# Whose law a pack is: frameworks of that host state are founded with it. Dossiers begun under a former law keep it.
FORMER = "former"
HOSTS_OF_PACKS = {
    ESP_2025_PROTECTION.id: "ESP",
    ESP_2025_RETURN.id: "ESP",
    ESP_2011_PROTECTION.id: FORMER,
    ESP_2011_RETURN.id: FORMER,
    NLD_2025_PROTECTION.id: "NLD",
    NLD_2025_RETURN.id: "NLD",
}


def _lasting(term: Term) -> Term:
    """Give of a condition what no passing of time ends: the attestation itself is good for three days at most [P]."""
    if isinstance(term, Running):
        return Always()
    return All(tuple(map(_lasting, term.terms))) if isinstance(term, All) else term


_PACKS = (
    (ESP_2025_PROTECTION, ESP_2025_RETURN),
    (ESP_2011_PROTECTION, ESP_2011_RETURN),
    (NLD_2025_PROTECTION, NLD_2025_RETURN),
)
# At the handover everything holds at home that the departure was cleared by: attested, and taken back by a stop.
_AT_HANDOVER = tuple(
    Linked(
        name=f"{each.name}_at_handover",
        label=each.label,
        domestic=domestic.id,
        shared=shared.id,
        at="handover",
        term=_lasting(each.term),
        source=each.source,
    )
    for domestic, shared in _PACKS
    for each in PROTECTION.guarantees
    # Who acted is asked of the act alone.
    if each.at == "clear_departure" and not mentions(each.term).acts
)
_AT_WITHDRAWAL = tuple(
    Linked(
        name="withdrawal_looked_at_anew",
        label=N_("A withdrawal is answered by what was looked at anew after the last decision"),
        domestic=domestic.id,
        shared=shared.id,
        at="answer_withdrawal",
        term=CLEAR & Fact("receiver_renewed"),
        source="S05, S06: TQ (C-441/19); CRC arts 9, 20",
    )
    for domestic, shared in _PACKS
)
SPANNING = (*_AT_HANDOVER, *_AT_WITHDRAWAL)

__all__ = ["CHILDREN", "FORMER", "HOSTS_OF_PACKS", "SPANNING"]
