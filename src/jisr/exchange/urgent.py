"""Which entries may come ahead of their turn (protocol 8.1, 12.19)."""

from jisr.base import N_, EntryId
from jisr.base.limits import AHEAD_ROWS_MAX
from jisr.exchange.daily import Protects
from jisr.exchange.errors import NotUrgent

NOT_PROTECTIVE = N_("%(entry)s does not protect: it waits for its turn")
FULL = N_("more entries ahead of their turn came of %(party)s than are kept")


def require_urgent(raw: bytes, at: EntryId, *, kept: int, protects: Protects) -> None:
    """Hold an entry that came ahead of its turn against what may; `kept`: how many of its log are known so already."""
    if not protects(raw):
        raise NotUrgent(NOT_PROTECTIVE, entry=str(at))
    if kept >= AHEAD_ROWS_MAX:
        raise NotUrgent(FULL, party=at.party)


__all__ = ["require_urgent"]
