"""Hours of people: wall times in a zone, office hours, quiet hours. No legal period is counted here (protocol 4.5)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jisr.base import Instant

WORKING_DAYS = range(5)
MINUTES_A_DAY = 24 * 60
DAY_SECONDS = 86_400
# Further ahead nobody looks for an hour in which an officer may be reached.
LOOKED_AHEAD_DAYS = 60
WALL = "%Y-%m-%dT%H:%M"


def zone_of(name: str) -> ZoneInfo:
    """Give a time zone; one that this machine does not know is UTC, so that nothing is kept back for it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def is_zone(name: str) -> bool:
    """Say whether a time zone of this name is known."""
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def local(at: int, zone: str) -> datetime:
    """Give the wall time at an instant."""
    return datetime.fromtimestamp(at, UTC).astimezone(zone_of(zone))


def instant_of(wall: datetime, zone: str) -> Instant:
    """Give the instant of a wall time; of a time that is twice the first, of one that is skipped that after it."""
    return Instant(int(wall.replace(tzinfo=zone_of(zone), fold=0).timestamp()))


def minute_of(wall: datetime) -> int:
    """Give the minutes since midnight on the wall."""
    return wall.hour * 60 + wall.minute


def is_quiet(at: int, zone: str, quiet_from: int, quiet_until: int) -> bool:
    """Say whether an officer wants only what is urgent: in the quiet hours, and on days that are not worked."""
    wall = local(at, zone)
    if wall.weekday() not in WORKING_DAYS:
        return True
    minute = minute_of(wall)
    if quiet_from <= quiet_until:
        return quiet_from <= minute < quiet_until
    return minute >= quiet_from or minute < quiet_until


def after_quiet(at: int, zone: str, quiet_from: int, quiet_until: int) -> Instant:
    """Give the first moment from `at` on that is not quiet; `at` itself where none is."""
    for start, end in _open(at, zone, quiet_from, quiet_until):
        if end > at:
            return Instant(max(start, at))
    return Instant(at)


def office_later(at: int, seconds: int, zone: str, quiet_from: int, quiet_until: int) -> Instant:
    """Give the moment at which so many seconds outside the quiet hours have passed since `at`."""
    left = seconds
    for start, end in _open(at, zone, quiet_from, quiet_until):
        begin = max(start, at)
        if end <= begin:
            continue
        if end - begin >= left:
            return Instant(begin + left)
        left -= end - begin
    return Instant(at + seconds)


def _open(at: int, zone: str, quiet_from: int, quiet_until: int) -> Iterator[tuple[int, int]]:
    """Give the spans outside the quiet hours on working days, from the day of a moment on."""
    if quiet_from == quiet_until:
        spans = [(0, MINUTES_A_DAY)]
    elif quiet_from > quiet_until:
        spans = [(quiet_until, quiet_from)]
    else:
        spans = [(0, quiet_from), (quiet_until, MINUTES_A_DAY)]
    first = local(at, zone).date()
    for ahead in range(LOOKED_AHEAD_DAYS):
        day = first + timedelta(days=ahead)
        if day.weekday() not in WORKING_DAYS:
            continue
        for begin, end in spans:
            if begin < end:
                yield _at(day, begin, zone), _at(day, end, zone)


def _at(day: date, minute: int, zone: str) -> Instant:
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001  # a wall time, put into its zone below
    return instant_of(midnight + timedelta(minutes=minute), zone)


def day_start(day: date, zone: str) -> Instant:
    """Give the midnight with which a day begins in a zone."""
    return _at(day, 0, zone)


def is_working_day(at: int, zone: str) -> bool:
    """Say whether a moment lies on a day that is worked, Monday to Friday."""
    return local(at, zone).weekday() in WORKING_DAYS


__all__ = [
    "DAY_SECONDS", "MINUTES_A_DAY", "WALL", "after_quiet", "day_start", "instant_of", "is_quiet", "is_working_day",
    "is_zone", "local", "minute_of", "office_later", "zone_of",
]  # fmt: skip
