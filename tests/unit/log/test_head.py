"""Heads, and the two that show that somebody keeps two histories (protocol 2.4, 2.7)."""

from collections.abc import Sequence

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import b64
from jisr.log import (
    EMPTY_ROOT,
    Checkpoint,
    Equivocation,
    Frontier,
    HeadForeign,
    MalformedNote,
    MemoryNodes,
    VerifierKey,
    consistency_proof,
    follows,
    leaf_hash,
    origin,
    parse_head,
    public_bytes,
    shows_equivocation,
    sign_head,
    sign_note,
)

NAME = origin("mar-esp", "ESP")
KEY = Ed25519PrivateKey.from_private_bytes(bytes([7] * 32))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes([8] * 32))
KEYS = [VerifierKey(NAME, public_bytes(KEY))]
HONEST = [leaf_hash(str(at).encode()) for at in range(12)]
FORKED = [*HONEST[:5], *(leaf_hash(b"other %d" % at) for at in range(7))]


def checkpoint(leaves: Sequence[bytes], *, name: str = NAME) -> Checkpoint:
    """Give the checkpoint of a log of these leaves."""
    return Checkpoint(name, len(leaves), Frontier().grown_by(leaves).root())


def head(leaves: Sequence[bytes], *, key: Ed25519PrivateKey = KEY, name: str = NAME) -> str:
    """Give a signed head of these leaves."""
    return sign_head(checkpoint(leaves, name=name), key)


def test_an_origin_names_framework_and_party() -> None:
    """Protocol 2.4."""
    assert NAME == "jisr/mar-esp/ESP"


def test_a_head_is_three_lines_and_a_signature() -> None:
    """The plain C2SP checkpoint, byte for byte."""
    text, _, line = head([]).partition("\n\n")
    assert text == f"{NAME}\n0\n{b64(EMPTY_ROOT)}"
    assert line.startswith(f"— {NAME} ")
    assert parse_head(head([])).raw == head([])


BODIES = {
    "two lines": f"{NAME}\n5\n",
    "an extension line": f"{NAME}\n5\n{b64(bytes(32))}\nmore\n",
    "no origin": f"\n5\n{b64(bytes(32))}\n",
    "no size": f"{NAME}\n\n{b64(bytes(32))}\n",
    "size with a sign": f"{NAME}\n+5\n{b64(bytes(32))}\n",
    "size below nought": f"{NAME}\n-5\n{b64(bytes(32))}\n",
    "size with a nought before": f"{NAME}\n05\n{b64(bytes(32))}\n",
    "size with a blank": f"{NAME}\n5 \n{b64(bytes(32))}\n",
    "size with an underscore": f"{NAME}\n1_0\n{b64(bytes(32))}\n",
    "size in other digits": f"{NAME}\n٥\n{b64(bytes(32))}\n",
    "size as a superscript": f"{NAME}\n²\n{b64(bytes(32))}\n",
    "size too long": f"{NAME}\n{'1' * 17}\n{b64(bytes(32))}\n",
    "root too short": f"{NAME}\n5\n{b64(bytes(31))}\n",
    "root too long": f"{NAME}\n5\n{b64(bytes(33))}\n",
    "root without padding": f"{NAME}\n5\n{b64(bytes(32))[:-1]}\n",
    "root with loose bits": f"{NAME}\n5\n{'A' * 42}B=\n",
    "root in hex": f"{NAME}\n5\n{bytes(32).hex()}\n",
}


@pytest.mark.parametrize("text", BODIES.values(), ids=BODIES.keys())
def test_another_spelling_of_a_head_is_refused(text: str) -> None:
    """Even where it is signed: one log, one size, one root, one spelling."""
    with pytest.raises(MalformedNote) as found:
        parse_head(sign_note(text, NAME, KEY))
    assert found.value.remedy()


def test_a_head_is_taken_only_from_a_key_of_its_own_log() -> None:
    """A key of ESP that signs a head of MAR's log has signed nothing, by whatever name it calls itself."""
    of_mar = checkpoint(HONEST, name=origin("mar-esp", "MAR"))
    text = f"{of_mar.origin}\n{of_mar.size}\n{b64(of_mar.root)}\n"
    with pytest.raises(HeadForeign):
        parse_head(sign_note(text, NAME, KEY)).require_signed(KEYS)
    parse_head(head(HONEST)).require_signed(KEYS)


