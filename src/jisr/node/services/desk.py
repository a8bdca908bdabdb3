"""Describing: what was written is carried to the desk, after the writing and apart from it.

It is read at one moment, without holding anybody up, and written in one short transaction. Two that describe at once
do the same work twice, and the later reading wins; what came meanwhile is beyond the mark and described next.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction

from jisr.base import FRAMEWORK_DOSSIER, FrameworkId
from jisr.kernel import By, node_authority
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.describing import Description, check_of, describe_dossier
from jisr.node.events import note_failed
from jisr.node.indexing import forget_words, next_words, write_words
from jisr.node.queries.reading import Reading, own_party, reading
from jisr.node.storage import snapshot
from jisr.rules import CLOCK_MANDATE, Stage, mentions

# What is described, read and written at once.
ENTRIES_AT_ONCE = 2_000
DOSSIERS_AT_ONCE = 100
# How long a writing on SQLite may wait for one transaction of this here, by design: some tens of milliseconds.
PAUSE_SECONDS = 0.005

_LINE = [each for each in models.Line._meta.concrete_fields if each.name != "pk"]
_NAMES = [f'"{each.column}"' for each in _LINE]
_MOVED = ", ".join(f"{each} = excluded.{each}" for each in _NAMES if each not in ('"framework_id"', '"code"'))
LINE_ROWS = (
    f"INSERT INTO line ({', '.join(_NAMES)}) VALUES ({', '.join(['%s'] * len(_NAMES))})"
    f" ON CONFLICT (framework_id, code) DO UPDATE SET {_MOVED} WHERE line.moves <= excluded.moves"
)
TALLIED = (
    "INSERT INTO tally (framework_id, kind, is_closed, stage, number) VALUES (%s, %s, %s, %s, %s)"
    " ON CONFLICT (framework_id, kind, is_closed, stage) DO UPDATE SET number = tally.number + excluded.number"
)
_ALIKE = ("kind", "is_closed", "stage")
_WAITING = ("act", "mandates", "since", "starts", "due", "by", "words")


@dataclass(slots=True)
class _Batch:
    """What is to be described next: the dossiers, and up to which entries that describes the desk."""

    codes: list[str]
    sizes: dict[str, int]


def describe(framework: FrameworkId) -> bool:
    """Describe what comes next, as much as is done at once; say whether something was done."""
    with snapshot():
        held = reading(framework)
        before = models.Described.objects.filter(framework=framework).first()
        known = before or models.Described(framework_id=framework)
        version = _version(held)
        batch = _next(held, known)
        found = [] if batch is None else _described(held, batch.codes)
        words = next_words(held, known) if batch is None else None
    if known.version not in (0, version):
        return _look_again(framework, version)
    if batch is None:
        return words is not None and write_words(framework, words)
    with transaction.atomic():
        row, _ = models.Described.objects.select_for_update().get_or_create(framework_id=framework)
        if row.sizes != known.sizes:
            return True
        _write(framework, found)
        row.sizes, row.version = batch.sizes, version
        row.save(update_fields=["sizes", "version"])
    return True


def describe_all(framework: FrameworkId, *, until: Callable[[], bool] = lambda: False) -> None:
    """Describe until nothing is left or somebody says stop; others get their turn between."""
    while not until() and describe(framework):
        time.sleep(PAUSE_SECONDS)


def describe_now(framework: str, code: str) -> None:
    """Describe one dossier at once, for who has just acted in it; the mark stays where it is.

    What was done is done: if the desk cannot be written just now, it is later.
    """
    try:
        with snapshot():
            found = _described(reading(framework), [code])
        with transaction.atomic():
            # Who describes at the same time waits: what is counted moves by what was here before.
            models.Described.objects.select_for_update().get_or_create(framework_id=framework)
            _write(framework, found)
    except Exception:  # whatever hinders the desk, the act is recorded, and the page must say so
        note_failed("desk.late", framework=framework, dossier=code)


def clear_desk(framework: str) -> None:
    """Forget what is described of a framework, so that it is described anew from the first entry on."""
    with transaction.atomic():
        for each in (models.Line, models.Waiting, models.Tally):
            each.objects.filter(framework=framework).delete()
        models.Described.objects.filter(framework=framework).delete()
        forget_words()


def _next(held: Reading, known: models.Described) -> _Batch | None:
    """Find what entries beyond the mark have moved, and what is to be described again."""
    framework, now = held.row.pk, CLOCK.now()
    again = models.Line.objects.filter(framework=framework, again__lte=now).values_list("code", flat=True)
    codes = list(again[:DOSSIERS_AT_ONCE])
    sizes, room = dict(known.sizes), ENTRIES_AT_ONCE
    touched: dict[str, None] = {}
    grown = False
    for party, log in sorted(held.rows.items()):
        begin = int(sizes.get(party, 0))
        end = min(log.size, begin + room)
        if end > begin:
            rows = models.Entry.objects.filter(log=log, seq__gte=begin, seq__lt=end)
            seqs = rows.exclude(dossier="").order_by("seq").values_list("seq", "dossier")
            end = _until(seqs, touched, end)
            grown = grown or models.Sight.objects.filter(log=log, seq__gte=begin, seq__lt=end).exists()
            sizes[party], room = end, room - (end - begin)
    if not codes and sizes == known.sizes:
        return None
    if grown:
        unbegun = models.Line.objects.filter(framework=framework, is_unbegun=True).values_list("code", flat=True)
        touched |= dict.fromkeys(unbegun[:DOSSIERS_AT_ONCE])
    touched |= dict.fromkeys(_inner_moved(held, list(touched)))
    return _Batch(codes=list(dict.fromkeys([*codes, *touched])), sizes=sizes)


def _look_again(framework: str, version: int) -> bool:
    """Note that another version of the manifest holds: what runs may end at another moment by it."""
    with transaction.atomic():
        models.Line.objects.filter(framework=framework, is_closed=False).update(again=0)
        models.Described.objects.filter(framework=framework).update(version=version)
    return True


def _until(seqs: Iterable[tuple[int, str]], touched: dict[str, None], end: int) -> int:
    """Gather the dossiers of a log's next entries; say where to stop, that they be no more than are done at once."""
    for seq, code in seqs:
        if code not in touched and len(touched) >= DOSSIERS_AT_ONCE:
            return seq
        touched[code] = None
    return end


