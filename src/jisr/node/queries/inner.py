"""Dossiers opened within one, for its page: those that moved last, read all at once."""

from dataclasses import dataclass

from django.db import connection

from jisr.node import models
from jisr.node.queries.lines import LISTED_MAX, DossierLine, line_of
from jisr.node.queries.reading import Reading
from jisr.node.queries.sight import seen_in
from jisr.node.shelf import read_openings

INNER = "SELECT count(*) FROM dossier WHERE {where}"
WITHIN = 'dossier.framework_id = %s AND dossier."outer" = %s'
_SHOWN = ("code", "outer", "procedure", "is_closed", "moved")
MOVED = (
    'SELECT code, "outer", procedure, is_closed, moved FROM dossier WHERE {where} ORDER BY moved DESC, code LIMIT %s'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """The dossiers within one that its page shows, and how many there are."""

    lines: tuple[DossierLine, ...]
    count: int


def inner_of(held: Reading, code: str) -> Inner:
    """Give the dossiers opened within one: at most a page of them, those that moved last first."""
    parts = [(WITHIN, (held.row.pk, code)), *seen_in([held.sight], "dossier.framework_id", "dossier.code")]
    where, told = " AND ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]
    with connection.cursor() as cursor:
        cursor.execute(INNER.format(where=where), told)
        (count,) = cursor.fetchone()
        if not count:
            return Inner(lines=(), count=0)
        cursor.execute(MOVED.format(where=where), (*told, LISTED_MAX))
        shown = [models.Dossier.from_db(connection.alias, _SHOWN, row) for row in cursor.fetchall()]
    codes = [row.code for row in shown]
    held.shelf.read_all(codes)
    openings = read_openings(held.framework, codes)
    found = tuple(line_of(held, row, openings.get(row.code), with_proposals=False) for row in shown)
    return Inner(lines=found, count=count)
