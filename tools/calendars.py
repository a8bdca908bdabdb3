"""Make the calendars that jisr ships: offsets from this machine's tables of zones, holidays by their rules.

Run once for the years named; what is in force is pinned by digest, so that a file is never changed, only followed
by another of a new name. Holidays: national ones alone; those of a region or town are added by who signs a manifest.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from jisr.base import canonical

FOLDER = Path(__file__).parent.parent / "src/jisr/procedures/calendars"
YEARS = range(2020, 2036)
SATURDAY, SUNDAY = 5, 6


def easter(year: int) -> date:
    """Give Easter Sunday (Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    corrected = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * corrected) // 451
    month, day = divmod(h + corrected - 7 * m + 114, 31)
    return date(year, month, day + 1)


def spain(year: int) -> Iterator[date]:
    """Give Spain's national holidays (RD 2001/1983 art. 45; those that a region may replace included [U])."""
    for month, day in ((1, 1), (1, 6), (5, 1), (8, 15), (10, 12), (11, 1), (12, 6), (12, 8), (12, 25)):
        yield date(year, month, day)
    yield easter(year) - timedelta(days=2)


def netherlands(year: int) -> Iterator[date]:
    """Give the Netherlands' holidays (Algemene termijnenwet art. 3 [U])."""
    for month, day in ((1, 1), (5, 5), (12, 25), (12, 26)):
        yield date(year, month, day)
    king = date(year, 4, 27)
    yield king - timedelta(days=1) if king.weekday() == SUNDAY else king
    for after in (-2, 1, 39, 50):
        yield easter(year) + timedelta(days=after)


def offsets(zone: str) -> Iterator[dict[str, object]]:
    """Give each change of the offset from UTC in the years named, and the one in force before."""
    place = ZoneInfo(zone)
    at, last = datetime(YEARS.start, 1, 1, tzinfo=UTC), None
    while at.year < YEARS.stop:
        seconds = int(at.astimezone(place).utcoffset().total_seconds())
        if seconds != last:
            yield {"from": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "seconds": seconds}
            last = seconds
        at += timedelta(hours=1)


def write(name: str, zone: str, holidays: object) -> None:
    """Write one calendar in canonical bytes."""
    days = sorted({each.isoformat() for year in YEARS for each in holidays(year)})
    value = {"name": name, "offsets": list(offsets(zone)), "weekend": [SATURDAY, SUNDAY], "holidays": days}
    FOLDER.joinpath(f"{name}.json").write_bytes(canonical(value))


if __name__ == "__main__":
    write("esp", "Europe/Madrid", spain)
    write("nld", "Europe/Amsterdam", netherlands)
