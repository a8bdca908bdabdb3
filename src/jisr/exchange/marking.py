"""Whether a log is the one that left the machine, and how peers lay a doubt to rest (protocol 9.6).

A mark is kept outside the database and in no backup; where it lies, and that it is there
before a head leaves, is the node's business.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from jisr.base.limits import AHEAD_SECONDS_MAX


@dataclass(frozen=True, slots=True)
class Mark:
    """What was last signed: a size and the root at it."""

    size: int
    root: bytes


class Doubt(StrEnum):
    """Why a log may not be the one that left the machine."""

    UNMARKED = "unmarked"
    SHORT = "short"
    ANOTHER = "another"

    @property
    def is_short(self) -> bool:
        """Say whether peers may have what is missing; of another history only people can say what happened."""
        return self is not Doubt.ANOTHER


def doubt_about(mark: Mark | None, *, here: int, written: int, root: Callable[[int], bytes]) -> Doubt | None:
    """Hold the own log against its mark; `here`: how long it is, with what is being written; `written`: without."""
    if mark is None:
        return Doubt.UNMARKED
    if mark.size > here:
        return Doubt.SHORT
    if mark.size == min(mark.size, written) and mark.size and root(mark.size) != mark.root:
        return Doubt.ANOTHER
    return None


def is_outdated(mark: Mark | None, size: int) -> bool:
    """Say whether a head of the own log of this size, that came back, shows the mark to be an old one."""
    return mark is not None and mark.size < size


def seconds_behind(latest: int, now: int) -> int:
    """Give how far a clock stands before the latest time taken in, where that is too far to go on; else nought."""
    return latest - now if latest > now + AHEAD_SECONDS_MAX else 0


@dataclass(frozen=True, slots=True)
class Answered:
    """Who has answered that they have no more of the own log than is here; `is_enough`: everybody has."""

    parties: frozenset[str]
    is_enough: bool


def answered(
    before: Iterable[str], *, counted_at: int, here: int, peer: str, theirs: int, others: Iterable[str]
) -> Answered | None:
    """Count a peer's fresh answer to our own request; None: it has more than is here, and tells nothing yet.

    `before` had answered when the log had `counted_at` entries: if it has become shorter since,
    it was restored again, and everybody is asked anew.
    """
    if theirs > here:
        return None
    kept = frozenset(before) if counted_at <= here else frozenset[str]()
    asked = frozenset({*kept, peer})
    return Answered(asked, asked.issuperset(others))


__all__ = ["Answered", "Doubt", "Mark", "answered", "doubt_about", "is_outdated", "seconds_behind"]
