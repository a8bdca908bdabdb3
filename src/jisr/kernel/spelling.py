"""The one spelling of an entry, piece by piece: canonical bytes and types in one look (protocol 2.2, 2.3).

Canonical JSON puts the keys of an entry in one order, so almost every entry is a fixed text
with values in between. It is cut at what differs from entry to entry (officer, fields, item,
number); the pieces between come again and again along a log, and each is read once. Pieces that
are all spelt so make an entry that is canonical and well typed; what is not (an entry amiss, or
one with something rare in it) is for the plain reading to judge.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import orjson

from jisr.base import FrameworkId, Party
from jisr.base.ids import ENTRY, ID
from jisr.kernel.typed import HASH, PROCEDURE, are_hashes_by_party, are_sealed, are_sides, instant_or_none

# Fifteen digits are always within 53 bits; what has more is read plainly.
_NUMBER: Final = "0|[1-9][0-9]{0,14}"
_TIME: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
_PLAIN: Final = frozenset({str, int, bool, type(None)})
_OFFICER: Final = re.compile(ID.pattern.encode())
_NULL: Final = b"null"
_ESCAPE: Final = ord("\\")
NOTHING: Final[Mapping[Any, Any]] = {}
_OPTIONS: Final = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
# An entry's first, dossier, seen and last piece, its officer, fields and item.
Parts = tuple[Any, Any, Any, Any, str, dict[str, Any], str | None]
# What pieces are kept: those of one message and more, none of them long.
PIECES_MAX: Final = 4_096
PIECE_BYTES_MAX: Final = 512


class OtherSpelling(ValueError):
    """Bytes that only the plain reading can judge."""


class Pieces(dict[bytes, Any]):
    """What the pieces between two cuts say, each read once."""

    def __init__(self, spelling: str, read: Callable[..., Any]) -> None:
        super().__init__()
        self._spelling, self._read = re.compile(spelling), read

    def __missing__(self, piece: bytes) -> Any:
        # All but the fields is ASCII; whatever else it is, is a ValueError.
        said = self._read(*_groups(self._spelling, piece.decode("ascii")))
        if len(piece) <= PIECE_BYTES_MAX:
            if len(self) >= PIECES_MAX:
                self.clear()
            self[piece] = said
        return said


class Spelling:
    """How the entries of one log are spelt. No pattern has two open ends: a look is linear in the bytes."""

    def __init__(self, framework: FrameworkId, party: Party, parties: frozenset[Party]) -> None:
        self.framework, self.party, self.parties = framework, party, parties
        seen = ",".join(f'"{each}":(?:{_NUMBER})' for each in sorted(parties - {party}))
        entry, hash_, procedure, id_ = (_inner(each) for each in (ENTRY, HASH, PROCEDURE, ID))
        self._framework = f',"framework":"{framework}","item":'.encode()
        self._item = re.compile(f'null|"({entry})"')
        self._front = Pieces(rf'{{"act":"({id_})","by":{{"authority":"({id_})","mandate":"({id_})"', _texts)
        self._dossier = Pieces(
            rf',"on_behalf":(?:null|"({id_})")}},"digest":(?:null|"({hash_})"),'
            rf'"dossier":(?:null|"(framework|{entry})")',
            _texts,
        )
        self._seen = Pieces(
            rf'\[\],"party":"{party}","procedure":(?:null|"({procedure})"),"rests":(?:null|"({hash_})"),'
            rf'"roots":({{[^{{}}]*}}),"sealed":({{[a-zA-Z0-9._/+=,:"{{}}\[\]-]*}}),"seen":({{{seen}}})',
            _seen_and_sealed,
        )
        self._end = Pieces(rf'"sides":(null|{{[^{{}}]*}}),"time":"({_TIME})","unopened":\[\]}}', _sides_and_time)

    def parts(self, raw: bytes, seq: int) -> Parts:
        """Give what the pieces of the entry at a place say; a ValueError: it is not spelt so.

        Wherever it is cut, the pieces and what they are cut at are all of its bytes.
        """
        front, _, rest = raw.partition(b',"officer":"')
        officer, _, rest = rest.partition(b'"')
        dossier, _, rest = rest.partition(b',"fields":')
        # After `fields` nothing permitted can look like this, so its last place is where they end.
        fields, _, rest = rest.rpartition(self._framework)
        item, _, rest = rest.partition(b',"opened":')
        seen, _, rest = rest.partition(b',"seq":')
        number, _, end = rest.partition(b",")
        if number != b"%d" % seq or not _OFFICER.match(officer):
            raise OtherSpelling
        named = None if item == _NULL else _groups(self._item, item.decode("ascii"))[0]
        said = self._front[front], self._dossier[dossier], self._seen[seen], self._end[end]
        return *said, officer.decode("ascii"), flat_fields(fields), named


@lru_cache(maxsize=64)
def spelling_of(framework: FrameworkId, party: Party, parties: frozenset[Party]) -> Spelling:
    """Give how the entries of a log are spelt."""
    return Spelling(framework, party, parties)


def flat_fields(raw: bytes) -> dict[str, Any]:
    """Read an object of plain values and ids as names, as fields are; a ValueError: it is not canonically that.

    A correction states fields within its own: one level more.
    """
    value: Any = orjson.loads(raw)
    # What has no escape has no U+0000.
    if type(value) is not dict or (_ESCAPE in raw and b"\\u0000" in raw):
        raise OtherSpelling
    names = tuple(value)
    if names not in _NAMES:
        _note_names(names)
    for each in value.values():
        if type(each) is not str and type(each) not in _PLAIN and not _are_plain(each):
            raise OtherSpelling
    if orjson.dumps(value, option=_OPTIONS) != raw:
        raise OtherSpelling
    return value


def _are_plain(value: Any) -> bool:
    """Say whether a value is an object of plain values."""
    return type(value) is dict and all(map(str.isascii, value)) and _PLAIN.issuperset(map(type, value.values()))


# The same few names of fields come again and again: those that were found to be ids.
_NAMES: Final[set[tuple[str, ...]]] = set()


def _note_names(names: tuple[str, ...]) -> None:
    if not all(map(ID.match, names)):
        raise OtherSpelling
    if len(_NAMES) >= PIECES_MAX:
        _NAMES.clear()
    if sum(map(len, names)) <= PIECE_BYTES_MAX:
        _NAMES.add(names)


def object_of(text: str, is_good: Callable[[object], bool]) -> Any:
    """Read an object that is canonical as it stands and of its type; anything else is a ValueError."""
    value = orjson.loads(text)
    if orjson.dumps(value, option=_OPTIONS).decode() != text or not is_good(value):
        raise OtherSpelling
    return value


def _groups(spelling: re.Pattern[str], text: str) -> tuple[Any, ...]:
    found = spelling.fullmatch(text)
    if found is None:
        raise OtherSpelling
    return found.groups()


def _texts(*said: str | None) -> tuple[str | None, ...]:
    return said


def _seen_and_sealed(procedure: str | None, rests: str | None, roots: str, sealed: str, seen: str) -> tuple[Any, ...]:
    return (
        procedure,
        rests,
        NOTHING if roots == "{}" else object_of(roots, are_hashes_by_party),
        NOTHING if sealed == "{}" else object_of(sealed, are_sealed),
        orjson.loads(seen),
    )


def _sides_and_time(sides: str, time: str) -> tuple[Any, ...]:
    return None if sides == "null" else object_of(sides, are_sides), instant_or_none(time)


def _inner(spelling: re.Pattern[str]) -> str:
    """Give a pattern as part of a greater one: without its end and its groups."""
    return spelling.pattern.removesuffix(r"\Z").replace("(", "(?:")


__all__ = ["NOTHING", "Spelling", "spelling_of"]
