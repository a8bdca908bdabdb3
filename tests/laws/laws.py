"""The laws of protocol 5.6, each a question to a run: what breaks it, as sentences; nothing: it holds."""

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Final

from jisr.base import FRAMEWORK_DOSSIER, DossierId, EntryId, Instant, Party, Seq
from jisr.kernel import ACK, Compiled, Deed, Docket, MemoryShelf, Placed, Standing, State, Verdict, in_families
from jisr.kernel.conditions import lacking
from jisr.kernel.standing import is_irrevocable_end
from tests.strategies.runs import Run
from tests.strategies.worlds import Node, World

FAR: Final = Instant(4_000_000_000)
ORDERS: Final = 20
RANKS: Final = {"propose": 0, "concur": 0, "conclude": 1, "decline": 3}
KEPT_OF_STATE: Final = (
    "opening", "facts", "figures", "items", "proposals", "starts", "contests", "corrected", "doers", "stretches",
)  # fmt: skip
DONE: Final = (Standing.STANDS, Standing.CROSSED)


class PlainDocket(Docket):
    """A dossier of which everything is judged from sets, always: the plain way (protocol 5.0)."""

    def _covers_outer(self, deed: Deed) -> bool:  # whatever is asked
        return False

    def admit(self, deed: Deed) -> Mapping[str, Verdict]:
        self.is_clean = False
        return super().admit(deed)


class PlainShelf(MemoryShelf):
    """Dockets that are judged the plain way."""

    def open(self, dossier: DossierId, outer: Docket | None) -> Docket:
        made = super().open(dossier, outer)
        made.__class__ = PlainDocket
        return made

    def inner(self, dossier: DossierId) -> Iterator[Docket]:
        yield from super().inner(dossier)


class TogetherNode(Node):
    """A node that places all that comes together, then judges it, and late what it defeats."""

    waiting: list[Placed]

    def judge(self, placed: Placed, party: Party, raw: bytes) -> None:
        self.logs.logs[party].append(placed)
        self.raw[party].append(raw)
        if placed.entry is not None:
            self.acts[EntryId(party, Seq(self.size(party) - 1))] = placed.entry
        self.waiting.append(placed)

    def judge_together(self, party: Party) -> None:
        """Judge what was placed of one log since it was last asked."""
        begin = self.size(party) - len(self.waiting)
        for seq, placed in enumerate(self.waiting, begin):
            self.verdicts[EntryId(party, Seq(seq))] = self.ledger.admit(placed)
        self.waiting.clear()
        self.verdicts |= self.ledger.settle()


class FamilyNode(TogetherNode):
    """A node that judges what comes together family by family, as a store does."""

    def judge_together(self, party: Party) -> None:
        begin = self.size(party) - len(self.waiting)
        for at in in_families(self.waiting, self.shelf):
            self.verdicts[EntryId(party, Seq(begin + at))] = self.ledger.admit(self.waiting[at])
        self.waiting.clear()
        self.verdicts |= self.ledger.settle()
        for docket in self.shelf.dockets.values():
            if docket.state is not None:
                docket.state.to_bytes()


class KeptDocket(Docket):
    """A dossier that a store keeps between acts: its deeds, and its running values as bytes."""

    kept: dict[str, Deed]

    def admit(self, deed: Deed) -> Mapping[str, Verdict]:
        changed = super().admit(deed)
        self.kept[deed.key] = _kept(deed)
        self._keep(changed)
        return changed

    def judge_again(self) -> dict[str, Verdict]:
        changed = super().judge_again()
        self._keep(changed)
        return changed

    def _keep(self, changed: Mapping[str, Verdict]) -> None:
        for key, verdict in changed.items():
            if key in self.kept:
                self.kept[key].verdict = verdict


