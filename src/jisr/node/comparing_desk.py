"""The desk held against the dossiers, as far as it has been described: each difference with its place."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from django.db import connection

from jisr.base import N_, Phrase
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.comparing import KEPT, MISSING, Counts, Difference
from jisr.node.describing import Description, clock_of, describe_dossier
from jisr.node.indexing import texts_of
from jisr.node.queries.listing import clocks_now
from jisr.node.queries.reading import Reading
from jisr.node.tokens import tokens_of

LINES_AT_ONCE = 500
# How often it was described, and from what, says nothing of what is described.
_NOT_COMPARED = frozenset({"pk", "framework", "stage", "stage_after", "turns", "turns_on", "again", "moves"})
_OF_LINE = [each.attname for each in models.Line._meta.concrete_fields if each.name not in _NOT_COMPARED]
_OF_WAITING = ("dossier", "kind", "about", "party", "act", "mandates", "since", "starts", "due", "by", "words")

TALLY = (
    "SELECT kind, is_closed, stage, sum(kept), sum(follows) FROM ("
    "SELECT kind, is_closed, stage, number AS kept, 0 AS follows FROM tally WHERE framework_id = %s UNION ALL"
    " SELECT kind, is_closed, stage, 0, count(*) FROM line WHERE framework_id = %s AND code <> 'framework'"
    " GROUP BY kind, is_closed, stage) AS both_ways"
    " GROUP BY kind, is_closed, stage HAVING sum(kept) <> sum(follows)"
)


def compare_desk(held: Reading, counts: Counts) -> Iterator[Difference]:
    """Hold lines, what waits and what can be found against the dossiers; what is not described yet is counted."""
    known = models.Described.objects.filter(framework=held.row).first() or models.Described(framework=held.row)
    _count(counts, "entries not in lists yet", sum(log.size - known.sizes.get(p, 0) for p, log in held.rows.items()))
    yield from _lines(held, _moved_since(held, known), counts)
    yield from _tally(held)
    yield from _words(held, known, counts)


def _count(counts: Counts, what: str, number: int) -> None:
    counts[what] = counts.get(what, 0) + number


def _moved_since(held: Reading, known: models.Described) -> set[str]:
    """Give the dossiers that entries beyond the mark may have moved: they are not described as they are."""
    moved = set(models.Line.objects.filter(framework=held.row, is_unbegun=True).values_list("code", flat=True))
    is_behind = False
    for party, log in held.rows.items():
        rows = models.Entry.objects.filter(log=log, seq__gte=known.sizes.get(party, 0))
        moved |= set(rows.order_by().values_list("dossier", flat=True).distinct())
        is_behind = is_behind or known.sizes.get(party, 0) < log.size
    if is_behind:
        moved |= set(models.Dossier.objects.filter(framework=held.row, outer__in=moved).values_list("code", flat=True))
    return moved


def _lines(held: Reading, moved: set[str], counts: Counts) -> Iterator[Difference]:
    dossiers = models.Dossier.objects.filter(framework=held.row).order_by("code")
    codes = list(dossiers.values_list("code", flat=True))
    gone = models.Line.objects.filter(framework=held.row).exclude(code__in=dossiers.values("code"))
    for code in gone.values_list("code", flat=True):
        yield _difference(held, code, Phrase(N_("no dossier is there for it")))
    for at in range(0, len(codes), LINES_AT_ONCE):
        some = [code for code in codes[at : at + LINES_AT_ONCE] if code not in moved]
        lines = {each.code: each for each in models.Line.objects.filter(framework=held.row, code__in=some)}
        waiting: dict[str, list[models.Waiting]] = {}
        for each in models.Waiting.objects.filter(framework=held.row, dossier__in=some):
            waiting.setdefault(each.dossier, []).append(each)
        for row in models.Dossier.objects.filter(framework=held.row, code__in=some).order_by("code"):
            _count(counts, "dossiers in lists", 1)
            _count(counts, "things that wait", len(waiting.get(row.code, ())))
            here, kept = describe_dossier(held, row, None), lines.get(row.code)
            how = Phrase(MISSING) if kept is None else _amiss(held, kept, waiting.get(row.code, []), here)
            if how is not None:
                yield _difference(held, row.code, how)


def _tally(held: Reading) -> Iterator[Difference]:
    """Hold how many lines are alike against the lines, whatever these say."""
    with connection.cursor() as cursor:
        cursor.execute(TALLY, [held.row.pk] * 2)
        for kind, is_closed, stage, kept, follows in cursor.fetchall():
            name = f"{kind} {stage} {'closed' if is_closed else 'open'}"
            yield _difference(held, "tally", Phrase(KEPT, name=name, kept=int(kept), follows=int(follows)))


def _difference(held: Reading, where: str, how: Phrase) -> Difference:
    return Difference(N_("desk"), f"{held.row.pk}/{where}", how)


def _amiss(held: Reading, kept: models.Line, waiting: list[models.Waiting], here: Description) -> Phrase | None:
    """Say what of a line, or of what waits, is not what follows; None: nothing."""
    for name in _OF_LINE:
        one, other = getattr(kept, name), getattr(here.line, name)
        if one != other:
            return Phrase(KEPT, name=name, kept=repr(one), follows=repr(other))
    times = clocks_now(held, CLOCK.now())
    one, other = _stage(kept, times), _stage(here.line, times)
    if one != other:
        return Phrase(KEPT, name="stage", kept=repr(one), follows=repr(other))
    was, follows = ({_row(each) for each in rows} for rows in (waiting, here.waiting))
    if was != follows:
        return Phrase(KEPT, name="waiting", kept=sorted(was - follows), follows=sorted(follows - was))
    return None


def _stage(line: models.Line, times: Mapping[Any, Any]) -> str:
    at = clock_of(line.turns_on, times) if line.turns is not None else None
    return line.stage_after if at is not None and line.turns is not None and line.turns <= at else line.stage


def _row(each: models.Waiting) -> str:
    return orjson.dumps([getattr(each, name) for name in _OF_WAITING]).decode()


def _words(held: Reading, known: models.Described, counts: Counts) -> Iterator[Difference]:
    """Hold the acts that can be found against those that say something, as far as they have been read."""
    procedures = {each.id: each for each in held.framework.procedures.values()}
    for party, log in held.rows.items():
        rows = models.Entry.objects.filter(log=log, seq__lt=known.read.get(party, 0)).exclude(dossier="")
        said = {
            seq
            for seq, raw in rows.exclude(act="ack").values_list("seq", "raw").iterator()
            if tokens_of(text for _, text in texts_of(orjson.loads(bytes(raw)), procedures))
        }
        found = set(models.Passage.objects.filter(log=log).values_list("seq", flat=True))
        with connection.cursor() as cursor:
            query = "SELECT seq FROM passage WHERE log_id = %s AND id NOT IN (SELECT rowid FROM passage_words)"
            cursor.execute(query, (log.pk,))
            found -= {seq for (seq,) in cursor.fetchall()}
        _count(counts, "acts found by words", len(found))
        for seq in sorted(said ^ found):
            how = Phrase(N_("it is not found by its words")) if seq in said else Phrase(N_("it has no words"))
            yield _difference(held, f"{party}.{seq}", how)


__all__ = ["compare_desk"]
