"""The blob: salt and content, to the keys of those who may read (protocol 7.1, age-encryption.org/v1)."""

import hmac
from collections.abc import Sequence

import pyrage

from jisr.base import N_, Phrase
from jisr.base.limits import BLOB_BYTES_MAX, CHUNK_BYTES_MAX, SALT_BYTES
from jisr.seal.commitment import Place, commitment
from jisr.seal.errors import NotOpened
from jisr.seal.keys import Identity, Recipient


def seal(place: Place, plaintext: bytes, *, salt: bytes, to: Sequence[Recipient]) -> tuple[bytes, bytes]:
    """Seal content at a place to some keys; give its commitment and the blob."""
    blob = seal_blob(plaintext, salt=salt, to=to)
    return commitment(place, salt=salt, plaintext=plaintext), blob


def open_blob(place: Place, blob: bytes, *, commit: bytes, keys: Sequence[Identity]) -> bytes:
    """Give the content of a blob, held against the commitment at its place; raises NotOpened."""
    return open_with_salt(place, blob, commit=commit, keys=keys)[1]


def open_with_salt(place: Place, blob: bytes, *, commit: bytes, keys: Sequence[Identity]) -> tuple[bytes, bytes]:
    """Give salt and content of a blob: with both, everybody can hold the content against the commitment."""
    salt, plaintext = salt_and_content(blob, keys=keys)
    amiss = len(plaintext) > CHUNK_BYTES_MAX or len(salt) != SALT_BYTES
    if amiss or not hmac.compare_digest(commitment(place, salt=salt, plaintext=plaintext), commit):
        raise NotOpened(Phrase(N_("its content is not what was committed to")))
    return salt, plaintext


def salt_and_content(blob: bytes, *, keys: Sequence[Identity]) -> tuple[bytes, bytes]:
    """Give salt and content of a blob, held against nothing; raises NotOpened where none of the keys opens it."""
    if len(blob) > BLOB_BYTES_MAX:
        raise NotOpened(Phrase(N_("a blob of %(size)s bytes; at most %(limit)s"), size=len(blob), limit=BLOB_BYTES_MAX))
    if not keys:
        raise NotOpened(Phrase(N_("no key that could open it is in this node")))
    try:
        opened = pyrage.decrypt(blob, list(keys))
    except (pyrage.DecryptError, ValueError) as error:
        raise NotOpened(Phrase(N_("it does not open (%(said)s)"), said=error)) from error
    return opened[:SALT_BYTES], opened[SALT_BYTES:]


def seal_blob(plaintext: bytes, *, salt: bytes, to: Sequence[Recipient]) -> bytes:
    """Seal content to some keys, wherever it will stand: what it commits to is known when its place is."""
    assert to, "what nobody can open is lost"
    blob = pyrage.encrypt(salt + plaintext, list(to))
    assert len(blob) <= BLOB_BYTES_MAX, "or nobody would take it in"
    return blob


__all__ = ["open_blob", "open_with_salt", "salt_and_content", "seal", "seal_blob"]
