"""A blob as it lies on a disk: wrapped once more by a key of its act, so that it goes with that key (protocol 7.3)."""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from jisr.base import N_, Phrase, canonical
from jisr.seal.commitment import Place
from jisr.seal.errors import NotOpened

REST_KEY_BYTES: Final = 32
REST_NONCE_BYTES: Final = 12
# No blob of the age format begins so: what lies here unwrapped can be told from what is wrapped.
VERSION: Final = b"\x01"
DOMAIN: Final = b"jisr/rest/1"


def wrap(place: Place, blob: bytes, *, key: bytes, nonce: bytes) -> bytes:
    """Wrap a blob for the disk; what is wrapped at one place opens at no other."""
    return VERSION + nonce + ChaCha20Poly1305(key).encrypt(nonce, blob, _bound(place))


def unwrap(place: Place, kept: bytes, *, key: bytes) -> bytes:
    """Give the blob that was wrapped at a place; raises NotOpened."""
    nonce, sealed = kept[1 : 1 + REST_NONCE_BYTES], kept[1 + REST_NONCE_BYTES :]
    if not is_wrapped(kept) or len(nonce) != REST_NONCE_BYTES:
        raise NotOpened(Phrase(N_("what lies on the disk is not wrapped")))
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, sealed, _bound(place))
    except InvalidTag as error:
        raise NotOpened(Phrase(N_("what lies on the disk does not open by the key of its act"))) from error


def is_wrapped(kept: bytes) -> bool:
    """Say whether something lies here as it is wrapped for the disk."""
    return kept.startswith(VERSION)


def _bound(place: Place) -> bytes:
    return DOMAIN + b"\0" + canonical([place.framework, place.party, place.seq, place.field, place.chunk])


__all__ = ["REST_KEY_BYTES", "REST_NONCE_BYTES", "is_wrapped", "unwrap", "wrap"]
