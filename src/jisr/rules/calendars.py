"""Calendars and lengths: when a period of law ends (protocol 4.5, 12.10, 12.12).

A calendar is data pinned by digest: UTC offsets by date, weekend, holidays. The machine's
own tables are never asked, so every node counts alike.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from jisr.base import Instant, MalformedInstant, parse_instant
from jisr.rules.errors import MalformedCalendar, MalformedProcedure

DAY_SECONDS: Final = 86_400
HOUR_SECONDS: Final = 3_600
EPOCH_ORDINAL: Final = 719_163
UNITS: Final = ("hours", "days", "working_days", "months")
LENGTH_MAX: Final = 100_000
# A thousand years: the ends of longer ones are in no calendar.
MONTHS_MAX: Final = 12_000
WEEK_DAYS: Final = 7
CALENDAR_KEYS: Final = frozenset({"name", "offsets", "weekend", "holidays"})
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The local time and working days of a place. Offsets in seconds from instants on, in order."""

    name: str
    since: tuple[Instant, ...] = ()
    seconds: tuple[int, ...] = ()
    weekend: frozenset[int] = frozenset()
    holidays: frozenset[date] = frozenset()

    def offset(self, at: int) -> int:
        """Give the UTC offset in force at an instant; before the first: 0."""
        found = bisect_right(self.since, at)
        return self.seconds[found - 1] if found else 0

    def is_working(self, day: date) -> bool:
        """Say whether a day is neither weekend nor holiday."""
        return day.weekday() not in self.weekend and day not in self.holidays


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """So many hours, days, working days or months, in a calendar (None: UTC)."""

    n: int
    unit: str
    calendar: str | None = None


def read_calendar(raw: Any) -> Calendar:
    """Read a calendar from its JSON (protocol 12.12); what is amiss is named by its field."""
    _require(isinstance(raw, Mapping) and raw.keys() == CALENDAR_KEYS, "keys", raw)
    _require(isinstance(raw["name"], str) and bool(raw["name"]), "name", raw["name"])
    for field in ("offsets", "weekend", "holidays"):
        _require(isinstance(raw[field], list), field, raw[field])
    offsets = sorted(map(_read_offset, raw["offsets"]))
    since = tuple(at for at, _ in offsets)
    _require(len(set(since)) == len(since), "offsets", "two from one instant")
    for day in raw["weekend"]:
        _require(type(day) is int and 0 <= day < WEEK_DAYS, "weekend", day)
    _require(len(set(raw["weekend"])) < WEEK_DAYS, "weekend", "no working day is left")
    return Calendar(
        name=raw["name"],
        since=since,
        seconds=tuple(seconds for _, seconds in offsets),
        weekend=frozenset(raw["weekend"]),
        holidays=frozenset(map(_read_holiday, raw["holidays"])),
    )


def _require(good: bool, field: str, got: object) -> None:
    if not good:
        raise MalformedCalendar(where=field, got=got)


def _read_offset(raw: Any) -> tuple[Instant, int]:
    _require(isinstance(raw, Mapping) and raw.keys() == {"from", "seconds"}, "offsets", raw)
    seconds = raw["seconds"]
    _require(type(seconds) is int and abs(seconds) <= DAY_SECONDS, "offsets.seconds", seconds)
    _require(isinstance(raw["from"], str), "offsets.from", raw["from"])
    try:
        return parse_instant(raw["from"]), seconds
    except MalformedInstant as error:
        raise MalformedCalendar(where="offsets.from", got=raw["from"]) from error


def _read_holiday(raw: Any) -> date:
    _require(isinstance(raw, str) and bool(_DATE.match(raw)), "holidays", raw)
    try:
        return date.fromisoformat(raw)
    except ValueError as error:
        raise MalformedCalendar(where="holidays", got=raw) from error


def read_length(raw: Mapping[str, Any]) -> Length:
    """Read a length from its JSON."""
    try:
        length = Length(n=raw["n"], unit=raw["unit"], calendar=raw.get("calendar"))
    except (KeyError, TypeError, AttributeError) as error:
        raise MalformedProcedure(where="length", got=raw) from error
    most = MONTHS_MAX if length.unit == "months" else LENGTH_MAX
    if type(length.n) is not int or not 0 <= length.n <= most or length.unit not in UNITS:
        raise MalformedProcedure(where="length", got=raw)
    return length


def end_of(start: Instant, length: Length, calendar: Calendar | None, *, rolls: bool) -> Instant:
    """Give the end of a length counted from a moment (protocol 12.10)."""
    if length.unit == "hours":
        return Instant(start + length.n * HOUR_SECONDS)
    place = calendar or UTC_CALENDAR
    day = _local_day(start, place)
    if length.unit == "working_days":
        last = _working_day(day, length.n, place)
    elif length.unit == "months":
        last = _months_on(day, length.n)
    else:
        last = day + timedelta(days=length.n)
    while rolls and not place.is_working(last):
        last += timedelta(days=1)
    return _midnight_after(last, place)


def end_of_date(day: str, calendar: Calendar | None) -> Instant:
    """Give the 24:00 of a date, local to the calendar."""
    return _midnight_after(date.fromisoformat(day), calendar or UTC_CALENDAR)


def _local_day(at: Instant, calendar: Calendar) -> date:
    return date.fromordinal((at + calendar.offset(at)) // DAY_SECONDS + EPOCH_ORDINAL)


def _midnight_after(day: date, calendar: Calendar) -> Instant:
    reading = (day.toordinal() + 1 - EPOCH_ORDINAL) * DAY_SECONDS
    return Instant(reading - calendar.offset(reading))


def _working_day(day: date, number: int, calendar: Calendar) -> date:
    while number:
        day += timedelta(days=1)
        number -= calendar.is_working(day)
    return day


def _months_on(day: date, number: int) -> date:
    years, month = divmod(day.month - 1 + number, 12)
    year = day.year + years
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


UTC_CALENDAR: Final = Calendar(name="utc")
