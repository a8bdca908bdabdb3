"""What a sealed field holds: one value of protocol 12.13, in canonical bytes (protocol 12.17)."""

from typing import Any

from jisr.base import Json, canonical, parse_canonical
from jisr.base.limits import CHUNK_BYTES_MAX


def write_value(value: Json) -> bytes:
    """Write a field's value as it is sealed."""
    return canonical(value)


def read_value(plaintext: bytes) -> Any:
    """Read a field's value; an author's node may have sealed anything: raises NotCanonical."""
    return parse_canonical(plaintext, bytes_max=CHUNK_BYTES_MAX)


__all__ = ["read_value", "write_value"]