def test_a_head_by_another_key_is_refused() -> None:
    """Nor one by no key."""
    for keys in (KEYS, []):
        with pytest.raises(HeadForeign):
            parse_head(head(HONEST, key=OTHER)).require_signed(keys)


@pytest.mark.parametrize("size", range(6, 13))
def test_two_heads_of_one_size_and_two_roots_show_equivocation(size: int) -> None:
    """Protocol 2.7: nothing else is needed."""
    one, other = head(HONEST[:size]), head(FORKED[:size])
    assert shows_equivocation(Equivocation(one, other), KEYS)
    assert shows_equivocation(Equivocation(other, one), KEYS)


@pytest.mark.parametrize("small", range(6, 12))
def test_two_heads_of_two_sizes_and_two_histories_show_equivocation(small: int) -> None:
    """Protocol 2.7: the first m entries under the second head give another root than the first states."""
    for large in range(small + 1, 13):
        evidence = Equivocation(
            head(HONEST[:small]), head(FORKED[:large]), tuple(FORKED[:small]), tuple(FORKED[small:large])
        )
        assert shows_equivocation(evidence, KEYS)


@pytest.mark.parametrize("small", range(13))
def test_heads_of_one_history_show_nothing(small: int) -> None:
    """An honest party can never be shown to equivocate, whatever leaves are handed in."""
    for large in range(small, 13):
        one, other = head(HONEST[:small]), head(HONEST[:large])
        for leaves in (HONEST, FORKED):
            evidence = Equivocation(one, other, tuple(leaves[:small]), tuple(leaves[small:large]))
            assert not shows_equivocation(evidence, KEYS)


def test_evidence_that_does_not_add_up_shows_nothing() -> None:
    """Leaves of another number, heads in the wrong order, of two logs, unsigned, or no heads at all."""
    small, large = head(HONEST[:6]), head(FORKED[:9])
    first, between = tuple(FORKED[:6]), tuple(FORKED[6:9])
    assert shows_equivocation(Equivocation(small, large, first, between), KEYS)
    mar = origin("mar-esp", "MAR")
    both = [*KEYS, VerifierKey(mar, public_bytes(KEY))]
    for evidence in (
        Equivocation(small, large),
        Equivocation(small, large, first[:-1], between),
        Equivocation(small, large, first, between[:-1]),
        Equivocation(small, large, first[:-1], (first[-1], *between)),
        Equivocation(large, small, first, between),
        Equivocation(small, head(FORKED[:9], key=OTHER), first, between),
        Equivocation(small, head(FORKED[:9], name=mar), first, between),
        Equivocation(head(HONEST[:9]), head(FORKED[:9], name=mar)),
        Equivocation("no head", large, first, between),
    ):
        assert not shows_equivocation(evidence, both)


def test_a_signature_of_another_log_shows_no_equivocation() -> None:
    """Two texts about MAR's log, signed by ESP under its own name, say nothing of either."""
    texts = [f"jisr/mar-esp/MAR\n5\n{b64(bytes([each] * 32))}\n" for each in (1, 2)]
    one, other = (sign_note(each, NAME, KEY) for each in texts)
    assert not shows_equivocation(Equivocation(one, other), KEYS)


def test_a_longer_head_follows_by_its_proof() -> None:
    """Of one log; a fork or another log does not follow."""
    nodes = MemoryNodes(HONEST)
    proof = consistency_proof(nodes, 6, 12)
    assert follows(checkpoint(HONEST[:6]), checkpoint(HONEST), proof)
    assert not follows(checkpoint(FORKED[:6]), checkpoint(HONEST), proof)
    assert not follows(checkpoint(HONEST[:6]), checkpoint(FORKED), proof)
    assert not follows(checkpoint(HONEST[:6]), checkpoint(HONEST, name="jisr/mar-esp/MAR"), proof)
    assert not follows(checkpoint(HONEST), checkpoint(HONEST[:6]), proof)
