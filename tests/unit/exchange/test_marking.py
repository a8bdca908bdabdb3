"""Whether the own log is the one that left the machine, and whose answers lay a doubt to rest (protocol 9.6)."""

import pytest

from jisr.base.limits import AHEAD_SECONDS_MAX
from jisr.exchange import Answered, Doubt, Mark, answered, doubt_about, is_outdated, seconds_behind

OTHERS = ("MAR", "NLD")


def root(size: int) -> bytes:
    return bytes([size]) * 32


@pytest.mark.parametrize(
    ("mark", "here", "written", "doubt"),
    [
        (Mark(0, root(0)), 0, 0, None),
        (Mark(3, root(3)), 3, 3, None),
        (Mark(3, root(3)), 5, 5, None),
        (None, 5, 5, Doubt.UNMARKED),
        (Mark(6, root(6)), 5, 5, Doubt.SHORT),
        (Mark(3, root(4)), 5, 5, Doubt.ANOTHER),
        # What is only now being written is not looked into: the mark is beyond what was written before.
        (Mark(5, root(4)), 5, 4, None),
    ],
)
def test_the_own_log_against_its_mark(mark: Mark | None, here: int, written: int, doubt: Doubt | None) -> None:
    assert doubt_about(mark, here=here, written=written, root=root) == doubt


def test_peers_can_help_where_something_is_missing_and_not_where_it_is_another() -> None:
    assert [each.is_short for each in Doubt] == [True, True, False]


def test_all_must_have_answered_that_they_have_no_more() -> None:
    first = answered((), counted_at=5, here=5, peer="MAR", theirs=4, others=OTHERS)
    assert first == Answered(frozenset({"MAR"}), is_enough=False)
    last = answered(first.parties, counted_at=5, here=5, peer="NLD", theirs=5, others=OTHERS)
    assert last == Answered(frozenset(OTHERS), is_enough=True)


def test_who_has_more_has_not_answered() -> None:
    assert answered({"MAR"}, counted_at=5, here=5, peer="NLD", theirs=6, others=OTHERS) is None


def test_a_log_that_became_shorter_asks_anew_and_one_that_grew_does_not() -> None:
    shorter = answered({"MAR"}, counted_at=5, here=4, peer="NLD", theirs=0, others=OTHERS)
    assert shorter is not None and not shorter.is_enough
    longer = answered({"MAR"}, counted_at=5, here=6, peer="NLD", theirs=6, others=OTHERS)
    assert longer is not None and longer.is_enough


def test_a_head_beyond_the_mark_shows_it_to_be_an_old_one() -> None:
    assert [is_outdated(Mark(3, root(3)), size) for size in (2, 3, 4)] == [False, False, True]
    assert not is_outdated(None, 9)


def test_a_clock_may_stand_ten_minutes_before_what_was_stated_and_no_more() -> None:
    assert seconds_behind(AHEAD_SECONDS_MAX, 0) == 0
    assert seconds_behind(AHEAD_SECONDS_MAX + 1, 0) == AHEAD_SECONDS_MAX + 1
    assert seconds_behind(0, 1_000) == 0
