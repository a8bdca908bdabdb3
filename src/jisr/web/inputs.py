"""One field as a form shows it: the declaration, what was typed, what is amiss."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from jisr.base import N_
from jisr.base.limits import CODES_MAX, TEXT_CHARACTERS_MAX
from jisr.node.catalogue import gettext as _
from jisr.rules import Field
from jisr.web.dates import order
from jisr.web.uploads import ATTACH_FIELD, FILE_MEGABYTES_MAX, ArrivedFile, Digested

RADIOS_MAX: Final = 7
# Texts that are one line by their nature: names, titles, places.
LINES: Final = frozenset(
    {"name", "role", "title", "place", "where", "body", "evidence", "source", "sub_title", "purpose-words", "username"}
)
PART_LABELS: Final = {"day": N_("Day"), "month": N_("Month"), "year": N_("Year")}
YEAR_DIGITS, PART_DIGITS = 4, 2
HINTS: Final = {
    "date": N_("For example, 27 3 2027"),
    "codes": N_("Short codes with a space between them, as in ar es fr"),
    "code": N_("A short code of small letters, digits, dots and hyphens"),
    "reference": N_("The number of a dossier or act, as in ESP.12"),
    "integer": N_("A whole number, in digits"),
}
# Beside the field of a file: what becomes of it.
FILE_HINT: Final = N_(
    "Choose the file, at most %(megabytes)s MB. This node computes its SHA-256 while it arrives, and shows it to you"
    " before anything is recorded. Only that digest is recorded: the file itself is not kept here yet, so keep it."
)
ATTACH_HINT: Final = N_(
    "At most %(megabytes)s MB. Name and content are sealed while the file is taken in; nobody runs or opens it here."
)
# Where whoever has the digest already puts it.
FILE_FIELD: Final = "file"


@dataclass(frozen=True, slots=True)
class DatePart:
    """Day, month or year of a date, as it is typed."""

    name: str
    label: str
    value: str
    digits: int


@dataclass(slots=True)
class Input:
    """One field as a form shows it."""

    field: Field
    label: str
    help: str
    values: Mapping[str, str]
    choices: Sequence[tuple[str, str]] = ()
    error: str = ""
    # How many characters a text may have.
    most: int = TEXT_CHARACTERS_MAX
    # Of a file: what arrived, where one did.
    file: Digested | None = None
    # Of a file for a sealed field: what has just arrived and is to be taken in.
    arrived: ArrivedFile | None = None
    # Of a sealed field: who will read it, and of whom nobody can, as far as that is known.
    readers: str = ""
    unread: Sequence[str] = ()

    @property
    def describes(self) -> str:
        """Give the ids of what describes the input: its help, its limit, who reads it, its error."""
        ids = [f"{self.id}-sealed"] if self.field.sealed else []
        ids += [f"{self.id}-hint"] if self.help else []
        ids += [f"{self.id}-limit"] if self.limit else []
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
    def limit(self) -> str:
        """Say how much may be typed, where that is not plain."""
        if self.kind == "text":
            return _("At most %(limit)s characters") % {"limit": f"{self.most:,}".replace(",", "\u202f")}
        if self.kind == "codes":
            return _("At most %(limit)s codes") % {"limit": CODES_MAX}
        return ""

    @property
    def parts(self) -> list[DatePart]:
        """Give the parts of a date in the order of the reader's language."""
        return [DatePart(each, _(PART_LABELS[each]), self.values.get(each, ""), _digits(each)) for each in order()]

    @property
    def first(self) -> str:
        """Give the id of the first control: where an error leads."""
        if self.field.type == "date":
            return f"{self.id}-{order()[0]}"
        if self.kind == "radios":
            return f"{self.id}-1"
        if self.kind == "hash":
            return f"{self.id}-{FILE_FIELD}"
        if self.kind == "file":
            return f"{self.id}-{ATTACH_FIELD}"
        return self.id

    @property
    def value(self) -> str:
        """Give what was typed."""
        return self.values.get("", "")

    @property
    def id(self) -> str:
        """Give the id by which an error points here."""
        return f"field-{self.field.name}"

    @property
    def sent(self) -> list[tuple[str, str]]:
        """Give what was typed as a form sends it: names and values."""
        name = self.field.name
        if self.field.type == "date":
            return [(f"{name}-{each}", self.values.get(each, "")) for each in order()]
        return [(name, self.value)]


def hint_of(declared: Field) -> str:
    """Say how a field is filled in, where its declaration does not say it."""
    if declared.name == "ordinal":
        return _("Talks without a number are number 0.")
    if declared.type == "hash":
        return _(FILE_HINT) % {"megabytes": FILE_MEGABYTES_MAX}
    if declared.type == "file":
        return _(ATTACH_HINT) % {"megabytes": settings.HOME.attachment_megabytes_max}
    return _(HINTS[declared.type]) if declared.type in HINTS else ""


def _digits(part: str) -> int:
    return YEAR_DIGITS if part == "year" else PART_DIGITS


__all__ = ["FILE_FIELD", "DatePart", "Input", "hint_of"]
