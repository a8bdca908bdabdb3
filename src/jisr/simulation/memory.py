"""What a node's process has in mind of its logs: made from the disk when it starts, and kept while it runs."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from jisr.base import DossierId, EntryId, Instant, Party, Seq
from jisr.kernel import (
    ACK,
    Docket,
    Entry,
    Ledger,
    MemoryLogs,
    MemoryShelf,
    NotThisLog,
    Placed,
    Register,
    Tail,
    Unreadable,
    Verdict,
    Waiting,
    place_read,
    read_entry,
)
from jisr.log import Frontier, MemoryNodes, leaf_hash, root_at
from jisr.simulation.founding import NAME, Founded

# What is on the disk was taken in: it is not asked again whether it is ahead of a clock.
FAR = Instant(7_000_000_000)


# Entries of a few seasons: of each, every node reads the same, and who starts again reads all once more.
READ_MAX = 2_000


@lru_cache(maxsize=READ_MAX)
def _read(raw: bytes, party: Party, seq: int, parties: frozenset[Party]) -> Entry | Unreadable | NotThisLog:
    """Read the bytes at a place: whoever reads the same there has the same before him."""
    return read_entry(raw, framework=NAME, party=party, seq=seq, parties=parties)


class RootedLogs(MemoryLogs):
    """Logs in memory with their trees."""

    def __init__(self, parties: frozenset[Party]) -> None:
        super().__init__(parties)
        self.nodes = {party: MemoryNodes() for party in parties}

    def root(self, party: Party, size: int) -> bytes:
        """Give the root of a log at a size."""
        return root_at(self.nodes[party], size)

    def frontier(self, party: Party) -> Frontier:
        """Give the right edge of a log's tree: of each complete subtree that no larger one holds its root."""
        nodes = self.nodes[party]
        levels = [level for level in reversed(range(len(nodes.levels))) if nodes.size >> level & 1]
        return Frontier(nodes.size, tuple(nodes.node(level, (nodes.size >> level) - 1) for level in levels))

    def grow(self, party: Party, raw: bytes) -> None:
        """Add an entry to its tree."""
        self.nodes[party].append(leaf_hash(raw))


class Memory:
    """The logs, their places and verdicts, as a running process keeps them."""

    def __init__(self, founded: Founded) -> None:
        self.framework = founded.framework
        self.logs = RootedLogs(self.framework.parties)
        register = Register()
        self.shelf = MemoryShelf(self.framework, register, self.logs)
        self.ledger = Ledger(self.framework, register, self.logs, self.shelf)
        self.entries: dict[EntryId, Entry | None] = {}
        self.verdicts: dict[EntryId, Verdict] = {}

    @classmethod
    def read(cls, founded: Founded, raws: Mapping[Party, Sequence[bytes]]) -> "Memory":
        """Take in again what is on the disk, each entry after those that it has seen."""
        made, moved = cls(founded), True
        while moved:
            moved = False
            for party, log in raws.items():
                while made.size(party) < len(log) and isinstance(made.take(party, log[made.size(party)], FAR), dict):
                    moved = True
        return made

    def size(self, party: Party) -> int:
        """Give how many entries of a log are here."""
        return self.tail(party).size

    def tail(self, party: Party) -> Tail:
        """Give the end of a log."""
        return self.logs.logs[party].tail

    def take(self, party: Party, raw: bytes, now: Instant) -> dict[EntryId, Verdict] | Waiting | NotThisLog:
        """Take in the next entry of a log; give the verdicts that change, or why it has no place."""
        tail = self.tail(party)
        placed = place_read(_read(raw, party, tail.size, self.framework.parties), tail=tail, logs=self.logs, now=now)
        if not isinstance(placed, Placed):
            return placed
        at = EntryId(party, Seq(self.size(party)))
        self.logs.logs[party].append(placed)
        self.logs.grow(party, raw)
        self.entries[at] = placed.entry
        changed = self.ledger.judge(placed, party, at.seq)
        self.verdicts |= changed
        return changed

    def latest(self) -> int:
        """Give the latest time that any log states."""
        return max(self.tail(party).time or 0 for party in self.framework.parties)

    def owes_ack(self, own: Party) -> bool:
        """Say whether something other than acks was taken in that no own entry covers (protocol 3.4)."""
        seen = self.tail(own).seen
        return any(
            is_owed(self.entries[EntryId(party, Seq(seq))])
            for party, count in seen.items()
            for seq in range(count, self.size(party))
        )

    def dossiers_of(self, party: Party) -> Iterator[Docket]:
        """Give the dossiers of which a party is one."""
        for docket in self.shelf.dockets.values():
            if docket.state is not None and docket.compiled is not None and party in docket.sides.values():
                yield docket

    def parties_of(self, at: EntryId) -> frozenset[Party]:
        """Give the parties of an entry's dossier; of none: those of the framework."""
        entry = self.entries.get(at)
        docket = self.shelf.docket(DossierId(entry.dossier)) if entry is not None and entry.dossier else None
        if docket is None or docket.compiled is None:
            return self.framework.parties
        return frozenset(docket.sides.values())

    def is_final(self, at: EntryId) -> bool:
        """Say whether every other party of the dossier has covered an entry (protocol 3.2)."""
        return all(self.tail(each).seen[at.party] > at.seq for each in self.parties_of(at) if each != at.party)


def is_owed(entry: Entry | None) -> bool:
    """Say whether an entry is owed an ack: all are but acks."""
    return entry is None or entry.act != ACK
