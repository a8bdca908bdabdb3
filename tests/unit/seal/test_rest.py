"""What lies on a disk opens by the key of its act, at its own place, as it came; and otherwise not at all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jisr.base import FrameworkId, Party, Seq
from jisr.seal import REST_KEY_BYTES, REST_NONCE_BYTES, NotOpened, Place, is_wrapped, unwrap, wrap

PLACE = Place(framework=FrameworkId("mar-esp"), party=Party("ESP"), seq=Seq(17), field="story")
KEY, NONCE = bytes(range(REST_KEY_BYTES)), bytes(REST_NONCE_BYTES)
AGE = b"age-encryption.org/v1\n-> X25519 ..."
keys = st.binary(min_size=REST_KEY_BYTES, max_size=REST_KEY_BYTES)
nonces = st.binary(min_size=REST_NONCE_BYTES, max_size=REST_NONCE_BYTES)


@given(blob=st.binary(max_size=200), key=keys, nonce=nonces)
def test_what_was_wrapped_is_given_back_as_it_came(blob: bytes, key: bytes, nonce: bytes) -> None:
    kept = wrap(PLACE, blob, key=key, nonce=nonce)
    assert is_wrapped(kept) and unwrap(PLACE, kept, key=key) == blob
    assert len(blob) < 16 or blob not in kept


@given(at=st.integers(0), bit=st.integers(0, 7))
def test_one_bit_amiss_and_it_does_not_open(at: int, bit: int) -> None:
    kept = bytearray(wrap(PLACE, AGE, key=KEY, nonce=NONCE))
    kept[at % len(kept)] ^= 1 << bit
    with pytest.raises(NotOpened):
        unwrap(PLACE, bytes(kept), key=KEY)


@pytest.mark.parametrize(
    "other",
    [
        replace(PLACE, framework=FrameworkId("esp")),
        replace(PLACE, party=Party("MAR")),
        replace(PLACE, seq=Seq(18)),
        replace(PLACE, field="name"),
        replace(PLACE, chunk=1),
    ],
)
def test_it_opens_at_no_other_place(other: Place) -> None:
    with pytest.raises(NotOpened):
        unwrap(other, wrap(PLACE, AGE, key=KEY, nonce=NONCE), key=KEY)


def test_a_blob_as_it_travels_is_told_from_a_wrapped_one() -> None:
    assert not is_wrapped(AGE)
    for kept in (AGE, b"", b"\x01", b"\x01" + NONCE):
        with pytest.raises(NotOpened):
            unwrap(PLACE, kept, key=KEY)
