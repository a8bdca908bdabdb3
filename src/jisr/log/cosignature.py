"""What a witness adds under a head: a cosignature with its time (c2sp.org/tlog-cosignature, version 1)."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import b64
from jisr.log.note import KEY_ID_BYTES, Note, public_bytes, verifies

COSIGNATURE: Final = b"\x04"
TIME_BYTES: Final = 8
SIGNATURE_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """The name of a witness and its Ed25519 public key (32 bytes)."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        """Give the four bytes by which a cosignature's line points to this key."""
        return sha256(self.name.encode() + b"\n" + COSIGNATURE + self.key).digest()[:KEY_ID_BYTES]


def cosignature_line(text: str, name: str, key: Ed25519PrivateKey, *, time: int) -> str:
    """Give the line that a witness adds under a head's text, saying at what time (seconds since 1970)."""
    raw = WitnessKey(name, public_bytes(key)).id + time.to_bytes(TIME_BYTES, "big") + key.sign(_message(text, time))
    return f"— {name} {b64(raw)}\n"


def cosigned_at(note: Note, key: WitnessKey) -> int | None:
    """Give the time at which a witness has cosigned a note; None where it has not."""
    for each in note.signatures:
        if each.name != key.name or each.key_id != key.id or len(each.raw) != TIME_BYTES + SIGNATURE_BYTES:
            continue
        time = int.from_bytes(each.raw[:TIME_BYTES], "big")
        if verifies(key.key, each.raw[TIME_BYTES:], _message(note.text, time)):
            return time
    return None


def _message(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


__all__ = ["WitnessKey", "cosignature_line", "cosigned_at"]
