"""Finding acts by their words, in whatever language they were written, and by their numbers.

Only in the frameworks in which the officer has a post, and only what is not sealed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import orjson
from django.db import connection

from jisr.base import Instant
from jisr.node import models
from jisr.node.indexing import match, texts_of
from jisr.node.queries.listing import shortened
from jisr.node.queries.references import opening_title
from jisr.node.queries.sight import seen_in
from jisr.node.queries.waiting import COUNTED_MAX, Counted, one_of
from jisr.node.queries.words import act_label
from jisr.node.queries.work import Group
from jisr.node.tokens import Asked, asked_of, fold, stems, words_at, words_in

HITS_MAX = 20
ASKED_CHARACTERS_MAX = 200
# How much of a text is shown before and after the first word that was found.
AROUND_CHARACTERS = 90
NUMBER = re.compile(r"(?:([a-z0-9-]{1,64})/)?([A-Za-z]{3})\.([0-9]{1,16})")
FOUND = (
    "SELECT passage.id, passage.log_id, passage.seq, passage.dossier FROM passage_words"
    " JOIN passage ON passage.id = passage_words.rowid WHERE {where}"
    " ORDER BY passage_words.rowid DESC LIMIT %s OFFSET %s"
)
# One look into the index gives both how many there are and which stand on a page: to look is what takes the time.
LATEST = "SELECT passage_words.rowid FROM passage_words WHERE {where} ORDER BY passage_words.rowid DESC LIMIT %s"
AT = "SELECT log_id, seq, dossier FROM passage WHERE id IN ({ids}) ORDER BY id DESC"
ENTRIES_AT = "SELECT log_id, seq, raw, time, standing FROM entry WHERE {places}"
LINES_AT = "SELECT framework_id, code, kind, words FROM line WHERE {places}"
COUNTED = "SELECT count(*) FROM (SELECT 1 FROM passage_words WHERE {where} LIMIT %s) AS found"
OF_KIND = (
    "EXISTS (SELECT 1 FROM passage AS told JOIN log ON log.id = told.log_id"
    " JOIN line ON line.framework_id = log.framework_id AND line.code = told.dossier"
    " WHERE told.id = passage_words.rowid AND {of_kind})"
)
SEEN = (
    "EXISTS (SELECT 1 FROM passage AS told JOIN log ON log.id = told.log_id"
    " WHERE told.id = passage_words.rowid AND {seen})"
)
BEFORE = "passage_words.rowid < %s"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text; what was looked for is marked."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An act in which all words are, with the place where the first of them stands."""

    framework: str
    dossier: str
    entry: str
    party: str
    label: str
    title: str
    at: Instant
    standing: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """An act found by its number."""

    framework: str
    dossier: str
    entry: str


def numbered(groups: Sequence[Group], text: str, *, kinds: Sequence[str] = ()) -> list[Numbered] | None:
    """Find acts by a number such as ESP.12; None: what was typed is no number."""
    typed = NUMBER.fullmatch(text.strip())
    if typed is None:
        return None
    party, seq = typed[2].upper(), int(typed[3])
    places = [each.code for each in groups if typed[1] in (None, each.code)]
    rows = models.Entry.objects.filter(log__framework__in=places, log__party=party, seq=seq).exclude(dossier="")
    opened = {each.code: each.held for each in groups}
    found = list(rows.values_list("log__framework", "dossier").order_by("log__framework"))
    found = [(code, dossier) for code, dossier in found if opened[code].sees(dossier)]
    if kinds:
        lines = models.Line.objects.filter(framework__in=places, code__in=[code for _, code in found], kind__in=kinds)
        reached = set(lines.values_list("framework", "code"))
        found = [each for each in found if each in reached]
    return [Numbered(framework=code, dossier=dossier, entry=f"{party}.{seq}") for code, dossier in found]


@dataclass(frozen=True, slots=True)
class Sought:
    """Acts in which all words are: SQL with its arguments, and the words."""

    where: str
    arguments: tuple[Any, ...]
    asked: Sequence[Asked]


def sought(groups: Sequence[Group], text: str, *, kinds: Sequence[str] = ()) -> Sought | None:
    """Say which acts are looked for; None: none can be. `kinds`: only in dossiers of these procedures."""
    asked = asked_of(text[:ASKED_CHARACTERS_MAX])
    if not asked or not groups:
        return None
    found = match(asked, [each.code for each in groups])
    parts = [(found.sql, found.arguments)]
    if kinds:
        of_kind, values = one_of("line.kind", kinds)
        parts.append((OF_KIND.format(of_kind=of_kind), values))
    parts += [
        (SEEN.format(seen=sql), values)
        for sql, values in seen_in([each.held.sight for each in groups], "log.framework_id", "told.dossier")
    ]
    arguments = tuple(value for _, values in parts for value in values)
    return Sought(" AND ".join(sql for sql, _ in parts), arguments, asked)


def found_by(groups: Sequence[Group], text: str, *, page: int = 1) -> tuple[list[Hit], Counted]:
    """Find the acts in which all words are, those that came last first; say how many there are."""
    wanted = sought(groups, text)
    if wanted is None:
        return [], Counted(number=0)
    with connection.cursor() as cursor:
        cursor.execute(LATEST.format(where=wanted.where), (*wanted.arguments, COUNTED_MAX + 1))
        found = [number for (number,) in cursor.fetchall()]
        shown = found[(page - 1) * HITS_MAX : page * HITS_MAX]
        rows = []
        if shown:
            cursor.execute(AT.format(ids=", ".join(["%s"] * len(shown))), shown)
            rows = cursor.fetchall()
    count = Counted(number=min(len(found), COUNTED_MAX), is_more=len(found) > COUNTED_MAX)
    return hits_of(groups, rows, wanted.asked), count


