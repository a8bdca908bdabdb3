"""A node of the simulation: it acts, takes in, and stops and starts, on the model of a disk."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from jisr.base import EntryId, Instant, Party, Seq, b64
from jisr.exchange import Doubt, Mark, doubt_about, seconds_behind
from jisr.kernel import ACK, By, Entry, Verdict, node_authority, write_entry
from jisr.log import EMPTY_ROOT
from jisr.simulation.disk import Asking, Disk
from jisr.simulation.founding import NAME, Founded
from jisr.simulation.memory import Memory

CLOCK = "clock"


class Halted(Exception):
    """The node may not append now: its log or its clock is in doubt (protocol 9.6)."""


class NotPossible(Exception):
    """What would not stand is not written."""


@dataclass(slots=True)
class Clock:
    """A machine's clock: so many seconds from the season's time, which all machines share."""

    season: Callable[[], int]
    skew: int = 0

    def now(self) -> Instant:
        """Give the time."""
        return Instant(self.season() + self.skew)


class Node:
    """One party's node."""

    # Is told of every entry that is taken in, and of the verdicts that it changes.
    judged: Callable[[EntryId, dict[EntryId, Verdict]], None] = staticmethod(lambda at, changed: None)

    def __init__(
        self, party: Party, founded: Founded, clock: Clock, chance: Random, point: Callable[[str], None]
    ) -> None:
        self.party, self.founded, self.clock, self.chance, self.point = party, founded, clock, chance, point
        self.parties = tuple(sorted(founded.framework.parties))
        self.others = [each for each in self.parties if each != party]
        self.disk = Disk(self.parties, party, Mark(0, EMPTY_ROOT), point)
        self.is_up = True
        # Who wakes says at once what is here, to everybody (protocol 8.3).
        self.waking = set(self.others)
        self._memory: Memory | None = None

    @property
    def memory(self) -> Memory:
        """Give what is in mind; read from the disk where nothing is."""
        if self._memory is None:
            self._memory = Memory.read(self.founded, self.disk.tables.raws)
        return self._memory

    def forget(self) -> None:
        """Have nothing in mind any more: what it had may not be what was written."""
        self._memory = None

    def die(self) -> None:
        """Be killed: what was not waited for is lost, and all that was in mind."""
        self.disk.lose()
        self.forget()
        self.is_up = False

    def start(self) -> None:
        """Start again."""
        self.is_up, self.waking = True, set(self.others)

    # The own log

    def doubt(self) -> Doubt | None:
        """Say why the own log may not be the one that left the machine; keep since when its peers are asked."""
        size, logs = self.memory.size(self.party), self.memory.logs
        written = len(self.disk.tables.raws[self.party])
        found = doubt_about(
            self.disk.read_mark(), here=size, written=written, root=lambda at: logs.root(self.party, at)
        )
        if found is None:
            self.disk.asking = None
        elif self.disk.asking is None:
            self.disk.asking = Asking(written, frozenset())
        return found

    def draft(self, act: str, by: By, **more: Any) -> Entry:
        """Give the entry that would be appended now: it has seen all that is here, and says so with roots."""
        memory, own = self.memory, self.memory.tail(self.party)
        seen = {each: memory.size(each) for each in self.others}
        roots = {each: b64(memory.logs.root(each, seen[each])) for each in self.others if seen[each] > own.seen[each]}
        entry = Entry(
            framework=NAME,
            party=self.party,
            seq=Seq(own.size),
            seen=seen,
            roots=roots,
            time=max(self.clock.now(), own.time or Instant(0)),
            dossier=None,
            procedure=None,
            digest=None,
            sides=None,
            act=act,
            by=by,
            item=None,
            fields={},
            sealed={},
            rests=None,
            opened=(),
            unopened=(),
        )
        return entry.but(**more)

    def append(self, entry: Entry, *, is_protective: bool = False) -> EntryId:
        """Write an entry into the own log, if log and clock are sound and it stands (protocol 9.6)."""
        self._require_sound(entry, is_protective=is_protective)
        try:
            with self.disk.transaction():
                self._write(self.party, write_entry(entry), max(self.clock.now(), entry.time or Instant(0)))
                if self.memory.verdicts[entry.id].standing != "stands":
                    raise NotPossible(str(self.memory.verdicts[entry.id]))
        except BaseException:
            self.forget()
            raise
        return entry.id

    def _require_sound(self, entry: Entry, *, is_protective: bool) -> None:
        if self.doubt() is not None:
            raise Halted
        if entry.act == ACK or is_protective:
            return
        if seconds_behind(self.memory.latest(), self.clock.now()):
            raise Halted

    def _write(self, party: Party, raw: bytes, now: Instant) -> None:
        """Take in the next entry of a log and write it, with the verdicts that change."""
        changed = self.memory.take(party, raw, now)
        assert isinstance(changed, dict), f"we wrote what we would not take: {changed}"
        self.keep(party, raw, changed)

    def keep(self, party: Party, raw: bytes, changed: dict[EntryId, Verdict]) -> None:
        """Write an entry that was taken in, and what it changed."""
        self.point("while writing")
        self.disk.append(party, raw)
        self.point("between two rows")
        for each, verdict in changed.items():
            self.disk.put("verdicts", each, verdict)
        self.judged(EntryId(party, Seq(self.memory.size(party) - 1)), changed)

    def acknowledge(self) -> EntryId | None:
        """Write the one ack that is owed for what was taken in, if any (protocol 3.4)."""
        if self.doubt() is not None or not self.memory.owes_ack(self.party):
            return None
        return self.append(self.draft(ACK, By(node_authority(self.party), CLOCK, "node")))


__all__ = ["Clock", "Halted", "Node", "NotPossible"]
