"""The one symmetrical message, whatever carries it (protocol 8.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from jisr.base import N_, NotCanonical, Phrase, b64, unb64
from jisr.base.ids import FRAMEWORK, PARTY
from jisr.base.limits import (
    INTEGER_MAX,
    MESSAGE_BYTES_MAX,
    MESSAGE_ENTRIES_MAX,
    MESSAGE_WHOLE_BYTES_MAX,
    SEALED_BYTES_MAX,
    URGENT_BYTES_MAX,
    URGENT_MAX,
)
from jisr.exchange.errors import MalformedMessage, TooMuch

PROOF_HASHES_MAX: Final = 130
HASH_BYTES: Final = 32
NOTE_CHARACTERS_MAX: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPart:
    """Entries of one log from a number on, the head above them, and what leads there."""

    start: int
    entries: tuple[bytes, ...]
    head: str
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgent:
    """One entry ahead of its turn: it protects, and those before it are still on the way (protocol 8.1)."""

    party: str
    seq: int
    entry: bytes
    # That of the head, under which the proof is made.
    size: int
    head: str
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one node says to another: what it has, and what the other lacks."""

    framework: str
    have: Mapping[str, int]
    logs: Mapping[str, LogPart] = field(default_factory=dict)
    urgent: tuple[Urgent, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    sealed: Mapping[str, bytes] = field(default_factory=dict)
    want: tuple[str, ...] = ()
    refused: tuple[Mapping[str, Any], ...] = ()
    evidence: tuple[Mapping[str, Any], ...] = ()
    # Notes: of the sender's log of readings, and the newest of the receiver's that the sender holds (12.23).
    readings: str = ""
    readings_held: str = ""
    # Where of a log the answer is to begin: what is before is in the sender's hand (12.32).
    ask: Mapping[str, int] = field(default_factory=dict)


def write_message(message: Message) -> bytes:
    """Write a message as JSON."""
    return orjson.dumps(
        {
            "framework": message.framework,
            "have": dict(message.have),
            "logs": {party: _write_part(part) for party, part in message.logs.items()},
            "urgent": [_write_urgent(each) for each in message.urgent],
            "want": list(message.want),
            "sealed": {commit: b64(blob) for commit, blob in message.sealed.items()},
            "files": {digest: b64(raw) for digest, raw in message.files.items()},
            "refused": [dict(each) for each in message.refused],
            "evidence": [dict(each) for each in message.evidence],
            **({"readings": message.readings} if message.readings else {}),
            **({"readings_held": message.readings_held} if message.readings_held else {}),
            **({"ask": dict(message.ask)} if message.ask else {}),
        }
    )


def _write_part(part: LogPart) -> dict[str, Any]:
    return {
        "from": part.start,
        "entries": [b64(each) for each in part.entries],
        "head": part.head,
        "proof": [b64(each) for each in part.proof],
    }


def _write_urgent(urgent: Urgent) -> dict[str, Any]:
    return {
        "party": urgent.party,
        "seq": urgent.seq,
        "entry": b64(urgent.entry),
        "size": urgent.size,
        "head": urgent.head,
        "proof": [b64(each) for each in urgent.proof],
    }


def parse_message(raw: bytes) -> Message:
    """Read a message; unknown keys are ignored, anything amiss is named."""
    if len(raw) > MESSAGE_WHOLE_BYTES_MAX:
        raise _too_long(len(raw), MESSAGE_WHOLE_BYTES_MAX)
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        if len(raw) > MESSAGE_BYTES_MAX:
            raise _too_long(len(raw), MESSAGE_BYTES_MAX) from error
        raise MalformedMessage(what=N_("not JSON"), got=str(error)) from error
    if not isinstance(value, dict):
        if len(raw) > MESSAGE_BYTES_MAX:
            raise _too_long(len(raw), MESSAGE_BYTES_MAX)
        raise MalformedMessage(what="message", got=type(value).__name__)
    sealed = _object(value, "sealed")
    _require_size(raw, sealed)
    framework = value.get("framework")
    if not isinstance(framework, str) or not FRAMEWORK.match(framework):
        raise MalformedMessage(what="framework", got=framework)
    logs = {party: _parse_part(party, part) for party, part in _object(value, "logs").items()}
    total = sum(len(part.entries) for part in logs.values())
    if total > MESSAGE_ENTRIES_MAX:
        raise TooMuch(N_("%(size)s entries in one message; at most %(limit)s"), size=total, limit=MESSAGE_ENTRIES_MAX)
    return Message(
        framework=framework,
        have={party: _count(f"have.{party}", size) for party, size in _parties(value, "have").items()},
        logs=logs,
        urgent=_urgent(value),
        files={_digest("files", name): _bytes(f"files.{name}", text) for name, text in _object(value, "files").items()},
        sealed={_digest("sealed", name): _bytes(f"sealed.{name}", text) for name, text in sealed.items()},
        want=tuple(_digest("want", each) for each in _list(value, "want")),
        refused=_reports(value, "refused"),
        evidence=_reports(value, "evidence"),
        readings=_note(value, "readings"),
        readings_held=_note(value, "readings_held"),
        ask=_asked(value),
    )


def _require_size(raw: bytes, sealed: Mapping[str, Any]) -> None:
    """Hold a message against its limits: blobs are counted apart (protocol 8.4, 12.17)."""
    blobs = sum(len(text) for text in sealed.values() if isinstance(text, str))
    if blobs * 3 // 4 > SEALED_BYTES_MAX:
        words = N_("%(size)s bytes of sealed content in one message; at most %(limit)s")
        raise TooMuch(words, size=blobs * 3 // 4, limit=SEALED_BYTES_MAX)
    if len(raw) - blobs > MESSAGE_BYTES_MAX:
        raise _too_long(len(raw) - blobs, MESSAGE_BYTES_MAX)


def _too_long(size: int, limit: int) -> TooMuch:
    return TooMuch(N_("a message of %(size)s bytes; at most %(limit)s"), size=size, limit=limit)


def _parse_part(party: str, raw: Any) -> LogPart:
    if not PARTY.match(party) or not isinstance(raw, dict):
        raise MalformedMessage(what=f"logs.{party}", got=raw)
    entries, head = raw.get("entries"), raw.get("head")
    if not isinstance(entries, list) or not isinstance(head, str):
        raise MalformedMessage(what=N_("logs.%(party)s.entries or head"), party=party, got=head)
    return LogPart(
        start=_count(f"logs.{party}.from", raw.get("from")),
        entries=_all_bytes(f"logs.{party}.entries", entries),
        head=head,
        proof=_hashes(f"logs.{party}.proof", raw.get("proof")),
    )


def _urgent(value: Mapping[str, Any]) -> tuple[Urgent, ...]:
    listed = _list(value, "urgent")
    if len(listed) > URGENT_MAX:
        words = N_("%(size)s entries ahead of their turn in one message; at most %(limit)s")
        raise TooMuch(words, size=len(listed), limit=URGENT_MAX)
    found = tuple(_parse_urgent(f"urgent.{at}", each) for at, each in enumerate(listed))
    size = sum(len(each.entry) for each in found)
    if size > URGENT_BYTES_MAX:
        raise TooMuch(
            N_("%(size)s bytes ahead of their turn in one message; at most %(limit)s"),
            size=size,
            limit=URGENT_BYTES_MAX,
        )
    return found


def _parse_urgent(what: str, raw: Any) -> Urgent:
    if not isinstance(raw, dict):
        raise MalformedMessage(what=what, got=raw)
    party, head = raw.get("party"), raw.get("head")
    if not isinstance(party, str) or not PARTY.match(party):
        raise MalformedMessage(what=f"{what}.party", got=party)
    if not isinstance(head, str):
        raise MalformedMessage(what=f"{what}.head", got=head)
    return Urgent(
        party=party,
        seq=_count(f"{what}.seq", raw.get("seq")),
        entry=_bytes(f"{what}.entry", raw.get("entry")),
        size=_count(f"{what}.size", raw.get("size")),
        head=head,
        proof=_hashes(f"{what}.proof", raw.get("proof")),
    )


def _hashes(what: str, proof: Any) -> tuple[bytes, ...]:
    if not isinstance(proof, list) or len(proof) > PROOF_HASHES_MAX:
        raise MalformedMessage(what=what, got=proof)
    hashes = tuple(_bytes(what, each) for each in proof)
    if any(len(each) != HASH_BYTES for each in hashes):
        raise MalformedMessage(what=what, got=Phrase(N_("a hash of another length")))
    return hashes


def _note(value: Mapping[str, Any], key: str) -> str:
    """Read a note; what is none is as good as absent: whoever does not know these keys may use them for something."""
    found = value.get(key, "")
    return found if isinstance(found, str) and len(found) <= NOTE_CHARACTERS_MAX else ""


def _asked(value: Mapping[str, Any]) -> Mapping[str, int]:
    """Read where an answer is to begin; what cannot be meant is as good as absent, as with notes."""
    found = value.get("ask")
    pairs = found.items() if isinstance(found, dict) else ()
    return {party: at for party, at in pairs if PARTY.match(party) and type(at) is int and 0 <= at <= INTEGER_MAX}


def _object(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key, {})
    if not isinstance(found, dict):
        raise MalformedMessage(what=key, got=found)
    return found


def _parties(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = _object(value, key)
    wrong = next((each for each in found if not PARTY.match(each)), None)
    if wrong is not None:
        raise MalformedMessage(what=key, got=wrong)
    return found


def _list(value: Mapping[str, Any], key: str) -> list[Any]:
    found = value.get(key, [])
    if not isinstance(found, list):
        raise MalformedMessage(what=key, got=found)
    return found


def _reports(value: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
    found = _list(value, key)
    for each in found:
        if not isinstance(each, dict):
            raise MalformedMessage(what=key, got=each)
    return tuple(found)


def _digest(what: str, text: Any) -> str:
    """Read the name of a file or blob: a digest or commitment."""
    if not isinstance(text, str):
        raise MalformedMessage(what=what, got=text)
    where = f"{what}.{text[:64]}"
    if len(_bytes(where, text)) != HASH_BYTES:
        raise MalformedMessage(what=where, got=Phrase(N_("not a digest of 32 bytes")))
    return text


def _count(what: str, value: Any) -> int:
    if type(value) is not int or not 0 <= value <= INTEGER_MAX:
        raise MalformedMessage(what=what, got=value)
    return value


def _all_bytes(what: str, texts: list[Any]) -> tuple[bytes, ...]:
    return tuple([_bytes(what, each) for each in texts])


def _bytes(what: str, text: Any) -> bytes:
    if not isinstance(text, str):
        raise MalformedMessage(what=what, got=text)
    try:
        return unb64(text)
    except NotCanonical as error:
        raise MalformedMessage(what=what, got=text[:40]) from error
