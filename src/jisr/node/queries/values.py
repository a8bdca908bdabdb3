"""Values of fields as a person reads them."""

from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from jisr.node.catalogue import gettext as _
from jisr.node.queries.people import mandate_name
from jisr.rules import Field


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


def moment_shown(at: int) -> str:
    """Say an instant in the officer's zone, with UTC beside it; in UTC alone before sign-in."""
    there = datetime.fromtimestamp(at, UTC)
    here = there.astimezone(timezone.get_current_timezone())
    if not here.utcoffset():
        return _("%(time)s UTC") % {"time": date_format(there, "DATETIME_FORMAT")}
    # The day is said again only where it is another one.
    beside = "TIME_FORMAT" if here.date() == there.date() else "DATETIME_FORMAT"
    words = _("%(time)s (%(utc)s UTC)")
    return words % {"time": date_format(here, "DATETIME_FORMAT"), "utc": date_format(there, beside)}


def day_shown(value: str) -> str:
    """Say a date in the reader's language; what is no date is shown as it is."""
    try:
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    except ValueError:
        return value
