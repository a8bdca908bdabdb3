"""The places of entries, from the database: what the kernel asks of the logs (kernel `Logs`)."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from django.db import connection

from jisr.base import EntryId, Instant, Party
from jisr.kernel import Placed, Tail
from jisr.log import root_at
from jisr.node import models
from jisr.node.tiles import StoredNodes

CACHED_MAX = 100_000
TIME_AT = "SELECT time FROM entry WHERE log_id = %s AND seq = %s"
COUNT_AT = "SELECT count FROM sight WHERE log_id = %s AND about = %s AND seq <= %s ORDER BY seq DESC LIMIT 1"
FIRST_OVER = "SELECT seq FROM sight WHERE log_id = %s AND about = %s AND count > %s ORDER BY count LIMIT 1"


class Steps:
    """In which entries a log's `seen` of another grew, and to what; both only grow."""

    __slots__ = ("counts", "seqs")

    def __init__(self) -> None:
        self.seqs: list[int] = []
        self.counts: list[int] = []

    def add(self, seq: int, count: int) -> None:
        """Note a step."""
        self.seqs.append(seq)
        self.counts.append(count)


class StoredLogs:
    """Logs as rows, with what was added since they were read in memory."""

    def __init__(self, rows: Mapping[Party, models.Log]) -> None:
        self._logs = {party: log.pk for party, log in rows.items()}
        self.tails = {party: _tail(party, log, rows) for party, log in rows.items()}
        # The times at places of each log, as far as they are known.
        self._times: dict[Party, dict[int, Instant | None]] = {party: {} for party in rows}
        # Steps added since: in memory they are found before they are written.
        self._steps: dict[tuple[Party, Party], Steps] = {}
        # Trees that are not written yet, with all that comes.
        self._foreseen: dict[Party, StoredNodes] = {}

    def append(self, party: Party, placed: Placed) -> None:
        """Take the next place of a log."""
        tail = placed.tail
        seq = tail.size - 1
        for each in placed.grown:
            self._steps.setdefault((party, each), Steps()).add(seq, tail.seen[each])
        self._times[party][seq] = tail.time
        self.tails[party] = tail

    def foresee(self, party: Party, nodes: StoredNodes) -> None:
        """Say what a log's tree becomes by what comes, of which not all may have its place."""
        self._foreseen[party] = nodes

    def settle(self) -> None:
        """Forget, once all is written, what is more than is worth keeping."""
        self._foreseen.clear()
        for times in self._times.values():
            if len(times) > CACHED_MAX:
                times.clear()
        if sum(len(each.seqs) for each in self._steps.values()) > CACHED_MAX:
            self._steps.clear()

    def size(self, party: Party) -> int:
        """Give how many entries of this log are taken in."""
        return self.tails[party].size

    def time(self, party: Party, seq: int) -> Instant | None:
        """Give the time that counts at an entry."""
        times = self._times[party]
        if seq not in times:
            if seq == self.tails[party].size - 1:
                return self.tails[party].time
            row = _one(TIME_AT, self._logs[party], seq)
            times[seq] = None if row is None else row[0]
        return times[seq]

    def seen(self, party: Party, seq: int) -> Mapping[Party, int]:
        """Give what the log had seen at an entry."""
        if seq == self.tails[party].size - 1:
            return self.tails[party].seen
        return {each: self._count(party, each, seq) for each in self._logs if each != party}

    def _count(self, party: Party, about: Party, seq: int) -> int:
        steps = self._steps.get((party, about))
        if steps is not None:
            at = bisect_right(steps.seqs, seq)
            if at:
                return steps.counts[at - 1]
        row = _one(COUNT_AT, self._logs[party], about, seq)
        return 0 if row is None else int(row[0])

    def first_covering(self, party: Party, about: EntryId) -> int | None:
        """Give the first entry of this log that covers another party's entry."""
        if self.tails[party].seen[about.party] <= about.seq:
            return None
        row = _one(FIRST_OVER, self._logs[party], about.party, about.seq)
        if row is not None:
            return int(row[0])
        steps = self._steps[party, about.party]
        return steps.seqs[bisect_right(steps.counts, about.seq)]

    def root(self, party: Party, size: int) -> bytes:
        """Give the root of a log at a size not above what is written or foreseen."""
        return root_at(self._foreseen.get(party) or StoredNodes(self._logs[party]), size)


def _one(query: str, *arguments: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        return cursor.fetchone()


def _tail(party: Party, log: models.Log, rows: Mapping[Party, models.Log]) -> Tail:
    seen = {each: int(log.seen.get(each, 0)) for each in rows if each != party}
    claimed = {Party(each): int(count) for each, count in log.claimed.items()}
    return Tail(log.size, None if log.time is None else Instant(log.time), seen, claimed)
