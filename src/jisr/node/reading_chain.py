"""The chain of readings: each holds the digest of the one before, and others hold what its end was (decision 0021).

Pure: rows and digests in, digests out. A row's digest is under a salt of its own: from it nobody guesses who read what.
"""

import hashlib
import os
from typing import Any, Final

from jisr.base import canonical
from jisr.node import models

DOMAIN: Final = b"jisr/reading/1"
MARK_DOMAIN: Final = b"jisr/readings/1"
BEGINNING: Final = bytes(32)
SALT_BYTES: Final = 32


def digest_of(row: models.Access, before: bytes) -> bytes:
    """Give the digest of a reading after the one before."""
    said: list[Any] = [
        row.number, row.framework_id, row.dossier, row.party, row.seq, row.field, row.officer_id, row.authority,
        row.mandate, row.purpose, row.words, row.way, row.at,
    ]  # fmt: skip
    return hashlib.sha256(DOMAIN + b"\0" + before + bytes(row.salt) + canonical(said)).digest()


def link(row: models.Access, count: int, before: bytes) -> bytes:
    """Make a reading the next of a chain; give its digest, the chain's new end."""
    row.number, row.salt = count + 1, os.urandom(SALT_BYTES)
    row.digest = digest_of(row, before)
    return bytes(row.digest)


def mark_root(salt: bytes, count: int, digest: bytes) -> bytes:
    """Give what is told of a chain's end: nothing but that it was the one it was, to whoever is shown the salt."""
    return hashlib.sha256(MARK_DOMAIN + b"\0" + salt + canonical([count, digest.hex()])).digest()


__all__ = ["BEGINNING", "SALT_BYTES", "digest_of", "link", "mark_root"]
