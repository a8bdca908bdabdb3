"""Runs: from one seed a random procedure, and parties that act in it on partial knowledge.

Each party does what seems possible to it and worth trying: it concurs, withdraws, stops,
corrects, contests; links are cut, messages late, repeated and out of order; clocks differ,
and now and then one lies. What runs meet is counted (`shares`), so that no law is tested
on nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from typing import Any, Final

from jisr.base import EntryId, Instant, Party, digest
from jisr.kernel import By, Deed, Docket, Entry, MemoryShelf, Standing, Step, is_open, node_authority
from jisr.procedures.framework import FRAMEWORK
from jisr.rules import ANY_MANDATE, CLOCK_MANDATE, EACH, Field, Procedure
from tests.strategies.procedures import MANDATES, OUTER, random_parameters, random_procedure
from tests.strategies.spoiled import spoiled
from tests.strategies.worlds import (
    IN_FRAMEWORK,
    NAMES,
    Message,
    Node,
    Setting,
    World,
    founder,
    manifest,
    opening_of,
)

ACTS: Final = 60
FOREIGN_TEXT: Final = 0.1
FOLLOWED: Final = 0.7
TRIES: Final = 6
STEPS_MAX: Final = 40 * ACTS
CLOCK_STEPS: Final = (0, 0, 30, 60, 300, 900, 900, 3_600, 10_800)
WEIGHTS: Final[Mapping[str, float]] = {
    "act": 2.5, "propose": 2.5, "concur": 9, "conclude": 20, "decline": 0.3, "withdraw": 0.5,
    "report": 0.15, "correct": 0.6, "contest": 0.25, "answer": 1.5, "erase": 0.1, "reopen": 0.3,
}  # fmt: skip
SHARES: Final = (
    "concurrent", "void", "bound", "defeated", "crossed", "irrevocable_standing", "nested_standing",
)  # fmt: skip
# So much of what is met is of each kind at the least, in percent of the acts: a law that met less would say little.
SHARE_PERCENT_MIN: Final = 1.0


@dataclass(frozen=True, kw_only=True)
class Habits:
    """How a run is played."""

    parties: int
    cut: float
    deliver: float
    spoil: float
    rush: float
    lie: float


@dataclass(frozen=True, slots=True)
class Move:
    """Something that a party may try: a step with its item, in a dossier."""

    docket: Docket
    step: Step
    item: str | None
    weight: float


@lru_cache(maxsize=4_096)
def drawn(seed: int) -> tuple[Setting, Habits]:
    """Give what a run of this seed is about: a setting with random procedures, and habits."""
    chance = Random(seed)
    sides = chance.choices((1, 2, 3), (8, 62, 30))[0]
    nested = chance.random() < 0.45
    parties = sides if nested else max(sides, chance.choice((2, 2, 3)))
    main = random_procedure(chance, sides=sides, nested=nested)
    for _ in range(2):
        if sides > 1 and not any(each.irrevocable for each in main.acts):
            main = random_procedure(chance, sides=sides, nested=nested)
    procedures: tuple[Procedure, ...] = (FRAMEWORK, main, *((OUTER,) if nested else ()))
    manifests = tuple(
        manifest(NAMES[:parties], procedures, version=each, parameters=random_parameters(chance)) for each in (1, 2)
    )
    habits = Habits(
        parties=parties,
        cut=chance.choice((0.0, 0.05, 0.2)),
        deliver=chance.choice((0.25, 0.4, 0.55)),
        spoil=chance.choice((0.0, 0.0, 0.03, 0.1)),
        rush=chance.choice((0.1, 0.3, 0.6)),
        lie=chance.choice((0.0, 0.0, 0.01)),
    )
    return Setting(manifests=manifests, procedures=procedures), habits


class Run:
    """One run: played act by act from its seed."""

    def __init__(self, seed: int, *, acts: int = ACTS, shelf: type[MemoryShelf] = MemoryShelf) -> None:
        self.seed, self.acts = seed, acts
        setting, self.habits = drawn(seed)
        self.world = World(setting, shelf)
        self.chance = Random(seed + 1)
        self.cut: set[frozenset[Party]] = set()
        self.done = 0

    def play(self) -> "Run":
        """Play to the end; messages may still be on their way."""
        self._found()
        for _ in range(STEPS_MAX):
            if self.done >= self.acts:
                break
            self.step()
        return self

    def step(self) -> None:
        """Let a clock move, a link fail, a message go or arrive, or somebody act."""
        world, chance, habits = self.world, self.chance, self.habits
        if chance.random() < 0.2:
            slow = CLOCK_STEPS if chance.random() < 0.4 else CLOCK_STEPS[:5]
            world.now = Instant(world.now + chance.choice(slow))
        if chance.random() < habits.cut and len(world.parties) > 1:
            link = frozenset(chance.sample(world.parties, 2))
            self.cut ^= {link}
        if chance.random() < habits.lie:
            world.skew[chance.choice(world.parties)] = chance.choice((-7_200, -300, 0, 300, 900, 40_000))
        if chance.random() < habits.deliver:
            self._carry()
        else:
            self._act(chance.choice(world.parties))

    # How the framework begins

    def _found(self) -> None:
        world, chance = self.world, self.chance
        for party in world.parties:
            world.skew[party] = chance.randint(-200, 200)
            world.declare(party, "court", "court", *(("guardian",) if chance.random() < 0.5 else ()))
            world.declare(party, "guardian", "guardian")
        if chance.random() < 0.8:
            for at, one in enumerate(world.parties):
                for other in world.parties[at + 1 :]:
                    world.exchange(one, other)

    # Messages

    def _carry(self) -> None:
        """Send something, or let something arrive: late, in part, again, in any order."""
        world, chance = self.world, self.chance
        if len(world.parties) < 2:
            return
        if world.messages and chance.random() < 0.5:
            at = 0 if chance.random() < 0.7 else chance.randrange(len(world.messages))
            self._arrive(world.messages.pop(at))
            return
        of, to = chance.sample(world.parties, 2)
        if frozenset((of, to)) in self.cut:
            return
        node = world.nodes[to]
        back = chance.choice((0, 0, 0, 3))
        have = {each: max(0, node.size(each) - back) for each in world.parties}
        message = world.message(of, to, have, chance.choice((None, None, None, 1, 4)))
        if chance.random() < 0.25:
            world.messages.append(message)
            if chance.random() < 0.2:
                world.messages.append(message)
        else:
            self._arrive(message)

    def _arrive(self, message: Message) -> None:
        self.world.deliver(message)
        if self.chance.random() < 0.75:
            self.world.acknowledge(message.to)

    # Acts

    def _act(self, party: Party) -> None:
        entry = self._chosen(party)
        if entry is None:
            return
        self.done += 1
        world, chance = self.world, self.chance
        if chance.random() < self.habits.spoil:
            self._spoil(entry)
        else:
            self._follow(world.append(entry))

    def _follow(self, done: EntryId) -> None:
        """Go on where it matters: against what others do not know of yet, and against oneself."""
        node, chance = self.world.nodes[done.party], self.chance
        entry = node.acts[done]
        docket = node.shelf.docket(entry.dossier) if entry.dossier else None
        deed = docket.find(str(done)) if docket else None
        if docket is None or deed is None or deed.step is None or not deed.authorised:
            return
        kind, act = deed.step.kind, deed.step.act
        others = [each for each in docket.sides.values() if each != done.party]
        lasting = act is not None and act.irrevocable and bool(others)
        if lasting and (kind == "propose" or (kind == "concur" and len(others) > 1)):
            self._tell(done.party, others)
        if lasting and kind == ("concur" if len(others) == 1 else "conclude"):
            if chance.random() < 0.8:
                self._try(chance.choice(others), self._crosses)
        elif kind in ("propose", "concur") and chance.random() < 0.2:
            self._try(done.party, lambda _, reasons: reasons == ("4.bound",))

    def _crosses(self, step: Step, reasons: tuple[Any, ...]) -> bool:
        """Say whether to do this against what was just concluded elsewhere: a withdrawal above all."""
        return step.protective and not reasons and (step.kind == "withdraw" or self.chance.random() < 0.4)

    def _tell(self, party: Party, others: Sequence[Party]) -> None:
        """Pass on at once what others wait for, where the line stands; they may answer at once."""
        for other in others:
            if frozenset((party, other)) not in self.cut and self.chance.random() < 0.8:
                size = self.world.nodes[other].size
                self._arrive(self.world.message(party, other, {each: size(each) for each in self.world.parties}))
                if self.chance.random() < 0.5:
                    self._act(other)

    def _try(self, party: Party, wanted: Callable[[Step, tuple[Any, ...]], bool]) -> None:
        """Let a party do the first act found that is of the kind wanted."""
        node = self.world.nodes[party]
        moves = [
            move for docket in node.dockets() if party in docket.sides.values() for move in self._moves(node, docket)
        ]
        self.chance.shuffle(moves)
        for move in moves:
            if move.step.kind in ("report", "contest"):
                continue
            entry = self._entry(node, move)
            if wanted(move.step, outlook(move, entry)):
                self.done += 1
                self.world.append(entry)
                return

    def _spoil(self, entry: Entry) -> None:
        """Let something be amiss; bytes that even their author could not place are not written."""
        raw = spoiled(entry, self.chance)
        world, node = self.world, self.world.nodes[entry.party]
        if node.take(entry.party, raw, world.clock(entry.party)):
            world.wire.append(entry.party, raw)

    def _chosen(self, party: Party) -> Entry | None:
        """Give an act that the party believes possible; now and then one that is not."""
        world, chance = self.world, self.chance
        node = world.nodes[party]
        dockets = [each for each in node.dockets() if party in each.sides.values()]
        if not dockets or (len(dockets) < 4 and chance.random() < 0.015):
            return self._open(party, dockets)
        if chance.random() < 0.01:
            return self._declaration(party)
        inner = [each for each in dockets if each.outer is not None]
        moves = list(self._moves(node, chance.choice(inner if inner and chance.random() < 0.5 else dockets)))
        second: Entry | None = None
        for _ in range(TRIES if moves else 0):
            move = chance.choices(moves, [each.weight for each in moves])[0]
            entry = self._entry(node, move)
            if chance.random() < 0.03:
                return entry
            reasons = outlook(move, entry)
            if not reasons:
                return entry
            if second is None or "4.bound" in reasons:
                second = entry
        return second if chance.random() < 0.12 else None

    def _open(self, party: Party, dockets: Sequence[Docket]) -> Entry:
        world, chance = self.world, self.chance
        procedure = next(each for each in world.setting.procedures if each.name == "drawn")
        outer = [each for each in dockets if each.compiled.procedure.name == OUTER.name]
        item = None
        if procedure.within and (not outer or chance.random() < 0.05):
            procedure = OUTER
        elif procedure.within:
            item = chance.choice(outer).id
        if procedure.sides == EACH:
            sides = {each: each for each in map(str, world.parties)}
        else:
            chosen = chance.sample(world.parties, len(procedure.sides))
            if party not in chosen:
                chosen[0] = party
            sides = {name: str(each) for name, each in zip(procedure.sides, chosen, strict=True)}
        opening = next(each for each in procedure.acts if each.opens)
        compiled = next(each for each in world.framework.procedures.values() if each.procedure == procedure)
        step = compiled.steps[opening.name]
        side = EACH if compiled.each else next(name for name, each in sides.items() if each == party)
        at = world.nodes[party].size(party)
        return world.draft(
            party, opening.name, self._by(party, step, side), dossier=opening_of(party, at), item=item,
            procedure=procedure.id, digest=compiled.digest, sides=sides,
        )  # fmt: skip

    def _declaration(self, party: Party) -> Entry:
        world, chance = self.world, self.chance
        act = chance.choice(("declare_authority", "declare_authority", "retire_authority", "record_manifest"))
        code = f"{party.lower()}.{chance.choice((*MANDATES, 'third'))}"
        fields: dict[str, Any] = {"code": code}
        if act == "declare_authority":
            fields["mandates"] = sorted(chance.sample(MANDATES, chance.randint(1, 2)))
        if act == "record_manifest":
            return self._record(party)
        return world.draft(party, act, founder(party), **IN_FRAMEWORK, fields=fields)

    def _record(self, party: Party) -> Entry:
        """Record a manifest, mostly the one that another has recorded; a founder does, or the node by itself."""
        world, chance = self.world, self.chance
        fields: dict[str, Any] = {"version": 2, "digest": self._digest_of_the_second()}
        others = [each for each in world.nodes[party].register.versions if each[1] != party]
        if others and chance.random() < FOLLOWED:
            version, _, _, digest_of_it = chance.choice(others)
            fields = {"version": version, "digest": digest_of_it}
        by = By(node_authority(party), CLOCK_MANDATE, "node") if chance.random() < FOLLOWED else founder(party)
        return world.draft(party, "record_manifest", by, **IN_FRAMEWORK, fields=fields)

    def _digest_of_the_second(self) -> str:
        """Give the digest of version 2; now and then one of a text that nobody has."""
        second = digest(self.world.setting.manifests[1])
        return digest(2) if self.chance.random() < FOREIGN_TEXT else second

    def _moves(self, node: Node, docket: Docket) -> Iterator[Move]:
        """Give what the party's mandates let it try here, what is worth trying first."""
        state, compiled = docket.state, docket.compiled
        assert state is not None
        side = compiled.side_of(node.party, docket.sides) or EACH
        closed = state.fact("closed")
        for step in compiled.steps.values():
            if side not in step.by or (step.act is not None and step.act.opens):
                continue
            if step.of_move and not self.world.setting.moves:
                continue
            if step.kind == "conclude" and len(docket.sides) <= 2:
                continue
            weight = WEIGHTS[step.kind]
            if step.act is not None and step.kind in ("act", "propose"):
                weight = self._weight_of(step, weight)
            if step.kind == "reopen" and closed:
                weight = 3
            for item in self._items(node, docket, step):
                yield Move(docket, step, item, weight * self._eagerness(step, item, node, docket))

    @staticmethod
    def _weight_of(step: Step, weight: float) -> float:
        act = step.act
        assert act is not None
        if act.irrevocable:
            return 12
        if act.protective:
            return 0.9
        return 0.15 if act.closes else weight

    def _eagerness(self, step: Step, item: str | None, node: Node, docket: Docket) -> float:
        """What is done while others may be doing the contrary is worth most."""
        state = docket.state
        assert state is not None
        pending = [
            each for each in state.proposals.values()
            if is_open(each) and node.party in (each["party"], *each["concurred"])
        ]  # fmt: skip
        lasting = any(docket.compiled.steps[f"propose_{each['act']}"].irrevocable for each in pending)
        if step.kind == "withdraw":
            proposal = state.proposals[str(item)]
            if not is_open(proposal):
                return 0.1
            return 6 * self.habits.rush if step.act is not None and step.act.irrevocable else 1
        if step.protective and lasting:
            return 6 * self.habits.rush
        if step.kind == "concur" and step.act is not None and step.act.irrevocable:
            return 3
        return 0.5 if pending and step.kind == "act" else 1

    def _items(self, node: Node, docket: Docket, step: Step) -> Iterator[str | None]:
        state, chance = docket.state, self.chance
        assert state is not None
        match step.item:
            case None:
                yield None
            case "proposal":
                for key, each in state.proposals.items():
                    name = step.act.name if step.act else ""
                    if each["act"] == name and (is_open(each) or chance.random() < 0.05):
                        yield key
            case "contest":
                yield from state.contests
            case "contested":
                if docket.compiled.contestable:
                    yield ""
            case "entry" | "entry_or_none":
                own = [key for key, each in docket.deeds.items() if each.party == node.party]
                yield chance.choice(own) if own else None
            case kind:
                yield from state.items_of(kind)

    # Entries

    def _entry(self, node: Node, move: Move) -> Entry:
        chance, step, docket = self.chance, move.step, move.docket
        item, fields = move.item, self._fields(step.fields.values())
        side = docket.compiled.side_of(node.party, docket.sides) or EACH
        match step.kind:
            case "contest":
                fact = chance.choice(sorted(docket.compiled.contestable))
                kind = docket.compiled.fact_kinds[fact]
                assert docket.state is not None
                items = docket.state.items_of(kind) if kind else []
                item, fields = (chance.choice(items) if items else None), {"fact": fact}
            case "correct":
                target = docket.find(str(item))
                act = target.step.act if target and target.step else None
                given = self._fields(act.fields) if act else {}
                fields = {"fields": given, "reason": "mistaken"}
                if act is not None and side in act.by:
                    step = replace(step, by={side: frozenset(act.by[side])})
            case "erase":
                fields = {"basis": "gdpr-17"}
        return self.world.draft(
            node.party, step.name, self._by(node.party, step, side), dossier=docket.id,
            procedure=docket.compiled.id, item=item, fields=fields,
        )  # fmt: skip

    def _by(self, party: Party, step: Step, side: str) -> By:
        chance = self.chance
        admitted = sorted(step.by.get(side, frozenset()))
        mandate = chance.choice(admitted or MANDATES)
        if mandate == CLOCK_MANDATE:
            return By(node_authority(party), CLOCK_MANDATE, "node")
        if mandate == ANY_MANDATE:
            mandate = chance.choice(MANDATES)
        behalf = chance.choice(sorted(step.on_behalf)) if step.on_behalf and chance.random() < 0.5 else None
        officer = f"o-{chance.randrange(3)}"
        if mandate not in MANDATES:
            return By(f"{party.lower()}.founder", mandate, officer)
        return By(f"{party.lower()}.{mandate}", mandate, officer, behalf)

    def _fields(self, declared: Iterable[Field]) -> dict[str, Any]:
        return {each.name: self._value(each) for each in declared if each.required or self.chance.random() < 0.6}

    def _value(self, field: Field) -> Any:
        chance = self.chance
        if field.type == "choice":
            return chance.choice(field.choices)[0]
        if field.type == "date":
            return chance.choice(("2026-05-27", "2026-05-28", "2026-05-29", "2026-06-02"))
        return chance.randint(0, 4)