def count_found(wanted: Sought) -> Counted:
    """Count the acts that are looked for, as far as it is worth the time."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(where=wanted.where), (*wanted.arguments, COUNTED_MAX + 1))
        number = cursor.fetchone()[0]
    return Counted(number=min(number, COUNTED_MAX), is_more=number > COUNTED_MAX)


def found_rows(
    wanted: Sought, *, limit: int, offset: int = 0, before: int | None = None
) -> list[tuple[int, int, int, str]]:
    """Find acts, those that came last first: the place of each in that order, its log, number and dossier."""
    where, arguments = wanted.where, wanted.arguments
    if before is not None:
        where, arguments = f"{where} AND {BEFORE}", (*arguments, before)
    with connection.cursor() as cursor:
        cursor.execute(FOUND.format(where=where), (*arguments, limit, offset))
        rows: list[tuple[int, int, int, str]] = cursor.fetchall()
    return rows


def hits_of(groups: Sequence[Group], rows: Sequence[tuple[int, int, str]], asked: Sequence[Asked]) -> list[Hit]:
    """Say acts in the reader's language, each by its log, number and dossier, and mark the words."""
    logs = {log.pk: (group, party) for group in groups for party, log in group.held.rows.items()}
    by_place = _by_two(ENTRIES_AT, "log_id", "seq", [(log, seq) for log, seq, _ in rows if log in logs])
    by_code = _by_two(LINES_AT, "framework_id", "code", [(logs[log][0].code, c) for log, _, c in rows if log in logs])
    hits, mark = [], Marker(asked)
    procedures_of = {group.code: {e.id: e for e in group.held.framework.procedures.values()} for group in groups}
    for log, seq, code in rows:
        if (log, seq) not in by_place:
            continue
        (group, party), (raw, time, standing) = logs[log], by_place[log, seq]
        entry, line = orjson.loads(bytes(raw)), by_code.get((group.code, code))
        title = opening_title(f"{line[0]}/", orjson.loads(line[1]), code) if line is not None else code
        procedures = procedures_of[group.code]
        hits.append(
            Hit(
                framework=group.code,
                dossier=code,
                entry=f"{party}.{seq}",
                party=party,
                label=act_label(procedures.get(str(entry.get("procedure"))), entry["act"]),
                title=shortened(title),
                at=Instant(time or 0),
                standing=standing,
                parts=mark.marked(text for _, text in texts_of(entry, procedures)),
            )
        )
    return hits


def _by_two(query: str, one: str, other: str, places: Iterable[tuple[Any, Any]]) -> dict[tuple[Any, Any], Any]:
    """Read rows by two columns, which they begin with; give what else they hold by these."""
    wanted: dict[Any, list[Any]] = {}
    for first, second in dict.fromkeys(places):
        wanted.setdefault(first, []).append(second)
    if not wanted:
        return {}
    each = [f"({one} = %s AND {other} IN ({', '.join(['%s'] * len(those))}))" for those in wanted.values()]
    with connection.cursor() as cursor:
        arguments = [value for first, those in wanted.items() for value in (first, *those)]
        cursor.execute(query.format(places=" OR ".join(each)), arguments)
        return {(first, second): tuple(more) for first, second, *more in cursor.fetchall()}


class Marker:
    """Finds in texts what was looked for; what it knows of a word it does not ask again."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        self._asked = asked
        self._known: dict[str, int | None] = {}

    def marked(self, texts: Iterable[str]) -> tuple[Part, ...]:
        """Give the part of the text that has most of what was looked for, from a little before the first of it."""
        text = max(texts, key=self._count_met, default="")
        places = self._places(text)
        first = next(places, None)
        if first is None:
            return (Part(text[: 2 * AROUND_CHARACTERS]),) if text else ()
        begin, end = _cut(text, *first)
        parts, at = [Part("… " if begin else "")], begin
        for start, stop in chain((first,), places):
            if stop > end:
                break
            parts += [Part(text[at:start]), Part(text[start:stop], is_marked=True)]
            at = stop
        parts.append(Part(text[at:end] + (" …" if end < len(text) else "")))
        return tuple(each for each in parts if each.text)

    def _count_met(self, text: str) -> int:
        """Count how much of what was looked for is in a text."""
        return len({self._known_of(word) for word in set(words_in(text))} - {None})

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        """Give where words stand that were looked for: begin and end."""
        for start, word in words_at(text):
            if self._known_of(word) is not None:
                yield start, start + len(word)

    def _known_of(self, word: str) -> int | None:
        if word not in self._known:
            self._known[word] = self._which(word)
        return self._known[word]

    def _which(self, word: str) -> int | None:
        tokens = {fold(word), *stems(word)}
        return next((number for number, each in enumerate(self._asked) if each.is_met_by(tokens)), None)


def _cut(text: str, start: int, stop: int) -> tuple[int, int]:
    """Give a part of a text around a place that begins and ends between words."""
    begin, end = max(0, start - AROUND_CHARACTERS), min(len(text), stop + AROUND_CHARACTERS)
    if begin:
        begin = text.find(" ", begin, start) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", stop, end), stop)
    return begin, end


__all__ = [
    "Hit",
    "Marker",
    "Numbered",
    "Part",
    "count_found",
    "found_by",
    "found_rows",
    "hits_of",
    "numbered",
    "sought",
]
