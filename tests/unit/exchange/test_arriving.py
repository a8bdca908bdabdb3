"""What of a part of a log is new, wherever it begins and ends, and however often it comes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jisr.exchange import LogPart, fresh_of, is_passed_on
from jisr.log import Checkpoint, Frontier, MemoryNodes, ProofFalse, consistency_proof, leaf_hash

LOG = [b"entry %d" % at for at in range(40)]
LEAVES = [leaf_hash(each) for each in LOG]
NODES = MemoryNodes(LEAVES)


def head(size: int) -> Checkpoint:
    return Checkpoint("jisr/mar-esp/ESP", size, Frontier().grown_by(LEAVES[:size]).root())


def part(start: int, end: int, size: int) -> LogPart:
    """Give the part that an honest node would send of a log of that size, which is limited to what comes before end."""
    return LogPart(start=start, entries=tuple(LOG[start:end]), head="", proof=consistency_proof(NODES, end, size))


@settings(deadline=None)
@given(data=st.data())
def test_whatever_an_honest_node_sends_is_taken_or_waited_for_however_often_it_comes(data: st.DataObject) -> None:
    """A limited message may come late, when more is here than it ends with: there is nothing amiss in that."""
    size = data.draw(st.integers(1, len(LOG)))
    here = data.draw(st.integers(0, size - 1))
    start = data.draw(st.integers(0, size))
    end = data.draw(st.integers(start, size))
    fresh = fresh_of(part(start, end, size), head(size), Frontier().grown_by(LEAVES[:here]))
    if start > here:
        assert fresh is None
        return
    assert fresh is not None
    assert fresh.entries == tuple(LOG[here:end]) and fresh.leaves == tuple(LEAVES[here:end])
    assert fresh.growth.frontier == Frontier().grown_by(LEAVES[: max(here, end)])


@pytest.mark.parametrize("here", [0, 3, 6])
def test_what_does_not_lead_to_the_head_is_refused(here: int) -> None:
    good = part(3, 10, 20) if here else part(0, 10, 20)
    bad = LogPart(start=good.start, entries=(*good.entries[:-1], b"another"), head="", proof=good.proof)
    with pytest.raises(ProofFalse):
        fresh_of(bad, head(20), Frontier().grown_by(LEAVES[:here]))


def test_a_head_is_passed_on_that_covers_more_than_before_and_no_more_than_is_here() -> None:
    assert [is_passed_on(size, before=3, here=5) for size in range(2, 7)] == [False, False, True, True, False]
