"""Signed notes of C2SP: a text and Ed25519 signatures under names (c2sp.org/signed-note)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from jisr.base import N_, NotCanonical, b64, unb64
from jisr.log.errors import HeadForeign, MalformedNote

ED25519: Final = b"\x01"
KEY_ID_BYTES: Final = 4
NOTE_BYTES_MAX: Final = 1024 * 1024
SIGNATURES_MAX: Final = 100
# Line ends apart.
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")
_LINE: Final = re.compile(r"— ([^\s+]{1,200}) ([A-Za-z0-9+/]+={0,2})\Z")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A name and the Ed25519 public key (32 bytes) that signs under it."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        """Give the four bytes by which a signature line points to this key."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.key).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64(ED25519 + self.key)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the name, the key's id, the bytes of the signature."""

    name: str
    key_id: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    def is_signed_by(self, key: VerifierKey) -> bool:
        """Say whether this key has signed the text."""
        return any(
            each.name == key.name and each.key_id == key.id and verifies(key.key, each.raw, self.text.encode())
            for each in self.signatures
        )


def verifies(key: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether an Ed25519 key (32 bytes) has signed a message: the one place where a signature is held."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """Give the 32 bytes of the public key."""
    return key.public_key().public_bytes_raw()


def sign_note(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """Sign a text that ends in a newline; give the note."""
    return f"{text}\n{signature_line(text, name, key)}"


def signature_line(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """Give the line that a further signer adds under a note."""
    assert text.endswith("\n"), "the text of a note ends in a newline"
    raw = VerifierKey(name, public_bytes(key)).id + key.sign(text.encode())
    return f"— {name} {b64(raw)}\n"


def parse_note(raw: str) -> Note:
    """Read a note; any other spelling than the one is an error."""
    if _bytes_of(raw) > NOTE_BYTES_MAX:
        raise MalformedNote(what=N_("note over %(limit)s bytes"), limit=NOTE_BYTES_MAX, got=len(raw))
    text, gap, lines = raw.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise MalformedNote(what=N_("note without signatures"), got=raw[:80])
    if _CONTROL.search(raw):
        raise MalformedNote(what=N_("note with a control character"), got=raw[:80])
    count = lines.count("\n")
    if count > SIGNATURES_MAX:
        raise MalformedNote(what=N_("more than %(limit)s signatures"), limit=SIGNATURES_MAX, got=count)
    return Note(text + "\n", tuple(_parse_line(each) for each in lines[:-1].split("\n")))


def _bytes_of(raw: str) -> int:
    try:
        return len(raw.encode())
    except UnicodeEncodeError as error:
        raise MalformedNote(what=N_("note that is not well-formed Unicode"), got=raw[:80]) from error


def _parse_line(line: str) -> Signature:
    found = _LINE.match(line)
    if not found:
        raise MalformedNote(what=N_("signature line"), got=line)
    try:
        raw = unb64(found[2])
    except NotCanonical as error:
        raise MalformedNote(what="signature", got=line) from error
    if len(raw) <= KEY_ID_BYTES:
        raise MalformedNote(what=N_("signature too short"), got=line)
    return Signature(found[1], raw[:KEY_ID_BYTES], raw[KEY_ID_BYTES:])


def require_signed(note: Note, keys: Iterable[VerifierKey]) -> None:
    """Raise HeadForeign unless one of the keys has signed."""
    candidates = tuple(keys)
    if not any(note.is_signed_by(each) for each in candidates):
        raise HeadForeign(name=candidates[0].name if candidates else "?")
