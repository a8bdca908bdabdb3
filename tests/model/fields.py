"""Fields: what an act may carry, open and sealed (protocol 12.13)."""

from collections.abc import Callable, Mapping
from typing import Any

from .calendars import day, instant
from .canonical import is_hash
from .reading import is_count, is_entry_id, is_id


def _codes(value: Any) -> bool:
    if not isinstance(value, list) or not 1 <= len(value) <= 64 or not all(map(is_id, value)):
        return False
    return value == sorted(set(value))


def _reference(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    framework, stroke, entry = value.rpartition("/")
    named = 1 <= len(framework) <= 64 and all(sign in "abcdefghijklmnopqrstuvwxyz0123456789-" for sign in framework)
    return is_entry_id(entry) and (not stroke or named)


TYPES: Mapping[str, Callable[[Any], bool]] = {
    "date": lambda value: day(value) is not None,
    "integer": lambda value: type(value) is int,
    "code": is_id,
    "codes": _codes,
    "reference": _reference,
    "text": lambda value: isinstance(value, str) and 1 <= len(value) <= 10_000,
    "hash": is_hash,
    "file": lambda value: False,
}


def fit(declared: Mapping[str, Any], fields: Any, sealed: Mapping[str, Any]) -> bool:
    """Say whether fields and sealed are those that a declared act has (protocol 12.4, `4.field`)."""
    if not isinstance(fields, dict):
        return False
    rows = {row["name"]: row for row in declared["fields"]}
    if any(name not in rows or rows[name]["sealed"] for name in fields):
        return False
    if any(name not in rows or not rows[name]["sealed"] for name in sealed):
        return False
    if any(row["required"] and name not in fields and name not in sealed for name, row in rows.items()):
        return False
    return all(of_type(rows[name], value) for name, value in fields.items())


def of_type(row: Mapping[str, Any], value: Any) -> bool:
    """Say whether a value is of the type of a field."""
    if row["type"] == "choice":
        return isinstance(value, str) and value in row["choices"]
    return TYPES[row["type"]](value)


def fit_framework(act: str, fields: Mapping[str, Any], party: str) -> bool:
    """Say whether the code and mandates that an act of the framework names may be declared (protocol 12.11)."""
    if act not in ("declare_authority", "retire_authority"):
        return True
    codes = fields["code"].startswith(f"{party.lower()}.")
    return codes and not {"clock", "founding"} & set(fields.get("mandates", []))


def fit_witnessed(fields: Mapping[str, Any]) -> bool:
    """Say whether the fields are those of a cosignature noted (protocol 12.3)."""
    if set(fields) != {"witness", "size", "time", "note"} or not isinstance(fields["time"], str):
        return False
    try:
        instant(fields["time"])
    except ValueError:
        return False
    return is_id(fields["witness"]) and is_count(fields["size"]) and isinstance(fields["note"], str)
