"""Forms made from an act's typed fields: what is typed, what is amiss, what is sent."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from jisr.base.limits import CODES_MAX, INTEGER_MAX, TEXT_CHARACTERS_MAX
from jisr.kernel import is_of_type
from jisr.node.catalogue import gettext as _
from jisr.rules import Field
from jisr.web.dates import PARTS, read_date, typed_date
from jisr.web.inputs import FILE_FIELD, Input, hint_of
from jisr.web.uploads import (
    ATTACH_FIELD,
    FILE_MEGABYTES_MAX,
    NAME_CHARACTERS_MAX,
    ArrivedFile,
    Digested,
    DigestedFile,
)

# protocol 2.3: more digits than the greatest integer has are read by nobody.
INTEGER_DIGITS_MAX = 16
# Composing a row of marks takes a time that grows with its square; what is longer is too long composed, too.
COMPOSED_CHARACTERS_MAX = 2 * TEXT_CHARACTERS_MAX
Files = MultiValueDict[str, UploadedFile]


@dataclass(slots=True)
class ActForm:
    """The form of one act, filled from a request or empty."""

    inputs: list[Input]
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> list[Input]:
        """Give the inputs that are amiss."""
        return [each for each in self.inputs if each.error]

    @property
    def files(self) -> list[Input]:
        """Give the inputs for which a file has arrived whose digest somebody should see before it is recorded."""
        return [each for each in self.inputs if each.file is not None and each.file.digest]

    @property
    def takes_files(self) -> bool:
        """Say whether the form has to be sent as one with files."""
        return any(each.kind in ("hash", "file") for each in self.inputs)

    @property
    def attaches(self) -> bool:
        """Say whether the form takes a file into a sealed field: it may be large."""
        return any(each.kind == "file" for each in self.inputs)

    @property
    def chosen(self) -> list[Input]:
        """Give the inputs for which a file is here, whatever for."""
        return [each for each in self.inputs if each.file is not None and each.value]

    @property
    def typed(self) -> dict[str, str]:
        """Give what was typed, as a draft keeps it: never what is sealed."""
        return {name: value for each in self.inputs if not each.field.sealed for name, value in each.sent if value}

    @property
    def sealed_values(self) -> dict[str, Any]:
        """Give what is to be sealed."""
        names = {each.field.name for each in self.inputs if each.field.sealed}
        return {name: value for name, value in self.values.items() if name in names}

    @property
    def open_values(self) -> dict[str, Any]:
        """Give what everybody reads."""
        return {name: value for name, value in self.values.items() if name not in self.sealed_values}

    @property
    def asks_sealed(self) -> bool:
        """Say whether any field is a sealed one."""
        return any(each.field.sealed for each in self.inputs)

    @property
    def keeps(self) -> bool:
        """Say whether a draft would keep anything of what is typed."""
        return any(not each.field.sealed for each in self.inputs)

    def blame(self, name: str, error: str) -> None:
        """Say at a field what is amiss with it; at the first, where the field is not shown."""
        found = next((each for each in self.inputs if each.field.name == name), None)
        if found is None and self.inputs:
            found = self.inputs[0]
        if found is not None:
            found.error = error


def form_of(
    fields: Sequence[Field],
    data: QueryDict | None = None,
    initial: Mapping[str, Any] | None = None,
    *,
    files: Files | None = None,
    typed: Mapping[str, str] | None = None,
    most: Mapping[str, int] | None = None,
) -> ActForm:
    """Make the form of an act; with data, read and check it.

    `typed`: what a draft kept, as it was typed; it comes before what the act begins with. `most`: how many characters
    a text may have, by its field's name, where they are fewer than in an act.
    """
    shown = data if data is not None else (_as_sent(typed) if typed else None)
    form = ActForm([_input(each, shown, (initial or {}).get(each.name)) for each in fields])
    for each in form.inputs:
        each.most = (most or {}).get(each.field.name, each.most)
    if data is not None:
        for each in form.inputs:
            _take_file(each, data, files)
            if not each.error and each.field.type != "file":
                _read(each, form)
    return form


def _as_sent(typed: Mapping[str, str]) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name, value in typed.items():
        sent[name] = value
    return sent


def _input(declared: Field, data: QueryDict | None, initial: Any) -> Input:
    return Input(
        field=declared,
        label=_(declared.label),
        help=_(declared.help) if declared.help else hint_of(declared),
        values=_typed(declared, data) if data is not None else _initial(declared, initial),
        choices=[(code, _(label)) for code, label in declared.choices],
    )


def _typed(declared: Field, data: QueryDict) -> dict[str, str]:
    if declared.type == "date":
        return {part: data.get(f"{declared.name}-{part}", "").strip() for part in PARTS}
    return {"": data.get(declared.name, "").strip()}


def _initial(declared: Field, initial: Any) -> dict[str, str]:
    if declared.type == "date":
        return typed_date(str(initial) if initial else "")
    if isinstance(initial, list):
        return {"": " ".join(initial)}
    return {"": "" if initial is None else str(initial)}


def _take_file(one: Input, data: QueryDict, files: Files | None) -> None:
    """Take the digest of a file that was chosen; of one that was chosen before, its name and size."""
    if one.field.type == "file":
        _take_arrived(one, data, files)
        return
    if one.field.type != "hash":
        return
    name = f"{one.field.name}-{FILE_FIELD}"
    chosen = files.get(name) if files is not None else None
    if isinstance(chosen, DigestedFile):
        one.file = chosen.digested
        _hold_file(one, chosen.digested)
    elif one.value and (named := str(data.get(f"{name}-name", ""))):
        one.file = Digested(named, _size(data, name), one.value)


def _take_arrived(one: Input, data: QueryDict, files: Files | None) -> None:
    """Take a file that was chosen for a sealed field, or the name of one that was taken in before."""
    name = f"{one.field.name}-{FILE_FIELD}"
    chosen = files.get(f"{one.field.name}-{ATTACH_FIELD}") if files is not None else None
    if isinstance(chosen, ArrivedFile):
        one.arrived = chosen
        names = {"label": one.label, "name": chosen.name, "megabytes": settings.HOME.attachment_megabytes_max}
        if chosen.is_too_large:
            one.error = _("%(label)s: the file %(name)s is larger than %(megabytes)s MB; choose a smaller one") % names
        elif not chosen.size:
            one.error = _("%(label)s: the file %(name)s is empty; choose the right one") % names
    elif one.value:
        one.file = Digested(str(data.get(f"{name}-name", ""))[:NAME_CHARACTERS_MAX], _size(data, name), "")
    elif one.field.required:
        one.error = _missing_or_wrong(one)


def _size(data: QueryDict, name: str) -> int:
    size = data.get(f"{name}-size", "")
    return int(size) if size.isascii() and size.isdigit() and len(size) < INTEGER_DIGITS_MAX else 0


def _hold_file(one: Input, file: Digested) -> None:
    """Hold a file against the limit, and against a digest that was typed beside it."""
    names = {"label": one.label, "name": file.name, "megabytes": FILE_MEGABYTES_MAX}
    if file.is_too_large:
        one.error = _("%(label)s: the file %(name)s is larger than %(megabytes)s MB; choose a smaller one") % names
    elif not file.size:
        one.error = _("%(label)s: the file %(name)s is empty; choose the right one") % names
    elif one.value and one.value != file.digest:
        one.error = _("%(label)s: the file %(name)s has another digest than was typed; leave one of them out") % names
    else:
        one.values = {"": file.digest}


def _read(one: Input, form: ActForm) -> None:
    """Read one field; what is amiss is said with its remedy."""
    declared = one.field
    value = _value(declared, one.values)
    if value is None:
        if declared.required or any(one.values.values()):
            one.error = _missing_or_wrong(one)
        return
    if not is_of_type(declared, value) or (declared.type == "text" and len(value) > one.most):
        one.error = _missing_or_wrong(one)
        return
    form.values[declared.name] = value


def _value(declared: Field, typed: Mapping[str, str]) -> Any:
    text = typed.get("", "")
    match declared.type:
        case "date":
            return read_date(typed)
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


def _missing_or_wrong(one: Input) -> str:
    names = {"label": one.label, "count": len(one.value), "limit": one.most, "codes": CODES_MAX}
    if not any(one.values.values()) and one.field.type != "choice":
        template = _("Choose a file for: %(label)s") if one.field.type in ("hash", "file") else _("Fill in: %(label)s")
        return template % names
    match one.field.type:
        case "date":
            return _("%(label)s must be a real date, such as 27 3 2027") % names
        case "integer":
            return _("%(label)s must be a whole number, in digits") % names
        case "choice":
            return _("Choose one of the answers for: %(label)s") % names
        case "reference":
            return _("%(label)s must be the number of a dossier or act, such as ESP.12") % names
        case "code":
            return _("%(label)s may hold small letters, digits, dots and hyphens only") % names
        case "codes":
            return _("%(label)s may hold at most %(codes)s codes, of small letters, digits, dots and hyphens") % names
        case "hash":
            return _("%(label)s must be a SHA-256 in base64, 44 characters; or choose the file") % names
    if len(one.value) > one.most:
        return _("%(label)s is too long: %(count)s characters; shorten it to %(limit)s") % names
    return _("%(label)s has a character that cannot be recorded; type it again") % names
