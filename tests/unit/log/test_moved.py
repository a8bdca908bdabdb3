"""A proof that leads on is moved to another size by who has no more than the tree it began at (protocol 12.43)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jisr.log import MemoryNodes, NodesBeyond, consistency_proof, leaf_hash, moved_proof

WHOLE_MAX = 34
SIZE_MAX = 600
LEAVES = [leaf_hash(str(each).encode()) for each in range(SIZE_MAX)]


def moved(at: int, new: int, to: int) -> tuple[bytes, ...]:
    """Move a proof, knowing the first `at` leaves and nothing beyond them."""
    whole = MemoryNodes(LEAVES[:new])
    return moved_proof(MemoryNodes(LEAVES[:at]), consistency_proof(whole, at, new), at=at, new=new, to=to)


def test_it_is_the_proof_that_who_has_all_would_make() -> None:
    for new in range(WHOLE_MAX):
        whole = MemoryNodes(LEAVES[:new])
        for at in range(new + 1):
            for to in range(at + 1):
                assert moved(at, new, to) == consistency_proof(whole, to, new), (to, at, new)


@given(st.data())
def test_it_is_so_at_any_size(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, SIZE_MAX))
    at = data.draw(st.integers(0, new))
    to = data.draw(st.integers(0, at))
    assert moved(at, new, to) == consistency_proof(MemoryNodes(LEAVES[:new]), to, new)


@given(st.data())
def test_leaves_in_hand_stand_for_those_that_are_kept(data: st.DataObject) -> None:
    """Of what came, only the beginning is kept; the rest is in hand, and what is beyond it by its proof alone."""
    new = data.draw(st.integers(1, 200))
    at = data.draw(st.integers(0, new))
    kept = data.draw(st.integers(0, at))
    to = data.draw(st.integers(0, at))
    nodes = NodesBeyond(MemoryNodes(LEAVES[:kept]), kept, LEAVES[kept:at])
    whole = MemoryNodes(LEAVES[:new])
    found = moved_proof(nodes, consistency_proof(whole, at, new), at=at, new=new, to=to)
    assert found == consistency_proof(whole, to, new)


def test_what_is_beyond_is_moved_nowhere() -> None:
    with pytest.raises(AssertionError):
        moved(3, 8, 4)


def test_a_proof_of_another_length_is_none() -> None:
    proof = consistency_proof(MemoryNodes(LEAVES[:8]), 3, 8)
    with pytest.raises(ValueError, match="zip"):
        moved_proof(MemoryNodes(LEAVES[:3]), proof[:-1], at=3, new=8, to=2)