def outlook(move: Move, entry: Entry) -> tuple[Any, ...]:
    """Give what the node of whoever acts says that an act would lack."""
    deed = Deed(entry, time=entry.time, seen=entry.seen)
    deed.step = move.step
    if move.step.kind == "correct":
        target = move.docket.find(str(entry.item))
        if target is None or target.step is None or target.step.act is None or target.step.kind != "act":
            return ("4.item",)
        deed.target, deed.step = target, move.docket.words_of(target).correcting(target.step.act.name)
    return move.docket.outlook(deed)


# What runs met


def shares(nodes: Iterable[Node]) -> Counter[str]:
    """Count, over nodes that know everything, what became of the acts of dossiers."""
    found: Counter[str] = Counter()
    for node in nodes:
        acts = [(each, entry) for each, entry in node.acts.items() if entry.dossier is not None]
        found["acts"] += len(acts)
        found["void"] += len(node.taken) - len(node.acts)
        found["acts"] += len(node.taken) - len(node.acts)
        for entry_id, entry in acts:
            _count(node, entry_id, entry, found)
    return found


def told(met: Counter[str]) -> dict[str, float]:
    """Give the shares of what the laws speak of, in percent of the acts."""
    return {name: round(100 * met[name] / met["acts"], 2) for name in SHARES}


