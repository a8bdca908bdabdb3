"""A framework folded again from nothing: what follows from the bytes of its entries, and nothing else.

Every entry is placed and judged as on the day it came; the order among logs is any in which
nothing comes before what it has seen (the order of arrival is nothing, protocol 5.6).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from jisr.base import N_, EntryId, FrameworkId, Instant, Party, Phrase, Seq
from jisr.base.limits import INTEGER_MAX
from jisr.kernel import (
    Docket,
    Entry,
    Framework,
    Ledger,
    MemoryLogs,
    MemoryShelf,
    NotThisLog,
    Placed,
    Register,
    Tail,
    Verdict,
    Waiting,
    place,
)
from jisr.log import TILE_LEVELS, Frontier, MemoryNodes, leaf_hash, root_at, tiles_after
from jisr.node import models
from jisr.node.agreements import load_framework
from jisr.node.erasures import ERASE, Erasing, Statement, erasing_of, statement_of
from jisr.node.pieces import Piece, pieces_of

Tell = Callable[[Phrase, int, int], None]
CHUNK_ROWS = 1_000
TELL_EVERY = 500
# Entries that were taken in are not held again for being ahead of a clock.
NO_CLOCK = Instant(INTEGER_MAX)


class RefoldedLogs(MemoryLogs):
    """Logs in memory that know the root at every size."""

    def __init__(self, parties: frozenset[Party], nodes: dict[Party, MemoryNodes]) -> None:
        super().__init__(parties)
        self._nodes = nodes

    @property
    def tails(self) -> dict[Party, Tail]:
        """Give the end of each log."""
        return {party: log.tail for party, log in self.logs.items()}

    def root(self, party: Party, size: int) -> bytes:
        """Give the root of a log at a size."""
        return root_at(self._nodes[party], size)


@dataclass(slots=True)
class Column:
    """What follows from one entry and is kept in columns beside its bytes."""

    time: Instant | None
    dossier: str
    act: str


@dataclass(slots=True)
class Refolded:
    """What follows from all entries of a framework."""

    framework: Framework
    logs: RefoldedLogs
    shelf: MemoryShelf
    register: Register
    nodes: dict[Party, MemoryNodes]
    columns: dict[Party, list[Column]]
    sights: dict[Party, list[tuple[str, int, int]]]
    verdicts: dict[EntryId, Verdict] = field(default_factory=dict)
    # Why a log could not be followed to its end: the entry, the rule, the reason.
    stopped: dict[Party, tuple[int, str, Phrase]] = field(default_factory=dict)
    roots_stated: int = 0
    # The sealed pieces of acts, what erases some of them, and what entries say of them.
    pieces: list[Piece] = field(default_factory=list)
    erasings: list[Erasing] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    def docket_of(self, at: EntryId) -> Docket | None:
        """Give the docket in which an entry is an act."""
        dossier = self.columns[at.party][at.seq].dossier
        return self.shelf.dockets.get(dossier) if dossier else None

    def depth(self, at: EntryId) -> int:
        """Give an entry's depth in its dossier; 0 where it has none."""
        docket = self.docket_of(at)
        deed = docket.find(str(at)) if docket is not None else None
        return deed.depth if deed is not None else 0

    def frontier(self, party: Party) -> Frontier:
        """Give the frontier of a log's tree."""
        return Frontier().grown_by(self.nodes[party].levels[0])

    def tiles(self, party: Party) -> dict[tuple[int, int], bytes]:
        """Give every tile of a log's tree."""
        return tiles_after(0, self.nodes[party].levels[::TILE_LEVELS], _no_tile)

    def moved(self, docket: Docket) -> Instant | None:
        """Give the latest time of a dossier's acts."""
        return max((deed.time for deed in docket.deeds.values() if deed.time is not None), default=None)


def as_bytes(kept: object) -> bytes:
    """Give a column's bytes, whatever damage has made of their type."""
    return kept.encode() if isinstance(kept, str) else bytes(kept or b"")  # type: ignore[call-overload]


def _no_tile(level: int, index: int) -> bytes:
    raise AssertionError(f"tile {level}/{index} of an empty tree")


