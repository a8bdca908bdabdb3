"""Values of fields as a person reads them."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

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


def day_shown(value: str) -> str:
    """Say a date in the reader's language; what is no date is shown as it is."""
    try:
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    except ValueError:
        return value
