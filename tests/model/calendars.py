"""Instants, local days, and the ends of lengths (protocol 4.5, 12.10)."""

import calendar as month_lengths
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

SPELLING = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def instant(text: str) -> int:
    """Read an instant as seconds since 1970; ValueError if it is misspelt or not real."""
    if not SPELLING.fullmatch(text):
        raise ValueError(text)
    return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())


def stated(text: str) -> int | None:
    """Read the time of an entry: from 2020 to 2199 (protocol 2.2)."""
    try:
        return instant(text) if "2020" <= text[:4] <= "2199" else None
    except ValueError:
        return None


def day(text: Any) -> date | None:
    """Read a real date from 1900 to 2199 (protocol 12.13)."""
    if not isinstance(text, str) or not DAY.fullmatch(text) or not "1900" <= text[:4] <= "2199":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def utc_date(moment: int) -> str:
    """Give the UTC date of an instant."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def offset(calendar: Mapping[str, Any] | None, moment: int) -> int:
    """Give the offset in force at an instant; before the first, and without a calendar, UTC."""
    begun = [row for row in (calendar or {}).get("offsets", ()) if instant(row["from"]) <= moment]
    return int(max(begun, key=lambda row: instant(row["from"]))["seconds"]) if begun else 0


def local_date(calendar: Mapping[str, Any] | None, moment: int) -> date:
    """Give the local date of an instant."""
    return datetime.fromtimestamp(moment + offset(calendar, moment), UTC).date()


def works(calendar: Mapping[str, Any] | None, on: date) -> bool:
    """Say whether a day is neither weekend nor holiday."""
    if calendar is None:
        return True
    return on.weekday() not in calendar["weekend"] and on.isoformat() not in calendar["holidays"]


def end_of_day(calendar: Mapping[str, Any] | None, on: date) -> int:
    """Give 24:00 local, at the offset in force at that reading taken as UTC (protocol 12.10)."""
    after = on + timedelta(days=1)
    reading = int(datetime(after.year, after.month, after.day, tzinfo=UTC).timestamp())
    return reading - offset(calendar, reading)


def last_day(length: Mapping[str, Any], calendar: Mapping[str, Any] | None, first: date) -> date:
    """Give the last day of a length in days, working days or months counted from a local date."""
    n = length["n"]
    if length["unit"] == "days":
        return first + timedelta(days=n)
    if length["unit"] == "months":
        months = first.year * 12 + first.month - 1 + n
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(first.day, month_lengths.monthrange(year, month)[1]))
    on = first
    while n > 0:
        on += timedelta(days=1)
        n -= works(calendar, on)
    return on


def rolled(calendar: Mapping[str, Any] | None, on: date) -> date:
    """Move on while a day is no working day."""
    while not works(calendar, on):
        on += timedelta(days=1)
    return on
