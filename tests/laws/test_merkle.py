"""Laws of the tree: roots, proofs and tiles are those of RFC 6962 (protocol 2.4).

The judge is `Model`, the recursive definitions of RFC 6962, section 2.1, word for word.
All sizes up to forty are tried, not samples of them.
"""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jisr.log import (
    EMPTY_ROOT,
    Checkpoint,
    Frontier,
    MemoryNodes,
    ProofFalse,
    Tiles,
    check_consistency,
    check_inclusion,
    consistency_proof,
    follows,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
    tiles_after,
)

LARGEST = 40
DATA = tuple(f"entry {at}".encode() for at in range(LARGEST))
LEAVES = tuple(map(leaf_hash, DATA))
NODES = MemoryNodes(LEAVES)
SIZES = range(LARGEST + 1)


def largest_power_below(n: int) -> int:
    """Give k of RFC 6962: the largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def model_root(data: Sequence[bytes]) -> bytes:
    """MTH(D[n])."""
    if not data:
        return sha256(b"").digest()
    if len(data) == 1:
        return sha256(b"\x00" + data[0]).digest()
    k = largest_power_below(len(data))
    return sha256(b"\x01" + model_root(data[:k]) + model_root(data[k:])).digest()


def model_path(m: int, data: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n])."""
    if len(data) == 1:
        return []
    k = largest_power_below(len(data))
    if m < k:
        return [*model_path(m, data[:k]), model_root(data[k:])]
    return [*model_path(m - k, data[k:]), model_root(data[:k])]


def model_consistency(m: int, data: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D[n])."""
    return model_subproof(m, data, whole=True)


def model_subproof(m: int, data: Sequence[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b)."""
    if m == len(data):
        return [] if whole else [model_root(data)]
    k = largest_power_below(len(data))
    if m <= k:
        return [*model_subproof(m, data[:k], whole=whole), model_root(data[k:])]
    return [*model_subproof(m - k, data[k:], whole=False), model_root(data[:k])]


@cache
def root(size: int) -> bytes:
    """Give the model's root of the first leaves."""
    return model_root(DATA[:size])


def holds_inclusion(index: int, size: int, proof: Sequence[bytes], *, leaf: bytes, top: bytes) -> bool:
    """Say whether the program takes a proof of inclusion."""
    try:
        check_inclusion(leaf=leaf, index=index, size=size, proof=proof, root=top)
    except ProofFalse:
        return False
    return True


def holds_consistency(old: int, new: int, proof: Sequence[bytes], *, before: bytes, after: bytes) -> bool:
    """Say whether the program takes a proof of consistency."""
    try:
        check_consistency(old_size=old, old_root=before, new_size=new, new_root=after, proof=proof)
    except ProofFalse:
        return False
    return True


def flipped(raw: bytes, at: int) -> bytes:
    """Change one byte."""
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


@pytest.mark.parametrize("size", SIZES)
def test_every_way_to_a_root_gives_that_of_rfc_6962(size: int) -> None:
    """Frontier, nodes and model agree."""
    assert Frontier().grown_by(LEAVES[:size]).root() == root(size)
    assert root_at(NODES, size) == root(size)
    assert root_at(MemoryNodes(LEAVES[:size]), size) == root(size)


@pytest.mark.parametrize("size", SIZES)
def test_a_frontier_grows_alike_in_any_steps(size: int) -> None:
    """grow(a).grow(b) == grow(a + b), and its bytes read back."""
    whole = Frontier().grown_by(LEAVES)
    begun = Frontier().grown_by(LEAVES[:size])
    assert begun.grown_by(LEAVES[size:]) == whole
    assert Frontier.from_bytes(begun.to_bytes()) == begun


@pytest.mark.parametrize("size", SIZES)
def test_inclusion_proofs_are_those_of_rfc_6962_and_hold(size: int) -> None:
    """Each leaf of each tree; and its proof holds for no other leaf, place, or root."""
    for index in range(size):
        proof = inclusion_proof(NODES, index, size)
        assert list(proof) == model_path(index, DATA[:size])
        assert holds_inclusion(index, size, proof, leaf=LEAVES[index], top=root(size))
        assert not holds_inclusion(index, size, proof, leaf=leaf_hash(b"another"), top=root(size))
        assert not holds_inclusion(index, size, proof, leaf=LEAVES[index], top=root(size + 1 if size < 40 else 0))
        for other in range(size):
            assert other == index or not holds_inclusion(other, size, proof, leaf=LEAVES[index], top=root(size))


@pytest.mark.parametrize("new", SIZES)
def test_consistency_proofs_are_those_of_rfc_6962_and_hold(new: int) -> None:
    """Each pair of sizes; and the proof holds for no other pair of roots."""
    for old in range(new + 1):
        proof = consistency_proof(NODES, old, new)
        assert list(proof) == (model_consistency(old, DATA[:new]) if old else [])
        assert holds_consistency(old, new, proof, before=root(old), after=root(new))
        assert not holds_consistency(old, new, proof, before=flipped(root(old), 0), after=root(new))
        # From nothing everything follows: nothing is said of the later root.
        assert old == 0 < new or not holds_consistency(old, new, proof, before=root(old), after=flipped(root(new), 31))


