"""How much of a party's log is taken in on one day (protocol 8.4, 12.16)."""

from collections.abc import Callable, Sequence
from typing import Final

from jisr.base import Instant
from jisr.base.limits import ARREARS_DAYS_MAX

DAY_RULE: Final = "8.day"
DAY_SECONDS: Final = 86_400

Protects = Callable[[bytes], bool]


def day_of(now: int) -> int:
    """Give the number of the UTC day of an instant."""
    return now // DAY_SECONDS


def next_day(now: int) -> Instant:
    """Give the instant at which the next UTC day begins."""
    return Instant((day_of(now) + 1) * DAY_SECONDS)


def room_on(now: int, *, limit: int, day: int | None, left: int) -> int:
    """Give how many entries of a log are still taken in today; below nought they are those of the reserve.

    `left` was left on the last day on which any was counted; None: none ever was. Days on which
    nothing came count, so that what was written during a cut comes in when it heals.
    """
    if day is None:
        return limit
    passed = day_of(now) - day
    # A clock that was set back begins no new day.
    return left if passed <= 0 else limit * min(passed, ARREARS_DAYS_MAX)


def share_of(entries: Sequence[bytes], *, left: int, reserve: int, free: int, protects: Protects) -> int:
    """Say how many of the entries are taken in today.

    `free` of them count for nothing. Beyond what is left the reserve takes in, with all that
    stands before it, the last that protects: it cannot be taken in ahead of its turn.
    """
    plain = min(len(entries), free + max(left, 0))
    most = min(len(entries), free + max(left + reserve, 0))
    return next((at + 1 for at in range(most - 1, plain - 1, -1) if protects(entries[at])), plain)


__all__ = ["DAY_RULE", "DAY_SECONDS", "Protects", "day_of", "next_day", "room_on", "share_of"]
