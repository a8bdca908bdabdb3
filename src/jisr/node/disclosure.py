"""What may be said of counts of files, so that no count under ten follows from it. Numbers in, numbers out.

A count that leaves the state is said as a multiple of ten that it has at least reached [P]. So whatever is added or
subtracted, in one statement or between two, comes to a multiple of ten: what was under ten, and by how few a count has
moved, is in none of it. What is counted across all files (a clock missed) is besides never said so high that the parts
into which the same files fall would have to be nearly full: each part may still be any of the ten values it is said as.
"""

from collections.abc import Iterable, Sequence
from typing import Final

# [P]: the least count that is shown, and the step in which it is said outside.
CELL_MIN: Final = 10


def at_least(count: int | None) -> int:
    """Round a count down to tens; one that is withheld, or under ten, comes to nought and is not said."""
    return 0 if count is None else count - count % CELL_MIN


def sayable_max(parts: Sequence[int | None]) -> int:
    """Give the most that may be said of files of which each is in one of these parts, or in none.

    Were all other parts as full as what is said of them allows, any one could still be empty.
    """
    fullest = sum(at_least(each) for each in parts) + (CELL_MIN - 1) * (len(parts) - 1)
    return at_least(max(0, fullest))


def said_across(counts: Iterable[int | None], parts: Sequence[int | None]) -> list[int]:
    """Give what may be said of counts across all files, of which each is in one of these parts, or in none.

    Where the files fall into no parts nothing follows for any.
    """
    said = [at_least(each) for each in counts]
    most = sayable_max(parts) if parts else max(said, default=0)
    return [min(each, most) for each in said]


__all__ = ["CELL_MIN", "at_least", "said_across", "sayable_max"]
