"""Dates as an officer types them: in the order of the language, in the digits of any script."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils.formats import get_format

PARTS: Final = ("day", "month", "year")
DIGITS_MAX: Final = 4
# What stands for each part in a format of Django.
MARKS: Final = {
    **dict.fromkeys("dj", "day"),
    **dict.fromkeys("bFmMnNE", "month"),
    **dict.fromkeys("Yyo", "year"),
}
ESCAPED: Final = re.compile(r"\\.")


def order() -> tuple[str, ...]:
    """Give day, month and year in the order in which the reader's language writes a date."""
    written = ESCAPED.sub("", get_format("DATE_FORMAT"))
    found = dict.fromkeys(MARKS[each] for each in written if each in MARKS)
    return tuple(found) if set(found) == set(PARTS) else PARTS


def read_date(typed: Mapping[str, str]) -> str | None:
    """Read a date; None where there is none of these numbers."""
    parts = [typed.get(each, "") for each in ("year", "month", "day")]
    if not all(each.isdecimal() and len(each) <= DIGITS_MAX for each in parts):
        return None
    try:
        return date(*map(int, parts)).isoformat()
    except ValueError:
        return None


def typed_date(value: str) -> dict[str, str]:
    """Give a date written YYYY-MM-DD as it would be typed."""
    year, month, day = value.split("-") if value else ("", "", "")
    return {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}


__all__ = ["PARTS", "order", "read_date", "typed_date"]