class KeptShelf(MemoryShelf):
    """Dockets that are written away after each act and read back before the next."""

    def open(self, dossier: DossierId, outer: Docket | None) -> Docket:
        made = super().open(dossier, outer)
        made.__class__ = KeptDocket
        made.kept = {}  # type: ignore[attr-defined]  # a KeptDocket from here on
        return made

    def docket(self, dossier: DossierId) -> Docket | None:
        before = self.dockets.get(dossier)
        if before is None:
            return None
        assert isinstance(before, KeptDocket)
        store = before.kept
        made = KeptDocket(
            dossier,
            framework=self._framework,
            register=self._register,
            logs=self._logs,
            deeds=lambda: [_kept(each) for each in store.values()],
            outer=self.docket(DossierId(before.outer.id)) if before.outer is not None else None,
        )
        made.kept = store
        state = before.state.to_bytes() if before.state else None
        made.restore(before.compiled, before.sides, before.to_bytes(), state)
        # A store writes only what is settled; here it is also read while a ledger is at work.
        made.is_unsettled = before.is_unsettled
        self.dockets[dossier] = made
        return made

    def inner(self, dossier: DossierId) -> list[Docket]:
        found = [each for each in self.dockets.values() if each.outer is not None and each.outer.id == dossier]
        return [made for each in found if (made := self.docket(DossierId(each.id))) is not None]


def _kept(deed: Deed) -> Deed:
    """Give a deed as it is read back from a store: its entry, depth and verdict."""
    made = Deed(deed.entry, time=deed.time, seen=deed.seen)
    made.depth, made.verdict = deed.depth, deed.verdict
    return made


def first(world: World) -> Node:
    """Give the first party's node."""
    return world.nodes[world.parties[0]]


def rejudged(node: Node, world: World, chance: Random, shelf: type[MemoryShelf], kind: type[Node] = Node) -> Node:
    """Give a fresh node that took in the same entries in another order."""
    fresh = kind(world.setting, world.framework, node.party, world.wire, shelf)
    if isinstance(fresh, TogetherNode):
        fresh.waiting = []
    for party, log in node.raw.items():
        for seq, raw in enumerate(log):
            fresh.held[party][seq] = raw
    while any(fresh.held.values()):
        parties = [each for each, held in fresh.held.items() if held]
        party = chance.choice(parties)
        seq = fresh.size(party)
        for _ in range(chance.randint(1, 30 if isinstance(fresh, TogetherNode) else 9)):
            if seq not in fresh.held[party] or not fresh.take(party, fresh.held[party][seq], FAR):
                break
            del fresh.held[party][seq]
            seq += 1
        if isinstance(fresh, TogetherNode):
            fresh.judge_together(party)
    return fresh


def _differing(one: Node, other: Node, what: str) -> Iterator[str]:
    for each in sorted({*one.verdicts, *other.verdicts}):
        left, right = one.verdicts.get(each), other.verdicts.get(each)
        if left != right:
            yield f"{what}: {each} {one.acts[each].act if each in one.acts else ''}: {left} and {right}"


def convergence(run: Run) -> Iterator[str]:
    """Same entries, same verdicts: between nodes, and in any order of taking in."""
    world = run.world
    world.heal()
    world.heal()
    node = first(world)
    for other in world.nodes.values():
        if other.raw != node.raw:
            yield f"{other.party} and {node.party} have not the same entries"
        yield from _differing(node, other, f"{node.party} and {other.party} differ")
    again = rejudged(node, world, Random(run.seed), MemoryShelf)
    yield from _differing(node, again, "taken in otherwise")


def fast_way(run: Run) -> Iterator[str]:
    """Judging from running values, from sets, from what a store kept, and together says the same (5.7)."""
    world = run.world
    for node in world.nodes.values():
        plain = rejudged(node, world, Random(run.seed), PlainShelf)
        yield from _differing(node, plain, "fast and plain differ")
        kept = rejudged(node, world, Random(run.seed + 1), KeptShelf)
        yield from _differing(node, kept, "kept differs")
        late = rejudged(node, world, Random(run.seed + 2), MemoryShelf, TogetherNode)
        yield from _differing(node, late, "judged together differs")
        apart = rejudged(node, world, Random(run.seed + 3), MemoryShelf, FamilyNode)
        yield from _differing(node, apart, "judged family by family differs")
        for docket in node.shelf.dockets.values():
            yield from _states_differ(docket, apart.shelf.dockets[docket.id], "by family")
            yield from _written_late(apart.shelf.dockets[docket.id])
            yield from _states_differ(docket, plain.shelf.dockets[docket.id], "plain")
            yield from _states_differ(docket, kept.shelf.dockets[docket.id], "kept")
            yield from _states_differ(docket, late.shelf.dockets[docket.id], "together")


def _written_late(docket: Docket) -> Iterator[str]:
    """Hold what is kept of a state that was written again and again against the state written at once."""
    state = docket.state
    if state is None:
        return
    anew = State(state.compiled, state.sides)
    for name in KEPT_OF_STATE:
        setattr(anew, name, getattr(state, name))
    if state.to_bytes() != anew.to_bytes():
        yield f"of {docket.id} is kept {state.to_bytes()!r}, not {anew.to_bytes()!r}"


