"""The one place that writes what was said: entries, places, tiles, verdicts, projections.

Everything happens in one transaction that holds the framework's row: so a node's own log
is never forked by two of its processes, and what was read stays true until it is written.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import OperationalError, connection, transaction

from jisr.base import N_, EntryId, FrameworkId, Json, Party, canonical
from jisr.kernel import Framework, Ledger, Placed, Register, Tail, Verdict
from jisr.log import EMPTY_ROOT, Frontier, leaf_hash
from jisr.node import models
from jisr.node.agreements import load_framework
from jisr.node.errors import NotWritten
from jisr.node.places import StoredLogs
from jisr.node.shelf import StoredShelf
from jisr.node.tiles import write_tiles

ENTRY_ROWS = (
    "INSERT INTO entry (log_id, seq, raw, time, dossier, act, depth, standing, reasons)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
SIGHT_ROWS = "INSERT INTO sight (log_id, about, count, seq) VALUES (%s, %s, %s, %s)"
VERDICT_ROWS = "UPDATE entry SET standing = %s, reasons = %s WHERE log_id = %s AND seq = %s"


@dataclass(slots=True)
class Kept:
    """A framework as the last writing of this process left it; good while nobody else has written."""

    moves: int
    framework: Framework
    register: Register
    logs: StoredLogs
    shelf: StoredShelf


# What the last committed writing left, by framework. It is taken out while a writing goes on,
# so that a writing that fails leaves nothing of what it had in mind.
_KEPT: dict[str, Kept] = {}


def _take_kept(row: models.Framework, rows: Mapping[Party, models.Log]) -> Kept:
    """Give what was kept of a framework if it is still so, else read it anew."""
    kept, framework = _KEPT.pop(row.pk, None), load_framework(row)
    if kept is not None and kept.moves == row.moves and kept.framework is framework:
        return kept
    logs, register = StoredLogs(rows), read_register(row)
    return Kept(row.moves, framework, register, logs, StoredShelf(framework, register, logs))


def _keep(framework: str, kept: Kept) -> None:
    before = _KEPT.get(framework)
    if before is None or before.moves <= kept.moves:
        _KEPT[framework] = kept


class Writing:
    """One framework held for writing: its ledger, and what is to be written at the end."""

    def __init__(self, row: models.Framework) -> None:
        self.row = row
        self.rows = {Party(each.party): each for each in models.Log.objects.filter(framework=row)}
        self.kept = _take_kept(row, self.rows)
        self.framework, self.register = self.kept.framework, self.kept.register
        self.logs, self.shelf = self.kept.logs, self.kept.shelf
        self.ledger = Ledger(self.framework, self.register, self.logs, self.shelf)
        self.frontiers = {party: read_frontier(log) for party, log in self.rows.items()}
        self._entries: dict[EntryId, list[Any]] = {}
        self._sights: list[tuple[Any, ...]] = []
        self._changed: dict[EntryId, Verdict] = {}
        self._leaves: dict[Party, list[bytes]] = {}
        self._foreseen: dict[Party, Frontier] = {}
        self._log_ids = {party: each.pk for party, each in self.rows.items()}

    def tail(self, party: Party) -> Tail:
        """Give the end of a log, what was added in this writing included."""
        return self.logs.tails[party]

    def add(self, raw: bytes, placed: Placed, party: Party, *, leaf: bytes | None = None) -> Mapping[EntryId, Verdict]:
        """Give bytes their place and judge them; written when the writing ends. `leaf`: their hash, if known."""
        seq = self.tail(party).size
        self.logs.append(party, placed)
        log = self._log_ids[party]
        entry = placed.entry
        for each in placed.grown:
            self._sights.append((log, each, placed.tail.seen[each], seq))
        changed = self.ledger.admit(placed, party, seq)
        own = next(iter(changed))
        depth = 0
        if entry is not None and entry.dossier is not None:
            depth = self.shelf.note_deed(entry.dossier, party, placed.tail.time)
        self._entries[own] = [
            log,
            seq,
            raw,
            placed.tail.time,
            (entry.dossier or "") if entry else "",
            entry.act if entry else "",
            depth,
            "",
            "",
        ]
        self._changed.update(changed)
        self._leaves.setdefault(party, []).append(leaf_hash(raw) if leaf is None else leaf)
        return changed

    def foresee(self, party: Party, frontier: Frontier) -> None:
        """Say what the frontier of a log's tree is after all that was added, where it was computed to check it."""
        self._foreseen[party] = frontier

    def root(self, party: Party) -> bytes:
        """Give the root of a log with what this writing adds."""
        grown = self.frontiers[party].grown_by(self._leaves.get(party, []))
        return grown.root() if grown.size else EMPTY_ROOT

    def flush(self) -> None:
        """Write everything; called once, inside the transaction."""
        if self._entries:
            # What came together is judged together: what crosses much is then not judged again for each.
            self._changed |= self.ledger.settle()
            self._write()
        self.logs.settle()
        self.shelf.settle()
        self.kept.moves = self.row.moves
        # Only what is committed may be built upon.
        transaction.on_commit(lambda: _keep(self.row.pk, self.kept))

    def _write(self) -> None:
        fresh = []
        with connection.cursor() as cursor:
            for at, row in self._entries.items():
                verdict = self._changed.pop(at)
                row[7], row[8] = str(verdict.standing), write_reasons(verdict.reasons)
                fresh.append(row)
            cursor.executemany(ENTRY_ROWS, fresh)
            if self._sights:
                cursor.executemany(SIGHT_ROWS, self._sights)
            late = [
                (str(v.standing), write_reasons(v.reasons), self.rows[at.party].pk, at.seq)
                for at, v in self._changed.items()
            ]
            if late:
                cursor.executemany(VERDICT_ROWS, late)
            self.shelf.flush(cursor, self.row.pk)
        for party, leaves in self._leaves.items():
            self._grow(party, leaves)
        self.row.moves += 1
        self.row.register = self.register.to_bytes()
        self.row.save(update_fields=["moves", "register"])

    def _grow(self, party: Party, leaves: list[bytes]) -> None:
        log, tail = self.rows[party], self.tail(party)
        write_tiles(log.pk, self.frontiers[party], leaves)
        frontier = self._foreseen.get(party)
        if frontier is None or frontier.size != tail.size:
            frontier = self.frontiers[party].grown_by(leaves)
        self.frontiers[party] = frontier
        assert frontier.size == tail.size, "a tree has one leaf an entry"
        log.size, log.time, log.seen = tail.size, tail.time, dict(tail.seen)
        log.frontier = frontier.to_bytes()
        log.save(update_fields=["size", "time", "seen", "frontier"])


@contextmanager
def writing(framework: FrameworkId) -> Iterator[Writing]:
    """Hold a framework, give its ledger, and write what was added, in one transaction."""
    try:
        with transaction.atomic():
            row = models.Framework.objects.select_for_update().get(pk=framework)
            held = Writing(row)
            yield held
            held.flush()
    except OperationalError as error:
        raise NotWritten(N_("the database could not be written: %(because)s"), because=error) from error


def read_register(row: models.Framework) -> Register:
    """Read a framework's register from its row."""
    return Register.from_bytes(bytes(row.register)) if row.register else Register()


def read_frontier(log: models.Log) -> Frontier:
    """Read the frontier of a log's tree from its row."""
    return Frontier.from_bytes(bytes(log.frontier)) if log.frontier else Frontier(size=0, peaks=())


def write_reasons(reasons: tuple[Json, ...]) -> str:
    """Write reasons for their column; none: empty."""
    return canonical(list(reasons)).decode("utf-8") if reasons else ""


def read_reasons(text: str) -> tuple[Json, ...]:
    """Read reasons from their column."""
    return tuple(orjson.loads(text)) if text else ()


__all__ = ["Writing", "read_reasons", "writing"]
