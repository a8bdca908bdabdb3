"""The commitment that an entry carries in place of what is sealed (protocol 7.1)."""

import hashlib
from dataclasses import dataclass
from typing import Final

from jisr.base import FrameworkId, Party, Seq, canonical
from jisr.base.limits import CHUNK_BYTES_MAX, SALT_BYTES

DOMAIN: Final = b"jisr/seal/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a piece of sealed content stands: nothing that was sealed for one place opens at another."""

    framework: FrameworkId
    party: Party
    seq: Seq
    field: str
    chunk: int = 0


def commitment(place: Place, *, salt: bytes, plaintext: bytes) -> bytes:
    """Give the commitment to some content at a place, under a salt."""
    assert len(salt) == SALT_BYTES, "the salt is what keeps a short text from being guessed"
    assert len(plaintext) <= CHUNK_BYTES_MAX, "longer content has several chunks"
    stands = canonical([place.framework, place.party, place.seq, place.field, place.chunk])
    return hashlib.sha256(DOMAIN + b"\0" + salt + stands + b"\0" + plaintext).digest()


__all__ = ["Place", "commitment"]
