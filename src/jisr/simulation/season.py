"""A season: nodes act and exchange while everything that can fail does, and then all of it heals."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from random import Random
from typing import Final

from jisr.base import FRAMEWORK_DOSSIER, DossierId, EntryId, Party, Seq
from jisr.base.limits import AHEAD_SECONDS_MAX
from jisr.exchange import Mark
from jisr.kernel import ACK, By, Deed, Docket, Entry, Step, Verdict, is_open
from jisr.procedures.framework import FRAMEWORK
from jisr.simulation.disk import Died, DiskFull, MarkGarbled, Tables
from jisr.simulation.errand import ERRAND
from jisr.simulation.founding import PARTIES, founded
from jisr.simulation.line import Line
from jisr.simulation.node import Clock, Halted, NotPossible
from jisr.simulation.speaking import Speaker

BEGIN: Final = 1_790_000_000
STEPS: Final = 45
HEAL_ROUNDS_MAX: Final = 20
# Far more than officers do and nodes owe in one step of a season.
STEP_ENTRIES_MAX: Final = 3
SKEWS: Final = (0, -30, 45, -500, 500, -4_000, 1_000, 4_000, -90_000, 90_000)
TICKS: Final = (1, 1, 5, 60, 600, 3_600, 30_000)
# Of a 2G line little goes in one message.
SMALL_BYTES: Final = 1_300
TRIES: Final = 5


@dataclass(frozen=True, kw_only=True)
class Faults:
    """How often what fails in a season, and how many nodes there are."""

    parties: int
    lost: float
    repeated: float
    halved: float
    cut: float
    kill: float
    full: float
    clock: float
    restore: float
    pouch: float
    is_slow: bool

    @classmethod
    def drawn(cls, chance: Random) -> "Faults":
        """Draw what fails in one season: in each some things do not, so that no fault hides behind another."""
        some = chance.choice
        parties, is_slow = some((2, 2, 2, 3, 3, 4, 5)), some((False, True))
        return cls(
            parties=parties,
            lost=some((0.0, 0.1, 0.3)),
            repeated=some((0.0, 0.2, 0.4)),
            halved=some((0.0, 0.0, 0.2)),
            cut=some((0.0, 0.05, 0.15)),
            kill=some((0.0, 0.1, 0.3)),
            full=some((0.0, 0.1, 0.2)),
            clock=some((0.0, 0.05, 0.1)),
            # Known and not mended: what a relay passes on in part is lost for good where relay and author lose it.
            restore=0.0 if is_slow and parties > 2 else some((0.0, 0.05, 0.12)),
            pouch=some((0.0, 0.2, 0.5)),
            is_slow=is_slow,
        )


@dataclass
class Known:
    """What has to stay so: what officers were told is done, and what was final, by node."""

    confirmed: dict[EntryId, bytes] = field(default_factory=dict)
    final: dict[tuple[Party, EntryId], Verdict] = field(default_factory=dict)
    verdicts: dict[EntryId, Verdict] = field(default_factory=dict)


class Season:
    """One season, from its seed."""

    def __init__(self, seed: int, *, steps: int = STEPS, faults: Faults | None = None, trace: bool = False) -> None:
        self.chance, self.seed, self.steps = Random(seed), seed, steps
        self.faults = faults or Faults.drawn(self.chance)
        self.now, self.violations = BEGIN, list[str]()
        self.trace: list[str] = []
        self._is_traced = trace
        self.fuse: dict[Party, int] = {}
        self.backups: list[tuple[Party, Tables]] = []
        self.known = Known()
        self._looked: dict[Party, int] = {}
        parties = PARTIES[: self.faults.parties]
        self.nodes = {each: self._node(each) for each in parties}
        self.line = Line(self.nodes, self.chance, self.say, self.amiss)

    def _node(self, party: Party) -> Speaker:
        node = Speaker(
            party,
            founded(self.faults.parties),
            Clock(lambda: self.now),
            Random(f"{self.seed} {party}"),
            lambda where: self._point(party, where),
            bytes_max=SMALL_BYTES if self.faults.is_slow else 1_000_000,
        )
        node.judged = lambda at, changed: self._hold(node, at, changed)
        return node

    def _point(self, party: Party, where: str) -> None:
        """Let the process be killed here, if it is to be."""
        left = self.fuse.get(party)
        if left is None:
            return
        self.fuse[party] = left - 1
        if left <= 0:
            del self.fuse[party]
            self.say(f"{party} is killed {where}")
            raise Died

    def say(self, what: str) -> None:
        """Note what happens."""
        if self._is_traced:
            self.trace.append(f"{self.now - BEGIN:>8} {what}")

    def amiss(self, what: str) -> None:
        """Note what must not happen."""
        self.say(f"AMISS: {what}")
        self.violations.append(what)

    # The course of it

    def play(self) -> "Season":
        """Let everything happen, then let it heal."""
        self._begin()
        faults = self.faults
        self.line.lost, self.line.repeated, self.line.halved = faults.lost, faults.repeated, faults.halved
        for _ in range(self.steps):
            self.step()
            if self.violations:
                return self
        self.heal()
        return self

    def _begin(self) -> None:
        """Begin where all know who acts for whom, before anything fails."""
        begun = _begun(self.faults.parties)
        for party, node in self.nodes.items():
            tables, mark = begun[party]
            node.disk.tables, node.disk.mark = tables.copied(), mark
            node.waking.clear()
            self.known.confirmed |= {EntryId(party, Seq(seq)): raw for seq, raw in enumerate(tables.raws[party])}
        self._backup(self.chance.choice(list(self.nodes)))

    def declare(self) -> None:
        """Let every party declare who acts for it, and all know of it."""
        for party, node in self.nodes.items():
            code = party.lower()
            by = By(f"{code}.founding", "founding", "o-0")
            fields = {"code": f"{code}.clerk", "mandates": ["clerk"]}
            more = {"dossier": FRAMEWORK_DOSSIER, "procedure": FRAMEWORK.id, "fields": fields}
            node.append(node.draft("declare_authority", by, **more))
        for _ in range(2):
            for node in self.nodes.values():
                for peer in node.others:
                    self._synchronise(node, peer)

    def step(self) -> None:
        """Let one thing happen."""
        chance, faults = self.chance, self.faults
        self.now += chance.choice(TICKS)
        self._fail()
        luck = chance.random()
        node = self.nodes[chance.choice(list(self.nodes))]
        if luck < 0.45:
            self._guarded(node, lambda: self._act(node))
        elif luck < 0.45 + faults.pouch * 0.5:
            self._carry(node)
        else:
            peer = chance.choice(node.others)
            self._guarded(node, lambda: self._exchange(node, peer))
        self._note_final()

    def _fail(self) -> None:
        """Let something fail, or come right."""
        chance, faults, nodes = self.chance, self.faults, list(self.nodes)
        party = chance.choice(nodes)
        if chance.random() < faults.cut:
            self._cut(*chance.sample(nodes, 2))
        if chance.random() < faults.kill:
            self.fuse[party] = chance.randrange(40)
        if chance.random() < faults.full:
            disk = self.nodes[party].disk
            disk.is_full = not disk.is_full
            self.say(f"{party}: the disk is {'full' if disk.is_full else 'free again'}")
        if chance.random() < faults.clock:
            self.nodes[party].clock.skew = chance.choice(SKEWS)
            self.say(f"{party}: the clock stands {self.nodes[party].clock.skew} s off")
        if chance.random() < faults.restore:
            self._restore() if chance.random() < 0.5 else self._backup(party)
        if self.line.kept and chance.random() < faults.repeated:
            self.line.repeat()
        for each in self.nodes.values():
            if not each.is_up and chance.random() < 0.3:
                each.start()
                self.say(f"{each.party} starts again")

    def _cut(self, one: Party, other: Party) -> None:
        """Cut a link, one way or both, or let it be whole again."""
        both = {(one, other), (other, one)}
        if self.line.cut & both:
            self.line.cut -= both
        else:
            self.line.cut |= both if self.chance.random() < 0.5 else {(one, other)}
        self.say(f"cut: {sorted(self.line.cut)}")

    def _guarded(self, node: Speaker, what: Callable[[], None]) -> None:
        """Let a node do something, if it is up; it may be killed over it, or find no room."""
        if not node.is_up:
            return
        try:
            what()
        except Died:
            node.die()
        except (DiskFull, MarkGarbled, Halted) as error:
            self.say(f"{node.party}: {type(error).__name__}")

    # Backups

    def _backup(self, party: Party) -> None:
        node = self.nodes[party]
        if node.is_up:
            self.backups.append((party, node.disk.tables.copied()))
            self.say(f"{party} is backed up")

    def _restore(self) -> None:
        """Put an old backup of some node in the place of its database; with luck its mark is still there."""
        if not self.backups:
            return
        chosen = self.chance.randrange(len(self.backups))
        party, tables = self.backups[chosen]
        # Later ones hold what is lost now: under the same numbers other acts will stand (exchange.md).
        self.backups = [each for at, each in enumerate(self.backups) if at <= chosen or each[0] != party]
        node, chance = self.nodes[party], self.chance
        node.die()
        size = len(tables.raws[party])
        node.disk.restore(tables)
        node.disk.asking = None
        if chance.random() < 0.3:
            node.disk.mark = None
        elif chance.random() < 0.2:
            node.disk.is_garbled = True
        self.say(f"{party} is restored to {size} entries; mark {node.disk.mark and node.disk.mark.size}")
        # It learns anew what it knew.
        self.known.final = {key: verdict for key, verdict in self.known.final.items() if key[0] != party}
        self._looked.pop(party, None)
        self._let_go()

    def _let_go(self) -> None:
        """Expect no more of what nobody has any more; what brings of it, pouch or backup, is not used any more.

        It would otherwise bring another history, once the log has gone on (exchange.md).
        """
        here = {party: max(len(node.disk.tables.raws[party]) for node in self.nodes.values()) for party in self.nodes}
        self.known.confirmed = {at: raw for at, raw in self.known.confirmed.items() if at.seq < here[at.party]}
        self.backups = [each for each in self.backups if all(len(log) <= here[of] for of, log in each[1].raws.items())]
        self.line.pouches = [
            each for each in self.line.pouches if all(each.reaches[party] <= size for party, size in here.items())
        ]

    # Acts and exchanges

    def _confirm(self, node: Speaker, at: EntryId) -> None:
        raw = node.disk.tables.raws[node.party][at.seq]
        before = self.known.confirmed.get(at)
        if before not in (None, raw):
            self.amiss(f"{at} was confirmed before with another content")
        self.known.confirmed[at] = raw

    def _act(self, node: Speaker) -> None:
        chosen = self._chosen(node)
        if chosen is None:
            return
        entry, is_protective = chosen
        behind = node.memory.latest() - node.clock.now()
        try:
            done = node.append(entry, is_protective=is_protective)
        except NotPossible as error:
            self.amiss(f"{node.party} held {entry.act} possible: {error}")
            return
        self.say(f"{done} {entry.act} {entry.dossier or ''} {entry.item or ''}")
        if behind > AHEAD_SECONDS_MAX and not is_protective:
            self.amiss(f"{done} was written by a clock that stands {behind} s before what was taken in")
        self._confirm(node, done)

    def _chosen(self, node: Speaker) -> tuple[Entry, bool] | None:
        """Give an act that the node holds possible, and whether it protects."""
        chance = self.chance
        dockets = [each for each in node.memory.dossiers_of(node.party) if each.id != FRAMEWORK_DOSSIER]
        if not dockets or (len(dockets) < 4 and chance.random() < 0.1):
            return self._opening(node), False
        docket = chance.choice(dockets)
        moves = self._moves(node, docket)
        for step, item in chance.sample(moves, min(TRIES, len(moves))):
            by = By(f"{node.party.lower()}.clerk", "clerk", "o-1")
            entry = node.draft(step.name, by, dossier=DossierId(docket.id), procedure=ERRAND.id, item=item)
            deed = Deed(entry, time=entry.time, seen=entry.seen)
            deed.step = step
            if not docket.outlook(deed):
                return entry, step.protective
        return None

    def _opening(self, node: Speaker) -> Entry:
        at = EntryId(node.party, node.draft(ACK, By("x", "x", "x")).seq)
        digest = next(each.digest for each in node.founded.framework.procedures.values() if each.id == ERRAND.id)
        origin = self.chance.choice(node.others)
        return node.draft(
            "open_errand",
            By(f"{node.party.lower()}.clerk", "clerk", "o-1"),
            dossier=DossierId(str(at)),
            procedure=ERRAND.id,
            digest=digest,
            sides={"host": node.party, "origin": origin},
        )

    def _moves(self, node: Speaker, docket: Docket) -> list[tuple[Step, str | None]]:
        state, moves = docket.state, list[tuple[Step, str | None]]()
        assert state is not None
        side = next(name for name, party in docket.sides.items() if party == node.party)
        for step in docket.compiled.steps.values():
            if side not in step.by or step.kind not in ("act", "propose", "concur", "withdraw", "decline"):
                continue
            if step.of_move:
                continue  # no manifest of a season names a move
            if step.act is not None and (step.act.opens or (step.act.closes and self.chance.random() < 0.8)):
                continue
            if step.kind in ("act", "propose"):
                items = state.items_of(step.item) if step.item else [None]
            else:
                name = step.act.name if step.act else ""
                items = [key for key, each in state.proposals.items() if each["act"] == name and is_open(each)]
            moves += [(step, item) for item in items]
        return moves

    def _exchange(self, node: Speaker, peer: Party) -> None:
        if node.needs_exchange(peer):
            self._synchronise(node, peer)

    def _synchronise(self, node: Speaker, peer: Party) -> None:
        noticed = {each.party: {**each.disk.tables.noticed} for each in self.nodes.values()}
        taken = node.synchronise(peer, lambda to, body, headers: self.line.call(node.party, to, body, headers))
        self.say(f"{node.party} exchanges with {peer}: {taken} taken in")
        if sum(map(len, node.disk.tables.raws.values())) > STEP_ENTRIES_MAX * self.steps:
            self.amiss("the nodes write without an end")
        self._hold_notices(noticed)

    def _carry(self, node: Speaker) -> None:
        if self.line.pouches and self.chance.random() < 0.6:
            noticed = {each.party: {**each.disk.tables.noticed} for each in self.nodes.values()}
            self.line.deliver_pouch()
            self._hold_notices(noticed)
        else:
            peer = self.chance.choice(node.others)
            self._guarded(node, lambda: self.line.send_pouch(node.party, peer))

    def _hold_notices(self, before: dict[Party, dict[EntryId, int]]) -> None:
        """Officers are told of what protects when it is here, by their own node's clock."""
        for party, node in self.nodes.items():
            for at, when in node.disk.tables.noticed.items():
                if at not in before[party] and when != node.clock.now():
                    self.amiss(f"{party} told its officers of {at} as of {when}, at {node.clock.now()}")

    def _note_final(self) -> None:
        """Note what is final now, by node, and what became of it."""
        for party, node in self.nodes.items():
            memory = node.memory
            count = len(memory.entries)
            if self._looked.get(party) == count:
                continue
            self._looked[party] = count
            for at, verdict in memory.verdicts.items():
                if (party, at) not in self.known.final and memory.is_final(at):
                    self.known.final[party, at] = verdict
                    if self.known.verdicts.setdefault(at, verdict) != verdict:
                        self.amiss(f"{at} is final at {party} as {verdict}, elsewhere as {self.known.verdicts[at]}")

    def _hold(self, node: Speaker, at: EntryId, changed: dict[EntryId, Verdict]) -> None:
        """Hold what is taken in against the clock, and verdicts against what they were when final (protocol 5.4)."""
        entry, now = node.memory.entries[at], node.clock.now()
        if entry is None:
            self.amiss(f"{node.party} holds {at} void: {changed[at]}")
        elif at.party != node.party and entry.time is not None and entry.time > now + AHEAD_SECONDS_MAX:
            self.amiss(f"{node.party} took {at} in, stated {entry.time - now} s ahead of its clock")
        for each, verdict in changed.items():
            before = self.known.final.get((node.party, each))
            if before is not None and before != verdict:
                self.amiss(f"{each} was final at {node.party} and is {verdict} now, {before} before")

    # Healing

    def heal(self) -> None:
        """Let all links be whole, all nodes up, all clocks right; then let the nodes exchange as they do."""
        self.say("all heals")
        self.fuse.clear()
        self.line.cut.clear()
        self.line.lost = self.line.repeated = self.line.halved = 0.0
        for node in self.nodes.values():
            node.disk.is_full = False
            if node.disk.is_garbled:
                # The operator moves it out of the folder, as the error says.
                node.disk.is_garbled, node.disk.mark = False, None
            node.clock.skew = 0
            node.start()
        self.now = max(self.now, *(node.memory.latest() for node in self.nodes.values())) + 7_200
        while self.line.pouches:
            self.line.deliver_pouch()
        for rounds in range(HEAL_ROUNDS_MAX):
            self.now += 600
            if not self._round() and rounds > self.faults.parties:
                return
            if self.violations:
                return
        self.amiss("the nodes go on exchanging without an end")

    def _round(self) -> bool:
        """Let every node speak with every other that it has something to say to; True if anything was taken in."""
        sizes = self._sizes()
        for node in self.nodes.values():
            for peer in node.others:
                tried = node.disk.tables.peers[peer].tried
                if tried is not None and tried > node.clock.now() and not node.may_try(peer):
                    self.amiss(f"{node.party} waits for {peer} until its clock is where it was")
                self._guarded(node, partial(self._exchange, node, peer))
        self._note_final()
        return sizes != self._sizes()

    def _sizes(self) -> dict[Party, int]:
        return {party: sum(map(len, node.disk.tables.raws.values())) for party, node in self.nodes.items()}


CALM: Final = Faults(
    parties=2, lost=0, repeated=0, halved=0, cut=0, kill=0, full=0, clock=0, restore=0, pouch=0, is_slow=False
)


@lru_cache(maxsize=8)
def _begun(count: int) -> dict[Party, tuple[Tables, Mark | None]]:
    """Give what lies on the disks of so many nodes when a season begins: the same for each seed."""
    season = Season(0, faults=replace(CALM, parties=count))
    season.declare()
    return {party: (node.disk.tables, node.disk.mark) for party, node in season.nodes.items()}


def forget_beginnings() -> None:
    """Begin anew from the program as it is now."""
    _begun.cache_clear()


__all__ = ["BEGIN", "CALM", "Faults", "Season", "forget_beginnings"]
