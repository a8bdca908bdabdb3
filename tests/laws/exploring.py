"""All runs of a small procedure, up to a bound: every act that a party can name, and every delivery.

Runs that differ only in the order of what does not touch are one; each is tried once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from jisr.base import DossierId, Instant, Party
from jisr.kernel import By, Docket, State
from jisr.procedures.framework import FRAMEWORK
from jisr.rules import EACH, Act, DeclaredFact, Every, Fact, Item, Parameter, Procedure
from tests.laws.laws import LAWS, PlainShelf, first, rejudged
from tests.strategies.worlds import NAMES, Setting, World, compiled, manifest, opening_of

SOURCE: Final = "written for the tests"
OFFICE: Final = ("founding",)
HOUR: Final = 3_600
# Who, what, and the item it names: an act; a message (`tell`, to whom); or time (`wait`).
Move = tuple[str, str, str | None]


def _procedure(
    name: str, *acts: Act, items: Sequence[str] = (), facts: Mapping[str, str | None] | None = None
) -> Procedure:
    return Procedure(
        name=name, version=1, label=name, persons=False, sides=EACH, mandates=(("founding", "founding"),),
        items=tuple(Item(name=each, label=each, plural=each) for each in items),
        facts=tuple(
            DeclaredFact(name=each, label=each, contrary="", source=SOURCE, item=item, cautious=each == "halted")
            for each, item in (facts or {}).items()
        ),
        acts=(_act("open", opens=True), *acts),
        parameters=(Parameter(name="window", label="window", unit="hours", owner="all"),),
    )  # fmt: skip


def _act(name: str, **more: object) -> Act:
    return Act(name=name, label=name, by={EACH: OFFICE}, **more)  # type: ignore[arg-type]  # an act's parts


HAND_OVER: Final = _procedure(
    "lasting",
    _act("halt", protective=True, sets=("halted",)),
    _act("go", joint=True, irrevocable=True, redress="mend", window="window", needs=~Fact("halted")),
    _act("mend", joint=True, clears=("halted",)),
    facts={"halted": None},
)
PAPERS: Final = _procedure(
    "papers",
    _act("file", protective=True, adds="paper", clears=("checked",)),
    _act("check", joint=True, item="paper", sets=("checked",)),
    _act("go", joint=True, needs=Every("paper", Fact("checked")), sets=("gone",)),
    items=("paper",),
    facts={"checked": "paper", "gone": None},
)
CLOSING: Final = _procedure(
    "closing",
    _act("note", sets=("noted",)),
    _act("stop", protective=True, clears=("noted",)),
    _act("close", joint=True, closes=True, needs=Fact("noted")),
    facts={"noted": None},
)


@dataclass(frozen=True, slots=True)
class Explored:
    """How much was tried, and what broke."""

    runs: int
    broken: tuple[str, ...]


class Small:
    """A world of a small procedure in which moves are made."""

    def __init__(self, procedure: Procedure, parties: int) -> None:
        self.world = World(_setting(procedure, parties))
        opener = self.world.parties[0]
        sides = {each: each for each in self.world.parties}
        self.world.append(
            self.world.draft(
                opener, "open", self._by(opener), dossier=opening_of(opener, 0), procedure=procedure.id,
                digest=compiled(procedure).digest, sides=sides,
            )
        )  # fmt: skip
        self.procedure, self.dossier, self.seed = procedure, opening_of(opener, 0), 0
        for other in self.world.parties[1:]:
            self.make((opener, "tell", other))

    @staticmethod
    def _by(party: Party) -> By:
        return By(f"{party.lower()}.founder", "founding", "o-1")

    def make(self, move: Move) -> None:
        """Make one move."""
        who, what, item = move
        if what == "wait":
            self.world.now = Instant(self.world.now + 5 * HOUR)
        elif what == "tell":
            node = self.world.nodes[Party(str(item))]
            have = {each: node.size(each) for each in self.world.parties}
            self.world.deliver(self.world.message(Party(who), Party(str(item)), have))
        else:
            self.world.append(
                self.world.draft(
                    Party(who), what, self._by(Party(who)), dossier=self.dossier, procedure=self.procedure.id,
                    item=item,
                )
            )  # fmt: skip

    def moves(self, *, waits: bool) -> Iterator[Move]:
        """Give every move that there is: possible acts and impossible ones, and what can be told."""
        if waits:
            yield ("", "wait", None)
        for party, node in self.world.nodes.items():
            docket = node.shelf.docket(DossierId(self.dossier))
            if docket is not None and docket.state is not None:
                yield from ((party, act, item) for act, item in _acts(docket, docket.state))
            for other, to in self.world.nodes.items():
                if any(node.size(each) > to.size(each) for each in self.world.parties):
                    yield (party, "tell", other)

    def key(self) -> object:
        """Give what tells this run from another: what each has written, and what each knows."""
        nodes = self.world.nodes
        return (
            tuple(tuple(nodes[each].raw[each]) for each in nodes),
            tuple(node.size(each) for node in nodes.values() for each in nodes),
            self.world.now,
        )


_KNOWN: dict[tuple[str, int], Setting] = {}


def _setting(procedure: Procedure, parties: int) -> Setting:
    key = (procedure.name, parties)
    if key not in _KNOWN:
        value = manifest(NAMES[:parties], (FRAMEWORK, procedure))
        _KNOWN[key] = Setting(manifests=(value,), procedures=(FRAMEWORK, procedure))
    return _KNOWN[key]


def _acts(docket: Docket, state: State) -> Iterator[tuple[str, str | None]]:
    for step in docket.compiled.steps.values():
        if step.kind in ("correct", "contest", "answer", "erase", "report") or (step.act and step.act.opens):
            continue
        if step.kind == "conclude" and len(docket.sides) <= 2:
            continue
        match step.item:
            case None:
                yield step.name, None
            case "proposal":
                name = step.act.name if step.act else ""
                yield from ((step.name, key) for key, each in state.proposals.items() if each["act"] == name)
            case kind:
                yield from ((step.name, item) for item in state.items_of(kind))


def explore(
    procedure: Procedure,
    *,
    parties: int,
    bound: int,
    waits: bool = False,
    told: Callable[[int], None] = lambda _: None,
) -> Explored:
    """Make all runs of so many moves and hold each against the laws."""
    frontier: list[tuple[Move, ...]] = [()]
    known: set[object] = set()
    broken: list[str] = []
    for depth in range(bound + 1):
        following: list[tuple[Move, ...]] = []
        for script in frontier:
            small = Small(procedure, parties)
            for move in script:
                small.make(move)
            key = small.key()
            if key in known:
                continue
            known.add(key)
            told(len(known))
            if depth < bound:
                following += [(*script, move) for move in small.moves(waits=waits)]
            broken += [f"{line}, after {script}" for line in _broken(small)]
        frontier = following
    return Explored(len(known), tuple(broken))


def _broken(small: Small) -> Iterator[str]:
    """Let everybody learn everything, and ask each law."""
    for law in LAWS:
        if law.__name__ in ("permanence", "safety"):
            yield from law(small)  # type: ignore[arg-type]  # a run is its world and its seed
    world = small.world
    node = first(world)
    if any(other.verdicts != node.verdicts for other in world.nodes.values()):
        yield "nodes differ"
    if rejudged(node, world, Random(0), PlainShelf).verdicts != node.verdicts:
        yield "fast and plain differ"
