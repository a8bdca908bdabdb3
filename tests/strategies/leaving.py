"""Runs in which parties leave while others act, and the others go on (protocol 9.5, 12.33)."""

from collections import Counter
from random import Random
from typing import Final

from jisr.base import Party
from jisr.kernel import LEAVE, Entry, MemoryShelf, Standing
from jisr.kernel.deed import Deed
from jisr.kernel.docket import Docket
from tests.strategies.runs import Run
from tests.strategies.worlds import Node, founder

# How likely a party leaves at one of its turns, once a third of the acts is done.
LEAVING: Final = 0.04
# How likely who has left writes on all the same, as no node of ours would.
WRITING_ON: Final = 0.03


class LeavingRun(Run):
    """A run of which now and then a party leaves, and some who have left write on."""

    def __init__(self, seed: int, *, acts: int = 60, shelf: type[MemoryShelf] = MemoryShelf) -> None:
        super().__init__(seed, acts=acts, shelf=shelf)
        self.most_leaving = 1 if Random(seed + 11).random() < 0.8 else 2

    def _act(self, party: Party) -> None:
        if not self._is_gone(party):
            super()._act(party)
            return
        entry = self._chosen(party) if self.chance.random() < WRITING_ON else None
        if entry is not None:
            self.world.append(entry)

    def _try(self, party: Party, wanted: object) -> None:
        if not self._is_gone(party):
            super()._try(party, wanted)  # type: ignore[arg-type]  # as it was given

    def _is_gone(self, party: Party) -> bool:
        return party in self.world.nodes[party].register.left

    def _chosen(self, party: Party) -> Entry | None:
        gone = sum(self._is_gone(each) for each in self.world.parties)
        begun = self.done * 3 > self.acts and len(self.world.parties) > 1 and gone < self.most_leaving
        if begun and not self._is_gone(party) and self.chance.random() < LEAVING:
            return self.world.draft(party, LEAVE, founder(party))
        entry = super()._chosen(party)
        if entry is not None and entry.sides is not None and len(entry.sides) > 1 and self.chance.random() < 0.7:
            # Mostly, whoever opens leaves out who has left.
            left = self.world.nodes[party].register.left
            sides = {side: each for side, each in entry.sides.items() if side != each or each not in left}
            return entry.but(sides=sides)
        return entry


def met(node: Node) -> Counter[str]:
    """Count what a run met after somebody left, at a node that knows everything."""
    found: Counter[str] = Counter(left=len(node.register.left))
    for docket in node.shelf.dockets.values():
        for deed in docket.deeds.values():
            _count(node, docket, deed, found)
    return found


def _count(node: Node, docket: Docket, deed: Deed, found: Counter[str]) -> None:
    found["4.left"] += deed.verdict.reasons == ("4.left",)
    gone = node.register.left_at(deed).keys() & set(docket.parties)
    found["crossing"] += not gone and any(
        deed.party != each and node.logs.first_covering(each, deed.id) is None for each in node.register.left
    )
    if not gone or deed.step is None:
        return
    stands = deed.verdict.standing == Standing.STANDS
    found["after"] += stands
    found["4.joint"] += deed.verdict.reasons == ("4.joint",)
    found["agreed by who remains"] += stands and deed.step.kind == "conclude"
    found["grounds"] += deed.step.kind == "conclude" and deed.step.irrevocable and stands


__all__ = ["LeavingRun", "met"]
