"""The places of entries, from the database: what the kernel asks of the logs (kernel `Logs`)."""

from collections.abc import Mapping

from jisr.base import EntryId, Instant, Party
from jisr.kernel import Placed, Tail
from jisr.log import root_at
from jisr.node import models
from jisr.node.tiles import StoredNodes

CACHED_MAX = 200_000


class StoredLogs:
    """Logs as rows, with what the present writing has added in memory."""

    def __init__(self, rows: Mapping[Party, models.Log]) -> None:
        self._rows = rows
        self.tails = {party: _tail(party, log, rows) for party, log in rows.items()}
        self._times: dict[tuple[Party, int], Instant | None] = {}
        # Steps of `seen` added in this writing: (log, about) -> [(seq, count)] in order.
        self._steps: dict[tuple[Party, Party], list[tuple[int, int]]] = {}

    def append(self, party: Party, placed: Placed) -> None:
        """Take the next place of a log."""
        seq = self.tails[party].size
        for each in placed.grown:
            self._steps.setdefault((party, each), []).append((seq, placed.tail.seen[each]))
        if len(self._times) > CACHED_MAX:
            self._times.clear()
        self._times[party, seq] = placed.tail.time
        self.tails[party] = placed.tail

    def size(self, party: Party) -> int:
        """Give how many entries of this log are taken in."""
        return self.tails[party].size

    def time(self, party: Party, seq: int) -> Instant | None:
        """Give the time that counts at an entry."""
        key = (party, seq)
        if key not in self._times:
            if seq == self.tails[party].size - 1:
                return self.tails[party].time
            row = models.Entry.objects.filter(log=self._rows[party], seq=seq).values_list("time").first()
            self._times[key] = None if row is None else row[0]
        return self._times[key]

    def seen(self, party: Party, seq: int) -> Mapping[Party, int]:
        """Give what the log had seen at an entry."""
        return {each: self._count(party, each, seq) for each in self._rows if each != party}

    def _count(self, party: Party, about: Party, seq: int) -> int:
        for at, count in reversed(self._steps.get((party, about), ())):
            if at <= seq:
                return count
        row = (
            models.Sight.objects.filter(log=self._rows[party], about=about, seq__lte=seq)
            .order_by("-seq")
            .values_list("count")
            .first()
        )
        return 0 if row is None else row[0]

    def first_covering(self, party: Party, about: EntryId) -> int | None:
        """Give the first entry of this log that covers another party's entry."""
        row = (
            models.Sight.objects.filter(log=self._rows[party], about=about.party, count__gt=about.seq)
            .order_by("count")
            .values_list("seq")
            .first()
        )
        if row is not None:
            found: int = row[0]
            return found
        steps = self._steps.get((party, about.party), ())
        return next((seq for seq, count in steps if count > about.seq), None)

    def root(self, party: Party, size: int) -> bytes:
        """Give the root of a log at a size not above what is written."""
        return root_at(StoredNodes(self._rows[party].pk), size)


def _tail(party: Party, log: models.Log, rows: Mapping[Party, models.Log]) -> Tail:
    seen = {each: int(log.seen.get(each, 0)) for each in rows if each != party}
    return Tail(log.size, log.time, seen)
