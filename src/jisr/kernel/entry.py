"""Entries: acts as written in a party's log, and their one reading (protocol 2.2, 2.3, 12.1)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

import orjson

from jisr.base import (
    N_,
    DossierId,
    EntryId,
    FrameworkId,
    Instant,
    MalformedInstant,
    NotCanonical,
    Party,
    Phrase,
    Seq,
    canonical,
    format_instant,
    is_id,
    parse_canonical,
    parse_instant,
)
from jisr.base.ids import ENTRY, PARTY
from jisr.base.limits import ENTRY_BYTES_MAX, INTEGER_MAX, PARTIES_MAX
from jisr.kernel.spelling import HASH, PROCEDURE, object_of, spelling_of

KEYS: Final = frozenset(
    "framework party seq seen roots time dossier procedure digest sides act by item fields sealed rests"
    " opened unopened".split()
)

# Almost every entry has these, and few objects in memory are soon visited.
TOO_LONG: Final = N_("%(size)s bytes; at most %(limit)s")
ELSEWHERE: Final = N_("%(key)s is %(got)s, found at %(here)s")
NOTHING: Final[Mapping[Any, Any]] = {}
NONE: Final[Sequence[str]] = ()


class By(NamedTuple):
    """Who acted: for which authority, with which mandate, under which pseudonym."""

    authority: str
    mandate: str
    officer: str
    on_behalf: str | None = None


class Entry(NamedTuple):
    """One entry, read. `time` is None where it is misspelt (fault 2.time)."""

    framework: FrameworkId
    party: Party
    seq: Seq
    seen: Mapping[Party, int]
    roots: Mapping[Party, str]
    time: Instant | None
    dossier: DossierId | None
    procedure: str | None
    digest: str | None
    sides: Mapping[str, Party] | None
    act: str
    by: By
    item: str | None
    fields: Mapping[str, Any]
    sealed: Mapping[str, Any]
    rests: str | None
    opened: Sequence[str]
    unopened: Sequence[str]

    @property
    def id(self) -> EntryId:
        """Where this entry stands."""
        return EntryId(self.party, self.seq)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Bytes in a log that are void as they stand: rule 2.bytes, 2.keys or 2.type."""

    rule: str


@dataclass(frozen=True, slots=True)
class NotThisLog:
    """Bytes that are not that party's log: refused."""

    rule: str
    because: Phrase


def write_entry(entry: Entry) -> bytes:
    """Write an entry in its canonical bytes."""
    assert entry.time is not None, "we never write an entry without a time"
    value = entry._asdict()
    value["time"] = format_instant(entry.time)
    value["by"] = entry.by._asdict()
    return canonical(value)


def read_entry(
    raw: bytes, *, framework: FrameworkId, party: Party, seq: int, parties: frozenset[Party]
) -> Entry | Unreadable | NotThisLog:
    """Read the bytes found at a place in a log (protocol 12.1)."""
    if len(raw) > ENTRY_BYTES_MAX:
        return NotThisLog("2.limit", Phrase(TOO_LONG, size=len(raw), limit=ENTRY_BYTES_MAX))
    try:
        entry = read_at_a_glance(raw, framework, party, seq, parties)
    except (ValueError, TypeError, RecursionError):
        entry = None
    return entry or read_plainly(raw, framework, party, seq, parties)


def read_at_a_glance(
    raw: bytes, framework: FrameworkId, party: Party, seq: int, parties: frozenset[Party]
) -> Entry | None:
    """Read an entry that is spelt as almost all are; None or an error: only `read_plainly` can say what it is."""
    parts = spelling_of(framework, party, parties).parts(raw)
    if parts is None:
        return None
    (act, authority, mandate, officer, behalf, digest, dossier), fields, behind = parts
    item, procedure, rests, roots_text, sealed_text, seen, number, sides_text, time = behind
    if number != str(seq):
        return None
    roots = NOTHING if roots_text == "{}" else object_of(roots_text, _are_hashes_by_party)
    sealed = NOTHING if sealed_text == "{}" else object_of(sealed_text, _are_sealed)
    sides = None if sides_text == "null" else object_of(sides_text, _are_sides)
    by = By(authority, mandate, officer, behalf)
    return Entry(
        framework, party, Seq(seq), _seen(seen), roots, _time(time), dossier, procedure, digest, sides, act, by,
        item, fields, sealed, rests, NONE, NONE,
    )  # fmt: skip


