"""The tree against what others have published (RFC 6962, Certificate Transparency)."""

import pytest

from jisr.log import (
    EMPTY_ROOT,
    Frontier,
    MemoryNodes,
    ProofFalse,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_at,
)
from jisr.log.tree import range_root

INPUTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes.fromhex(each)) for each in INPUTS]
NODES = MemoryNodes(LEAVES)

# (leaf counted from 1, size, path) and (old, new, proof), as the test data of CT has them.
PATHS = [
    (1, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (6, 8, ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (3, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (2, 5, ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip
GROWTHS = [
    (1, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (6, 8, ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 5, ["5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_of_the_eight_published_leaves(size: int) -> None:
    """The reference tree of Certificate Transparency, size by size."""
    assert root_at(NODES, size).hex() == ROOTS[size - 1]
    assert Frontier().grown_by(LEAVES[:size]).root().hex() == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    """RFC 6962, 2.1: the hash of an empty list is the hash of an empty string."""
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(("leaf", "size", "path"), PATHS)
def test_published_inclusion_proofs(leaf: int, size: int, path: list[str]) -> None:
    """Made alike, and taken."""
    proof = tuple(map(bytes.fromhex, path))
    assert inclusion_proof(NODES, leaf - 1, size) == proof
    check_inclusion(leaf=LEAVES[leaf - 1], index=leaf - 1, size=size, proof=proof, root=bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("old", "new", "path"), GROWTHS)
def test_published_consistency_proofs(old: int, new: int, path: list[str]) -> None:
    """Made alike, and taken."""
    proof = tuple(map(bytes.fromhex, path))
    assert consistency_proof(NODES, old, new) == proof
    check_consistency(
        old_size=old,
        old_root=bytes.fromhex(ROOTS[old - 1]),
        new_size=new,
        new_root=bytes.fromhex(ROOTS[new - 1]),
        proof=proof,
    )


def test_a_proof_longer_than_the_tree_is_high_is_refused() -> None:
    """Hashes after the root was reached lead nowhere."""
    with pytest.raises(ProofFalse, match="inclusion"):
        check_inclusion(leaf=LEAVES[0], index=0, size=1, proof=[bytes(32)], root=LEAVES[0])
    with pytest.raises(ProofFalse, match="consistency"):
        proof = [*consistency_proof(NODES, 3, 7), bytes(32), bytes(32)]
        check_consistency(
            old_size=3,
            old_root=bytes.fromhex(ROOTS[2]),
            new_size=7,
            new_root=bytes.fromhex(ROOTS[6]),
            proof=proof,
        )


def test_a_consistency_proof_of_nothing_is_refused() -> None:
    """Between two sizes that differ, neither of them nought, something must be shown."""
    for old in (2, 3):
        with pytest.raises(ProofFalse):
            check_consistency(
                old_size=old, old_root=root_at(NODES, old), new_size=8, new_root=root_at(NODES, 8), proof=[]
            )


@pytest.mark.parametrize("cut", [1, 8, 31, 32, 33])
def test_a_frontier_that_was_cut_is_not_read(cut: int) -> None:
    """A damaged frontier fails loudly, whatever is missing of it."""
    raw = Frontier().grown_by(LEAVES[:7]).to_bytes()
    with pytest.raises(AssertionError):
        Frontier.from_bytes(raw[:-cut])
    with pytest.raises(AssertionError):
        Frontier.from_bytes(raw + b"\0")


def test_what_cannot_be_proved_is_not_asked() -> None:
    """A leaf that is not there, a tree that shrinks, a range of nothing: the caller's error."""
    with pytest.raises(AssertionError):
        inclusion_proof(NODES, 8, 8)
    with pytest.raises(AssertionError):
        consistency_proof(NODES, 8, 7)
    with pytest.raises(AssertionError):
        range_root(NODES, 3, 3)
