"""The form of fields: types, and what is open or sealed (protocol 12.13)."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from jisr.base import is_id
from jisr.base.ids import ENTRY
from jisr.base.limits import CODES_MAX, TEXT_CHARACTERS_MAX
from jisr.kernel.spelling import HASH
from jisr.rules import Field

_DATE: Final = re.compile(r"(19\d\d|2[01]\d\d)-\d\d-\d\d\Z")
_REFERENCE: Final = re.compile(r"(?:[a-z0-9-]{1,64}/)?([A-Z]{3}\.\d+)\Z")


def are_fields(declared: Mapping[str, Field], given: Mapping[str, Any], sealed: Mapping[str, Any]) -> bool:
    """Say whether an act states what it must, and nothing else."""
    return wrong_field(declared, given, sealed) is None


def wrong_field(declared: Mapping[str, Field], given: Mapping[str, Any], sealed: Mapping[str, Any]) -> str | None:
    """Give the first field that is unknown, missing, of a wrong type, or sealed amiss."""
    for name, field in declared.items():
        here, other = (sealed, given) if field.sealed else (given, sealed)
        if name in other or (field.required and name not in here):
            return name
        if not field.sealed and name in given and not is_of_type(field, given[name]):
            return name
    return next((name for name in (*given, *sealed) if name not in declared), None)


def is_of_type(field: Field, value: Any) -> bool:
    """Say whether a value is one of the field's type."""
    if field.type == "choice":
        return any(value == code for code, _ in field.choices) and type(value) is str
    return _TYPES[field.type](value)


def is_date(value: Any) -> bool:
    """Say whether a value is a real date from 1900 to 2199."""
    if type(value) is not str or not _DATE.match(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_reference(value: Any) -> bool:
    found = _REFERENCE.match(value) if type(value) is str else None
    return found is not None and ENTRY.match(found[1]) is not None


def _are_codes(value: Any) -> bool:
    return (
        type(value) is list and 1 <= len(value) <= CODES_MAX and all(map(is_id, value)) and value == sorted(set(value))
    )


_TYPES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "date": is_date,
    "integer": lambda value: type(value) is int,
    "code": is_id,
    "codes": _are_codes,
    "reference": _is_reference,
    "text": lambda value: type(value) is str and 1 <= len(value) <= TEXT_CHARACTERS_MAX,
    "hash": lambda value: type(value) is str and HASH.match(value) is not None,
}
FIELD_TYPES: Final = frozenset({*_TYPES, "choice"})
