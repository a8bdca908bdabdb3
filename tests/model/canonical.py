"""Canonical JSON, hashes and the tree of a log (protocol 2.3, 2.4)."""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from typing import Any

GREATEST = 9007199254740991
LEVELS = 16


class NotCanonicalError(ValueError):
    """Bytes that are not the canonical JSON of a permitted value."""


def canonical(value: Any) -> bytes:
    """Give the one permitted spelling of a permitted value (protocol 2.3)."""
    check(value, 1)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def check(value: Any, level: int) -> None:
    """Refuse floats, great integers, keys that are not ASCII, U+0000, surrogates and more than 16 levels."""
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > GREATEST:
            raise NotCanonicalError("integer")
    elif isinstance(value, str):
        if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
            raise NotCanonicalError("string")
    elif isinstance(value, list | dict):
        if level > LEVELS:
            raise NotCanonicalError("levels")
        parts = list(value) if isinstance(value, list) else list(value.values())
        if isinstance(value, dict) and not all(isinstance(key, str) and key.isascii() for key in value):
            raise NotCanonicalError("key")
        for key in value if isinstance(value, dict) else ():
            check(key, level + 1)
        for part in parts:
            check(part, level + 1)
    else:
        raise NotCanonicalError("type")


def parse(raw: bytes) -> Any:
    """Read canonical bytes; whatever spells the same value otherwise is not canonical (protocol 2.3)."""
    try:
        value = json.loads(raw.decode("utf-8"), parse_float=_refuse, parse_constant=_refuse)
        again = canonical(value)
    except (ValueError, RecursionError) as error:
        raise NotCanonicalError("unreadable") from error
    if again != raw:
        raise NotCanonicalError("spelling")
    return value


def _refuse(text: str) -> Any:
    raise NotCanonicalError(text)


def b64(raw: bytes) -> str:
    """Give the standard base64 with padding."""
    return base64.b64encode(raw).decode("ascii")


def is_hash(value: Any) -> bool:
    """Say whether a value is the base64 of 32 bytes."""
    if not isinstance(value, str) or not value.isascii():
        return False
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(raw) == 32 and b64(raw) == value


def digest(value: Any) -> str:
    """SHA-256 of a value's canonical JSON without any key `label` (protocol 12.13)."""
    return b64(hashlib.sha256(canonical(_unlabelled(value))).digest())


def _unlabelled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unlabelled(part) for key, part in value.items() if key != "label"}
    return [_unlabelled(part) for part in value] if isinstance(value, list) else value


def root(leaves: Sequence[bytes]) -> bytes:
    """Give the root of RFC 6962 over a log's entries (protocol 2.4)."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return hashlib.sha256(b"\1" + root(leaves[:left]) + root(leaves[left:])).digest()
