"""What a witness of a domestic framework has cosigned, read from the note itself (protocol 12.3)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .calendars import instant
from .canonical import b64, root
from .reading import Entry, precedes

if TYPE_CHECKING:
    from .world import World


def fault(world: World, entry: Entry) -> str | None:
    """Give the rule that a note of a domestic log breaks beside its form (protocol 12.3)."""
    if entry.value["act"] != "witnessed" or len(world.parties) > 1:
        return None
    manifest, fields = world.in_force(entry), entry.value["fields"]
    named = manifest["witnesses"].get(fields["witness"]) if manifest else None
    if named is None or not 1 <= fields["size"] <= entry.seq:
        return "4.witness"
    origin = f"jisr/{entry.value['framework']}/{entry.party}"
    stated = b64(root(world.raw[entry.party][: fields["size"]]))
    text = f"{origin}\n{fields['size']}\n{stated}\n"
    if cosigned(fields["note"], text, fields["witness"], base64.b64decode(named["key"])) != instant(fields["time"]):
        return "4.witness"
    before = [
        one.value["fields"]
        for one in world.entries
        if precedes(one, entry) and world.stands_alone(one) and one.value["act"] == "witnessed"
    ]
    same = [one for one in before if one["witness"] == fields["witness"]]
    falls = any(one["size"] > fields["size"] or instant(one["time"]) > instant(fields["time"]) for one in same)
    return "4.witness" if falls else None


def cosigned(note: str, text: str, name: str, key: bytes) -> int | None:
    """Give the time at which a key has cosigned a text, if the note is that text with such a line."""
    if not note.startswith(text + "\n") or not note.endswith("\n"):
        return None
    lines = [signature(line) for line in note[len(text) + 1 : -1].split("\n")]
    if None in lines:
        return None
    key_id = hashlib.sha256(name.encode() + b"\n\x04" + key).digest()[:4]
    for called, raw in filter(None, lines):
        if called != name or raw[:4] != key_id or len(raw) != 4 + 8 + 64:
            continue
        time = int.from_bytes(raw[4:12], "big")
        try:
            message = f"cosignature/v1\ntime {time}\n{text}".encode()
            Ed25519PublicKey.from_public_bytes(key).verify(raw[12:], message)
        except InvalidSignature:
            continue
        return time
    return None


def signature(line: str) -> tuple[str, bytes] | None:
    """Read a line of a signed note (C2SP): a dash, a name, the base64 of four bytes of a key's id and a signature."""
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or not parts[1] or "+" in parts[1]:
        return None
    try:
        raw = base64.b64decode(parts[2], validate=True)
    except (binascii.Error, ValueError):
        return None
    return (parts[1], raw) if len(raw) > 4 and b64(raw) == parts[2] else None
