"""What a number such as ESP.12 leads to: the dossier or act, and its name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django.db import connection

from jisr.base import EntryId, JisrError, Party, Seq, parse_entry_id
from jisr.node.catalogue import gettext as _
from jisr.node.queries.reading import Reading
from jisr.node.queries.sight import seen_in

# A framework's name, a party and a number are shorter; a longer text is none.
REFERENCE_CHARACTERS_MAX = 96
PARTY_LETTERS: Final = 3
NAMED: Final = (
    "SELECT log.party, entry.seq, entry.dossier, entry.raw FROM entry JOIN log ON log.id = entry.log_id"
    " WHERE log.framework_id = %s AND entry.dossier <> '' AND ({places})"
)
PLACES: Final = "(log.party = %s AND entry.seq IN ({seqs}))"


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


class References:
    """What numbers lead to, asked once for all that a page shows."""

    def __init__(self, held: Reading, values: Iterable[str]) -> None:
        self.framework, self._held = held.row.pk, held
        wanted: dict[Party, set[int]] = {}
        for each in values:
            at = self._place(each)
            if at is not None:
                wanted.setdefault(at.party, set()).add(at.seq)
        self._found: dict[EntryId, Reference] = {}
        if wanted:
            self._read(wanted)

    def of(self, value: str) -> Reference | None:
        """Give what a reference names; None: not seen here, of another framework or not asked for."""
        at = self._place(value)
        return self._found.get(at) if at is not None else None

    def _place(self, value: str) -> EntryId | None:
        place, slash, code = value.rpartition("/")
        # Most that a field may say is no number, and the reason why it is none is not asked for.
        if (slash and place != self.framework) or code[PARTY_LETTERS : PARTY_LETTERS + 1] != ".":
            return None
        try:
            return parse_entry_id(code)
        except JisrError:
            return None

    def _read(self, wanted: Mapping[Party, set[int]]) -> None:
        places = [PLACES.format(seqs=", ".join(["%s"] * len(seqs))) for seqs in wanted.values()]
        arguments = [value for party, seqs in wanted.items() for value in list[str | int]((party, *sorted(seqs)))]
        with connection.cursor() as cursor:
            seen = seen_in([self._held.sight], "log.framework_id", "entry.dossier")
            query = " AND ".join([NAMED.format(places=" OR ".join(places)), *(sql for sql, _ in seen)])
            cursor.execute(query, (self.framework, *arguments, *(each for _, some in seen for each in some)))
            rows = cursor.fetchall()
        for party, seq, dossier, raw in rows:
            at = EntryId(Party(party), Seq(seq))
            title = ""
            if dossier == str(at):
                entry = orjson.loads(bytes(raw))
                title = opening_title(str(entry["procedure"]), entry["fields"], dossier)
            self._found[at] = Reference(dossier=dossier, entry=str(at), title=title)


def reference_to(held: Reading, value: str) -> Reference | None:
    """Find what a reference names; None where it is not here or not seen, or of another framework."""
    return References(held, [value]).of(value)


def named_in(fields: Mapping[str, Any]) -> Iterator[str]:
    """Give what may be references among the values of an act's fields, those of a correction included."""
    for value in fields.values():
        if isinstance(value, dict):
            yield from named_in(value)
        elif isinstance(value, str) and len(value) <= REFERENCE_CHARACTERS_MAX:
            yield value


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
