"""Standing in full, from sets: the plain way, for what crossed on the wire (protocol 5.0–5.5).

A set of acts of a dossier (and of the one it is within) is a number with a bit an act.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence

from jisr.base import Json, Party
from jisr.kernel.agreed import Agreed
from jisr.kernel.compiled import Compiled
from jisr.kernel.conditions import lacking
from jisr.kernel.deed import Deed, Standing, Verdict, ordered
from jisr.kernel.scene import Clocks
from jisr.kernel.state import State

AgreedAt = Callable[[Deed], Agreed | None]


class Sets:
    """The acts of a dossier and its outer one, their pasts, and the states of their sets."""

    def __init__(
        self,
        deeds: Sequence[Deed],
        *,
        compiled: Compiled,
        sides: dict[str, Party],
        clocks_of: Callable[[Deed], Clocks],
        agreed_at: AgreedAt,
        outer: "Sets | None" = None,
        is_framework: bool = False,
    ) -> None:
        self.is_framework = is_framework
        self.outer = outer
        self.compiled, self.sides = compiled, sides
        self.clocks_of, self.agreed_at = clocks_of, agreed_at
        own = sorted(deeds, key=Deed.listed)
        # The outer dossier's acts have the low bits, so that its own sets mean the same in both.
        self.shift = len(outer.deeds) if outer else 0
        self.deeds: list[Deed] = [*(outer.deeds if outer else ()), *own]
        self.index = {each.key: at for at, each in enumerate(self.deeds)}
        self.all = (1 << len(self.deeds)) - 1
        self._by_party: dict[Party, tuple[list[int], list[int]]] = {}
        for party in sides.values():
            places = sorted((each.seq, at) for at, each in enumerate(self.deeds) if each.party == party)
            prefixes = [0]
            for _, at in places:
                prefixes.append(prefixes[-1] | 1 << at)
            self._by_party[party] = ([seq for seq, _ in places], prefixes)
        self.past = [self.past_of(each) for each in self.deeds]
        self._states: dict[int, State] = {}
        self._lacking: dict[tuple[int, int], tuple[Json, ...]] = {}
        self._protective = self._set(lambda each: each.protective and each.authorised)
        self._successors: dict[int, int] = {}

    def _set(self, chosen: Callable[[Deed], bool]) -> int:
        return sum(1 << at for at, each in enumerate(self.deeds) if chosen(each))

    def past_of(self, deed: Deed) -> int:
        """Give the set of acts that precede an act, of either dossier."""
        found = 0
        for party, (seqs, prefixes) in self._by_party.items():
            bound = deed.seq if party == deed.party else deed.seen[party]
            found |= prefixes[bisect_left(seqs, bound)]
        return found

    def lacking(self, at: int, among: int) -> tuple[Json, ...]:
        """Give why an authorised act does not stand in a set; nothing: it stands (5.0)."""
        deed = self.deeds[at]
        if deed.protective:
            return ()
        stops = self._protective & among & ~self.past[at]
        if not stops:
            return ()
        held = self.past[at] | (stops & ~self._successors_of(at))
        if held == self.past[at]:
            return ()
        key = (at, held)
        found = self._lacking.get(key)
        if found is None:
            found = self._lacking[key] = self._held(at, held)
        return found

    def _successors_of(self, at: int) -> int:
        """Give the set of acts that have an act in their past."""
        found = self._successors.get(at)
        if found is None:
            deed = self.deeds[at]
            found = self._successors[at] = self._set(lambda each: each.succeeds(deed.party, deed.seq))
        return found

    def _held(self, at: int, held: int) -> tuple[Json, ...]:
        deed = self.deeds[at]
        agreed = self.agreed_at(deed)
        assert agreed is not None, "an authorised act was judged under a manifest at hand"
        if at < self.shift:
            assert self.outer is not None
            return self.outer.lacking(at, held & self.outer.all)
        state = self.state(self.without_target(deed, held))
        return lacking(deed, state, self.clocks_of(deed), agreed)

    def without_target(self, deed: Deed, among: int) -> int:
        """Leave out what a correction corrects, with its earlier corrections (12.5)."""
        if deed.target is None:
            return among
        gone = 0
        for at, each in enumerate(self.deeds):
            if each.key == deed.target.key or (each.target is not None and each.target.key == deed.target.key):
                gone |= 1 << at
        return among & ~gone

    def state(self, among: int) -> State:
        """Give the state of a set of acts."""
        found = self._states.get(among)
        if found is None:
            found = self._states[among] = self._state(among)
        return found

    def _state(self, among: int) -> State:
        outer = self.outer.state(among & self.outer.all) if self.outer else None
        state = State(self.compiled, self.sides, outer)
        if self.is_framework:
            state.opening = ["", -1, None]
        for at in range(self.shift, len(self.deeds)):
            deed = self.deeds[at]
            if not among >> at & 1 or not deed.authorised:
                continue
            if not self.lacking(at, among):
                state.apply(deed)
            elif is_irrevocable_end(deed, state):
                state.apply(deed, crossed=True)
        return state

    def verdict(self, at: int) -> Verdict:
        """Give the standing of an act in all acts taken in."""
        deed = self.deeds[at]
        if not deed.authorised:
            return deed.verdict
        reasons = self.lacking(at, self.all)
        if not reasons:
            return Verdict(Standing.STANDS)
        crossed = is_irrevocable_end(deed, None, parties=len(self.sides))
        return Verdict(Standing.CROSSED if crossed else Standing.DEFEATED, ordered(reasons))


def is_irrevocable_end(deed: Deed, state: State | None, *, parties: int | None = None) -> bool:
    """Say whether an act concludes something that cannot be undone in the world."""
    step = deed.step
    if step is None or step.act is None or not step.act.irrevocable:
        return False
    count = parties if parties is not None else len(state.parties) if state else 0
    return step.kind == ("concur" if count <= 2 else "conclude")
