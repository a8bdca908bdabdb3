"""Openings within another dossier (protocol 4.6, 12.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .reading import Entry, precedes

if TYPE_CHECKING:
    from .dossiers import Dossier
    from .world import World


def outer_dossier(world: World, entry: Entry, dossier: Dossier) -> Dossier | None:
    """Find the dossier that an opening names, of the outer procedure and with the same parties (protocol 12.4)."""
    opening, outer = world.by_id.get(entry.value["item"]), world.dossiers.get(entry.value["item"])
    if opening is None or outer is None or not precedes(opening, entry):
        return None
    same = outer.procedure.name == dossier.procedure.within and outer.parties == dossier.parties
    return outer if same else None


def fault(entry: Entry, dossier: Dossier) -> str | None:
    """Give `4.within` or `4.item` where what an opening names is not as it must be (protocol 12.4)."""
    if dossier.procedure.within is None:
        return None if entry.value["item"] is None else "4.item"
    return "4.within" if dossier.outer is None else None