def _states_differ(one: Docket, other: Docket, what: str) -> Iterator[str]:
    if _read(one.state) != _read(other.state):
        yield f"states of {one.id} differ ({what}): {_read(one.state)} and {_read(other.state)}"


def _read(state: State | None) -> object:
    """Give all that a state says, whatever the order in which it came about."""
    if state is None:
        return None
    keys = sorted({*state.facts, *(f"{name}" for name in state.compiled.cautious)})
    return {
        "facts": {key: state.fact(*key.split("|")) for key in keys if "|" in key or not _of_item(state, key)},
        "figures": {key: state.figure(*key.split("|")) for key in sorted(state.figures)},
        "items": dict(sorted(state.items.items())),
        "starts": {key: sorted(map(str, marks)) for key, marks in sorted(state.starts.items())},
        "open": sorted(key for key in state.proposals if state.is_open(key)),
        "stretches": state.stretches,
    }


def _of_item(state: State, key: str) -> bool:
    return state.compiled.fact_kinds.get(key) is not None


def permanence(run: Run) -> Iterator[str]:
    """What is final never changes, at whatever time it became so."""
    run.world.heal()
    run.world.heal()
    for node in run.world.nodes.values():
        yield from (f"{each} changed at {node.party} though it was final" for each in node.shaken)


def safety(run: Run) -> Iterator[str]:
    """What cannot be undone stands with its needs holding, or is crossed and calls for its redress."""
    run.world.heal()
    run.world.heal()
    for docket, deed in _deeds(first(run.world)):
        state = docket.state
        assert state is not None
        if deed.authorised and is_irrevocable_end(deed, state):
            if deed.verdict.standing == Standing.STANDS:
                yield from _unsafe(docket, deed)
            elif deed.verdict.standing != Standing.CROSSED:
                yield f"{deed.key} is {deed.verdict.standing}, though what is done is done"
            else:
                yield from _unredressed(docket, deed, state)


def _deeds(node: Node) -> Iterator[tuple[Docket, Deed]]:
    for docket in node.shelf.dockets.values():
        if docket.compiled is not None and docket.id != FRAMEWORK_DOSSIER:
            for deed in docket.deeds.values():
                yield docket, deed


def _state_before(docket: Docket, deed: Deed, *, protective: bool) -> State:
    """Give the state of what precedes an act, with the protective acts that crossed it."""
    outer = None
    if docket.outer is not None:
        outer = _state_before(docket.outer, deed, protective=protective)
    state = State(version_of(docket, deed), docket.sides, outer, docket.versions)
    for each in sorted(docket.deeds.values(), key=Deed.listed):
        if each.key == deed.key or each.succeeds(deed.party, deed.seq):
            continue
        crosses = protective and each.protective and each.authorised
        precedes = deed.succeeds(each.party, each.seq)
        standing = each.verdict.standing
        if standing == Standing.STANDS and (precedes or crosses):
            state.apply(each)
        elif standing == Standing.CROSSED and precedes:
            state.apply(each, crossed=True)
    return state


def version_of(docket: Docket, deed: Deed) -> Compiled:
    """Give the version by which an act was judged."""
    known = docket.versions or {}
    return known.get(str(deed.entry.procedure), docket.compiled)  # of the dossier around it, as it is read now


def _unsafe(docket: Docket, deed: Deed) -> Iterator[str]:
    agreed = docket.agreed_at(deed)
    assert agreed is not None
    reasons = lacking(deed, _state_before(docket, deed, protective=True), docket.clocks_of(deed), agreed)
    if reasons:
        yield f"{deed.key} stands without {reasons}"


def _unredressed(docket: Docket, deed: Deed, state: State) -> Iterator[str]:
    assert deed.step is not None
    assert deed.step.act is not None
    name = deed.step.act.name
    if not state.fact(f"{name}_done"):
        yield f"{deed.key} is crossed, and {name}_done does not say so"
    redressed = any(
        each.succeeds(deed.party, deed.seq)
        and each.verdict.standing == Standing.STANDS
        and each.step is not None
        and each.step.act is not None
        and each.step.act.name == docket.compiled.procedure.act(name).redress
        for each in docket.deeds.values()
    )
    if not redressed and not state.fact(f"{name}_crossed"):
        yield f"{deed.key} is crossed, and {name}_crossed does not say so"


