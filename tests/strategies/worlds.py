"""A framework in memory: nodes that judge, logs that grow, messages that are cut, late and repeated.

Nothing here decides what is done; `runs` does. Everything is given by what it is told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final

from jisr.base import FRAMEWORK_DOSSIER, DossierId, EntryId, FrameworkId, Instant, Party, Seq, b64, digest, unb64
from jisr.kernel import (
    ACK,
    Agreed,
    By,
    Compiled,
    Docket,
    Entry,
    Framework,
    Ledger,
    MemoryLogs,
    MemoryShelf,
    NotThisLog,
    Placed,
    Register,
    Verdict,
    Waiting,
    node_authority,
    place,
    write_entry,
)
from jisr.log import EMPTY_ROOT, Frontier, leaf_hash
from jisr.procedures.framework import FRAMEWORK
from jisr.rules import CLOCK_MANDATE, Procedure, write_procedure
from jisr.rules.calendars import Calendar, read_calendar

NAMES: Final = ("ESP", "MAR", "NLD")
START: Final = Instant(1_780_000_000)
KEY: Final = b64(bytes(range(32)))


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a framework has agreed on: manifests by version, procedures, calendars, as their JSON."""

    manifests: tuple[Mapping[str, Any], ...]
    procedures: tuple[Procedure, ...]
    calendars: tuple[Mapping[str, Any], ...] = ()

    @property
    def moves(self) -> bool:
        """Say whether some manifest names a move from one version to another."""
        return any(each.get("moves") for each in self.manifests)

    @property
    def id(self) -> FrameworkId:
        """Give the framework's id."""
        return FrameworkId(self.manifests[0]["framework"])

    @property
    def parties(self) -> tuple[Party, ...]:
        """Give the parties, in order of their codes."""
        return tuple(sorted(Party(each) for each in self.manifests[0]["parties"]))

    def framework(self) -> Framework:
        """Give what the kernel judges by."""
        return Framework(
            id=self.id,
            parties=frozenset(self.parties),
            versions=dict(self._versions),
            procedures={each.digest: each for each in map(compiled, self.procedures)},
            ended={Party(party): rows[-1]["from"] for party, rows in self.manifests[-1].get("generations", {}).items()},
        )

    @cached_property
    def _versions(self) -> dict[int, Agreed]:
        return {each["version"]: self._agreed(each) for each in self.manifests}

    def _agreed(self, manifest: Mapping[str, Any]) -> Agreed:
        calendars: dict[str, Calendar] = {each["name"]: read_calendar(each) for each in self.calendars}
        return Agreed(
            version=manifest["version"],
            digest=digest(manifest),
            founding={Party(code): each["founding"] for code, each in manifest["parties"].items()},
            framework_procedure=manifest["framework_procedure"],
            procedures=manifest["procedures"],
            parameters=manifest["parameters"],
            calendars=calendars,
            witnesses={name: unb64(each["key"]) for name, each in manifest["witnesses"].items()},
            moves={to: frozenset(each) for to, each in manifest.get("moves", {}).items()},
        )

    def case(self, logs: Mapping[Party, Sequence[bytes]]) -> dict[str, Any]:
        """Give the whole as data that another implementation can judge (protocol 10)."""
        return {
            "manifest": self.manifests[0],
            "later": list(self.manifests[1:]),
            "procedures": [write_procedure(each) for each in self.procedures],
            "calendars": list(self.calendars),
            "logs": {party: [b64(raw) for raw in log] for party, log in logs.items()},
        }


