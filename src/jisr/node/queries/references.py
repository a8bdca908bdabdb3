"""What a number such as ESP.12 leads to: the dossier or act, and its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext as _

from jisr.base import JisrError, parse_entry_id
from jisr.node import models


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A dossier or act of the same framework that a field names."""

    dossier: str
    entry: str
    title: str

    @property
    def is_dossier(self) -> bool:
        """Say whether it names a dossier rather than an act within one."""
        return self.dossier == self.entry


def reference_to(framework: str, value: str) -> Reference | None:
    """Find what a reference names; None where it is not here or of another framework."""
    place, slash, code = value.rpartition("/")
    if slash and place != framework:
        return None
    try:
        at = parse_entry_id(code)
    except JisrError:
        return None
    found = models.Entry.objects.filter(log__framework=framework, log__party=at.party, seq=at.seq)
    row = found.values_list("dossier", "raw").first()
    if row is None or not row[0]:
        return None
    title = ""
    if row[0] == code:
        entry = orjson.loads(bytes(row[1]))
        title = opening_title(str(entry["procedure"]), entry["fields"], code)
    return Reference(dossier=row[0], entry=code, title=title)


def opening_title(procedure: str, fields: Mapping[str, Any], code: str) -> str:
    """Name a dossier by what its opening said."""
    if code == "framework":
        return _("Authorities and agreed rules")
    if procedure.startswith("session/"):
        # Talks without a number are called with the number nought.
        template = _("Session %(ordinal)s, %(place)s") if fields.get("ordinal") else _("Talks in %(place)s")
        return template % {"ordinal": fields.get("ordinal"), "place": fields.get("place", "")}
    for name in ("what", "title"):
        if name in fields:
            return str(fields[name])
    return code