def refold(row: models.Framework, *, tell: Tell) -> Refolded:
    """Fold all entries of a framework again."""
    framework = load_framework(row)
    parties = framework.parties
    nodes = {party: MemoryNodes() for party in parties}
    logs = RefoldedLogs(parties, nodes)
    register = Register()
    found = Refolded(
        framework=framework,
        logs=logs,
        shelf=MemoryShelf(framework, register, logs),
        register=register,
        nodes=nodes,
        columns={party: [] for party in parties},
        sights={party: [] for party in parties},
    )
    _Folding(row, found, tell).run()
    return found


class _Folding:
    """One run through all logs, in turns."""

    def __init__(self, row: models.Framework, found: Refolded, tell: Tell) -> None:
        self.row, self.found, self.tell = row, found, tell
        self.ledger = Ledger(found.framework, found.register, found.logs, found.shelf)
        self.total = models.Entry.objects.filter(log__framework=row).count()
        self.done = 0
        self.streams = {party: self._stream(party) for party in sorted(found.framework.parties)}

    def _stream(self, party: Party) -> Iterator[tuple[int, bytes]]:
        rows = models.Entry.objects.filter(log__framework=self.row, log__party=party).order_by("seq")
        for seq, raw in rows.values_list("seq", "raw").iterator(chunk_size=CHUNK_ROWS):
            yield seq, as_bytes(raw)

    def run(self) -> None:
        heads = {party: next(stream, None) for party, stream in self.streams.items()}
        moved = True
        while moved:
            moved = False
            for party in self.streams:
                while (head := heads[party]) is not None and self._take(party, *head):
                    heads[party] = next(self.streams[party], None)
                    moved = True
        self.found.verdicts |= self.ledger.settle()
        for party, head in heads.items():
            if head is None:
                self.found.stopped.pop(party, None)

    def _take(self, party: Party, seq: int, raw: bytes) -> bool:
        found, size = self.found, self.found.logs.size(party)
        if seq != size:
            words = N_("%(missing)s is missing, %(here)s is here")
            because = Phrase(words, missing=f"{party}.{size}", here=f"{party}.{seq}")
            found.stopped[party] = (size, "2.seq", because)
            return False
        placed = place(
            raw,
            framework=FrameworkId(self.row.pk),
            party=party,
            parties=found.framework.parties,
            tail=found.logs.logs[party].tail,
            logs=found.logs,
            now=NO_CLOCK,
            ended=found.framework.ended,
        )
        if isinstance(placed, (Waiting, NotThisLog)):
            found.stopped[party] = (seq, placed.rule, placed.because)
            return False
        self._keep(party, seq, raw, placed)
        return True

    def _keep(self, party: Party, seq: int, raw: bytes, placed: Placed) -> None:
        found, entry = self.found, placed.entry
        found.nodes[party].append(leaf_hash(raw))
        found.logs.logs[party].append(placed)
        found.sights[party] += [(each, placed.tail.seen[each], seq) for each in placed.grown]
        found.roots_stated += len(placed.grown)
        found.columns[party].append(
            Column(placed.tail.time, (entry.dossier or "") if entry else "", entry.act if entry else "")
        )
        verdict = self.ledger.admit(placed)
        found.verdicts[EntryId(party, Seq(seq))] = verdict
        if entry is not None and (entry.sealed or entry.opened or entry.unopened or entry.act == ERASE):
            self._keep_sealed(entry, placed, verdict)
        self.done += 1
        if self.done % TELL_EVERY == 0:
            self.tell(Phrase(N_("%(framework)s: folding"), framework=self.row.pk), self.done, self.total)

    def _keep_sealed(self, entry: Entry, placed: Placed, verdict: Verdict) -> None:
        self.found.pieces += pieces_of(entry, verdict, {})
        erasing, said = erasing_of(entry, verdict), statement_of(entry, placed.tail.seen)
        if erasing is not None:
            self.found.erasings.append(erasing)
        if said is not None:
            self.found.statements.append(said)


__all__ = ["Column", "Refolded", "Tell", "refold"]
