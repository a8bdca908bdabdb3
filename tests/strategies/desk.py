"""A procedure written by hand that has one of everything, and parties at work in it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

from jisr.base import DossierId, EntryId, Instant, Party, b64
from jisr.kernel import ACK, By, Entry, MemoryShelf, Verdict, node_authority
from jisr.procedures.framework import FRAMEWORK
from jisr.rules import (
    ALL_SIDES,
    CLOCK_MANDATE,
    EACH,
    Act,
    Always,
    Apart,
    Compare,
    DeclaredFact,
    Every,
    Fact,
    Field,
    Figure,
    FigureValue,
    Given,
    Item,
    Over,
    Parameter,
    Period,
    Procedure,
    Running,
    Within,
    procedure_digest,
)
from tests.strategies.procedures import OUTER
from tests.strategies.worlds import NAMES, Setting, World, manifest, opening_of

SOURCE: Final = "written for the tests"
HOUR: Final = 3_600
HASH: Final = b64(bytes(32))
CHILD: Final = ("court", "guardian")


def _act(name: str, *sides: str, **more: Any) -> Act:
    return Act(name=name, label=name, by=dict.fromkeys(sides, CHILD), **more)


def _fact(name: str, **more: Any) -> DeclaredFact:
    return DeclaredFact(name=name, label=name, contrary="", source=SOURCE, **more)


def _field(name: str, kind: str, **more: Any) -> Field:
    return Field(name=name, type=kind, label=name, **more)


@cache
def desk(*, each: bool = False, within: bool = False) -> Procedure:
    """Give the procedure: of two sides, or `each`; alone, or within a season."""
    host, origin = (EACH, EACH) if each else ("host", "origin")
    both = dict.fromkeys((host, origin))
    joint: dict[str, Any] = {"joint": True}
    single = () if each else _of_one_side(host, origin)
    return Procedure(
        name="desk",
        version=1,
        label="desk",
        persons=False,
        sides=EACH if each else (host, origin),
        mandates=tuple((name, name) for name in CHILD),
        items=(Item(name="paper", label="paper", plural="papers"),),
        facts=(
            _fact("ready"), _fact("halted", cautious=True), _fact("restored"), _fact("checked", item="paper"),
            _fact("decided"), _fact("granted", cautious=True), _fact("attested"), _fact("reviewed"),
        ),
        figures=(Figure(name="number", type="integer", label="number"),),
        acts=(
            _act("open", *both, opens=True, needs=Within(~Fact("halted")) if within else Always()),
            _act("prepare", host, sets=("ready",), fields=(_field("remark", "text", sealed=True, required=False),)),
            _act("halt", *both, protective=True, sets=("halted",), on_behalf=("child",)),
            _act("doubt", *both, protective=True, clears=("ready",)),
            _act("resume", *both, **joint, clears=("halted",)),
            _act("file", *both, protective=True, adds="paper", clears=("checked",)),
            _act("check", *both, **joint, item="paper", sets=("checked",)),
            _act(
                "hand_over", *both, **joint, irrevocable=True, redress="restore", window="window",
                needs=Fact("ready") & ~Fact("halted") & Every("paper", Fact("checked")),
            ),
            _act("restore", host, sets=("restored",), **(joint if each else {})),
            _act("plan", *both, **joint, starts=("term",), needs=~Fact("halted")),
            _act("end_term", *both, **joint, ends=("term",)),
            _act("settle", *both, **joint, needs=Over("term"), sets=("decided",)),
            _act("hurry", *both, **joint, needs=Running("term")),
            _act("close", *both, **joint, closes=True),
            *single,
        ),
        periods=(
            Period(
                name="term", label="term", runs_on=ALL_SIDES, owner="starter", length="short",
                stills=None if each else Fact("halted"), source=SOURCE,
            ),
            *(() if each else (
                Period(
                    name="silence", label="silence", runs_on=host, owner=host, length="short", due="grant",
                    source=SOURCE,
                ),
                Period(
                    name="appeal", label="appeal", runs_on=ALL_SIDES, owner=host, length="short", until="until",
                    source=SOURCE,
                ),
            )),
        ),
        parameters=(
            Parameter(name="short", label="short", unit="hours", owner=ALL_SIDES),
            Parameter(name="window", label="window", unit="hours", owner=ALL_SIDES),
        ),
        within=OUTER.name if within else None,
    )  # fmt: skip


def _of_one_side(host: str, origin: str) -> Sequence[Act]:
    until = _field("until", "date", required=False)
    return (
        _act("count", host, fields=(_field("number", "integer"),), assigns=(("number", "number"),)),
        _act("use", host, needs=Compare(FigureValue("number"), "<=", Given(3))),
        _act("ask", host, starts=("silence",)),
        _act("grant", host, protective=True, needs=Over("silence"), sets=("granted",)),
        _act("notify", host, starts=("appeal",), fields=(until,)),
        _act("decide", host, needs=Over("appeal"), sets=("decided",)),
        _act("review", host, needs=Apart(("prepare",)), sets=("reviewed",)),
        _act("attest", origin, attests=Fact("ready"), sets=("attested",)),
        _act("leave", host, protective=True, closes=True),
    )


@cache
def later_desk(*, each: bool = False, within: bool = False) -> Procedure:
    """Give the desk's next version: a handover asks for papers, and a term begun from then on is longer."""
    before = desk(each=each, within=within)
    opening = next(each for each in before.acts if each.opens)
    host = min(opening.by)
    papers = Act(name="hand_in_papers", label="hand_in_papers", by={host: CHILD}, sets=("papers",))
    demanding = tuple(
        replace(each, needs=each.needs & Fact("papers")) if each.name == "hand_over" else each for each in before.acts
    )
    periods = tuple(replace(each, length="window") if each.name == "term" else each for each in before.periods)
    return replace(
        before, version=before.version + 1, acts=(*demanding, papers), facts=(*before.facts, _fact("papers")),
        periods=periods,
    )  # fmt: skip


