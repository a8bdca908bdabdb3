"""What of a long list a page shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

# So many of one kind stand on a dossier's page; the rest has a page of its own, or its place in the timeline.
PART_MAX = 50
Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Generic[Shown]):
    """Those that are shown, and how many there are."""

    shown: tuple[Shown, ...]
    count: int

    @property
    def left(self) -> int:
        """Give how many are not shown."""
        return self.count - len(self.shown)


def first(found: Iterable[Shown], *, count: int) -> Part[Shown]:
    """Show the first ones."""
    return Part(shown=tuple(islice(found, PART_MAX)), count=count)


def page_of(codes: Sequence[Shown], page: int) -> tuple[Sequence[Shown], int, int]:
    """Cut a list into pages: give the page wanted or the nearest, its number, how many there are."""
    pages = max(1, (len(codes) + PART_MAX - 1) // PART_MAX)
    at = min(max(1, page), pages)
    return codes[(at - 1) * PART_MAX : at * PART_MAX], at, pages


__all__ = ["PART_MAX", "Part", "first", "page_of"]
