"""A domestic framework with a witness, and one dossier in it: an appeal of two hours that exposes when it ends."""

from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import DossierId, EntryId, Instant, Party, b64, format_instant
from jisr.kernel import WITNESSED, By, MemoryShelf, node_authority
from jisr.log import Checkpoint, Frontier, cosignature_line, leaf_hash, origin, public_bytes, sign_head
from jisr.procedures.framework import FRAMEWORK
from jisr.rules import ALL_SIDES, CLOCK_MANDATE, Act, DeclaredFact, Over, Parameter, Period, Procedure, Running
from tests.strategies.desk import HOURS, SOURCE, Desk
from tests.strategies.worlds import Setting, World, manifest, opening_of

COURT: Final = {"host": ("court",)}
OMBUDSMAN: Final = "ombudsman"


def _act(name: str, **more: Any) -> Act:
    return Act(name=name, label=name, by=COURT, **more)


FILE: Final = Procedure(
    name="file",
    version=1,
    label="file",
    persons=False,
    sides=("host",),
    mandates=(("court", "court"),),
    facts=(DeclaredFact(name="executed", label="executed", contrary="", source=SOURCE),),
    periods=(
        Period(name="appeal", label="appeal", runs_on=ALL_SIDES, owner="host", length="short", source=SOURCE),
        Period(name="report", label="report", runs_on="host", owner="host", length="short", source=SOURCE),
    ),
    parameters=(Parameter(name="short", label="short", unit="hours", owner=ALL_SIDES),),
    acts=(
        _act("open", opens=True),
        _act("notify", starts=("appeal",)),
        _act("ask_report", starts=("report",)),
        _act("execute", needs=Over("appeal"), sets=("executed",)),
        _act("hurry", needs=Running("appeal")),
        _act("give_up", needs=Over("report")),
        _act("remind", needs=Running("report")),
    ),
)


def key_of(name: str) -> Ed25519PrivateKey:
    """Give a witness's key in tests; it is no secret."""
    return Ed25519PrivateKey.from_private_bytes(sha256(f"witness {name}".encode()).digest())


class WitnessedDesk(Desk):
    """One party at work in its own framework; `witnesses` are those that the manifest names."""

    def __init__(self, *, witnesses: tuple[str, ...] = (OMBUDSMAN,), shelf: type[MemoryShelf] = MemoryShelf) -> None:
        value = manifest(("ESP",), (FRAMEWORK, FILE), framework="esp", parameters=HOURS)
        named = {each: {"key": b64(public_bytes(key_of(each))), "address": ""} for each in witnesses}
        self.procedure, self.within, self.season = FILE, False, None
        self.world = World(Setting(manifests=({**value, "witnesses": named},), procedures=(FRAMEWORK, FILE)), shelf)
        self.party = Party("ESP")
        self.world.declare(self.party, "court", "court")
        node = self.world.nodes[self.party]
        compiled = next(each for each in self.world.framework.procedures.values() if each.procedure == FILE)
        opening = self.world.draft(
            self.party, "open", self.by(self.party), dossier=opening_of(self.party, node.size(self.party)),
            procedure=FILE.id, digest=compiled.digest, sides={"host": self.party},
        )  # fmt: skip
        self.dossier = DossierId(str(self.world.append(opening)))

    @property
    def size(self) -> int:
        """Give how many entries the log has."""
        return self.world.nodes[self.party].size(self.party)

    def note(self, *, size: int, time: int, name: str = OMBUDSMAN, key: str = "", framework: str = "esp") -> str:
        """Give a head of the log with a witness's cosignature under it."""
        raws = self.world.nodes[self.party].raw[self.party][:size]
        frontier = Frontier().grown_by(map(leaf_hash, raws))
        point = Checkpoint(origin(framework, self.party), size, frontier.root() if size else bytes(32))
        head = sign_head(point, key_of("log"))
        return head + cosignature_line(head.partition("\n\n")[0] + "\n", name, key_of(key or name), time=time)

    def cosign(self, *, name: str = OMBUDSMAN, **more: Any) -> EntryId:
        """Let a witness cosign the log as it is, and note it; what is given is stated instead."""
        size, time = more.pop("size", self.size), more.pop("time", int(self.world.now))
        stated = more.pop("stated", {})
        note = self.note(size=size, time=time, name=name, **more)
        fields = {"witness": name, "size": size, "time": format_instant(Instant(time)), "note": note, **stated}
        by = By(node_authority(self.party), CLOCK_MANDATE, "node")
        return self.world.append(self.world.draft(self.party, WITNESSED, by, fields=fields))


__all__ = ["FILE", "OMBUDSMAN", "WitnessedDesk", "key_of"]