def serial(run: Run) -> Iterator[str]:
    """What stands could have been done one act after the other; protective acts come in any state."""
    run.world.heal()
    for docket in first(run.world).shelf.dockets.values():
        if docket.compiled is not None and docket.outer is None and docket.id != FRAMEWORK_DOSSIER:
            urgent: list[Deed] = []
            for seed in range(ORDERS):
                stuck = _stuck(docket, Random(seed), urgent)
                if not stuck:
                    break
                # What got stuck, with all that precedes it, comes earlier next time.
                urgent = [*(urgent if seed % 5 else ()), *stuck]
            else:
                yield f"no order of the acts of {docket.id} was found; stuck before {[e.key for e in stuck]}"


def _stuck(docket: Docket, chance: Random, urgent: list[Deed]) -> list[Deed]:
    """Do act after act as each can be done; give what could not, if that happens."""
    # Of a dossier that has moved: as each version reads it; what was done before the move came before it (12.29).
    versions = docket.versions or {docket.compiled.id: docket.compiled}
    states = {name: State(each, docket.sides, None, docket.versions) for name, each in versions.items()}
    left = [each for each in docket.deeds.values() if each.verdict.standing in DONE]
    haste = {each.key for each in left if any(o.key == each.key or o.succeeds(each.party, each.seq) for o in urgent)}
    while left:
        ready = [each for each in left if not any(each.succeeds(o.party, o.seq) for o in left)]
        # What others may take away had better come before what takes it away.
        ready.sort(key=lambda each: (_version(each), each.key not in haste, _rank(each), chance.random()))
        deed = next((each for each in ready if _can_come(each, states[str(each.entry.procedure)], docket)), None)
        if deed is None:
            # What gives nothing is missed by nobody, unless a conclusion is: then that gets stuck.
            deed = next((each for each in ready if _gives_nothing(each, docket)), None)
            if deed is None:
                return ready
            left.remove(deed)
            continue
        left.remove(deed)
        for state in states.values():
            state.apply(deed, crossed=deed.verdict.standing == Standing.CROSSED)
    return []


def _version(deed: Deed) -> int:
    return int(str(deed.entry.procedure).partition("/")[2])


def _gives_nothing(deed: Deed, docket: Docket) -> bool:
    """Say whether an act gives neither facts nor items nor periods: a step short of the conclusion."""
    assert deed.step is not None
    kind = deed.step.kind
    return kind in ("propose", "decline") or (kind == "concur" and len(docket.sides) > 2)


def _rank(deed: Deed) -> int:
    assert deed.step is not None
    return RANKS.get(deed.step.kind, 2) + 2 * deed.protective


def _can_come(deed: Deed, state: State, docket: Docket) -> bool:
    if deed.protective or deed.target is not None or deed.verdict.standing == Standing.CROSSED:
        return True
    agreed = docket.agreed_at(deed)
    assert agreed is not None
    return not lacking(deed, state, docket.clocks_of(deed), agreed)


def progress(run: Run) -> Iterator[str]:
    """After a cut heals, an exchange each way along each link makes all final, and silence follows.

    At its author an act is final after one round; on every node after a second.
    """
    world = run.world
    written = {each: set(node.taken) for each, node in world.nodes.items()}
    world.heal()
    for party, node in world.nodes.items():
        own = {each for each in written[party] if each.party == party}
        yield from _not_final(node, own)
    world.heal()
    for node in world.nodes.values():
        yield from _not_final(node, set(node.taken))
    sizes = {party: node.size(party) for party, node in world.nodes.items()}
    world.heal()
    for party, node in world.nodes.items():
        if node.size(party) != sizes[party]:
            yield f"{party} went on acknowledging when nothing was new"


def _not_final(node: Node, entries: set[EntryId]) -> Iterator[str]:
    for each in sorted(entries):
        entry = node.acts.get(each)
        if (entry is None or entry.act != ACK) and not node.is_final(each):
            yield f"{each} is not final at {node.party}"


LAWS: Final[tuple[Callable[[Run], Iterator[str]], ...]] = (
    convergence, fast_way, permanence, safety, serial, progress,
)  # fmt: skip
__all__ = ["LAWS", "KeptShelf", "PlainShelf", "convergence", "fast_way", "first", "rejudged"]
