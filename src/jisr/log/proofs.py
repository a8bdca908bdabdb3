"""Inclusion and consistency proofs of RFC 6962, made and checked (protocol 2.4)."""

from collections.abc import Sequence

from jisr.log.errors import ProofFalse
from jisr.log.tree import EMPTY_ROOT, HASH_BYTES, Nodes, node_hash, range_root


def inclusion_proof(nodes: Nodes, index: int, size: int) -> tuple[bytes, ...]:
    """Make the proof that a leaf is in the tree of a size."""
    assert 0 <= index < size, "only a leaf of the tree is in it"
    path: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        split = begin + (1 << (end - begin - 1).bit_length() - 1)
        if index < split:
            path.append(range_root(nodes, split, end))
            end = split
        else:
            path.append(range_root(nodes, begin, split))
            begin = split
    return tuple(reversed(path))


def consistency_proof(nodes: Nodes, old: int, new: int) -> tuple[bytes, ...]:
    """Make the proof that the tree of the old size is the beginning of that of the new."""
    assert 0 <= old <= new, "a tree only grows"
    if old in (0, new):
        return ()
    return tuple(range_root(nodes, *each) for each in _consistency(old, 0, new, whole=True))


def moved_proof(nodes: Nodes, proof: Sequence[bytes], *, at: int, new: int, to: int) -> tuple[bytes, ...]:
    """Make the consistency proof from size `to` to size `new` out of the one from size `at`, `to` being no more.

    `nodes` has the complete subtrees of the first `at` leaves alone: of what lies beyond, the proof says enough.
    So who has a log up to `at`, and a head that covers more, can still show others that it leads there.
    """
    assert 0 <= to <= at <= new, "what lies beyond is known from the larger size on"
    if to in (0, new):
        return ()
    beyond = dict(zip(_consistency(at, 0, new, whole=True), proof, strict=True)) if at < new else {}

    def root(begin: int, end: int) -> bytes:
        if end <= at:
            return range_root(nodes, begin, end)
        if (begin, end) in beyond:
            return beyond[begin, end]
        split = begin + (1 << (end - begin - 1).bit_length() - 1)
        return node_hash(root(begin, split), root(split, end))

    return tuple(root(*each) for each in _consistency(to, 0, new, whole=True))


def _consistency(old: int, begin: int, end: int, *, whole: bool) -> list[tuple[int, int]]:
    """Give the ranges of leaves whose roots are the proof, in its order (RFC 9162, 2.1.4.1)."""
    if old == end - begin:
        return [] if whole else [(begin, end)]
    split = 1 << (end - begin - 1).bit_length() - 1
    if old <= split:
        return [*_consistency(old, begin, begin + split, whole=whole), (begin + split, end)]
    return [*_consistency(old - split, begin + split, end, whole=False), (begin, begin + split)]


def check_inclusion(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Hold a proof against a root; raise ProofFalse where it does not lead there (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or any(len(each) != HASH_BYTES for each in proof):
        raise ProofFalse(what="inclusion", at=index, size=size)
    at, last, node = index, size - 1, leaf
    for each in proof:
        if last == 0:
            raise ProofFalse(what="inclusion", at=index, size=size)
        if at & 1 or at == last:
            node = node_hash(each, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, each)
        at, last = at >> 1, last >> 1
    if last or node != root:
        raise ProofFalse(what="inclusion", at=index, size=size)


def check_consistency(
    *, old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Hold a proof against two roots; raise ProofFalse where they do not belong together."""
    false = ProofFalse(what="consistency", at=old_size, size=new_size)
    if old_size > new_size or old_size < 0 or any(len(each) != HASH_BYTES for each in proof):
        raise false
    if old_size == new_size:
        good = old_root == new_root and not proof and (old_size > 0 or old_root == EMPTY_ROOT)
    elif old_size == 0:
        good = old_root == EMPTY_ROOT and not proof
    else:
        good = _leads(old_size, old_root, new_size, new_root, list(proof))
    if not good:
        raise false


def _leads(old: int, old_root: bytes, new: int, new_root: bytes, proof: list[bytes]) -> bool:
    """Follow RFC 9162, 2.1.4.2."""
    if old & (old - 1) == 0:
        proof.insert(0, old_root)
    if not proof:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = proof[0]
    for each in proof[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node_hash(each, first), node_hash(each, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, each)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root