HOURS: Final[Mapping[str, Any]] = {
    ALL_SIDES: {
        name: [{"from": "2020-01-01", "is": {"n": n, "unit": "hours", "calendar": None}, "source": SOURCE}]
        for name, n in (("short", 2), ("window", 4))
    }
}


class Desk:
    """A framework with one dossier of the procedure, opened; every act is one call."""

    def __init__(
        self,
        *,
        parties: int = 2,
        each: bool = False,
        within: bool = False,
        shelf: type[MemoryShelf] = MemoryShelf,
        opened: bool = True,
        moves: bool = False,
    ) -> None:
        self.procedure = desk(each=each, within=within)
        self.later = later_desk(each=each, within=within)
        procedures = (FRAMEWORK, self.procedure, *((OUTER,) if within else ()), *((self.later,) if moves else ()))
        named = {self.later.id: {self.procedure.id: {}}} if moves else None
        value = manifest(NAMES[:parties], procedures, parameters=HOURS, moves=named)
        later = {**value, "version": 2, "parameters": {}}
        self.world = World(Setting(manifests=(value, later), procedures=procedures), shelf)
        self.within = within
        for party in self.world.parties:
            self.world.declare(party, "court", "court")
            self.world.declare(party, "guardian", "guardian")
        self.meet()
        self.season: EntryId | None = None
        if within:
            self.season = self._open(OUTER, None)
        self.dossier = ""
        if opened:
            self.dossier = str(self._open(self.procedure, str(self.season) if within else None))
            self.meet()

    def _open(self, procedure: Procedure, item: str | None) -> EntryId:
        entry = self.opening(procedure, item)
        return self.world.append(entry)

    def opening(self, procedure: Procedure | None = None, item: str | None = None, party: str = "ESP") -> Entry:
        """Give an opening of a dossier, by one party."""
        procedure = procedure or self.procedure
        compiled = next(each for each in self.world.framework.procedures.values() if each.procedure == procedure)
        if compiled.each:
            sides = {each: each for each in map(str, self.world.parties)}
        else:
            sides = dict(zip(("host", "origin"), map(str, self.world.parties), strict=False))
        opening = next(each.name for each in procedure.acts if each.opens)
        code = Party(party)
        return self.world.draft(
            code, opening, self.by(code), dossier=opening_of(code, self.world.nodes[code].size(code)),
            procedure=procedure.id, digest=compiled.digest, sides=sides, item=item,
        )  # fmt: skip

    def by(self, party: Party, mandate: str = "court", officer: str = "o-1") -> By:
        """Give who acts."""
        if mandate == CLOCK_MANDATE:
            return By(node_authority(party), CLOCK_MANDATE, "node")
        return By(f"{party.lower()}.{mandate}", mandate, officer)

    def draft(self, party: str, act: str, item: object = None, **more: Any) -> Entry:
        """Give an entry in the dossier; `mandate` and `officer` say by whom."""
        code = Party(party)
        by = self.by(code, more.pop("mandate", "court"), more.pop("officer", "o-1"))
        more.setdefault("dossier", DossierId(self.dossier))
        more.setdefault("procedure", self.procedure.id)
        if more["dossier"] == str(self.season):
            more["procedure"] = OUTER.id
        by = more.pop("by", by)
        return self.world.draft(code, act, by, item=None if item is None else str(item), **more)

    def act(self, party: str, act: str, item: object = None, **more: Any) -> EntryId:
        """Let a party act on what it knows."""
        return self.world.append(self.draft(party, act, item, **more))

    def agree(self, act: str, item: object = None, *, one: str = "ESP", other: str = "MAR") -> EntryId:
        """Let two parties conclude a joint act; give the concluding entry."""
        proposal = self.act(one, f"propose_{act}", item)
        self.meet()
        concluded = self.act(other, f"concur_{act}", proposal)
        self.meet()
        return concluded

    def move(self, one: str = "ESP", other: str = "MAR", **more: Any) -> tuple[EntryId, EntryId]:
        """Let two parties move the dossier; give the proposal and what concludes it, which nobody else knows yet."""
        proposal = self.act(one, "propose_move", fields=self.towards(**more))
        self.meet()
        return proposal, self.act(other, "concur_move", proposal)

    def towards(self, **more: Any) -> dict[str, Any]:
        """Give what a proposal to move says."""
        return {"procedure": self.later.id, "digest": procedure_digest(self.later), **more}

    def after(self, party: str, act: str, item: object = None, **more: Any) -> EntryId:
        """Let a party act by the later version."""
        return self.act(party, act, item, procedure=self.later.id, **more)

    def raw(self, party: str, raw: bytes) -> EntryId:
        """Let a party write whatever bytes."""
        return self.world.append_raw(Party(party), raw)

    def wait(self, seconds: int) -> None:
        """Let time go by."""
        self.world.now = Instant(self.world.now + seconds)

    def beat(self) -> None:
        """Let every node write the ack of its heartbeat, and all nodes meet (protocol 3.4)."""
        for party in self.world.parties:
            self.world.append(self.world.draft(party, ACK, self.by(party, CLOCK_MANDATE)))
        self.meet()

    def meet(self) -> None:
        """Let every pair of nodes exchange, twice round."""
        for _ in range(2):
            for at, one in enumerate(self.world.parties):
                for other in self.world.parties[at + 1 :]:
                    self.world.exchange(one, other)

    def tell(self, one: str, other: str) -> None:
        """Let one party's entries reach another, without an answer."""
        to = self.world.nodes[Party(other)]
        have = {each: to.size(each) for each in self.world.parties}
        self.world.deliver(self.world.message(Party(one), Party(other), have))

    def verdict(self, entry: object, at: str = "ESP") -> Verdict:
        """Give the verdict on an entry at one node."""
        party, seq = str(entry).split(".")
        return next(
            verdict
            for each, verdict in self.world.nodes[Party(at)].verdicts.items()
            if each.party == party and each.seq == int(seq)
        )

    def standing(self, entry: object, at: str = "ESP") -> str:
        """Give the standing of an entry, with its reasons where it has some."""
        found = self.verdict(entry, at)
        reasons = [each if isinstance(each, str) else "need" for each in found.reasons]
        return " ".join([str(found.standing), *reasons])

    def fact(self, name: str, item: object = None, at: str = "ESP") -> bool:
        """Give the value of a fact at one node."""
        docket = self.world.nodes[Party(at)].shelf.docket(DossierId(self.dossier))
        assert docket is not None
        assert docket.state is not None
        return docket.state.fact(name, None if item is None else str(item))


__all__ = ["HASH", "HOUR", "HOURS", "Desk", "desk", "later_desk"]
