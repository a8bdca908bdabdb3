"""Entries: acts as written in a party's log, and their one reading (protocol 2.2, 2.3, 12.1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import asdict, replace

from jisr.base import (
    N_,
    DossierId,
    EntryId,
    FrameworkId,
    Instant,
    NotCanonical,
    Party,
    Phrase,
    Seq,
    canonical,
    format_instant,
    is_id,
    parse_canonical,
)
from jisr.base.ids import ENTRY
from jisr.base.limits import ENTRY_BYTES_MAX
from jisr.kernel.spelling import Spelling, spelling_of
from jisr.kernel.typed import (
    HASH,
    PROCEDURE,
    are_counts,
    are_hashes,
    are_hashes_by_party,
    are_sealed,
    are_sides,
    instant_or_none,
    is_dossier,
    is_or_none,
)

KEYS: Final = frozenset(
    "framework party seq seen roots time dossier procedure digest sides act by item fields sealed rests"
    " opened unopened".split()
)

# Almost every entry has these, and few objects in memory are soon visited.
TOO_LONG: Final = N_("%(size)s bytes; at most %(limit)s")
ELSEWHERE: Final = N_("%(key)s is %(got)s, found at %(here)s")
NONE: Final[Sequence[str]] = ()


# These are made for every entry and kept by the thousand. They hold no cycle, so the collector need not visit them.
class By(Struct, frozen=True, gc=False):
    """Who acted: for which authority, with which mandate, under which pseudonym."""

    authority: str
    mandate: str
    officer: str
    on_behalf: str | None = None


class Entry(Struct, frozen=True, gc=False):
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

    def but(self, **values: Any) -> "Entry":
        """Give the entry with other values."""
        return replace(self, **values)


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
    value = asdict(entry)
    value["time"] = format_instant(entry.time)
    value["by"] = asdict(entry.by)
    return canonical(value)


def read_entry(
    raw: bytes, *, framework: FrameworkId, party: Party, seq: int, parties: frozenset[Party]
) -> Entry | Unreadable | NotThisLog:
    """Read the bytes found at a place in a log (protocol 12.1)."""
    return _read(raw, spelling_of(framework, party, parties), seq)


def read_entries(
    raws: Iterable[bytes], *, framework: FrameworkId, party: Party, first: int, parties: frozenset[Party]
) -> list[Entry | Unreadable | NotThisLog]:
    """Read the bytes found in a log from a place on."""
    spelling = spelling_of(framework, party, parties)
    return [_read(raw, spelling, seq) for seq, raw in enumerate(raws, first)]


def _read(raw: bytes, spelling: Spelling, seq: int) -> Entry | Unreadable | NotThisLog:
    if len(raw) > ENTRY_BYTES_MAX:
        return NotThisLog("2.limit", Phrase(TOO_LONG, size=len(raw), limit=ENTRY_BYTES_MAX))
    try:
        return read_at_a_glance(raw, spelling, seq)
    except (ValueError, TypeError, RecursionError):
        return read_plainly(raw, spelling.framework, spelling.party, seq, spelling.parties)


def read_at_a_glance(raw: bytes, spelling: Spelling, seq: int) -> Entry:
    """Read an entry that is spelt as almost all are; an error: only `read_plainly` can say what it is."""
    front, behind_officer, behind_item, end, officer, fields, item = spelling.parts(raw, seq)
    act, authority, mandate = front
    behalf, digest, dossier = behind_officer
    procedure, rests, roots, sealed, seen = behind_item
    sides, time = end
    return Entry(
        spelling.framework, spelling.party, Seq(seq), seen, roots, time, dossier, procedure, digest, sides, act,
        By(authority, mandate, officer, behalf), item, fields, sealed, rests, NONE, NONE,
    )  # fmt: skip


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
        are_counts(value["seen"], parties - {party})
        and are_hashes_by_party(value["roots"])
        and type(value["time"]) is str
        and is_dossier(value["dossier"])
        and is_or_none(value["procedure"], PROCEDURE)
        and is_or_none(value["digest"], HASH)
        and are_sides(value["sides"])
        and is_id(value["act"])
        and type(by) is dict
        and by.keys() == {"authority", "mandate", "officer", "on_behalf"}
        and is_id(by["authority"])
        and is_id(by["mandate"])
        and is_id(by["officer"])
        and (by["on_behalf"] is None or is_id(by["on_behalf"]))
        and is_or_none(value["item"], ENTRY)
        and type(value["fields"]) is dict
        and all(map(is_id, value["fields"]))
        and are_sealed(value["sealed"])
        and is_or_none(value["rests"], HASH)
        and are_hashes(value["opened"])
        and are_hashes(value["unopened"])
    )
    if not good:
        return Unreadable("2.type")
    return Entry(
        value["framework"],
        value["party"],
        value["seq"],
        value["seen"],
        value["roots"],
        instant_or_none(value["time"]),
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
