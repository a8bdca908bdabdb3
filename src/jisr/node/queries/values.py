"""Values of fields as a person reads them."""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.formats import date_format

from jisr.node.catalogue import gettext as _
from jisr.node.catalogue import spoken
from jisr.node.queries.people import mandate_name
from jisr.rules import Field

# A page says the same few days again and again; in five languages.
DAYS_KEPT_MAX: Final = 10_000
# The first of a month where it begins what is written.
FIRST: Final = re.compile(r"^1(?= )")


def shown(field: Field | None, value: Any) -> str:
    """Say a field's value in the reader's language."""
    if value is None:
        return ""
    if field is None:
        return str(value)
    match field.type:
        case "choice":
            return next((_(label) for code, label in field.choices if code == value), str(value))
        case "date":
            return day_shown(str(value))
        case "codes" if field.name == "mandates":
            return " · ".join(mandate_name(each) for each in value)
        case "codes":
            return " · ".join(value)
        case "integer" if field.name == "ordinal" and value == 0:
            return _("Talks without a number")
        case _:
            return str(value)


def written(value: date, format_name: str) -> str:
    """Write a day, or an instant, by a format of the reader's language; the first of a month as French writes it."""
    said = date_format(value, format_name)
    # No format of Django's has it.
    return FIRST.sub("1er", said) if spoken() == "fr" else said


def moment_shown(at: int) -> str:
    """Say an instant in the officer's zone, with UTC beside it; in UTC alone before sign-in."""
    there = datetime.fromtimestamp(at, UTC)
    here = there.astimezone(timezone.get_current_timezone())
    if not here.utcoffset():
        return _("%(time)s UTC") % {"time": written(there, "DATETIME_FORMAT")}
    # The day is said again only where it is another one.
    beside = "TIME_FORMAT" if here.date() == there.date() else "DATETIME_FORMAT"
    words = _("%(time)s (%(utc)s UTC)")
    return words % {"time": written(here, "DATETIME_FORMAT"), "utc": written(there, beside)}


def day_shown(value: str) -> str:
    """Say a date in the reader's language; what is no date is shown as it is."""
    return _day_said(spoken(), value)


@lru_cache(maxsize=DAYS_KEPT_MAX)
def _day_said(language: str | None, value: str) -> str:
    assert language == translation.get_language(), "what is kept for a language is said in it"
    try:
        return written(date.fromisoformat(value), "DATE_FORMAT")
    except ValueError:
        return value
