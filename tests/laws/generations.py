"""Runs in which a party shows two histories, all end its log, and it goes on (protocol 9.6, 12.27, 12.28).

Up to a moment a run is played once; from there twice, by the same keys: Spain with Morocco, who hear nothing of the
Dutch, and Spain with the Dutch. Then the longer history goes on, and everybody takes in what the three logs are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

from jisr.base import EntryId, Party, Seq, b64
from jisr.kernel import MemoryShelf
from jisr.log import Frontier, leaf_hash
from tests.laws.laws import FAR, progress
from tests.strategies.runs import Run
from tests.strategies.worlds import Node, World

FORKER: Final = Party("ESP")
HONEST: Final = (Party("MAR"), Party("NLD"))
BEFORE_ACTS: Final = 25
APART_ACTS: Final = 20
AFTER_ACTS: Final = 15
STEPS_MAX: Final = 2_000


class Apart(Run):
    """A run of which only two parties go on, and hear nothing of the third."""

    pair: tuple[Party, ...] = ()

    def part(self, honest: Party, *, seed: int, acts: int) -> None:
        """Let the forker and one other go on by themselves."""
        self.pair, self.chance, self.acts = (FORKER, honest), Random(seed), self.done + acts
        self.world.messages.clear()
        third = next(each for each in HONEST if each != honest)
        self.cut = {frozenset((third, each)) for each in self.pair}
        # The third neither hears nor acts: its log is one.
        self.habits = replace(self.habits, cut=0.0)
        for _ in range(STEPS_MAX):
            if self.done >= self.acts:
                break
            self.step()

    def _act(self, party: Party) -> None:
        if not self.pair or party in self.pair:
            super()._act(party)

    def _try(self, party: Party, wanted: Any) -> None:
        if not self.pair or party in self.pair:
            super()._try(party, wanted)


@dataclass(kw_only=True)
class Mended:
    """What was before, at each honest party, and the world in which the log goes on."""

    seed: int
    apart: dict[Party, Node]
    chosen: Party
    end: int
    world: World
    logs: dict[Party, list[bytes]]


def mended(seed: int) -> Mended | None:
    """Play a run with two histories and mend it; None: of this seed there are no three parties, or no two histories."""
    runs = {honest: Apart(seed, acts=BEFORE_ACTS) for honest in HONEST}
    if runs[HONEST[0]].habits.parties < 3:
        return None
    for at, (honest, run) in enumerate(runs.items()):
        run.play()
        run.part(honest, seed=seed * 2 + at, acts=APART_ACTS)
    apart = {honest: run.world.nodes[honest] for honest, run in runs.items()}
    held = {honest: node.raw[FORKER] for honest, node in apart.items()}
    common = next(
        (at for at, (one, other) in enumerate(zip(*held.values(), strict=False)) if one != other),
        min(map(len, held.values())),
    )
    if common == min(map(len, held.values())):
        return None
    chosen = max(HONEST, key=lambda each: len(held[each]))
    log = held[chosen]
    ended = {"from": len(log), "root": b64(Frontier().grown_by(map(leaf_hash, log)).root()), "common": common}
    setting = runs[chosen].world.setting
    last: dict[str, Any] = {
        **setting.manifests[-1],
        "version": 3,
        "generations": {FORKER: [{**ended, "reason": "two histories"}]},
    }
    world = World(replace(setting, manifests=(*setting.manifests, last)), MemoryShelf)
    world.now = max(run.world.now for run in runs.values())
    logs = {FORKER: list(log), **{each: list(apart[each].raw[each]) for each in HONEST}}
    for party, raws in logs.items():
        for raw in raws:
            world.wire.append(party, raw)
    for at, node in enumerate(world.nodes.values()):
        take_all(node, logs, Random(seed + at))
    return Mended(seed=seed, apart=apart, chosen=chosen, end=len(log), world=world, logs=logs)


def take_all(node: Node, logs: dict[Party, list[bytes]], chance: Random) -> None:
    """Let a node receive all entries, in whatever order of the logs."""
    offers = [(party, seq, raw) for party, log in logs.items() for seq, raw in enumerate(log)]
    chance.shuffle(offers)
    for party, seq, raw in offers:
        node.offer(party, seq, raw)
        node.settle(FAR)


def claims(found: Mended) -> int:
    """Give how many entries say to have seen what fell away."""
    other = next(each for each in HONEST if each != found.chosen)
    node = found.world.nodes[found.chosen]
    raised = found.apart[other].logs.logs[other]
    return sum(
        raised.count(FORKER, seq) != node.logs.logs[other].count(FORKER, seq) for seq in range(len(found.logs[other]))
    )


def nobody_waits(found: Mended) -> Iterator[str]:
    """All entries of the honest have their place, whatever they were shown."""
    for node in found.world.nodes.values():
        for party, log in found.logs.items():
            if node.size(party) != len(log):
                yield f"{node.party} has {node.size(party)} of {len(log)} entries of {party}"


def all_alike(found: Mended) -> Iterator[str]:
    """Convergence across the end."""
    nodes = list(found.world.nodes.values())
    for node in nodes[1:]:
        for each, verdict in nodes[0].verdicts.items():
            if node.verdicts.get(each) != verdict or node.is_final(each) != nodes[0].is_final(each):
                yield f"{each}: {nodes[0].party} says {verdict}, {node.party} {node.verdicts.get(each)}"


def final_stands(found: Mended) -> Iterator[str]:
    """Permanence across the end: what was final at who held what goes on; and without the forker, at everybody."""
    after = found.world.nodes[found.chosen]
    for honest, before in found.apart.items():
        for each, verdict in before.verdicts.items():
            if not before.is_final(each) or each.seq >= len(found.logs[each.party]):
                continue
            if honest != found.chosen and FORKER in before.parties_of(each):
                continue
            if after.verdicts[each] != verdict:
                yield f"{each} was {verdict}, final at {honest}; it is {after.verdicts[each]}"
            if not after.is_final(each):
                yield f"{each} was final at {honest}, and is not any more"


def nothing_final_falls(found: Mended) -> Iterator[str]:
    """What ends with the log nobody else had taken in."""
    before = found.apart[found.chosen]
    for seq in range(found.end, before.size(FORKER)):
        if before.is_final(EntryId(FORKER, Seq(seq))):
            yield f"{FORKER}.{seq} was final, and is cut off"


def goes_on(found: Mended) -> Iterator[str]:
    """Progress: the parties act on, and once all have spoken everything is final, alike, and nothing final changed."""
    run = Apart(found.seed)
    run.world, run.chance, run.acts = found.world, Random(found.seed + 7), AFTER_ACTS
    for _ in range(STEPS_MAX):
        if run.done >= run.acts:
            break
        run.step()
    yield from progress(run)
    for node in found.world.nodes.values():
        if node.shaken:
            yield f"{node.party}: {node.shaken} changed though final"
    found.logs = {each: found.world.nodes[each].raw[each] for each in found.world.parties}
    yield from nobody_waits(found)
    yield from all_alike(found)


LAWS: Final = (nobody_waits, all_alike, final_stands, nothing_final_falls, goes_on)
__all__ = ["LAWS", "Mended", "claims", "mended"]