@pytest.mark.parametrize("size", range(1, LARGEST + 1))
def test_an_inclusion_proof_with_any_byte_flipped_is_refused(size: int) -> None:
    """Each byte of each hash of the last leaf's, the first's and a middle one's proof."""
    for index in {0, size // 2, size - 1}:
        proof = inclusion_proof(NODES, index, size)
        for bad in damaged(proof):
            assert not holds_inclusion(index, size, bad, leaf=LEAVES[index], top=root(size))


@pytest.mark.parametrize("new", range(2, LARGEST + 1))
def test_a_consistency_proof_with_any_byte_flipped_is_refused(new: int) -> None:
    """Each byte of each hash."""
    for old in {1, new // 2, new - 1}:
        for bad in damaged(consistency_proof(NODES, old, new)):
            assert not holds_consistency(old, new, bad, before=root(old), after=root(new))


def damaged(proof: Sequence[bytes]) -> list[list[bytes]]:
    """Give a proof with each byte flipped, with a hash too many, too few, cut, and turned round."""
    bad = [
        [*proof[:at], flipped(each, byte), *proof[at + 1 :]]
        for at, each in enumerate(proof)
        for byte in range(len(each))
    ]
    bad += [[*proof, bytes(32)], [bytes(32), *proof], [*proof, b""]]
    if proof:
        bad += [list(proof[:-1]), list(proof[1:]), [*proof[:-1], proof[-1][:-1]]]
    if len(proof) > 1:
        bad.append(list(reversed(proof)))
    return bad


@pytest.mark.parametrize("old", range(1, LARGEST))
def test_a_proof_for_other_sizes_is_refused(old: int) -> None:
    """A size is part of what is proved."""
    new = LARGEST
    proof = consistency_proof(NODES, old, new)
    for other in range(-1, new + 2):
        assert other == old or not holds_consistency(other, new, proof, before=root(old), after=root(new))


@pytest.mark.parametrize("index", [-1, 8, 9])
def test_a_place_outside_the_tree_is_in_no_proof(index: int) -> None:
    """Refused, and not an error of the program."""
    with pytest.raises(ProofFalse) as found:
        check_inclusion(leaf=LEAVES[0], index=index, size=8, proof=(), root=root(8))
    assert found.value.rule == "2.proof" and found.value.remedy()


def test_the_tree_of_nothing_has_one_root() -> None:
    """Two heads of size nought that agree on another root do not hold either."""
    assert root_at(MemoryNodes(), 0) == EMPTY_ROOT == root(0)
    assert holds_consistency(0, 0, (), before=EMPTY_ROOT, after=EMPTY_ROOT)
    assert not holds_consistency(0, 0, (), before=bytes(32), after=bytes(32))
    assert not holds_consistency(0, 5, (), before=bytes(32), after=root(5))


@given(st.integers(0, LARGEST), st.integers(0, LARGEST), st.integers(0, LARGEST))
def test_following_is_transitive(one: int, other: int, third: int) -> None:
    """What follows what follows a log is of that log."""
    small, middle, large = sorted((one, other, third))
    heads = {size: Checkpoint("jisr/f/ESP", size, root(size)) for size in (small, middle, large)}
    for old, new in ((small, middle), (middle, large), (small, large)):
        assert follows(heads[old], heads[new], consistency_proof(NODES, old, new))


@given(st.lists(st.integers(0, 600), max_size=4), st.data())
def test_tiles_hold_the_nodes_whatever_the_steps(steps: list[int], data: st.DataObject) -> None:
    """Tiles written step by step give the nodes, roots and proofs that memory gives."""
    stored: dict[tuple[int, int], bytes] = {}
    memory, frontier, size = MemoryNodes(), Frontier(), 0

    def read(level: int, index: int) -> bytes:
        return stored[level, index]

    for step in steps:
        leaves = [leaf_hash(at.to_bytes(4, "big")) for at in range(size, size + step)]
        growth = frontier.growth(leaves)
        stored.update(tiles_after(size, growth.fresh, read))
        frontier = growth.frontier
        for leaf in leaves:
            memory.append(leaf)
        size += step
    assert memory.size == size
    tiles = Tiles(read)
    assert root_at(tiles, size) == root_at(memory, size)
    if size:
        index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
        assert inclusion_proof(tiles, index, size) == inclusion_proof(memory, index, size)
        assert consistency_proof(tiles, old, size) == consistency_proof(memory, old, size)


def test_tiles_reach_above_the_second_level() -> None:
    """Past 65,536 entries a third level of tiles begins; its first node is the whole below it."""
    size = 65_536
    leaves = [leaf_hash(at.to_bytes(4, "big")) for at in range(size)]
    growth = Frontier().growth(leaves)
    stored, grown = tiles_after(0, growth.fresh, lambda level, index: b""), growth.frontier
    assert {level for level, _ in stored} == {0, 1, 2}
    assert stored[2, 0] == grown.root() == Tiles(lambda level, index: stored[level, index]).node(16, 0)
    assert grown.peaks == (grown.root(),)


def test_a_node_is_not_a_leaf() -> None:
    """The prefixes keep the two apart, so a leaf cannot be sent that hashes as a node."""
    left, right = LEAVES[:2]
    assert node_hash(left, right) != leaf_hash(left + right)
    assert node_hash(left, right) == sha256(b"\x01" + left + right).digest()