def _version(held: Reading) -> int:
    """Give the version of the manifest that holds for what this party would do now."""
    stub = held.stub(own_party(), "reopen", By(node_authority(own_party()), CLOCK_MANDATE, "node"))
    recorded = held.register.recorded_at(stub, held.framework, held.logs)
    return recorded[0] if recorded else 1


def _inner_moved(held: Reading, codes: Sequence[str]) -> list[str]:
    """Give the dossiers within these whose state is not that described: what is done around may defeat acts."""
    rows = models.Dossier.objects.filter(framework=held.row, outer__in=codes)
    inner = {code: check_of(digest, state) for code, digest, state in rows.values_list("code", "digest", "state")}
    if not inner:
        return []
    nested = {digest for digest, each in held.framework.procedures.items() if _asks_around(each.procedure.stages)}
    lines = models.Line.objects.filter(framework=held.row, outer__in=codes).values_list("code", "checked", "digest")
    same = {code for code, checked, digest in lines if inner.get(code) == checked and digest not in nested}
    return [code for code in inner if code not in same]


def _asks_around(stages: Iterable[Stage]) -> bool:
    return any(mentions(each.term).outer is not None for each in stages)


def _described(held: Reading, codes: Sequence[str]) -> list[Description]:
    before = {each.code: each for each in models.Line.objects.filter(framework=held.row, code__in=codes)}
    rows = models.Dossier.objects.filter(framework=held.row, code__in=codes)
    found = []
    for row in rows:
        try:
            found.append(describe_dossier(held, row, before.get(row.code)))
        except DatabaseError:
            raise
        except Exception:  # a projection that is damaged holds up its own line only; `jisr verify` names both
            note_failed("desk.dossier_failed", framework=held.row.pk, dossier=row.code)
    return found


def _write(framework: str, found: Sequence[Description]) -> None:
    """Write lines, how many are alike, and what waits; what was described from a later reading stays."""
    codes = [each.line.code for each in found]
    lines = models.Line.objects.filter(framework=framework, code__in=codes)
    known = {code: (moves, alike) for code, moves, *alike in lines.values_list("code", "moves", *_ALIKE)}
    fresh = [each for each in found if each.line.code not in known or known[each.line.code][0] <= each.line.moves]
    if not fresh:
        return
    with connection.cursor() as cursor:
        cursor.executemany(LINE_ROWS, [_row(each.line) for each in fresh])
        cursor.executemany(TALLIED, [(framework, *alike, number) for alike, number in _tallied(known, fresh)])
    _write_waiting(framework, {each.line.code: each.waiting for each in fresh})


def _tallied(
    known: Mapping[str, tuple[int, Sequence[Any]]], fresh: Iterable[Description]
) -> list[tuple[tuple[Any, ...], int]]:
    """Say how many more, or fewer, lines are alike than before."""
    moved: Counter[tuple[Any, ...]] = Counter()
    for line in (each.line for each in fresh if each.line.code != FRAMEWORK_DOSSIER):
        moved[tuple(getattr(line, name) for name in _ALIKE)] += 1
        if line.code in known:
            moved[tuple(known[line.code][1])] -= 1
    return sorted((alike, number) for alike, number in moved.items() if number)


def _row(line: models.Line) -> list[Any]:
    return [each.get_db_prep_save(getattr(line, each.attname), connection) for each in _LINE]


def _write_waiting(framework: str, found: Mapping[str, Sequence[models.Waiting]]) -> None:
    """Write what waits in some dossiers; a row that says the same stays the row it is."""
    here = {_key(each): each for each in models.Waiting.objects.filter(framework=framework, dossier__in=list(found))}
    wanted = {_key(each): each for waiting in found.values() for each in waiting}
    gone = [each.pk for key, each in here.items() if key not in wanted]
    if gone:
        models.Waiting.objects.filter(pk__in=gone).delete()
    changed = []
    for key, each in wanted.items():
        kept = here.get(key)
        if kept is not None and any(getattr(kept, name) != getattr(each, name) for name in _WAITING):
            each.pk = kept.pk
            changed.append(each)
    if changed:
        models.Waiting.objects.bulk_update(changed, _WAITING)
    models.Waiting.objects.bulk_create([each for key, each in wanted.items() if key not in here])


def _key(row: models.Waiting) -> tuple[str, str, str, str]:
    return row.dossier, row.kind, row.about, row.party


__all__ = ["clear_desk", "describe", "describe_all", "describe_now"]
