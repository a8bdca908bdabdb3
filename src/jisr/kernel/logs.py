"""Logs in memory: the places of entries, as the kernel asks for them (protocol 3.1)."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from jisr.base import EntryId, Instant, Party
from jisr.kernel.intake import Placed, Tail


class MemoryLog:
    """The places of one log: each time, and each step in which `seen` grew."""

    def __init__(self, party: Party, parties: frozenset[Party]) -> None:
        self.party = party
        self.tail = Tail.empty(parties - {party})
        self.times: list[Instant | None] = []
        self.steps: dict[Party, tuple[list[int], list[int]]] = {each: ([], []) for each in parties - {party}}

    def append(self, placed: Placed) -> None:
        """Take the next place."""
        seq = self.tail.size
        assert placed.tail.size == seq + 1, "places follow each other"
        self.times.append(placed.tail.time)
        for each in placed.grown:
            seqs, counts = self.steps[each]
            seqs.append(seq)
            counts.append(placed.tail.seen[each])
        self.tail = placed.tail

    def seen(self, seq: int) -> dict[Party, int]:
        """Give what was seen at an entry."""
        return {each: self.count(each, seq) for each in self.steps}

    def count(self, about: Party, seq: int) -> int:
        """Give how many entries of another log were seen at an entry."""
        seqs, counts = self.steps[about]
        at = bisect_right(seqs, seq)
        return counts[at - 1] if at else 0

    def first_covering(self, about: EntryId) -> int | None:
        """Give the first entry that covers another party's entry."""
        seqs, counts = self.steps[about.party]
        at = bisect_right(counts, about.seq)
        return seqs[at] if at < len(seqs) else None


class MemoryLogs:
    """All logs of a framework in memory; `roots` give the roots at sizes, if known."""

    def __init__(self, parties: frozenset[Party], roots: Mapping[Party, Sequence[bytes]] | None = None) -> None:
        self.logs = {each: MemoryLog(each, parties) for each in parties}
        self.roots = roots or {}

    def size(self, party: Party) -> int:
        """Give how many entries of this log are taken in."""
        return self.logs[party].tail.size

    def time(self, party: Party, seq: int) -> Instant | None:
        """Give the time that counts at an entry."""
        return self.logs[party].times[seq]

    def seen(self, party: Party, seq: int) -> Mapping[Party, int]:
        """Give what the log had seen at an entry."""
        return self.logs[party].seen(seq)

    def first_covering(self, party: Party, about: EntryId) -> int | None:
        """Give the first entry of this log that covers another party's entry."""
        return self.logs[party].first_covering(about)

    def root(self, party: Party, size: int) -> bytes:
        """Give the root of a log at a size: roots[party][size]."""
        return self.roots[party][size]