def _count(node: Node, entry_id: EntryId, entry: Entry, found: Counter[str]) -> None:
    verdict = node.verdicts[entry_id]
    assert entry.dossier is not None
    docket = node.shelf.docket(entry.dossier)
    assert docket is not None
    deed = docket.find(str(entry_id))
    found[verdict.standing] += 1
    found["bound"] += verdict.reasons == ("4.bound",)
    for reason in verdict.reasons if verdict.standing == Standing.VOID else ():
        found[f"void {reason}" if isinstance(reason, str) else "void needs"] += 1
    if deed is None or docket.compiled is None or deed.step is None:
        return
    found["concurrent"] += is_concurrent(deed, docket)
    stands = verdict.standing == Standing.STANDS
    found["nested_standing"] += stands and docket.outer is not None
    last = deed.step.act is not None and deed.step.act.irrevocable
    ends = "concur" if len(docket.sides) <= 2 else "conclude"
    found["irrevocable_standing"] += stands and last and deed.step.kind == ends
    found[f"step {deed.step.kind}"] += stands


def is_concurrent(deed: Deed, docket: Docket) -> bool:
    """Say whether some act of the dossier neither precedes nor succeeds an act."""
    return any(
        not deed.succeeds(each.party, each.seq) and not each.succeeds(deed.party, deed.seq)
        for each in docket.deeds.values()
        if each.party != deed.party
    )


__all__ = ["SHARES", "SHARE_PERCENT_MIN", "Habits", "Run", "drawn", "is_concurrent", "outlook", "shares", "told"]
