"""The one place that writes what was said: entries, places, tiles, verdicts, projections.

Everything happens in one transaction that holds the framework's row: so a node's own log
is never forked by two of its processes, and what was read stays true until it is written.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.db import OperationalError, connection, transaction

from jisr.base import EntryId, FrameworkId, Instant, Json, Party, canonical
from jisr.kernel import (
    STANDS,
    Entry,
    Framework,
    Ledger,
    NotThisLog,
    Placed,
    Register,
    Tail,
    Verdict,
    Waiting,
    in_families,
    place_read,
)
from jisr.log import EMPTY_ROOT, Growth, leaf_hash, tiles_after
from jisr.node import models
from jisr.node.agreements import load_framework
from jisr.node.coming import Coming
from jisr.node.destroying import destroy_soon
from jisr.node.erasures import ERASE, erasing_of, statement_of
from jisr.node.pieces import Blobs, pieces_of
from jisr.node.places import StoredLogs
from jisr.node.rows import hold_framework, write_claimed, write_framework, write_log
from jisr.node.sealed_rows import SealedRows
from jisr.node.shelf import StoredShelf
from jisr.node.storage import WRITING, of_storage
from jisr.node.tiles import StoredNodes, read_frontier, write_tiles

ENTRY_ROWS = (
    "INSERT INTO entry (log_id, seq, raw, time, dossier, act, depth, standing, reasons)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
SIGHT_ROWS = "INSERT INTO sight (log_id, about, count, seq) VALUES (%s, %s, %s, %s)"
VERDICT_ROWS = "UPDATE entry SET standing = %s, reasons = %s WHERE log_id = %s AND seq = %s"
NO_BLOBS: Blobs = {}

# What is added: a row of ENTRY_ROWS.
Added = tuple[int, int, bytes, Instant | None, str, str, int, str, str]
# How a verdict is written where there is nothing more to say, as of almost every act.
STANDS_WRITTEN = (str(STANDS.standing), "")


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

    def __init__(self, row: models.Framework, rows: dict[Party, models.Log]) -> None:
        self.row, self.rows = row, rows
        self.kept = _take_kept(row, self.rows)
        self.framework, self.register = self.kept.framework, self.kept.register
        self.logs, self.shelf = self.kept.logs, self.kept.shelf
        self.ledger = Ledger(self.framework, self.register, self.logs, self.shelf)
        self.frontiers = {party: read_frontier(log) for party, log in self.rows.items()}
        self.nodes = {party: StoredNodes(log.pk) for party, log in self.rows.items()}
        self._begun = {party: tail.size for party, tail in self.logs.tails.items()}
        self._placed: list[tuple[Party, bytes, Placed]] = []
        self._added: dict[Party, list[Added]] = {party: [] for party in rows}
        self._sights: list[tuple[Any, ...]] = []
        self._leaves: dict[Party, list[bytes]] = {}
        self._foreseen: dict[Party, Growth] = {}
        self._log_ids = {party: each.pk for party, each in self.rows.items()}
        self.sealed = SealedRows(row.pk, self._log_ids, self.framework.parties)

    def tail(self, party: Party) -> Tail:
        """Give the end of a log, what was added in this writing included."""
        return self.logs.tails[party]

    def add(self, raw: bytes, placed: Placed, party: Party, blobs: Blobs | None = None) -> Verdict:
        """Give bytes their place and judge them; written, with the blobs of sealed fields, when the writing ends."""
        assert not self._placed, "what was placed before is judged before"
        self._put(party, placed, self.tail(party).size)
        self._leaves.setdefault(party, []).append(leaf_hash(raw))
        verdict = self.ledger.admit(placed)
        self._added[party].append(self._row(raw, placed, party, verdict, blobs or NO_BLOBS))
        return verdict

    def place(self, coming: Coming, count: int, *, now: Instant) -> Waiting | NotThisLog | None:
        """Give so many of those that come their place, as far as they have one; give why the next has none.

        They are judged when the writing ends, all at once: their logs may have seen each other, and go on by turns.
        """
        party, framework, logs = coming.party, self.framework, self.logs
        begin, tail, stopped = coming.at, self.tail(coming.party), None
        seq, end = tail.size, coming.at + count
        while coming.at < end and stopped is None:
            for each in coming.read(framework=framework.id, first=seq, parties=framework.parties):
                found = place_read(each, tail=tail, logs=logs, now=now, ended=framework.ended)
                if not isinstance(found, Placed):
                    stopped = found
                    break
                self._put(party, found, seq)
                self._placed.append((party, coming.raws[coming.at], found))
                tail, seq, coming.at = found.tail, seq + 1, coming.at + 1
                if coming.at == end:
                    break
        self._leaves.setdefault(party, []).extend(coming.leaves[begin : coming.at])
        return stopped

    def _judge_placed(self) -> None:
        """Judge what was placed, family by family: in a row they would drive one another out of the caches."""
        placed, self._placed = self._placed, []
        judged = {
            at: self._row(placed[at][1], placed[at][2], placed[at][0], self.ledger.admit(placed[at][2]))
            for at in in_families([each for _, _, each in placed], self.shelf)
        }
        for at, (party, _, _) in enumerate(placed):
            self._added[party].append(judged[at])

    def _put(self, party: Party, placed: Placed, seq: int) -> None:
        self.logs.append(party, placed)
        for each in placed.grown:
            self._sights.append((self._log_ids[party], each, placed.tail.seen[each], seq))

    def _row(self, raw: bytes, placed: Placed, party: Party, verdict: Verdict, blobs: Blobs = NO_BLOBS) -> Added:
        """Give the row of an entry as it was just judged; note what its dossier and its blobs come to by it."""
        entry, time, dossier, act, depth = placed.entry, placed.tail.time, "", "", 0
        if entry is not None:
            act = entry.act
            if entry.dossier is not None:
                dossier = entry.dossier
                depth = self.shelf.note_deed(dossier, party, time)
            if entry.sealed or entry.opened or entry.unopened or act == ERASE:
                self._note_sealed(entry, placed, party, verdict, blobs)
        return self._log_ids[party], placed.tail.size - 1, raw, time, dossier, act, depth, *_written(verdict)

    def _note_sealed(self, entry: Entry, placed: Placed, party: Party, verdict: Verdict, blobs: Blobs) -> None:
        """Keep what an entry seals, erases, or says of blobs."""
        self.sealed.pieces += pieces_of(entry, verdict, blobs)
        erasing = erasing_of(entry, verdict)
        if erasing is not None:
            self.sealed.erasings.append(erasing)
        said = statement_of(entry, placed.tail.seen)
        # What others have opened is told to nobody here; that something is no longer with them is.
        if said is not None and (said.unopened or party == settings.HOME.party):
            self.sealed.statements.append(said)

    def foresee(self, party: Party, growth: Growth) -> None:
        """Say what a log's tree becomes by all that comes, where it was computed to check it.

        Until it is written the roots that other logs state of it are found in it.
        """
        self._foreseen[party] = growth
        tiles = tiles_after(self.frontiers[party].size, growth.fresh, self.nodes[party].tile)
        self.logs.foresee(party, StoredNodes(self._log_ids[party], tiles))

    def root(self, party: Party) -> bytes:
        """Give the root of a log with what this writing adds."""
        grown = self.frontiers[party].grown_by(self._leaves.get(party, []))
        return grown.root() if grown.size else EMPTY_ROOT

    def flush(self) -> None:
        """Write everything; called once, inside the transaction."""
        self._judge_placed()
        if any(self._added.values()):
            # What came together is judged together: what crosses much is then not judged again for each.
            self._write(self.ledger.settle())
        self.logs.settle()
        self.shelf.settle()
        self.kept.moves = self.row.moves
        # Only what is committed may be built upon.
        transaction.on_commit(lambda: _keep(self.row.pk, self.kept))
        if self.sealed.erasings:
            transaction.on_commit(destroy_soon)

    def _write(self, changed: Mapping[EntryId, Verdict]) -> None:
        late = self._judged_again(changed)
        with connection.cursor() as cursor:
            for added in self._added.values():
                if added:
                    cursor.executemany(ENTRY_ROWS, added)
            if self._sights:
                cursor.executemany(SIGHT_ROWS, self._sights)
            if late:
                cursor.executemany(VERDICT_ROWS, late)
            self.shelf.flush(cursor, self.row.pk)
            for party, leaves in self._leaves.items():
                self._grow(cursor, party, leaves)
            if self.sealed.is_any:
                self.sealed.write(cursor)
            self.row.moves += 1
            self.row.register = self.register.to_bytes()
            write_framework(cursor, self.row)

    def _judged_again(self, changed: Mapping[EntryId, Verdict]) -> list[tuple[Any, ...]]:
        """Put what new entries have come to since they were judged into their rows; give that of earlier ones."""
        late = []
        for at, verdict in changed.items():
            added, place = self._added[at.party], at.seq - self._begun[at.party]
            if place < 0:
                late.append((*_written(verdict), self._log_ids[at.party], at.seq))
            else:
                added[place] = (*added[place][:-2], *_written(verdict))
        return late

    def _grow(self, cursor: Any, party: Party, leaves: list[bytes]) -> None:
        log, tail = self.rows[party], self.tail(party)
        growth = self._foreseen.get(party)
        if growth is None or growth.frontier.size != tail.size:
            growth = self.frontiers[party].growth(leaves)
        write_tiles(cursor, log.pk, self.nodes[party], self.frontiers[party], growth.fresh)
        self.frontiers[party] = frontier = growth.frontier
        assert frontier.size == tail.size, "a tree has one leaf an entry"
        log.size, log.time, log.seen = tail.size, tail.time, dict(tail.seen)
        log.frontier = frontier.to_bytes()
        write_log(cursor, log)
        if log.claimed != tail.claimed:
            log.claimed = dict(tail.claimed)
            write_claimed(cursor, log)


@contextmanager
def writing(framework: FrameworkId) -> Iterator[Writing]:
    """Hold a framework, give its ledger, and write what was added, in one transaction."""
    try:
        with transaction.atomic():
            held = Writing(*hold_framework(framework))
            yield held
            held.flush()
    except OperationalError as error:
        raise of_storage(error, WRITING) from error


def read_register(row: models.Framework) -> Register:
    """Read a framework's register from its row."""
    return Register.from_bytes(bytes(row.register)) if row.register else Register()


def _written(verdict: Verdict) -> tuple[str, str]:
    """Write a verdict for its columns."""
    if verdict is STANDS:
        return STANDS_WRITTEN
    return str(verdict.standing), write_reasons(verdict.reasons)


def write_reasons(reasons: tuple[Json, ...]) -> str:
    """Write reasons for their column; none: empty."""
    return canonical(list(reasons)).decode("utf-8") if reasons else ""


def read_reasons(text: str) -> tuple[Json, ...]:
    """Read reasons from their column."""
    return tuple(orjson.loads(text)) if text else ()


__all__ = ["Writing", "read_reasons", "writing"]
