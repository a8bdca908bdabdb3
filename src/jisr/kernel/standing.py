"""Standing in full, from sets: the plain way, for what crossed on the wire (protocol 5.0–5.5).

A set of acts of a dossier (and of the one it is within) is a number with a bit an act.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from jisr.base import Json, Party
from jisr.kernel.agreed import Agreed
from jisr.kernel.compiled import Compiled
from jisr.kernel.conditions import lacking
from jisr.kernel.deed import Deed, Standing, Verdict, ordered
from jisr.kernel.scene import Clocks
from jisr.kernel.state import State

# States that are kept from one act to the next: those of the acts that crossed last.
STATES_MAX: Final = 16

AgreedAt = Callable[[Deed], Agreed | None]


class Sets:
    """The acts of a dossier and its outer one, their pasts, and the states of their sets."""

    def __init__(
        self,
        deeds: Collection[Deed],
        *,
        compiled: Compiled,
        sides: dict[str, Party],
        clocks_of: Callable[[Deed], Clocks],
        agreed_at: AgreedAt,
        outer: "Sets | None" = None,
        is_framework: bool = False,
        versions: Mapping[str, Compiled] | None = None,
    ) -> None:
        self.is_framework, self.versions = is_framework, versions
        self.outer = outer
        self.compiled, self.sides = compiled, sides
        self.clocks_of, self.agreed_at = clocks_of, agreed_at
        own = sorted(deeds, key=Deed.listed)
        # The outer dossier's acts have the low bits, so that its own sets mean the same in both.
        self.shift, self.own = len(outer.deeds) if outer else 0, len(own)
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
        # Of a dossier that has moved, by the version by which they are read, too.
        self._states: dict[int | tuple[int, str], State] = {}
        self._lacking: dict[tuple[int, int], tuple[Json, ...]] = {}
        self._protective = self._set(lambda each: each.protective and each.authorised)
        self._successors: dict[int, int] = {}

    def are_within(self, outer: "Sets | None") -> bool:
        """Say whether the acts of the dossier around are those that have the low bits here."""
        return self.outer is outer and (outer is None or self.shift == len(outer.deeds))

    def have_grown_by(self, deeds: Iterable[Deed]) -> bool:
        """Take in acts that are listed behind all that are here; False: one is not, and all is to be made anew.

        What is known of sets without them stays so: whether an act has authority never changes.
        """
        if len(self._states) > STATES_MAX:
            self._states.clear()
        for deed in deeds:
            if self.own and deed.listed() < self.deeds[-1].listed():
                return False
            self._append(deed)
        return True

    def _append(self, deed: Deed) -> None:
        at, bit = len(self.deeds), 1 << len(self.deeds)
        past = self.past_of(deed)
        self.deeds.append(deed)
        self.past.append(past)
        self.index[deed.key] = at
        self.own += 1
        self.all |= bit
        if deed.party in self._by_party:
            seqs, prefixes = self._by_party[deed.party]
            seqs.append(deed.seq)
            prefixes.append(prefixes[-1] | bit)
        if deed.protective and deed.authorised:
            self._protective |= bit
        for before, successors in self._successors.items():
            if past >> before & 1:
                self._successors[before] = successors | bit

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
        # protocol 12.29: an act is held in the state as the version reads it by which it is judged.
        version = None if self.versions is None else self.versions[str(deed.entry.procedure)]
        state = self.state(self.without_target(deed, held), version)
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

    def state(self, among: int, version: Compiled | None = None) -> State:
        """Give the state of a set of acts, as a version reads it."""
        key = among if version is None else (among, version.id)
        found = self._states.get(key)
        if found is None:
            found = self._states[key] = self._state(among, version)
        return found

    def state_to_keep(self) -> State:
        """Give the state of all acts as one of its own, to which what comes next can be applied."""
        return self._state(self.all)

    def _state(self, among: int, version: Compiled | None = None) -> State:
        outer = self.outer.state(among & self.outer.all) if self.outer else None
        state = State(version or self.compiled, self.sides, outer, self.versions)
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
    if step is None or not step.irrevocable:
        return False
    count = parties if parties is not None else len(state.parties) if state else 0
    return step.kind == ("concur" if count <= 2 else "conclude")