# The same counts and moments come again and again along a log; what is read once is shared.
_seen = lru_cache(maxsize=4_096)(orjson.loads)


def read_plainly(
    raw: bytes, framework: FrameworkId, party: Party, seq: int, parties: frozenset[Party]
) -> Entry | Unreadable | NotThisLog:
    """Read bytes step by step: this says by which rule they are void or foreign."""
    try:
        value = parse_canonical(raw)
    except (NotCanonical, ValueError, TypeError, RecursionError):
        return Unreadable("2.bytes")
    if isinstance(value, dict):
        for key, here in (("framework", framework), ("party", party), ("seq", seq)):
            if key in value and (value[key] != here or type(value[key]) is not type(here)):
                return NotThisLog(f"2.{key}", Phrase(ELSEWHERE, key=key, got=str(value[key])[:80], here=here))
    if not isinstance(value, dict) or value.keys() != KEYS:
        return Unreadable("2.keys")
    return _typed(value, party, parties)


def _typed(value: dict[str, Any], party: Party, parties: frozenset[Party]) -> Entry | Unreadable:
    by = value["by"]
    good = (
        _are_counts(value["seen"], parties - {party})
        and _are_hashes_by_party(value["roots"])
        and type(value["time"]) is str
        and _is_dossier(value["dossier"])
        and _is_or_none(value["procedure"], PROCEDURE)
        and _is_or_none(value["digest"], HASH)
        and _are_sides(value["sides"])
        and is_id(value["act"])
        and type(by) is dict
        and by.keys() == {"authority", "mandate", "officer", "on_behalf"}
        and is_id(by["authority"])
        and is_id(by["mandate"])
        and is_id(by["officer"])
        and (by["on_behalf"] is None or is_id(by["on_behalf"]))
        and _is_or_none(value["item"], ENTRY)
        and type(value["fields"]) is dict
        and all(map(is_id, value["fields"]))
        and _are_sealed(value["sealed"])
        and _is_or_none(value["rests"], HASH)
        and _are_hashes(value["opened"])
        and _are_hashes(value["unopened"])
    )
    if not good:
        return Unreadable("2.type")
    return Entry(
        value["framework"],
        value["party"],
        value["seq"],
        value["seen"],
        value["roots"],
        _time(value["time"]),
        value["dossier"],
        value["procedure"],
        value["digest"],
        value["sides"],
        value["act"],
        By(by["authority"], by["mandate"], by["officer"], by["on_behalf"]),
        value["item"],
        value["fields"],
        value["sealed"],
        value["rests"],
        tuple(value["opened"]),
        tuple(value["unopened"]),
    )


@lru_cache(maxsize=4_096)
def _time(text: str) -> Instant | None:
    try:
        return parse_instant(text)
    except MalformedInstant:
        return None


def _is_or_none(value: object, spelling: re.Pattern[str]) -> bool:
    return value is None or (type(value) is str and spelling.match(value) is not None)


def _is_dossier(value: object) -> bool:
    return value == "framework" or _is_or_none(value, ENTRY)


def _are_counts(value: object, others: frozenset[Party]) -> bool:
    return (
        type(value) is dict
        and value.keys() == others
        and all(type(each) is int and 0 <= each <= INTEGER_MAX for each in value.values())
    )


def _are_hashes_by_party(value: object) -> bool:
    return type(value) is dict and all(map(PARTY.match, value)) and _are_hashes(list(value.values()))


def _are_hashes(value: object) -> bool:
    return type(value) is list and all(type(each) is str and HASH.match(each) for each in value)


def _are_sides(value: object) -> bool:
    if value is None:
        return True
    return (
        type(value) is dict
        and 1 <= len(value) <= PARTIES_MAX
        and all(is_id(side) or PARTY.match(side) for side in value)
        and all(type(each) is str and PARTY.match(each) for each in value.values())
    )


def _are_sealed(value: object) -> bool:
    if type(value) is not dict:
        return False
    return all(is_id(name) and _is_seal(each) for name, each in value.items())


def _is_seal(value: object) -> bool:
    return (
        type(value) is dict
        and value.keys() == {"to", "chunks"}
        and type(value["to"]) is list
        and bool(value["to"])
        and all(map(is_id, value["to"]))
        and bool(value["chunks"])
        and _are_hashes(value["chunks"])
    )