def manifest(
    parties: Sequence[str],
    procedures: Sequence[Procedure],
    *,
    framework: str = "fwk",
    version: int = 1,
    parameters: Mapping[str, Any] | None = None,
    calendars: Mapping[str, str] | None = None,
    moves: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Write the value of a manifest; keys are not what is tried here."""
    return {
        **({"moves": moves} if moves else {}),
        "framework": framework,
        "version": version,
        "parties": {
            each: {
                "log": [{"key": KEY, "from": 0, "to": None}],
                "wire": [KEY],
                "recovery": KEY,
                "founding": f"{each.lower()}.founder",
                "address": "",
            }
            for each in parties
        },
        "framework_procedure": FRAMEWORK.id,
        "procedures": {each.id: compiled(each).digest for each in procedures},
        "parameters": parameters or {},
        "calendars": calendars or {},
        "succeeds": None,
        "witnesses": {},
    }


class _Same:
    """A procedure as itself: what it says may be no key, and is not compared."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.procedure is self.procedure

    def __hash__(self) -> int:
        return id(self.procedure)


def compiled(procedure: Procedure) -> Compiled:
    """Give a procedure as the kernel judges by it; made once for all worlds, for it keeps nothing of any."""
    return _compiled(_Same(procedure))


@lru_cache(maxsize=256)
def _compiled(same: _Same) -> Compiled:
    return Compiled(same.procedure)


@dataclass
class Wire:
    """The roots of all logs at all sizes, as their authors made them."""

    frontiers: dict[Party, Frontier]
    roots: dict[Party, list[bytes]]

    @classmethod
    def empty(cls, parties: Sequence[Party]) -> "Wire":
        """Give logs without entries."""
        return cls({each: Frontier() for each in parties}, {each: [EMPTY_ROOT] for each in parties})

    def append(self, party: Party, raw: bytes) -> None:
        """Note the root after one more entry."""
        grown = self.frontiers[party].grown_by([leaf_hash(raw)])
        self.frontiers[party] = grown
        self.roots[party].append(grown.root())


class Node:
    """One party's view: what it has taken in, what it holds, and how it judges."""

    def __init__(
        self, setting: Setting, framework: Framework, party: Party, wire: Wire, shelf: type[MemoryShelf]
    ) -> None:
        self.party, self.framework, self.wire = party, framework, wire
        self.logs = MemoryLogs(framework.parties, wire.roots)
        self.register = Register()
        self.shelf = shelf(framework, self.register, self.logs)
        self.ledger = Ledger(framework, self.register, self.logs, self.shelf)
        self.raw: dict[Party, list[bytes]] = {each: [] for each in setting.parties}
        self.taken: list[EntryId] = []
        self.acts: dict[EntryId, Entry] = {}
        self.verdicts: dict[EntryId, Verdict] = {}
        self.held: dict[Party, dict[int, bytes]] = {each: {} for each in setting.parties}
        self.covered = dict.fromkeys(setting.parties, 0)
        # Every verdict that was final when it changed: the laws say that there is none.
        self.shaken: list[EntryId] = []

    def size(self, party: Party) -> int:
        """Give how many entries of a log are taken in."""
        return len(self.raw[party])

    def offer(self, party: Party, seq: int, raw: bytes) -> None:
        """Receive an entry, in whatever order and however often."""
        if seq < self.size(party):
            assert self.raw[party][seq] == raw, "one place, one entry"
        else:
            self.held[party][seq] = raw

    def settle(self, now: Instant) -> None:
        """Take in what can be taken in."""
        going = True
        while going:
            going = sum(self._take_next(party, now) for party in self.raw) > 0

    def _take_next(self, party: Party, now: Instant) -> bool:
        seq = self.size(party)
        raw = self.held[party].get(seq)
        if raw is None or not self.take(party, raw, now):
            return False
        del self.held[party][seq]
        return True

    def take(self, party: Party, raw: bytes, now: Instant) -> bool:
        """Take in the next entry of a log; False where it must wait."""
        log = self.logs.logs[party]
        placed = place(
            raw,
            framework=self.framework.id,
            party=party,
            parties=self.framework.parties,
            tail=log.tail,
            logs=self.logs,
            now=now,
            ended=self.framework.ended,
        )
        assert not isinstance(placed, NotThisLog), placed
        if isinstance(placed, Waiting):
            return False
        self.judge(placed, party, raw)
        return True

    def judge(self, placed: Placed, party: Party, raw: bytes) -> None:
        """Let an entry take its place, and judge it."""
        log = self.logs.logs[party]
        entry_id = EntryId(party, Seq(log.tail.size))
        log.append(placed)
        self.raw[party].append(raw)
        self.taken.append(entry_id)
        if placed.entry is not None:
            self.acts[entry_id] = placed.entry
        for each, verdict in self.ledger.judge(placed, party, entry_id.seq).items():
            before = self.verdicts.get(each)
            if before is not None and before != verdict and self.is_final(each):
                self.shaken.append(each)
            self.verdicts[each] = verdict
        if party == self.party:
            self.covered |= placed.tail.seen

    def parties_of(self, entry_id: EntryId) -> Sequence[Party]:
        """Give the parties of an entry's dossier; of none: those of the framework."""
        entry = self.acts.get(entry_id)
        docket = None if entry is None or entry.dossier is None else self.shelf.docket(entry.dossier)
        if docket is None or docket.compiled is None:
            return tuple(self.raw)
        return tuple(docket.sides.values())

    def is_final(self, entry_id: EntryId) -> bool:
        """Say whether every other party of the dossier has been seen to cover an entry, or has left (3.2, 12.33)."""
        return all(
            each in self.register.left or self.logs.first_covering(each, entry_id) is not None
            for each in self.parties_of(entry_id)
            if each != entry_id.party
        )

    def owes_ack(self) -> bool:
        """Say whether something other than acks was taken in that no own entry covers (protocol 3.4)."""
        return self.party not in self.register.left and any(
            is_owed(self.acts.get(EntryId(party, Seq(seq))))
            for party in self.raw
            if party != self.party
            for seq in range(self.covered[party], self.size(party))
        )

    def dockets(self) -> Iterator[Docket]:
        """Give the dossiers that stand open or closed, but `framework`."""
        for docket in self.shelf.dockets.values():
            if docket.id != FRAMEWORK_DOSSIER and docket.state is not None and docket.state.opening:
                yield docket


def is_owed(entry: Entry | None) -> bool:
    """Say whether an entry is owed an ack: all are but acks; an unreadable one is no ack."""
    return entry is None or entry.act != ACK


@dataclass
class Message:
    """Entries on their way, from a place in each log on."""

    to: Party
    entries: dict[Party, tuple[int, list[bytes]]]


@dataclass
class World:
    """All nodes of a framework, their clocks and the messages between them."""

    setting: Setting
    shelf: type[MemoryShelf] = MemoryShelf
    now: Instant = START
    skew: dict[Party, int] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.framework = self.setting.framework()
        self.wire = Wire.empty(self.setting.parties)
        self.nodes = {
            each: Node(self.setting, self.framework, each, self.wire, self.shelf) for each in self.setting.parties
        }

    @property
    def parties(self) -> tuple[Party, ...]:
        """Give the parties."""
        return self.setting.parties

    def clock(self, party: Party) -> Instant:
        """Give what a party's machine says: never before what its log says."""
        last = self.nodes[party].logs.logs[party].tail.time or 0
        return Instant(max(last, self.now + self.skew.get(party, 0)))

    def draft(self, party: Party, act: str, by: By, **more: Any) -> Entry:
        """Give the entry that a party would append now, on all that it has taken in."""
        node = self.nodes[party]
        tail = node.logs.logs[party].tail
        others = [each for each in self.parties if each != party]
        entry = Entry(
            framework=self.setting.id,
            party=party,
            seq=Seq(tail.size),
            seen={each: node.size(each) for each in others},
            roots={
                each: b64(self.wire.roots[each][node.size(each)])
                for each in others
                if node.size(each) > tail.seen[each]
            },
            time=self.clock(party),
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

    def append(self, entry: Entry) -> EntryId:
        """Let a party write an entry and judge it."""
        return self.append_raw(entry.party, write_entry(entry))

    def append_raw(self, party: Party, raw: bytes) -> EntryId:
        """Let a party write bytes as the next entry of its log."""
        node = self.nodes[party]
        at = EntryId(party, Seq(node.size(party)))
        taken = node.take(party, raw, self.clock(party))
        assert taken, f"{at} waits at its own author"
        self.wire.append(party, raw)
        return at

    def acknowledge(self, party: Party) -> bool:
        """Let a party's node write the ack that it owes, if any."""
        if not self.nodes[party].owes_ack():
            return False
        self.append(self.draft(party, ACK, By(node_authority(party), CLOCK_MANDATE, "node")))
        return True

    def declare(self, party: Party, code: str, *mandates: str) -> EntryId:
        """Let a party declare an authority."""
        fields = {"code": f"{party.lower()}.{code}", "mandates": sorted(mandates)}
        return self.append(self.draft(party, "declare_authority", founder(party), **IN_FRAMEWORK, fields=fields))

    def message(self, of: Party, to: Party, have: Mapping[Party, int], most: int | None = None) -> Message:
        """Give what one node would send to another that has so much: of every log, relayed ones too."""
        node = self.nodes[of]
        return Message(
            to,
            {
                each: (have[each], node.raw[each][have[each] :][:most])
                for each in self.parties
                if have[each] < node.size(each)
            },
        )

    def deliver(self, message: Message) -> None:
        """Let a message arrive."""
        node = self.nodes[message.to]
        for party, (begin, entries) in message.entries.items():
            for at, raw in enumerate(entries):
                node.offer(party, begin + at, raw)
        node.settle(self.clock(message.to))

    def exchange(self, one: Party, other: Party) -> None:
        """Let two nodes exchange once each way, each writing the ack that it owes (protocol 3.4)."""
        for of, to in ((one, other), (other, one), (one, other)):
            self.deliver(self.message(of, to, {each: self.nodes[to].size(each) for each in self.parties}))
            self.acknowledge(to)
        back = {each: self.nodes[one].size(each) for each in self.parties}
        self.deliver(self.message(other, one, back))

    def heal(self) -> None:
        """Let every clock come right and every pair exchange once."""
        latest = [node.logs.logs[each].tail.time or 0 for each, node in self.nodes.items()]
        self.now = Instant(max(self.now, *latest) + 3_600)
        self.skew = {}
        for at, one in enumerate(self.parties):
            for other in self.parties[at + 1 :]:
                self.exchange(one, other)


IN_FRAMEWORK: Final[Mapping[str, Any]] = {"dossier": FRAMEWORK_DOSSIER, "procedure": FRAMEWORK.id}


def founder(party: Party) -> By:
    """Give who declares authorities."""
    return By(f"{party.lower()}.founder", "founding", "o-founder")


def opening_of(party: Party, seq: int) -> DossierId:
    """Give the name of the dossier that an entry opens."""
    return DossierId(f"{party}.{seq}")


__all__ = ["IN_FRAMEWORK", "NAMES", "START", "Message", "Node", "Setting", "World", "founder", "manifest", "opening_of"]
