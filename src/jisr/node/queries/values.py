"""Values of fields as a person reads them."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jisr.rules import Field


def shown(field: Field | None, value: Any) -> str:
    """Say a field's value in the reader's language."""
    if field is None:
        return str(value)
    match field.type:
        case "choice":
            return next((_(label) for code, label in field.choices if code == value), str(value))
        case "date":
            return date_format(date.fromisoformat(value), "DATE_FORMAT")
        case "codes":
            return " · ".join(value)
        case _:
            return str(value)
