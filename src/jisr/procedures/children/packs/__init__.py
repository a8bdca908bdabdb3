"""Packs: what a state's own law adds to the common part, by the date from which it holds.

A pack only ever adds: facts, acts, guarantees, conditions, sources. It drops nothing and widens nothing that
exposes a child (R2); `fold` refuses what would.
"""

from jisr.procedures.children.packs.fold import Pack, fold
from jisr.procedures.children.packs.nld import NLD_2025_PROTECTION, NLD_2025_RETURN
from jisr.procedures.children.packs.spain import (
    ESP_2011_PROTECTION,
    ESP_2011_RETURN,
    ESP_2025_PROTECTION,
    ESP_2025_RETURN,
)  # fmt: skip

__all__ = [
    "ESP_2011_PROTECTION", "ESP_2011_RETURN", "ESP_2025_PROTECTION", "ESP_2025_RETURN", "NLD_2025_PROTECTION",
    "NLD_2025_RETURN", "Pack", "fold",
]  # fmt: skip
