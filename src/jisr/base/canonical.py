"""Canonical bytes: RFC 8785 on the values that the protocol permits (protocol 2.3).

Permitted: strings without U+0000, integers of at most 53 bits, booleans, null,
arrays, and objects with ASCII keys. On these orjson writes what RFC 8785 asks;
`tests/laws` holds it against an independent encoder.
"""

import binascii
import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

import orjson
import pybase64

from jisr.base.errors import N_, NotCanonical
from jisr.base.limits import ENTRY_BYTES_MAX, ENTRY_LEVELS_MAX, INTEGER_MAX

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]

_OPTIONS: Final = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


def canonical(value: Json, *, levels_max: int = ENTRY_LEVELS_MAX) -> bytes:
    """Write a permitted value in its one spelling; what is not permitted is an error."""
    _check(value, levels_max)
    raw = _written(value)
    if b"\\u0000" in raw and holds_nul(value):
        raise NotCanonical(what=N_("string with U+0000"), got=raw[:80])
    return raw


def _written(value: Json) -> bytes:
    try:
        return orjson.dumps(value, option=_OPTIONS)
    except (orjson.JSONEncodeError, RecursionError) as error:
        raise NotCanonical(what=N_("not writable (%(because)s)"), because=error, got="") from error


def parse_canonical(raw: bytes, *, bytes_max: int = ENTRY_BYTES_MAX, levels_max: int = ENTRY_LEVELS_MAX) -> Json:
    """Read a value from its canonical bytes; any other spelling is an error."""
    if len(raw) > bytes_max:
        raise NotCanonical(what=N_("longer than %(limit)s bytes"), limit=bytes_max, got=len(raw))
    try:
        value: Json = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise NotCanonical(what=N_("not JSON (%(because)s)"), because=error, got=raw[:80]) from error
    # Re-encoding is the check: a duplicate key, a blank or an escape shows here.
    _check(value, levels_max)
    if _written(value) != raw:
        raise NotCanonical(what=N_("not in canonical spelling"), got=raw[:80])
    if b"\\u0000" in raw and holds_nul(value):
        raise NotCanonical(what=N_("string with U+0000"), got=raw[:80])
    return value


def _check(value: Json, levels: int) -> None:
    """Refuse what the protocol does not permit; orjson would write floats, times and more."""
    if value is None or isinstance(value, (str, bool)):
        return
    if isinstance(value, int):
        if not -INTEGER_MAX <= value <= INTEGER_MAX:
            raise NotCanonical(what=N_("integer over 53 bits"), got=f"{value.bit_length()} bits")
        return
    if levels == 0:
        raise NotCanonical(what=N_("nested too deep"), got="")
    if isinstance(value, (list, tuple)):
        for each in value:
            _check(each, levels - 1)
        return
    if isinstance(value, dict):
        for key, each in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonical(what=N_("key is not ASCII"), got=key)
            _check(each, levels - 1)
        return
    raise NotCanonical(what=N_("a float or other value that the protocol does not permit"), got=value)


def holds_nul(value: Json) -> bool:
    """Say whether any string of a value has U+0000, which the protocol does not permit."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, Mapping):
        return any(holds_nul(key) or holds_nul(each) for key, each in value.items())
    return isinstance(value, Sequence) and any(holds_nul(each) for each in value)


def b64(raw: bytes) -> str:
    """Write bytes in standard base64 with padding."""
    return pybase64.b64encode_as_string(raw)


def in_fours(letters: str) -> str:
    """Write digits as people read them out to each other: four at a time."""
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def unb64(text: str, *, length: int | None = None) -> bytes:
    """Read standard base64 with padding, in its one spelling."""
    try:
        raw = pybase64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotCanonical(what=N_("not base64"), got=text) from error
    # What is left to be spelt otherwise are the bits beyond the last byte: padding in its midst is no base64.
    rest = len(raw) % 3
    if rest and b64(raw[-rest:]) != text[-4:]:
        raise NotCanonical(what=N_("base64 in another spelling"), got=text)
    if length is not None and len(raw) != length:
        raise NotCanonical(what=N_("base64 of other than %(length)s bytes"), length=length, got=text)
    return raw


def digest(value: Json) -> str:
    """Give the SHA-256 of a value's canonical bytes, in base64."""
    return b64(hashlib.sha256(canonical(value)).digest())
