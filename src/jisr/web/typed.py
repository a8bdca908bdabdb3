"""Reading what browsers send for numbers, days and times: what is none is read as nothing."""

from datetime import date, datetime, time

NUMBER_DIGITS_MAX = 15


def number_of(typed: str) -> int:
    """Read the number that a button or a list sends; what is none is 0, which nothing has."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= NUMBER_DIGITS_MAX else 0


def minutes_of(typed: str) -> int:
    """Read a time of day as minutes since midnight; what is none is -1."""
    try:
        at = time.fromisoformat(typed)
    except ValueError:
        return -1
    return at.hour * 60 + at.minute


def wall_of(typed: str) -> datetime | None:
    """Read a day with a time as a browser sends it, on no particular wall."""
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return at.replace(second=0, microsecond=0) if at.tzinfo is None else None


def day_of(typed: str) -> date | None:
    """Read a day as a browser sends it."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
