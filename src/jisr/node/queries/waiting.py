"""Rows of what waits, counted and read in the order of deadlines without looking through those of others.

What waits comes in few shapes: of a framework, for a party, of a kind, open to the same mandates. Rows of one shape
stand in the index by deadline; what is asked for are the first of some shapes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

import orjson
from django.db import connection

# What is more than so many is not counted to its end.
COUNTED_MAX: Final = 1_000
# Of more shapes than these, those of one party are looked through together: a store takes so many questions in one.
SHAPES_MAX: Final = 60
# From one shape to the next, so that it costs by how many there are. Written out, as all that a page asks: to put a
# query together takes longer than to answer it.
SHAPES: Final = (
    "WITH RECURSIVE sought (framework, party, kind) AS (VALUES {sought}), shape (framework, party, kind, mandates) AS ("
    " SELECT framework, party, kind, (SELECT waiting.mandates FROM waiting"
    " WHERE waiting.framework_id = framework AND waiting.party = sought.party AND waiting.kind = sought.kind"
    " ORDER BY waiting.mandates LIMIT 1) FROM sought"
    " UNION ALL SELECT framework, party, kind, (SELECT waiting.mandates FROM waiting"
    " WHERE waiting.framework_id = framework AND waiting.party = shape.party AND waiting.kind = shape.kind"
    " AND waiting.mandates > shape.mandates ORDER BY waiting.mandates LIMIT 1)"
    " FROM shape WHERE shape.mandates IS NOT NULL"
    ") SELECT framework, party, kind, mandates FROM shape WHERE mandates IS NOT NULL"
)
COUNTED: Final = "(SELECT count(*) FROM ({rows} LIMIT %s) AS found)"
ONE: Final = "SELECT 1 FROM waiting WHERE {where}"
ORDER: Final = "waiting.by, waiting.since, waiting.id"
FIRST: Final = (
    "SELECT * FROM (SELECT waiting.id, waiting.by, waiting.since FROM waiting WHERE {where}"
    f" ORDER BY {ORDER} LIMIT %s) AS waiting"
)
WAITING: Final = (
    "SELECT waiting.framework_id, waiting.dossier, waiting.kind, waiting.about, waiting.act, waiting.party,"
    " waiting.mandates, waiting.since, waiting.starts, waiting.due, waiting.by, waiting.id, waiting.words,"
    " line.kind, line.digest, line.words"
    f" FROM (SELECT waiting.id FROM ({{rows}}) AS waiting ORDER BY {ORDER} LIMIT %s OFFSET %s) AS first"
    " JOIN waiting ON waiting.id = first.id"
    " LEFT JOIN line ON line.framework_id = waiting.framework_id AND line.code = waiting.dossier"
    f" ORDER BY {ORDER}"
)
BEYOND: Final = "(waiting.by, waiting.since, waiting.id) > (%s, %s, %s)"


@dataclass(frozen=True, slots=True, order=True)
class Shape:
    """What rows have in common: whose they are, and to which mandates they are open (as the store has them)."""

    framework: str
    party: str
    kind: str
    mandates: str

    def is_open_to(self, mandates: Iterable[str]) -> bool:
        """Say whether one of these mandates is among them."""
        return not set(orjson.loads(self.mandates)).isdisjoint(mandates)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Part of what waits: rows of some shapes that meet all conditions, which are SQL with their arguments."""

    shapes: tuple[Shape, ...]
    conditions: tuple[tuple[str, tuple[Any, ...]], ...] = ()

    def parts(self) -> list[tuple[str, tuple[Any, ...]]]:
        """Give conditions of which each row that is wanted meets one."""
        if not self.shapes:
            return [one_of("waiting.party", ())]
        few = len(self.shapes) <= SHAPES_MAX
        found = [_of([each]) for each in self.shapes] if few else _by_party(self.shapes)
        return [_all([each, *self.conditions]) for each in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many there are: exactly, or at least so many."""

    number: int
    is_more: bool = False


def shapes_of(parties: Iterable[tuple[str, str]], kinds: Sequence[str]) -> list[Shape]:
    """Give the shapes of all that waits for some parties, each of a framework, by one question."""
    sought = [(framework, party, kind) for framework, party in parties for kind in kinds]
    if not sought:
        return []
    query = SHAPES.format(sought=", ".join(["(%s, %s, %s)"] * len(sought)))
    with connection.cursor() as cursor:
        cursor.execute(query, [value for each in sought for value in each])
        return [Shape(*row) for row in cursor.fetchall()]


def beyond(wanted: Wanted, place: tuple[int, int, int]) -> Wanted:
    """Narrow a part to what comes after a place in the order of deadlines."""
    return replace(wanted, conditions=(*wanted.conditions, (BEYOND, place)))


def one_of(column: str, values: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
    """Give the condition that a column has one of these values; of none: it has not."""
    return (f"{column} IN ({', '.join(['%s'] * len(values))})", tuple(values)) if values else ("1 = 0", ())


def counted(wanted: Wanted) -> Counted:
    """Count what waits, as far as it is worth the time."""
    return counted_each([wanted])[0]


def counted_each(wanted: Sequence[Wanted]) -> list[Counted]:
    """Count several parts of what waits by one question."""
    counts, arguments = [], list[Any]()
    for parts in (each.parts() for each in wanted):
        counts.append(COUNTED.format(rows=" UNION ALL ".join(ONE.format(where=where) for where, _ in parts)))
        arguments += [*(value for _, values in parts for value in values), COUNTED_MAX + 1]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", arguments)
        numbers = cursor.fetchone()
    return [Counted(number=min(number, COUNTED_MAX), is_more=number > COUNTED_MAX) for number in numbers]


def read_waiting(wanted: Wanted, *, limit: int, offset: int) -> list[tuple[Any, ...]]:
    """Read rows with the names of their dossiers, by deadline; what has none stands last, by how long it waits."""
    parts = wanted.parts()
    rows = " UNION ALL ".join(FIRST.format(where=where) for where, _ in parts)
    arguments = [value for _, values in parts for value in (*values, limit + offset)]
    with connection.cursor() as cursor:
        cursor.execute(WAITING.format(rows=rows), (*arguments, limit, offset))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _by_party(shapes: Iterable[Shape]) -> list[tuple[str, tuple[Any, ...]]]:
    together = groupby(sorted(shapes), key=lambda each: (each.framework, each.party))
    return [_of(list(some)) for _, some in together]


def _of(shapes: Sequence[Shape]) -> tuple[str, tuple[Any, ...]]:
    """Give the condition of shapes of one party: what is open to a mandate is wanted of all kinds, or of none."""
    return _all(
        [
            ("waiting.framework_id = %s AND waiting.party = %s", (shapes[0].framework, shapes[0].party)),
            one_of("waiting.kind", sorted({each.kind for each in shapes})),
            one_of("waiting.mandates", sorted({each.mandates for each in shapes})),
        ]
    )


def _all(conditions: Iterable[tuple[str, tuple[Any, ...]]]) -> tuple[str, tuple[Any, ...]]:
    told = list(conditions)
    return " AND ".join(sql for sql, _ in told), tuple(value for _, values in told for value in values)


__all__ = [
    "COUNTED_MAX",
    "Counted",
    "Shape",
    "Wanted",
    "beyond",
    "counted",
    "counted_each",
    "one_of",
    "read_waiting",
    "shapes_of",
]
