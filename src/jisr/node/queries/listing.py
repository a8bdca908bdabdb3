"""Dossiers in lists, as the desk describes them: found by filters, counted, said in the reader's language.

However many dossiers there are, a list asks the same number of questions.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

import orjson
from django.db import connection

from jisr.base import Instant, Party
from jisr.kernel import Compiled
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.clock import CLOCK
from jisr.node.describing import clock_of
from jisr.node.indexing import match
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.references import opening_title
from jisr.node.queries.sight import Condition, seen_in
from jisr.node.queries.statements import field_of
from jisr.node.queries.values import shown
from jisr.node.queries.waiting import one_of
from jisr.node.tokens import asked_of

LISTED_MAX = 50
TITLE_CHARACTERS_SHOWN = 200
WORDS_CHARACTERS_MAX = 200
STATES = ("open", "closed", "late")
SORTS = ("moved", "due", "opened")
# What a filter may hold besides a word or a code: nothing that anybody would look for.
_NAME_CHARACTERS_MAX = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which dossiers of a framework are listed, and in which order; its names are those in a page's address."""

    procedure: str = ""
    state: str = ""
    stage: str = ""
    party: str = ""
    words: str = ""
    sort: str = "moved"

    @classmethod
    def of(cls, given: Mapping[str, str], known: Iterable[str], parties: Iterable[str]) -> "Filter":
        """Read a filter from an address; what cannot be meant is left out."""
        found = {each.name: str(given.get(each.name, ""))[:_NAME_CHARACTERS_MAX] for each in fields(cls)}
        found["words"] = str(given.get("words", ""))[:WORDS_CHARACTERS_MAX].strip()
        if found["procedure"] not in known:
            found["procedure"] = found["stage"] = ""
        allowed = {"state": STATES, "party": tuple(parties), "sort": SORTS}
        found |= {name: found[name] if found[name] in values else "" for name, values in allowed.items()}
        return cls(**{**found, "sort": found["sort"] or "moved"})

    def query(self, **changes: str) -> str:
        """Write the filter as an address has it, with changes; what says nothing is left out."""
        values = {name: changes.get(name, getattr(self, name)) for name in self.__slots__}
        return urlencode(
            {name: value for name, value in values.items() if value and (name, value) != ("sort", "moved")}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """One dossier in a list."""

    framework: str
    code: str
    procedure: str
    # With its version; empty where this node does not know it.
    procedure_id: str
    label: str
    title: str
    stage: str
    stage_code: str
    outer: str
    is_closed: bool
    is_late: bool
    opened: Instant | None
    moved: Instant | None
    first_due: str
    due_on: str
    date: str
    owner: str
    owner_code: str = field(default="")
    open_proposals: int = 0
    open_contests: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A dossier as the desk describes it."""

    code: str
    kind: str
    digest: str
    outer: str
    words: dict[str, Any]
    opened: Instant | None
    moved: Instant | None
    is_closed: bool
    is_judged: bool
    stage: str
    stage_after: str
    turns: Instant | None
    turns_on: str
    first_due: str
    due_on: str
    due: Instant | None
    owner: str
    date: str
    proposals: int
    contests: int


_COLUMNS = ", ".join(f'line."{name}"' for name in Row.__slots__)
_WORDS = Row.__slots__.index("words")
Place = tuple[int | None, str]


@dataclass(frozen=True, slots=True)
class Rows:
    """The dossiers of a framework that a filter asks for: a condition with its arguments, and an order.

    Written out, since to put a query together takes longer than to answer it.
    """

    where: str
    arguments: tuple[Any, ...]
    sort: str
    # The same condition on what is counted already; empty where it asks for more.
    tally: str = ""

    def count(self) -> int:
        """Count them."""
        query = f"SELECT count(*) FROM line WHERE {self.where}"
        if self.tally:
            query = f"SELECT coalesce(sum(line.number), 0) FROM tally AS line WHERE {self.tally}"
        with connection.cursor() as cursor:
            cursor.execute(query, self.arguments)
            return int(cursor.fetchone()[0])

    def read(self, limit: int, offset: int = 0) -> list[Row]:
        """Read some in their order; of those that are equal in it the number decides. What has no time stands last."""
        way = "ASC" if self.sort == "due" else "DESC"
        order = f'line."{self.sort}" {way} NULLS LAST, line.code {way}'
        query = f"SELECT {_COLUMNS} FROM line WHERE {self.where} ORDER BY {order} LIMIT %s OFFSET %s"
        with connection.cursor() as cursor:
            cursor.execute(query, (*self.arguments, limit, offset))
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return [Row(*(*row[:_WORDS], orjson.loads(row[_WORDS]), *row[_WORDS + 1 :])) for row in rows]

    def place(self, row: Row) -> Place:
        """Say where a dossier stands in the order."""
        return getattr(row, self.sort), row.code

    def beyond(self, place: Place) -> "Rows":
        """Keep those that come after a place in the order, whatever stands there by now."""
        at, code = place
        later, column = (">" if self.sort == "due" else "<"), f'line."{self.sort}"'
        if at is None:
            return self._and(f"{column} IS NULL AND line.code {later} %s", code)
        beyond = f"({column} {later} %s OR ({column} = %s AND line.code {later} %s) OR {column} IS NULL)"
        return self._and(beyond, at, at, code)

    def _and(self, where: str, *arguments: Any) -> "Rows":
        return replace(self, where=f"{self.where} AND {where}", arguments=(*self.arguments, *arguments), tally="")


def rows_of(held: Reading, chosen: Filter, now: Instant) -> Rows:
    """Find the dossiers of a framework that a filter asks for."""
    parts: list[tuple[str, tuple[Any, ...]]] = [("line.framework_id = %s", (held.row.pk,))]
    if chosen.procedure:
        parts.append(("line.kind = %s", (chosen.procedure,)))
    if chosen.state:
        parts.append(("line.is_closed = %s", (chosen.state == "closed",)))
    if chosen.state == "late":
        parts.append(("line.due <= %s", (now,)))
    if chosen.stage:
        parts.append(_at_stage(held, chosen.stage, now))
    if chosen.party:
        owned = "(line.owner IN (%s, 'all') OR (line.owner = '' AND line.opener = %s))"
        parts.append((owned, (chosen.party.lower(), chosen.party)))
    if chosen.words:
        parts.append(_with_words(held.row.pk, chosen.words))
    is_tallied = chosen.state != "late" and not (chosen.stage or chosen.party or chosen.words)
    sight = held.sight
    if sight.hides and chosen.procedure in ("", *sight.kinds) and not sight.mixed:
        of_kind, kinds = one_of("line.kind", sorted(sight.kinds))
        parts.append((f"NOT {of_kind}", kinds))
    elif sight.hides and chosen.procedure in ("", *sight.kinds, *sight.mixed):
        parts += seen_in([sight], "line.framework_id", "line.code")
        is_tallied = False
    where, arguments = _joined(parts)
    return Rows(f"{where} AND line.code <> 'framework'", arguments, chosen.sort, where if is_tallied else "")


def _joined(parts: Iterable[Condition]) -> Condition:
    told = list(parts)
    return " AND ".join(sql for sql, _ in told), tuple(each for _, values in told for each in values)


def _with_words(framework: str, words: str) -> tuple[str, tuple[Any, ...]]:
    """Give the condition that all words are met in a dossier's name."""
    asked = asked_of(words)
    if not asked:
        return "1 = 0", ()
    found = match(asked, [framework], in_titles=True)
    joined = "SELECT passage.dossier FROM passage_words JOIN passage ON passage.id = passage_words.rowid"
    return f"line.code IN ({joined} WHERE {found.sql})", found.arguments


def clocks_now(held: Reading, now: Instant) -> dict[Party, Instant | None]:
    """Give where the parties' clocks stand: the own one now, the others as they stated latest."""
    times = {party: tail.time for party, tail in held.logs.tails.items()}
    own = own_party()
    return {**times, own: Instant(max(now, times.get(own) or now))}


CLOCKS = "SELECT DISTINCT turns_on FROM line WHERE framework_id = %s AND turns IS NOT NULL"


def _at_stage(held: Reading, stage: str, now: Instant) -> tuple[str, tuple[Any, ...]]:
    """Give the condition that a stage holds now."""
    with connection.cursor() as cursor:
        cursor.execute(CLOCKS, (held.row.pk,))
        clocks = [clock for (clock,) in cursor.fetchall()]
    times = clocks_now(held, now)
    reached = [(clock, at) for clock in clocks if (at := clock_of(clock, times)) is not None]
    turned = " OR ".join(["(line.turns IS NOT NULL AND line.turns_on = %s AND line.turns <= %s)"] * len(reached))
    values = tuple(each for pair in reached for each in pair)
    if not turned:
        return "line.stage = %s", (stage,)
    condition = f"((line.stage = %s AND NOT ({turned})) OR (line.stage_after = %s AND ({turned})))"
    return condition, (stage, *values, stage, *values)


# How something of a line is called by its procedure, or without: what there is to say, the procedure's digest, a code.
Named = Callable[[Callable[[Compiled | None, str], str], str, str], str]


def said_lines(held: Reading, rows: Iterable[Row], now: Instant | None = None) -> list[ListLine]:
    """Say lines in the reader's language, as things stand now."""
    moment = CLOCK.now() if now is None else now
    times = clocks_now(held, moment)

    @cache
    def named(say: Callable[[Compiled | None, str], str], digest: str, code: str) -> str:
        """Name once what a page's lines have in common: it takes longer than all else of a line."""
        return say(held.framework.procedures.get(digest), code)

    return [_said(held, each, times, named, moment) for each in rows]


def _said(held: Reading, line: Row, times: Mapping[Party, Instant | None], named: Named, now: Instant) -> ListLine:
    compiled, stage = held.framework.procedures.get(line.digest), stage_now(line, times)
    return ListLine(
        framework=held.row.pk,
        code=line.code,
        procedure=line.kind,
        procedure_id=compiled.id if compiled else "",
        label=named(_label, line.digest, ""),
        title=shortened(title_of_line(line)),
        stage=named(_stage, line.digest, stage) if line.is_judged else _("Not judged here"),
        stage_code=stage,
        outer=line.outer,
        is_closed=bool(line.is_closed),
        is_late=not line.is_closed and line.due is not None and line.due <= now,
        opened=None if line.opened is None else Instant(line.opened),
        moved=None if line.moved is None else Instant(line.moved),
        first_due=line.first_due,
        due_on=line.due_on,
        date=line.date,
        owner=named(_owner, line.digest, line.owner),
        owner_code=line.owner,
        open_proposals=line.proposals,
        open_contests=line.contests,
    )


def title_of_line(line: Row | models.Line) -> str:
    """Name a dossier by what its opening said."""
    return opening_title(f"{line.kind}/", line.words, line.code)


def shortened(title: str) -> str:
    """Give a name as long as a list has room for."""
    return title if len(title) <= TITLE_CHARACTERS_SHOWN else f"{title[: TITLE_CHARACTERS_SHOWN - 1]}…"


def stage_now(line: Row, times: Mapping[Party, Instant | None]) -> str:
    """Give the code of the stage at which a dossier is now; none where it is not judged here."""
    at = clock_of(line.turns_on, times) if line.turns is not None else None
    return line.stage_after if at is not None and line.turns is not None and line.turns <= at else line.stage


def _label(compiled: Compiled | None, _code: str) -> str:
    return _(compiled.procedure.label) if compiled else _("A procedure that this node does not know")


def _stage(compiled: Compiled | None, code: str) -> str:
    if compiled is None:
        return _("Not judged here")
    return next((_(each.label) for each in compiled.procedure.stages if each.name == code), "")


def _owner(compiled: Compiled | None, code: str) -> str:
    declared = field_of(compiled, "owner") if compiled and code else None
    return shown(declared, code) if declared else ""


DESCRIBED = "SELECT sizes FROM described WHERE framework_id = %s"


def behind(held: Reading) -> int:
    """Count the entries that are here and not described yet."""
    with connection.cursor() as cursor:
        cursor.execute(DESCRIBED, (held.row.pk,))
        row = cursor.fetchone()
    sizes = orjson.loads(row[0]) if row is not None else {}
    return sum(log.size - int(sizes.get(party, 0)) for party, log in held.rows.items())


__all__ = [
    "LISTED_MAX",
    "Filter",
    "ListLine",
    "Place",
    "Row",
    "Rows",
    "behind",
    "rows_of",
    "said_lines",
]
