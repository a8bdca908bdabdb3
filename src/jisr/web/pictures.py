"""Pictures that a page draws: a period as a line with its start, now, its end and where it stood still.

Everything is given in percent of the picture's width, so that a drawing fits a telephone and a sheet of paper, and
words in it keep their size. From right to left the line is a mirror, its numbers and words are not.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language_bidi

from jisr.node.queries.periods import PeriodShown

WHOLE: Final = 100.0
# Room at both ends for what marks them.
LEAST, GREATEST = 2.0, 98.0
# Of what is over, the line goes on to now; not further than this beyond the end, so that the period is still seen.
BEYOND: Final = 0.5
# Near the ends a word stands beside its mark, else under it.
NEAR: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of the line, from its left to its right."""

    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodPicture:
    """Where on the line the marks of a period stand, from the left in percent."""

    start: float
    end: float
    now: float
    whole: Span
    passed: Span
    # What is over its end, where somebody is late.
    late: Span | None
    still: tuple[Span, ...]
    # How the words of each mark stand to it: they begin, end or have their middle there.
    start_anchor: str
    end_anchor: str
    now_anchor: str


def picture_of(period: PeriodShown) -> PeriodPicture:
    """Put a period on its line."""
    # What was stated after its end had passed begins with its end.
    first = min(period.start, period.end)
    beyond = int(period.end + BEYOND * max(1, abs(period.end - period.start)))
    last = max(period.start, period.end, min(period.now, beyond), first + 1)
    is_mirrored = bool(get_language_bidi())

    def place(at: int) -> float:
        share = (min(max(at, first), last) - first) / (last - first)
        x = LEAST + share * (GREATEST - LEAST)
        return round(WHOLE - x if is_mirrored else x, 2)

    def span(begin: int, end: int) -> Span:
        one, other = sorted((place(begin), place(end)))
        return Span(x=one, width=round(other - one, 2))

    now = place(period.now)
    return PeriodPicture(
        start=place(period.start),
        end=place(period.end),
        now=now,
        whole=span(period.start, period.end),
        passed=span(period.start, min(period.now, period.end)),
        late=span(period.end, last) if period.is_late else None,
        still=tuple(span(each.start, period.now if each.end is None else each.end) for each in period.stretches),
        start_anchor=_anchor(place(period.start), is_mirrored=is_mirrored),
        end_anchor=_anchor(place(period.end), is_mirrored=is_mirrored),
        now_anchor=_anchor(now, is_mirrored=is_mirrored),
    )


def _anchor(x: float, *, is_mirrored: bool) -> str:
    """Let words near an edge stand towards the middle; where one writes from the right, they begin at the right."""
    if NEAR <= x <= WHOLE - NEAR:
        return "middle"
    return "start" if (x < NEAR) != is_mirrored else "end"


__all__ = ["PeriodPicture", "Span", "picture_of"]
