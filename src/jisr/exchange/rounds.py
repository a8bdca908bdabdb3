"""When to speak with a peer again, and whether speaking with it leads anywhere (protocol 8.3)."""

from collections.abc import Mapping
from typing import Any, Final

from jisr.base.limits import EXCHANGE_SHORT_ROUNDS_MAX, HEARTBEAT_SECONDS
from jisr.exchange.message import Message

BACKOFF_FIRST_SECONDS: Final = 1
Have = Mapping[str, Any]


def is_past(since: int, now: int, seconds: int) -> bool:
    """Say whether so much time has gone by; if the clock was set back since, nobody waits until it was `since`."""
    return not 0 <= now - since < seconds


def back_off(failures: int) -> int:
    """Give the seconds to wait after so many failures: doubled with each, never longer than an hour."""
    if not failures:
        return 0
    longer: int = 2 ** min(failures - 1, 12)
    return min(BACKOFF_FIRST_SECONDS * longer, HEARTBEAT_SECONDS)


class Rounds:
    """Whether the rounds with a peer lead anywhere, whatever it says that it has."""

    def __init__(self) -> None:
        self._best: dict[str, int] | None = None
        self._short = 0

    def moved(self, sizes: Mapping[str, int], *, before: Have, after: Have) -> bool:
        """Say whether a peer has more than it ever said before, of what is here.

        In the first round it may also have less: it was restored.
        """
        now = {each: min(int(after.get(each, 0)), size) for each, size in sizes.items()}
        best, self._best = self._best, now
        if best is None:
            return dict(before) != dict(after)
        self._best = {each: max(size, best.get(each, 0)) for each, size in now.items()}
        return self._best != best

    def is_short(self, sent: Message, after: Have, taken_in: int) -> bool:
        """Say whether a peer has too often taken in less than it was sent, and given nothing that was taken in."""
        ends = {party: part.start + len(part.entries) for party, part in sent.logs.items()}
        self._short += not taken_in and any(int(after.get(each, 0)) < end for each, end in ends.items())
        return self._short > EXCHANGE_SHORT_ROUNDS_MAX


__all__ = ["Rounds", "back_off", "is_past"]
