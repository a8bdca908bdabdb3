"""Forms made from an act's typed fields: what is typed, what is amiss, what is sent."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from jisr.base import N_
from jisr.base.limits import INTEGER_MAX, TEXT_CHARACTERS_MAX
from jisr.kernel import is_of_type
from jisr.rules import Field

RADIOS_MAX = 7
# protocol 2.3: more digits than the greatest integer has are read by nobody.
INTEGER_DIGITS_MAX = 16
# Composing a row of marks takes a time that grows with its square; what is longer is too long composed, too.
COMPOSED_CHARACTERS_MAX = 2 * TEXT_CHARACTERS_MAX
# Texts that are one line by their nature: names, titles, places.
LINES = frozenset({"name", "role", "title", "place", "where", "body", "evidence", "source", "sub_title"})


@dataclass(slots=True)
class Input:
    """One field as a form shows it: the declaration, what was typed, what is amiss."""

    field: Field
    label: str
    help: str
    values: Mapping[str, str]
    choices: Sequence[tuple[str, str]] = ()
    error: str = ""

    @property
    def describes(self) -> str:
        """Give the ids of what describes the input: its help and its error."""
        ids = [f"{self.id}-hint"] if self.help else []
        return " ".join([*ids, f"{self.id}-error"] if self.error else ids)

    @property
    def kind(self) -> str:
        """Say how the input is shown: few choices all at once, many in a list."""
        if self.field.type == "choice":
            return "radios" if len(self.choices) <= RADIOS_MAX else "select"
        if self.field.type == "text":
            return "line" if self.field.name in LINES else "text"
        return self.field.type

    @property
    def day(self) -> str:
        """Give the day that was typed."""
        return self.values.get("day", "")

    @property
    def month(self) -> str:
        """Give the month that was typed."""
        return self.values.get("month", "")

    @property
    def year(self) -> str:
        """Give the year that was typed."""
        return self.values.get("year", "")

    @property
    def first(self) -> str:
        """Give the id of the first control: where an error leads."""
        if self.field.type == "date":
            return f"{self.id}-day"
        if self.kind == "radios":
            return f"{self.id}-1"
        return self.id

    @property
    def value(self) -> str:
        """Give what was typed."""
        return self.values.get("", "")

    @property
    def id(self) -> str:
        """Give the id by which an error points here."""
        return f"field-{self.field.name}"


@dataclass(slots=True)
class ActForm:
    """The form of one act, filled from a request or empty."""

    inputs: list[Input]
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> list[Input]:
        """Give the inputs that are amiss."""
        return [each for each in self.inputs if each.error]

    def blame(self, name: str, error: str) -> None:
        """Say at a field what is amiss with it; at the first, where the field is not shown."""
        found = next((each for each in self.inputs if each.field.name == name), None)
        if found is None and self.inputs:
            found = self.inputs[0]
        if found is not None:
            found.error = error


def form_of(
    fields: Sequence[Field], data: QueryDict | None = None, initial: Mapping[str, Any] | None = None
) -> ActForm:
    """Make the form of an act; with data, read and check it."""
    form = ActForm([_input(each, data, (initial or {}).get(each.name)) for each in fields])
    if data is not None:
        for each in form.inputs:
            _read(each, form)
    return form


def _input(declared: Field, data: QueryDict | None, initial: Any) -> Input:
    return Input(
        field=declared,
        label=_(declared.label),
        help=_(declared.help) if declared.help else _hint(declared),
        values=_typed(declared, data) if data is not None else _initial(declared, initial),
        choices=[(code, _(label)) for code, label in declared.choices],
    )


HINTS = {
    "date": N_("For example, 27 3 2027"),
    "codes": N_("Short codes with a space between them, as in ar es fr"),
    "hash": N_("The SHA-256 of the file, in base64: 44 characters"),
    "reference": N_("The number of a dossier or act, as in ESP.12"),
}


def _hint(declared: Field) -> str:
    if declared.name == "ordinal":
        return _("Talks without a number are number 0.")
    return _(HINTS[declared.type]) if declared.type in HINTS else ""


def _typed(declared: Field, data: QueryDict) -> dict[str, str]:
    if declared.type == "date":
        return {part: data.get(f"{declared.name}-{part}", "").strip() for part in ("day", "month", "year")}
    return {"": data.get(declared.name, "").strip()}


def _initial(declared: Field, initial: Any) -> dict[str, str]:
    if declared.type == "date":
        year, month, day = str(initial).split("-") if initial else ("", "", "")
        return {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}
    if isinstance(initial, list):
        return {"": " ".join(initial)}
    return {"": "" if initial is None else str(initial)}


def _read(one: Input, form: ActForm) -> None:
    """Read one field; what is amiss is said with its remedy."""
    declared = one.field
    value = _value(declared, one.values)
    if value is None:
        if declared.required or any(one.values.values()):
            one.error = _missing_or_wrong(one)
        return
    if not is_of_type(declared, value):
        one.error = _missing_or_wrong(one)
        return
    form.values[declared.name] = value


def _value(declared: Field, typed: Mapping[str, str]) -> Any:
    text = typed.get("", "")
    match declared.type:
        case "date":
            return _date(typed)
        case "integer":
            return _integer(text)
        case "codes":
            return sorted({each for each in text.replace(",", " ").split() if each}) or None
        case _:
            if len(text) > COMPOSED_CHARACTERS_MAX:
                return None
            # protocol 2.3: authors write NFC, and no string holds U+0000.
            return unicodedata.normalize("NFC", text.replace("\r\n", "\n")) or None if "\0" not in text else None


def _integer(text: str) -> int | None:
    """Read a whole number in digits of any script; none where the protocol could not write it."""
    sign = text[:1] in ("-", "\N{MINUS SIGN}")
    digits = text[1:] if sign else text
    if not digits.isdecimal() or len(digits) > INTEGER_DIGITS_MAX:
        return None
    value = -int(digits) if sign else int(digits)
    return value if abs(value) <= INTEGER_MAX else None


def _date(typed: Mapping[str, str]) -> str | None:
    try:
        return date(int(typed["year"]), int(typed["month"]), int(typed["day"])).isoformat()
    except ValueError:
        return None


def _missing_or_wrong(one: Input) -> str:
    names = {"label": one.label}
    if not any(one.values.values()) and one.field.type != "choice":
        return _("Fill in: %(label)s") % names
    match one.field.type:
        case "date":
            return _("%(label)s must be a real date, such as 27 3 2027") % names
        case "integer":
            return _("%(label)s must be a whole number, in digits") % names
        case "choice":
            return _("Choose one of the answers for: %(label)s") % names
        case "reference":
            return _("%(label)s must be the number of a dossier or act, such as ESP.12") % names
        case "code" | "codes":
            return _("%(label)s may hold small letters, digits, dots and hyphens only") % names
        case _:
            return _("%(label)s is too long or has a wrong form; at most 10,000 characters") % names
