"""The form of fields: types, and what is open or sealed (protocol 12.13)."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from jisr.base import is_id
from jisr.base.ids import ENTRY
from jisr.base.limits import CODES_MAX, TEXT_CHARACTERS_MAX
from jisr.kernel.typed import HASH
from jisr.rules import Field

_DATE: Final = re.compile(r"(19\d\d|2[01]\d\d)-\d\d-\d\d\Z")
_REFERENCE: Final = re.compile(r"(?:[a-z0-9-]{1,64}/)?([A-Z]{3}\.\d+)\Z")


Checker = Callable[[Mapping[str, Any], Mapping[str, Any]], bool]


def wrong_field(declared: Mapping[str, Field], given: Mapping[str, Any], sealed: Mapping[str, Any]) -> str | None:
    """Give the first field that is unknown, missing, of a wrong type, or sealed amiss."""
    for name, field in declared.items():
        here, other = (sealed, given) if field.sealed else (given, sealed)
        if name in other or (field.required and name not in here):
            return name
        if not field.sealed and name in given and not is_of_type(field, given[name]):
            return name
    return next((name for name in (*given, *sealed) if name not in declared), None)


def checker_of(declared: Mapping[str, Field]) -> Checker:
    """Give the function that says whether an act states what it must: `wrong_field`, made ready for every entry."""
    types = {name: type_of(field) for name, field in declared.items() if not field.sealed}
    needed = [name for name in types if declared[name].required]
    sealed_names = {name for name in declared if name not in types}
    sealed_needed = {name for name in sealed_names if declared[name].required}

    def are_right(given: Mapping[str, Any], sealed: Mapping[str, Any]) -> bool:
        for name, value in given.items():
            is_right = types.get(name)
            if is_right is None or not is_right(value):
                return False
        for name in needed:
            if name not in given:
                return False
        return sealed_needed <= sealed.keys() <= sealed_names if sealed else not sealed_needed

    return are_right


def is_of_type(field: Field, value: Any) -> bool:
    """Say whether a value is one of the field's type."""
    return type_of(field)(value)


def type_of(field: Field) -> Callable[[Any], bool]:
    """Give the function that says whether a value is one of the field's type."""
    if field.type == "choice":
        codes = frozenset(code for code, _ in field.choices)
        return lambda value: type(value) is str and value in codes
    return _TYPES[field.type]


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
    # A file is sealed, whatever it holds; no value that stands open is one.
    "file": lambda value: False,
}
FIELD_TYPES: Final = frozenset({*_TYPES, "choice"})
