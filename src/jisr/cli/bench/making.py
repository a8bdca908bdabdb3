"""Making what is to be taken in: another party's log, written and judged by the kernel itself.

Spain and Morocco hold sessions and follow commitments; Spain's log is what Morocco's node
takes in, message by message, with what Morocco's officers did meanwhile. Runs in a process
of its own, so that the node's memory is the node's.
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from jisr.base import DossierId, EntryId, FrameworkId, Instant, Party, Seq, b64
from jisr.cli.bench.shapes import LONG, SHAPES, Shape
from jisr.exchange import LogPart, Message, write_message
from jisr.kernel import (
    ACK,
    By,
    Entry,
    Framework,
    Ledger,
    MemoryLogs,
    MemoryShelf,
    Placed,
    Register,
    Tail,
    node_authority,
    place,
    write_entry,
)
from jisr.kernel.compiled import Compiled
from jisr.log import Checkpoint, MemoryNodes, leaf_hash, origin, root_at, sign_head
from jisr.manifest import agreed_of, parse_manifest
from jisr.node.home import Home, load_home
from jisr.procedures import PROCEDURES, stock_calendar_texts
from jisr.rules import procedure_digest

FRAMEWORK = FrameworkId("mar-esp")
ESP, MAR = Party("ESP"), Party("MAR")
BEGIN = Instant(1_790_000_000)
MESSAGE_ENTRIES = 5_000
FAMILY_ENTRIES = 100
MESSAGES_MIN = 10
SEED = 20_261_124
DIMENSIONS = ("border", "return", "regular", "minors", "diaspora", "capacity", "protection", "funding")
WORDS = (
    "the sub-committee will meet before the end of the quarter and report to both chairs",
    "las dos delegaciones acuerdan reforzar la cooperación en materia de movilidad laboral",
    "les deux parties conviennent d'échanger les statistiques avant la prochaine réunion",
    "تلتزم الوفود بتبادل المعلومات قبل نهاية السنة",
    "de werkgroep bespreekt de voortgang in het voorjaar",
)


class RootedLogs(MemoryLogs):
    """Logs in memory with their trees."""

    def __init__(self, parties: frozenset[Party]) -> None:
        super().__init__(parties)
        self.nodes = {party: MemoryNodes() for party in parties}

    def root(self, party: Party, size: int) -> bytes:
        """Give the root of a log at a size."""
        return root_at(self.nodes[party], size)


@dataclass
class Family:
    """A session with the commitments made in it, from call to end."""

    turn: int = 0
    session: str = ""
    commitments: list[str] = field(default_factory=list)
    # What Morocco is to concur in: dossier, act, proposal.
    waits: list[tuple[str, str, str]] = field(default_factory=list)
    progress: dict[str, str] = field(default_factory=dict)


class World:
    """Both parties' logs, as they are when nothing is under way."""

    def __init__(self, note: str) -> None:
        manifest = parse_manifest(note)
        self.parties = frozenset((ESP, MAR))
        procedures = {procedure_digest(each): Compiled(each) for each in PROCEDURES.values()}
        self.framework = Framework(
            id=FRAMEWORK,
            parties=self.parties,
            versions={1: agreed_of(manifest, _calendar)},
            procedures=procedures,
        )
        self.digests = {each.id: digest for digest, each in procedures.items()}
        self.logs = RootedLogs(self.parties)
        register = Register()
        self.shelf = MemoryShelf(self.framework, register, self.logs)
        self.ledger = Ledger(self.framework, register, self.logs, self.shelf)
        self.chance = random.Random(SEED)
        self.now = BEGIN
        self.stats = {"entries": 0, "bytes": 0, "crossing": 0, "stands": 0, "corrections": 0}

    def tail(self, party: Party) -> Tail:
        return self.logs.logs[party].tail

    def write(
        self,
        party: Party,
        seen: int,
        dossier: str | None,
        act: str,
        fields: dict[str, Any] | None = None,
        *,
        mandate: str = "co_chair",
        item: str | None = None,
        procedure: str | None = None,
    ) -> tuple[bytes, str]:
        """Write an act that has seen so many entries of the other log; give its bytes and number."""
        other = MAR if party == ESP else ESP
        tail = self.tail(party)
        seen = max(seen, tail.seen[other])
        self.now = Instant(self.now + (self.chance.random() < 0.05))
        opens = dossier is None and act != ACK
        key = str(EntryId(party, Seq(tail.size)))
        code = party.lower()
        by = By(f"{code}.{mandate}", mandate, f"o-{self.chance.randrange(16**6):06x}")
        if act == ACK:
            by = By(node_authority(party), "clock", "node")
        entry = Entry(
            framework=FRAMEWORK,
            party=party,
            seq=Seq(tail.size),
            seen={other: seen},
            roots={other: b64(self.logs.root(other, seen))} if seen > tail.seen[other] else {},
            time=self.now,
            dossier=DossierId(key) if opens else None if dossier is None else DossierId(dossier),
            procedure=procedure or self._procedure(dossier),
            digest=self.digests[str(procedure)] if opens else None,
            sides={"ESP": ESP, "MAR": MAR} if opens else None,
            act=act,
            by=by,
            item=item,
            fields=fields or {},
            sealed={},
            rests=None,
            opened=(),
            unopened=(),
        )
        return self._take(party, write_entry(entry)), key

    def _procedure(self, dossier: str | None) -> str | None:
        if dossier is None:
            return None
        if dossier == "framework":
            return "framework/1"
        return self.shelf.dockets[dossier].compiled.id

    def _take(self, party: Party, raw: bytes) -> bytes:
        log = self.logs.logs[party]
        placed = place(
            raw,
            framework=FRAMEWORK,
            party=party,
            parties=self.parties,
            tail=log.tail,
            logs=self.logs,
            now=self.now,
        )
        assert isinstance(placed, Placed) and placed.entry is not None, f"we write what has its place: {placed}"
        seq = log.tail.size
        self.logs.nodes[party].append(leaf_hash(raw))
        log.append(placed)
        entry = placed.entry
        crosses = self._crosses(entry.dossier, placed.tail.seen[MAR]) if party == ESP else False
        verdict = self.ledger.judge(placed, party, seq)[EntryId(party, Seq(seq))]
        if party == ESP:
            self.stats["entries"] += 1
            self.stats["bytes"] += len(raw)
            self.stats["stands"] += str(verdict.standing) == "stands"
            self.stats["corrections"] += entry.act == "correct"
            self.stats["crossing"] += crosses
        return raw

    def _crosses(self, dossier: str | None, seen: int) -> bool:
        """Say whether Morocco has done something in a dossier, or in the one around it, that is not seen."""
        docket = self.shelf.dockets.get(dossier) if dossier else None
        while docket is not None:
            if docket.last.get(MAR, -1) >= seen:
                return True
            docket = docket.outer
        return False


