"""Periods as lines: everything stands on the line, in its order, and from right to left in the mirror."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jisr.base import Instant


def shown(start: int, end: int, now: int, *, late: bool = False, still: tuple[tuple[int, int | None], ...] = ()):  # type: ignore[no-untyped-def]  # its type needs Django, which stands only inside a test
    """Give a period with these moments."""
    from jisr.node.queries.periods import PeriodShown, Stretch

    return PeriodShown(
        name="due", label="Due", start=Instant(start), end=Instant(end), now=Instant(now), is_over=now >= end,
        is_running=now < end, was_past=end <= start, percent=0, runs_on="ESP", due="", source="", stilled_by=(),
        stretches=tuple(
            Stretch(start=Instant(since), end=None if until is None else Instant(until)) for since, until in still
        ),
        owed_by="Spain", is_late=late,
    )  # fmt: skip


MOMENTS = st.integers(0, 4_000_000_000)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(start=MOMENTS, end=MOMENTS, now=MOMENTS, language=st.sampled_from(["en", "ar"]))
def test_all_marks_stand_on_the_line(spain: object, start: int, end: int, now: int, language: str) -> None:
    """Whatever the moments are, also where the end had passed before it was stated."""
    from django.utils.translation import override

    from jisr.web.pictures import GREATEST, LEAST, picture_of

    del spain
    with override(language):
        drawn = picture_of(shown(start, end, now, late=now > end))
    spans = [drawn.whole, drawn.passed, *([drawn.late] if drawn.late else [])]
    edges = [drawn.start, drawn.end, drawn.now, *(x for each in spans for x in (each.x, each.x + each.width))]
    assert all(LEAST - 0.05 <= each <= GREATEST + 0.05 for each in edges)
    order = [drawn.start, drawn.end]
    assert (order == sorted(order)) == ((start <= end) == (language == "en")) or drawn.start == drawn.end


@pytest.mark.parametrize(("language", "anchor"), [("en", "start"), ("ar", "start")])
def test_the_line_is_mirrored_and_words_stand_towards_the_middle(spain: object, language: str, anchor: str) -> None:
    """The start is at the left in English, at the right in Arabic; its words go into the picture in both."""
    from django.utils.translation import override

    from jisr.web.pictures import picture_of

    del spain
    with override(language):
        drawn = picture_of(shown(0, 100, 40, still=((10, 20), (30, None))))
    assert drawn.start == (2.0 if language == "en" else 98.0)
    assert drawn.start_anchor == anchor
    assert drawn.end_anchor == "end"
    assert [round(each.width, 1) for each in drawn.still] == [9.6, 9.6]
    assert drawn.late is None


def test_what_is_late_goes_on_behind_the_end(spain: object) -> None:
    """And never so far that the period itself is no longer seen."""
    from jisr.web.pictures import picture_of

    del spain
    drawn = picture_of(shown(0, 100, 1_000_000, late=True))
    assert drawn.late is not None
    assert drawn.now == 98.0
    assert drawn.end == pytest.approx(66, abs=0.1)
    assert drawn.whole.width == pytest.approx(64, abs=0.1)


def test_nobody_is_told_to_act_by_the_end_of_what_only_says_how_long_something_is_good(spain: object) -> None:
    """A clearance that holds for three days is no task; an answer, a decision and a review are, also if the node acts."""
    from jisr.node.queries.periods import has_actor
    from jisr.procedures import PROCEDURES

    del spain
    home, shared = PROCEDURES["protection.esp-2025/1"], PROCEDURES["return.esp-2025/1"]
    acting = {each.name for which in (home, shared) for each in which.periods if has_actor(each, which)}
    assert acting >= {"review_time", "decision_time", "residence_time", "report_time"}
    assert not acting & {"clearance_validity", "view_validity", "bid_validity", "attestation_valid", "childhood"}
    assert not acting & {"pleading_time", "remedy_time"}, "nobody owes what is waited for"
