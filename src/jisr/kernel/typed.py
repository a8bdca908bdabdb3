"""The types of what stands in an entry, one by one (protocol 2.2, 2.3, 12.1)."""

import re
from functools import lru_cache
from typing import Final

from jisr.base import Instant, MalformedInstant, Party, is_id, parse_instant
from jisr.base.ids import ENTRY, PARTY
from jisr.base.limits import INTEGER_MAX, PARTIES_MAX

HASH: Final = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=\Z")
PROCEDURE: Final = re.compile(r"[a-z0-9._/-]{1,64}\Z")


@lru_cache(maxsize=4_096)
def instant_or_none(text: str) -> Instant | None:
    """Read a time; None where it is misspelt. The same moments come again and again along a log."""
    try:
        return parse_instant(text)
    except MalformedInstant:
        return None


def is_or_none(value: object, spelling: re.Pattern[str]) -> bool:
    """Say whether a value is null or a text of a spelling."""
    return value is None or (type(value) is str and spelling.match(value) is not None)


def is_dossier(value: object) -> bool:
    """Say whether a value is null or what a dossier is called."""
    return value == "framework" or is_or_none(value, ENTRY)


def are_counts(value: object, others: frozenset[Party]) -> bool:
    """Say whether a value is a `seen`: a number for every other party."""
    return (
        type(value) is dict
        and value.keys() == others
        and all(type(each) is int and 0 <= each <= INTEGER_MAX for each in value.values())
    )


def are_hashes_by_party(value: object) -> bool:
    """Say whether a value is a `roots`."""
    return type(value) is dict and all(map(PARTY.match, value)) and are_hashes(list(value.values()))


def are_hashes(value: object) -> bool:
    """Say whether a value is a list of hashes."""
    return type(value) is list and all(type(each) is str and HASH.match(each) for each in value)


def are_sides(value: object) -> bool:
    """Say whether a value is null or a party for each side."""
    if value is None:
        return True
    return (
        type(value) is dict
        and 1 <= len(value) <= PARTIES_MAX
        and all(is_id(side) or PARTY.match(side) for side in value)
        and all(type(each) is str and PARTY.match(each) for each in value.values())
    )


def are_sealed(value: object) -> bool:
    """Say whether a value is a `sealed`."""
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
        and are_hashes(value["chunks"])
    )
