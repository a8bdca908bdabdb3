"""The one spelling of an entry as patterns: canonical bytes and types in one look (protocol 2.2, 2.3).

Canonical JSON puts the keys of an entry in one order, so almost every entry is a fixed text
with values in between. What is spelt so is canonical and well typed; what is not (an entry
amiss, or one with something rare in it) is for the plain reading to judge.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import orjson

from jisr.base import FrameworkId, Party
from jisr.base.ids import ENTRY, ID

HASH: Final = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=\Z")
PROCEDURE: Final = re.compile(r"[a-z0-9._/-]{1,64}\Z")

# Fifteen digits are always within 53 bits; what has more is read plainly.
_NUMBER: Final = "0|[1-9][0-9]{0,14}"
_TIME: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
_FIELDS: Final = b',"fields":'
_FLAT: Final = frozenset({str, int, bool, type(None)})
_OPTIONS: Final = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER

Parts = tuple[tuple[Any, ...], dict[str, Any], tuple[Any, ...]]


class Spelling:
    """How the entries of one log are spelt. No pattern has two open ends: a look is linear in the bytes."""

    def __init__(self, framework: FrameworkId, party: Party, parties: frozenset[Party]) -> None:
        seen = ",".join(f'"{each}":(?:{_NUMBER})' for each in sorted(parties - {party}))
        entry, hash_, procedure, id_ = (_inner(each) for each in (ENTRY, HASH, PROCEDURE, ID))
        self._head = re.compile(
            rf'{{"act":"({id_})","by":{{"authority":"({id_})","mandate":"({id_})","officer":"({id_})",'
            rf'"on_behalf":(?:null|"({id_})")}},"digest":(?:null|"({hash_})"),'
            rf'"dossier":(?:null|"(framework|{entry})")'
        )
        # After `fields` nothing permitted can look like this, so its last place is where they end.
        self._behind = f'}},"framework":"{framework}",'.encode()
        self._tail = re.compile(
            rf',"framework":"{re.escape(framework)}","item":(?:null|"({entry})"),"opened":\[\],"party":"{party}",'
            rf'"procedure":(?:null|"({procedure})"),"rests":(?:null|"({hash_})"),"roots":({{[^{{}}]*}}),'
            rf'"sealed":({{[a-zA-Z0-9._/+=,:"{{}}\[\]-]*}}),"seen":({{{seen}}}),"seq":({_NUMBER}),'
            rf'"sides":(null|{{[^{{}}]*}}),"time":"({_TIME})","unopened":\[\]}}'
        )

    def parts(self, raw: bytes) -> Parts | None:
        """Give what stands before the fields, the fields, and what stands behind; None: not spelt so."""
        begin, end = raw.find(_FIELDS), raw.rfind(self._behind) + 1
        # All but the fields is ASCII; whatever else it is, is a ValueError.
        head = self._head.fullmatch(raw[:begin].decode("ascii"))
        tail = self._tail.fullmatch(raw[end:].decode("ascii"))
        if head is None or tail is None:
            return None
        fields = flat_fields(raw[begin + len(_FIELDS) : end])
        return None if fields is None else (head.groups(), fields, tail.groups())


@lru_cache(maxsize=64)
def spelling_of(framework: FrameworkId, party: Party, parties: frozenset[Party]) -> Spelling:
    """Give how the entries of a log are spelt."""
    return Spelling(framework, party, parties)


def flat_fields(raw: bytes) -> dict[str, Any] | None:
    """Read an object whose values are plain and whose names are ids; None: it is not canonically that."""
    value = orjson.loads(raw)
    if type(value) is not dict or not are_ids(tuple(value)) or b"\\u0000" in raw:
        return None
    if not _FLAT.issuperset(map(type, value.values())) or orjson.dumps(value, option=_OPTIONS) != raw:
        return None
    return value


@lru_cache(maxsize=4_096)
def are_ids(names: tuple[str, ...]) -> bool:
    """Say whether all are ids of the protocol; the same few sets of names come again and again."""
    return all(map(ID.match, names))


def object_of(text: str, is_good: Callable[[object], bool]) -> Any:
    """Read an object that is canonical as it stands and of its type; anything else is a ValueError."""
    value = orjson.loads(text)
    if orjson.dumps(value, option=_OPTIONS).decode() != text or not is_good(value):
        raise ValueError("of another spelling or type")
    return value


def _inner(spelling: re.Pattern[str]) -> str:
    """Give a pattern as part of a greater one: without its end and its groups."""
    return spelling.pattern.removesuffix(r"\Z").replace("(", "(?:")


__all__ = ["HASH", "PROCEDURE", "Spelling", "are_ids", "object_of", "spelling_of"]
