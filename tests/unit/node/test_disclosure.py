"""What is said of counts of files: under ten nothing, nor what was under ten by sum, complement or difference."""

from collections import defaultdict
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from jisr.node.disclosure import CELL_MIN, at_least, said_across, sayable_max

Counts = tuple[tuple[int, ...], tuple[int, ...]]


@st.composite
def counted(draw: st.DrawFn) -> Counts:
    """Draw files that fall into parts, and counts across all of them."""
    parts = draw(st.lists(st.integers(0, 60), min_size=1, max_size=14))
    across = draw(st.lists(st.integers(0, sum(parts)), max_size=5))
    return tuple(parts), tuple(across)


def said(counts: Counts) -> Counts:
    """Give what is said of them, part by part."""
    parts, across = counts
    return tuple(at_least(each) for each in parts), tuple(said_across(across, parts))


def shown(counts: Counts) -> Counts:
    """Give what the node's own pages show, of which the statement is made: what is under ten is withheld there."""
    parts, across = counts
    return tuple(at_least(each) and each for each in parts), tuple(at_least(each) and each for each in across)


@given(counted())
def test_what_is_said_is_never_under_ten_and_never_more_than_there_is(counts: Counts) -> None:
    for true, stated in zip(counts, said(counts), strict=True):
        for count, number in zip(true, stated, strict=True):
            assert number <= count
            assert number == 0 or number >= CELL_MIN


@given(counted(), counted(), st.lists(st.integers(-3, 3), min_size=40, max_size=40))
def test_no_sum_or_difference_in_or_between_statements_is_under_ten(
    first: Counts, second: Counts, signs: list[int]
) -> None:
    """Complements and differences are sums with signs: each comes to nought or to ten at least."""
    numbers = [number for each in (first, second) for part in said(each) for number in part]
    whole = sum(sign * number for sign, number in zip(signs, numbers, strict=False))
    assert whole % CELL_MIN == 0


def like(counts: Counts, at: int, value: int) -> Counts:
    """Give other counts of which the same is said: one part has another value of its ten, the others are fullest."""
    parts, across = counts
    full = [at_least(each) + CELL_MIN - 1 for each in parts]
    return (*full[:at], value, *full[at + 1 :]), tuple(said_across(across, parts))


@given(counted(), st.data())
def test_each_part_may_be_any_of_ten_values_whatever_else_is_said(counts: Counts, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(counts[0]) - 1))
    least = at_least(counts[0][at])
    for value in range(least, least + CELL_MIN):
        other = like(counts, at, value)
        assert max(other[1], default=0) <= sum(other[0]), "files that there could be"
        assert said(other) == said(counts)


@given(counted(), counted(), st.data())
def test_two_statements_do_not_tell_by_how_few_a_part_has_moved(
    first: Counts, second: Counts, data: st.DataObject
) -> None:
    """From one statement to the next a part may have moved by any of nineteen numbers."""
    at = data.draw(st.integers(0, min(len(first[0]), len(second[0])) - 1))
    before, after = at_least(first[0][at]), at_least(second[0][at])
    moves = {
        later - earlier
        for earlier, later in product(range(before, before + CELL_MIN), range(after, after + CELL_MIN))
        if said(like(first, at, earlier)) == said(first) and said(like(second, at, later)) == said(second)
    }
    assert len(moves) == 2 * CELL_MIN - 1


@given(counted())
def test_it_is_made_of_what_the_pages_show(counts: Counts) -> None:
    """Counts under ten do not even enter it."""
    assert said(shown(counts)) == said(counts)


def _attacked(worlds: dict[Counts, list[Counts]]) -> None:
    for same in worlds.values():
        parts = len(same[0][0])
        for at in range(parts):
            values = {each[0][at] for each in same}
            assert values == set(range(min(values), min(values) + CELL_MIN))
        complements = {sum(each[0]) - each[1][0] for each in same}
        assert len(complements) >= CELL_MIN


def test_whoever_tries_all_files_that_there_could_be_learns_no_count_under_ten() -> None:
    """All counts of two parts below thirty, with all that can be counted across them: nothing is singled out."""
    worlds: dict[Counts, list[Counts]] = defaultdict(list)
    for parts in product(range(30), repeat=2):
        for across in range(sum(parts) + 1):
            counts: Counts = (parts, (across,))
            worlds[said(counts)].append(counts)
    _attacked(worlds)


def test_what_would_fill_the_parts_is_not_said() -> None:
    """Of ten parts under ten, ninety files would show that each is nine."""
    assert said_across([90], [9] * 10) == [80]
    assert sayable_max([None] * 10) == 80
    assert said_across([90], []) == [90], "without parts nothing follows"
