"""Calendars and lengths: when a period of law ends (protocol 4.5, 12.10, 12.12).

A calendar is data pinned by digest: UTC offsets by date, weekend, holidays. The machine's
own tables are never asked, so every node counts alike.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from jisr.base import Instant, parse_instant
from jisr.rules.errors import MalformedProcedure

DAY_SECONDS: Final = 86_400
HOUR_SECONDS: Final = 3_600
EPOCH_ORDINAL: Final = 719_163
UNITS: Final = ("hours", "days", "working_days", "months")
LENGTH_MAX: Final = 100_000


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


def read_calendar(raw: Mapping[str, Any]) -> Calendar:
    """Read a calendar from its JSON (protocol 12.12)."""
    try:
        offsets = sorted((parse_instant(each["from"]), int(each["seconds"])) for each in raw["offsets"])
        return Calendar(
            name=raw["name"],
            since=tuple(at for at, _ in offsets),
            seconds=tuple(seconds for _, seconds in offsets),
            weekend=frozenset(raw["weekend"]),
            holidays=frozenset(date.fromisoformat(each) for each in raw["holidays"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise MalformedProcedure(where="calendar", got=error) from error


def read_length(raw: Mapping[str, Any]) -> Length:
    """Read a length from its JSON."""
    try:
        length = Length(n=raw["n"], unit=raw["unit"], calendar=raw.get("calendar"))
    except (KeyError, TypeError, AttributeError) as error:
        raise MalformedProcedure(where="length", got=raw) from error
    if type(length.n) is not int or not 0 <= length.n <= LENGTH_MAX or length.unit not in UNITS:
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