def _calendar(digest: str) -> Any:
    return orjson.loads(stock_calendar_texts()[digest])


class Story:
    """What both parties do, message by message."""

    def __init__(self, world: World, shape: Shape = LONG) -> None:
        self.world, self.chance, self.shape = world, world.chance, shape
        self.live: list[Family] = []

    def text(self, least: int = 40) -> str:
        words = " ".join(self.chance.choice(WORDS) for _ in range(1 + least // 60))
        return words[: least + self.chance.randrange(80)]

    def spain(self, seen: int, families: int) -> Iterator[bytes]:
        """Write Spain's part of a message: every family's turn, in mixed order."""
        if not self.world.tail(ESP).size:
            yield from self._declare(ESP, seen)
        else:
            yield self.world.write(ESP, seen, None, ACK)[0]
        self.live += [Family() for _ in range(families)]
        turns = [self._turn(family, seen) for family in self.live]
        while turns:
            self.chance.shuffle(turns)
            for turn in list(turns):
                raw = next(turn, None)
                if raw is None:
                    turns.remove(turn)
                else:
                    yield raw
        for family in self.live:
            family.turn += 1

    def _declare(self, party: Party, seen: int) -> Iterator[bytes]:
        for mandate in ("co_chair", "secretariat", "delegate"):
            fields = {"code": f"{party.lower()}.{mandate}", "mandates": [mandate]}
            yield self.world.write(party, seen, "framework", "declare_authority", fields, mandate="founding")[0]

    def _turn(self, family: Family, seen: int) -> Iterator[bytes]:
        if family.turn == 0:
            yield from self._call(family, seen)
        yield from self._session(family, seen)
        if family.turn == 3:
            yield from self._register(family, seen)
        if family.turn >= 3:
            yield from self._follow(family, seen)

    def _call(self, family: Family, seen: int) -> Iterator[bytes]:
        fields = {
            "ordinal": 21,
            "place": "Madrid",
            "date": "2027-06-02",
            "format": "in_person",
            "note": self.text(),
        }
        raw, family.session = self.world.write(ESP, seen, None, "call", fields, procedure="session/1")
        yield raw
        yield self._propose(family, seen, family.session, "accept_call", {})

    def _propose(self, family: Family, seen: int, dossier: str, act: str, fields: dict[str, Any]) -> bytes:
        raw, key = self.world.write(ESP, seen, dossier, f"propose_{act}", fields)
        family.waits.append((dossier, f"concur_{act}", key))
        return raw

    def _session(self, family: Family, seen: int) -> Iterator[bytes]:
        """Give a session's acts of a turn: 5, 4, 4, 3, 2, 1, 1 with the call's two."""
        singles = {0: 3, 1: 3, 2: 3, 3: 2, 4: 1, 5: 1, 6: 1}[family.turn]
        for _ in range(singles):
            act, fields = self._single(family.turn)
            yield self.world.write(ESP, seen, family.session, act, fields)[0]
        joint: dict[int, tuple[str, dict[str, Any]]] = {
            1: ("adopt_agenda", {}),
            2: ("open_session", {"date": "2027-06-02"}),
            3: ("agree_point", {"dimension": self.chance.choice(DIMENSIONS), "text": self.text(160)}),
            4: ("schedule_meeting", {"title": self.text(), "date": "2027-09-01"}),
        }
        if family.turn in joint:
            yield self._propose(family, seen, family.session, *joint[family.turn])

    def _single(self, turn: int) -> tuple[str, dict[str, Any]]:
        dimension = self.chance.choice(DIMENSIONS)
        acts: list[tuple[str, dict[str, Any]]] = [
            ("raise_item", {"title": self.text(), "dimension": dimension, "description": self.text(120)}),
            ("name_delegate", {"name": "A. Person", "role": self.text(), "capacity": "member"}),
            ("follow_up_report", {"text": self.text(300)}),
            ("sub_committee_report", {"sub_committee": "sc2", "text": self.text(250)}),
            ("submit_document", {"title": self.text(), "language": "es", "where": "https://example.org/d"}),
        ]
        if turn >= 3:
            acts += [("state_position", {"dimension": dimension, "text": self.text(200)})]
            acts += [("issue_communique", {"text": self.text(300)})]
        return self.chance.choice(acts)

    def _register(self, family: Family, seen: int) -> Iterator[bytes]:
        for _ in range(self.shape.commitments):
            fields = {
                "what": self.text(120),
                "who": self.chance.choice(("all", "mar", "esp")),
                "by_when": "2027-12-31",
                "dimension": self.chance.choice(DIMENSIONS),
                "verb_class": "action",
                "indicator": self.text(60),
            }
            raw, key = self.world.write(
                ESP, seen, None, "register", fields, procedure="commitment/1", item=family.session
            )
            family.commitments.append(key)
            yield raw
            yield self._propose(family, seen, key, "confirm", {})

    def _follow(self, family: Family, seen: int) -> Iterator[bytes]:
        """Give the commitments' acts of a turn: 2, 6, 6 and 4 for each, the register's two apart."""
        for dossier in family.commitments:
            for step in range(self.shape.reports[family.turn]):
                yield self._report(family, seen, dossier, step)
            if family.turn == 4 and self.shape.is_followed:
                fields = {"by_when": "2028-06-30", "reason": self.text(80)}
                yield self._propose(family, seen, dossier, "move_due", fields)
            if family.turn == 5 and self.shape.is_followed:
                fields = {"reason": self.text(120)}
                yield self.world.write(ESP, seen, dossier, "explain_delay", fields)[0]
            if family.turn == 6:
                yield self._propose(family, seen, dossier, "declare_kept", {"text": self.text(80)})

    def _report(self, family: Family, seen: int, dossier: str, step: int) -> bytes:
        fields = {"text": self.text(150), "percent": self.chance.randrange(101), "evidence": self.text(40)}
        if step == 1 and dossier in family.progress and self.chance.random() < 0.1:
            correction = {"fields": fields, "reason": "clerical"}
            return self.world.write(ESP, seen, dossier, "correct", correction, item=family.progress[dossier])[0]
        raw, family.progress[dossier] = self.world.write(ESP, seen, dossier, "report_progress", fields)
        return raw

    def morocco(self) -> tuple[list[bytes], int]:
        """Answer what was proposed, then do what Spain will not have seen: give both, and where that begins."""
        seen = self.world.tail(ESP).size
        raws = list(self._declare(MAR, seen)) if not self.world.tail(MAR).size else []
        for family in self.live:
            for dossier, act, proposal in family.waits:
                raws.append(self.world.write(MAR, seen, dossier, act, item=proposal)[0])
            family.waits.clear()
        self.live = [family for family in self.live if family.turn <= 6 or self._forget(family)]
        seen_by_spain = self.world.tail(MAR).size
        raws += self._crossing(seen)
        return raws, seen_by_spain

    def _forget(self, family: Family) -> bool:
        for dossier in (family.session, *family.commitments):
            del self.world.shelf.dockets[dossier]
        return False

    def _crossing(self, seen: int) -> list[bytes]:
        """Act at the same time as Spain, mostly in plain ways, seldom with what protects."""
        raws = []
        for family in self.live:
            luck = self.chance.random()
            if luck < 0.02:
                fields = {"title": self.text(), "dimension": self.chance.choice(DIMENSIONS)}
                raws.append(self.world.write(MAR, seen, family.session, "raise_item", fields)[0])
            elif luck < 0.023:
                raws.append(self.world.write(MAR, seen, family.session, "object_to_minutes", {"text": self.text()})[0])
            elif luck < 0.09 and family.commitments and family.turn < 7:
                dossier = self.chance.choice(family.commitments)
                raws.append(self.world.write(MAR, seen, dossier, "report_progress", {"text": self.text(100)})[0])
        return raws


def make(out: Path, *, esp: Home, note: str, entries: int, shape: Shape = LONG) -> Iterator[int]:
    """Write message files and what Morocco did before each; give how many entries are made."""
    world = World(note)
    story = Story(world, shape)
    # One fewer than would fill a message: acks and declarations want room. A short log has small messages: a
    # family's life goes over seven of them.
    families = max(1, min(MESSAGE_ENTRIES, entries // MESSAGES_MIN) // FAMILY_ENTRIES - 1)
    raws, seen = story.morocco()
    number = 0
    while world.tail(ESP).size < entries:
        (out / f"{number:05}.own").write_bytes(orjson.dumps([b64(each) for each in raws]))
        start = world.tail(ESP).size
        batch = list(story.spain(seen, families))
        (out / f"{number:05}.message").write_bytes(_message(world, esp, start, batch[:MESSAGE_ENTRIES]))
        assert len(batch) <= MESSAGE_ENTRIES, "a message of real size"
        yield world.tail(ESP).size
        raws, seen = story.morocco()
        number += 1
    (out / "stats.json").write_bytes(orjson.dumps(world.stats))


def _message(world: World, esp: Home, start: int, entries: list[bytes]) -> bytes:
    size = world.tail(ESP).size
    point = Checkpoint(origin(FRAMEWORK, ESP), size, world.logs.root(ESP, size))
    part = LogPart(start=start, entries=tuple(entries), head=sign_head(point, esp.key("log")), proof=())
    have = {"ESP": size, "MAR": world.tail(ESP).seen[MAR]}
    return write_message(Message(framework=FRAMEWORK, have=have, logs={"ESP": part}))


def main() -> None:
    """Make what the arguments say: folder, home, note, entries, shape; a line for each message made."""
    out, home, note, entries, shape = sys.argv[1:]
    text = Path(note).read_text("utf-8")
    for done in make(Path(out), esp=load_home(Path(home)), note=text, entries=int(entries), shape=SHAPES[shape]):
        sys.stdout.write(f"{done}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
