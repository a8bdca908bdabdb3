"""Instants: whole seconds since 1970 in UTC, with one spelling (protocol 2.2)."""

import re
from datetime import UTC, date, datetime
from typing import Final, NewType, Protocol

from jisr.base.errors import MalformedInstant

Instant = NewType("Instant", int)

_SPELLING: Final = re.compile(r"(20[2-9]\d|21\d\d)-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z", re.ASCII)
_DAYS: dict[str, int] = {}


class Clock(Protocol):
    """Where the time comes from; nothing below `node` may ask the machine."""

    def now(self) -> Instant: ...


def parse_instant(text: str) -> Instant:
    """Read a time written exactly `YYYY-MM-DDTHH:MM:SSZ`, a real one from 2020 to 2199."""
    if not _SPELLING.match(text):
        raise MalformedInstant(what="time", got=text)
    hours, minutes, seconds = int(text[11:13]), int(text[14:16]), int(text[17:19])
    if hours > 23 or minutes > 59 or seconds > 59:
        raise MalformedInstant(what="time", got=text)
    return Instant(_day_start(text[:10]) + hours * 3600 + minutes * 60 + seconds)


def _day_start(day: str) -> int:
    start = _DAYS.get(day)
    if start is None:
        try:
            at = date.fromisoformat(day)
        except ValueError:
            raise MalformedInstant(what="time", got=day) from None
        start = (at.toordinal() - 719_163) * 86_400
        if len(_DAYS) > 4_096:
            _DAYS.clear()
        _DAYS[day] = start
    return start


def format_instant(at: Instant) -> str:
    """Write a time in its one spelling."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
