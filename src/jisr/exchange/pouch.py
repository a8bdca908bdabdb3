"""The pouch: the same message in a file, where no network is (protocol 8.2).

The file: a C2SP note in UTF-8, whose text is `jisr/<framework>/<PARTY>/pouch`, the base64
of SHA-256 of the body, and the body's length; one zero byte; the body: the message, gzip.
"""

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterable
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import N_, Party, Phrase, b64
from jisr.base.ids import FRAMEWORK, PARTY
from jisr.base.limits import MESSAGE_WHOLE_BYTES_MAX
from jisr.exchange.errors import MalformedMessage, NotSigned, TooMuch
from jisr.exchange.message import Message, parse_message, write_message
from jisr.log import (
    HeadForeign,
    MalformedNote,
    VerifierKey,
    origin,
    parse_note,
    require_signed,
    sign_note,
)

NOTE_BYTES_MAX: Final = 4_096


def write_pouch(message: Message, *, party: Party, key: Ed25519PrivateKey) -> bytes:
    """Write a message as a pouch, signed by the party's wire key."""
    body = gzip.compress(write_message(message), mtime=0)
    name = f"{origin(message.framework, party)}/pouch"
    text = f"{name}\n{b64(hashlib.sha256(body).digest())}\n{len(body)}\n"
    return sign_note(text, name, key).encode() + b"\0" + body


def read_pouch(raw: bytes, *, keys: Callable[[str, str], Iterable[bytes]]) -> tuple[Party, Message]:
    """Read a pouch; `keys(framework, party)` are the wire keys in force."""
    note_raw, mark, body = raw.partition(b"\0")
    if not mark or len(note_raw) > NOTE_BYTES_MAX:
        raise MalformedMessage(what="pouch", got=Phrase(N_("no note before the body")))
    try:
        note = parse_note(note_raw.decode("utf-8"))
    except (UnicodeDecodeError, MalformedNote) as error:
        raise MalformedMessage(what=N_("pouch's note"), got=str(error)) from error
    lines = note.text[:-1].split("\n")
    framework, party = _whose(lines[0])
    if len(lines) != 3:
        raise MalformedMessage(what=N_("pouch's note"), got=note.text[:80])
    try:
        require_signed(note, [VerifierKey(lines[0], key) for key in keys(framework, party)])
    except HeadForeign as error:
        raise NotSigned(N_("no wire key in force has signed this pouch")) from error
    if lines[1] != b64(hashlib.sha256(body).digest()) or lines[2] != str(len(body)):
        raise MalformedMessage(what=N_("pouch's body"), got=Phrase(N_("it is not the one that was signed")))
    message = parse_message(unpacked(body))
    if message.framework != framework:
        raise MalformedMessage(what="framework", got=message.framework)
    return Party(party), message


def _whose(line: str) -> tuple[str, str]:
    """Read the first line of a pouch's note: framework and party."""
    parts = line.split("/")
    named = len(parts) == 4 and parts[0] == "jisr" and parts[3] == "pouch"
    if not named or not FRAMEWORK.match(parts[1]) or not PARTY.match(parts[2]):
        raise MalformedMessage(what=N_("pouch's note"), got=line[:80])
    return parts[1], parts[2]


def unpacked(body: bytes) -> bytes:
    """Unpack a body, never beyond the limit (protocol 8.4)."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
            raw = file.read(MESSAGE_WHOLE_BYTES_MAX + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise MalformedMessage(what="gzip", got=str(error)) from error
    if len(raw) > MESSAGE_WHOLE_BYTES_MAX:
        raise TooMuch(N_("more than %(limit)s bytes after unpacking"), limit=MESSAGE_WHOLE_BYTES_MAX)
    return raw
