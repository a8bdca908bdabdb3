"""A dossier as judged so far: the fast way for what nothing crosses, sets for the rest (5.0, 5.7).

An act that has everything of its dossier in its past is held against the running state.
Otherwise the acts are fetched again: a concurrent act that nothing protective crosses is
held against the replayed state of its past; anything else is judged from sets.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from copy import copy
from itertools import islice
from typing import Final

import orjson

from jisr.base import FRAMEWORK_DOSSIER, Json, Party
from jisr.kernel.agreed import Agreed, Framework
from jisr.kernel.compiled import Compiled
from jisr.kernel.conditions import are_grounds_final, bound_fault, lacking, move_fault
from jisr.kernel.deed import STANDS, UNJUDGED, Deed, Standing, Verdict, void
from jisr.kernel.form import LEFT, form_fault, opening_fault, sides_fault
from jisr.kernel.intake import Logs
from jisr.kernel.moving import Moved, can_follow
from jisr.kernel.register import Register
from jisr.kernel.scene import Clocks, Scene
from jisr.kernel.standing import Sets, is_irrevocable_end
from jisr.kernel.state import State
from jisr.rules import EACH
from jisr.rules.takes import CLOSED

NOTHING: Final[Mapping[str, Verdict]] = {}


class Docket:
    """One dossier. `deeds` fetches its acts as judged before; it is called only when needed."""

    def __init__(
        self,
        dossier: str,
        *,
        framework: Framework,
        register: Register,
        logs: Logs,
        deeds: Callable[[], Sequence[Deed]],
        outer: "Docket | None" = None,
    ) -> None:
        self.id = dossier
        self.framework, self.register, self.logs = framework, register, logs
        self.outer = outer
        self.compiled: Compiled = None  # type: ignore[assignment]  # set by the opening, before any use
        # Where a move was concluded: the moves in the order in which they came, and all versions by what they are
        # called, as far as their texts are here (protocol 9.7, 12.29). Of others, which are most, nothing.
        self.moves: list[Moved] = []
        self.versions: dict[str, Compiled] | None = None
        self.sides: dict[str, Party] = {}
        self.parties: tuple[Party, ...] = ()
        # The name by which `by` calls each party's side.
        self.side_of: dict[Party, str] = {}
        # Where the opening stands; of `framework`, which no entry opens, it is never asked.
        party, _, seq = dossier.partition(".")
        self._opening = (Party(party), int(seq or -1))
        self.state: State | None = None
        self.last: dict[Party, int] = {}
        self.depth: dict[Party, int] = {}
        self._deepest = 0
        self.count = 0
        # No protective act has yet been concurrent with another act.
        self.is_clean = True
        # No acts have yet been concurrent at all: listed order is the order of arrival.
        self.is_linear = True
        # The text by which it is to be judged is lacking here (protocol 2.6).
        self.is_unjudged = False
        # Something has crossed what is here, and what it defeats is not judged yet: see `settle`.
        self.is_unsettled = False
        self._fetch = deeds
        self._cache: dict[str, Deed] | None = None
        # The last past that was replayed, in listed order, and its state.
        self._replayed: tuple[list[Deed], State | None] = ([], None)
        # The sets of the acts here as they were last asked for.
        self._known_sets: Sets | None = None
        # The authorised acts here that protect, as they were last asked for; None: not since one came.
        self._protecting: list[Deed] | None = None
        # What the last act of a party that had all others' acts in its past had seen; None: another has acted since.
        self._seen_all: tuple[Party, Mapping[Party, int]] | None = None
        # Acts admitted since all were last asked for, as they seldom are; what fetches may not know them yet.
        self._fresh: list[Deed] = []

    # Taking acts in

    def admit(self, deed: Deed) -> Mapping[str, Verdict]:
        """Judge the next act taken in; give the verdicts of others that are judged again on the way.

        Whether an act has authority depends on its past alone. What it defeats of what it
        crossed waits for `settle`, so that many that come together are judged together.
        """
        changed, outer = NOTHING, self.outer
        if outer is not None:
            if outer.is_unsettled:
                changed = outer.settle()
            if self.state is not None:
                self.state.outer = outer.state
        covers = self._covers(deed)
        if covers and self.is_unsettled:
            # It is held against the running state, and so against what stands.
            changed = {**changed, **self.settle()}
        self._admit(deed, covers)
        return changed

    def _admit(self, deed: Deed, covers: bool) -> None:
        if self.compiled is None and not self._open(deed):
            if deed.verdict.standing != Standing.VOID:
                deed.verdict, self.is_unjudged = UNJUDGED, True
            self._count_in(deed, covers)
            return
        deed.depth = self._depth_of(deed, covers)
        agreed = self._agreed(deed)
        version = self.compiled
        if agreed is not None and self.versions is not None:
            version = self._turned(deed)  # type: ignore[assignment]  # None: its text is lacking, asked next
        if agreed is None or version is None:
            deed.verdict = UNJUDGED
        else:
            spoken = version if self.versions is None else self._spoken(deed, version)
            fault = form_fault(deed, self, self.framework, self.register, spoken)
            if deed.key == self.id and fault is None:
                fault = self._within_fault(deed)
            if deed.target is not None and not self._target_stands(deed, covers):
                fault = "4.item"  # found before the mandate (12.5)
            if fault:
                deed.verdict = void(fault)
            elif deed.target is None and covers and version is self.compiled and self._covers_outer(deed):
                state = self._running()
                deed.verdict = verdict = self._judge(deed, state, agreed)
                if verdict is STANDS:
                    state.apply(deed)
            else:
                self._admit_crossing(deed, agreed, covers, version)
                return
        self._count_in(deed, covers)

    # Moves to other versions (protocol 9.7, 12.29)

    def version_at(self, deed: Deed) -> Compiled | None:
        """Give the version by which an act is judged; None where its text is lacking here, or cannot follow.

        It is decided by the act's past alone: what could still cross a move that is final at the act is in that past.
        """
        if self.versions is None:
            return self.compiled
        clocks = self.clocks_of(deed)
        for move in reversed(self.moves):
            if not deed.succeeds(move.party, move.seq) or not clocks.is_final(move.party, move.seq):
                continue
            if self._stands_before(move, deed):
                return self._text_of(move)
        return self.versions[self.moves[0].base]

    def _stands_before(self, move: Moved, deed: Deed) -> bool:
        around: Docket | None = self
        while around is not None and around.is_clean:
            around = around.outer
        if around is None:
            return True
        sets = self._sets()
        return not sets.lacking(sets.index[move.key], sets.past_of(deed))

    def _text_of(self, move: Moved) -> Compiled | None:
        assert self.versions is not None
        if move.procedure not in self.versions:
            found, base = self.framework.procedures.get(move.digest), self.versions.get(move.base)
            if found is None or base is None or found.id != move.procedure or not can_follow(base, found):
                return None
            self.versions[move.procedure] = found
        return self.versions[move.procedure]

    def _turned(self, deed: Deed) -> Compiled | None:
        """Give the version by which an act is judged; where it is the first of a later one, all is read by that."""
        version = self.version_at(deed)
        if version is None:
            self.is_unjudged = True
            # What protects by a version that is here needs no other's words (protocol 2.6).
            return self.compiled if self._spoken(deed, None) is not None else None
        if self._is_beyond(version):
            self._turn(version)
        return version

    def _turn(self, version: Compiled) -> None:
        self._bind(version, self.sides)
        self._known_sets, self._replayed = None, ([], None)
        if self.is_clean:
            authorised = (each for each in self._deeds().values() if each.authorised)
            self.state = self._replay(authorised, self.outer.state if self.outer else None)
        else:
            self.state = self._sets().state_to_keep()

    def _spoken(self, deed: Deed, version: Compiled | None) -> Compiled | None:
        """Give the version whose words an act has: of what protects, also an earlier one (protocol 2.6)."""
        assert self.versions is not None
        named = self.versions.get(str(deed.entry.procedure))
        if named is None or (version is not None and named.procedure.version >= version.procedure.version):
            return version
        step = named.steps.get(deed.entry.act)
        return named if step is not None and step.protective else version

    def _is_beyond(self, version: Compiled) -> bool:
        return version.procedure.version > self.compiled.procedure.version

    def _note_move(self, deed: Deed) -> None:
        """Note that a move was concluded: acts that know it to be known to all are judged by the new version."""
        assert deed.step is not None
        if deed.step.kind != ("propose", "concur", "conclude")[min(len(self.sides), 3) - 1]:
            return
        proposal = deed if deed.step.kind == "propose" else self.find(str(deed.entry.item))
        assert proposal is not None, "an authorised step of a joint act has its proposal in its past"
        fields = proposal.entry.fields
        self.moves.append(Moved(deed.party, deed.seq, str(deed.entry.procedure), fields["procedure"], fields["digest"]))
        self._know_versions()

    def _know_versions(self) -> None:
        if self.versions is None:
            self.versions = {self.compiled.id: self.compiled}
            self._known_sets, self._replayed = None, ([], None)
            if self.state is not None:
                self.state.versions = self.versions

    def seen_by(self, deed: Deed) -> "Docket":
        """Give the dossier as an act that nobody has done yet would be judged: by the version to which it has moved.

        What is kept here is read by the versions of the acts that were taken in; it stays as it is.
        """
        version = self.version_at(deed) if self.versions is not None else None
        if version is None or version is self.compiled:
            return self
        self._deeds()  # both then have the same at hand
        view = copy(self)
        view._turn(version)
        return view

    def _judge(self, deed: Deed, state: State, agreed: Agreed, held: State | None = None) -> Verdict:
        """Say whether an act's own past gives it authority (protocol 5.1, 5.2)."""
        clocks = self.clocks_of(deed)
        reasons = lacking(deed, state if held is None else held, clocks, agreed)
        if reasons and isinstance(reasons[0], str):
            return void(*reasons)
        bound = bound_fault(deed, state)
        if bound is None and deed.step is not None and deed.step.moves:
            bound = move_fault(deed, state, agreed)
        if bound:
            return void(bound)
        if is_irrevocable_end(deed, state) and not are_grounds_final(deed, state, clocks):
            reasons = (*reasons, "5.2")
        return void(*reasons) if reasons else STANDS

    def _admit_crossing(self, deed: Deed, agreed: Agreed, covers: bool, version: Compiled) -> None:
        if deed.target is not None and covers and version is self.compiled and self._covers_outer(deed):
            self._admit_correction(deed, agreed)
        elif deed.target is not None or self.compiled.stilled or self._is_touched(deed):
            self._admit_by_sets(deed, agreed, covers, version)
        else:
            deed.verdict = self._judge(deed, self._state_before(deed, version), agreed)
            if deed.authorised:
                self._running().apply(deed)
            self._count_in(deed, covers)

    def _is_touched(self, deed: Deed) -> bool:
        """Say whether something that protects crosses an act, or has crossed anything before it (5.7)."""
        if deed.protective:
            return True
        around: Docket | None = self
        while around is not None:
            if not around.is_clean or not all(deed.succeeds(each.party, each.seq) for each in around._guards()):
                return True
            around = around.outer
        return False

    def _guards(self) -> list[Deed]:
        """Give the authorised acts here that protect: few, and asked for by every act that crosses."""
        if self._protecting is None:
            self._protecting = [each for each in self._deeds().values() if each.protective and each.authorised]
        return self._protecting

    def _state_before(self, deed: Deed, version: Compiled | None = None) -> State:
        """Give the state of an act's past where nothing protective crosses: its acts one by one.

        What crosses comes in rows: the past of the next act is mostly that of the last and a little more.
        """
        past = [each for each in self._deeds().values() if each.authorised and deed.succeeds(each.party, each.seq)]
        past.sort(key=Deed.listed)
        done, state = self._replayed
        version = version or self.compiled
        if state is None or state.compiled is not version or past[: len(done)] != done:
            done, state = [], self._replay((), None, version)
        for each in past[len(done) :]:
            state.apply(each)
        self._replayed = (past, state)
        outer = self.outer
        if outer is not None:
            state.outer = outer.state if outer._covers(deed) else outer._state_before(deed)
        return state

    def _target_stands(self, deed: Deed, covers: bool) -> bool:
        """Say whether what a correction corrects stands in its past (12.5)."""
        target = deed.target
        assert target is not None
        if covers and self._covers_outer(deed):
            return target.verdict.standing == Standing.STANDS
        before = self._sets()
        return target.authorised and not before.lacking(before.index[target.key], before.past_of(deed))

    def _admit_correction(self, deed: Deed, agreed: Agreed) -> None:
        """Hold a correction that has everything in its past against the state without its target."""
        assert deed.target is not None
        deed.verdict = self._judge(deed, self._running(), agreed, self._state_without(deed))
        if deed.authorised:
            self._running().apply(deed)
        self._count_in(deed, covers=True)

    def _state_without(self, deed: Deed) -> State:
        """Give the state without what a correction corrects, and without its earlier corrections (12.5)."""
        assert deed.target is not None
        if not self.is_clean:
            sets = self._sets()
            return sets.state(sets.without_target(deed, sets.all))
        if self._is_held_without(deed):
            return self._running()
        left = [each for each in self._deeds().values() if each.authorised and deed.target not in (each, each.target)]
        return self._replay(left, self.outer.state if self.outer else None)

    @staticmethod
    def _is_held_without(deed: Deed) -> bool:
        """Say whether a correction needs no more than an open dossier, which its target neither closes nor opens."""
        step, target = deed.step, deed.target
        assert step is not None and target is not None and target.step is not None
        gives = target.step.gives
        return step.needs_open_only and CLOSED not in gives.sets and CLOSED not in gives.clears

    def _admit_by_sets(self, deed: Deed, agreed: Agreed, covers: bool, version: Compiled) -> None:
        before = self._sets()
        past = before.past_of(deed)
        read_by = None if self.versions is None else version
        held = before.state(before.without_target(deed, past), read_by)
        deed.verdict = self._judge(deed, before.state(past, read_by), agreed, held)
        self._count_in(deed, covers)
        if deed.authorised:
            self.unsettle()

    def unsettle(self) -> None:
        """Note that something has crossed what is here: the fast reading is closed, and standings are owed."""
        self.is_clean = False
        self.is_unsettled = True

    def settle(self) -> Mapping[str, Verdict]:
        """Judge the standing of what was crossed since it was last asked; give the verdicts that changed."""
        return self.judge_again() if self.is_unsettled else NOTHING

    def judge_again(self) -> dict[str, Verdict]:
        """Judge every act's standing from sets; give the verdicts that changed."""
        self.is_unsettled = False
        if self.compiled is None:
            return {}
        sets = self._sets()
        changed = {}
        for at in range(sets.shift, len(sets.deeds)):
            deed, verdict = sets.deeds[at], sets.verdict(at)
            if verdict != deed.verdict:
                deed.verdict = changed[deed.key] = verdict
        self.state = sets.state_to_keep()
        self.is_clean = False
        return changed

    def outlook(self, deed: Deed) -> tuple[Json, ...]:
        """Say what an act that has everything in its past would lack, its fields apart."""
        if self.compiled is None or self.state is None:
            return ("4.procedure",)
        if deed.party in self.register.left:
            return (LEFT,)
        agreed = self._agreed(deed)
        if agreed is None:
            return ("4.procedure",)
        if self.outer is not None:
            self.state.outer = self.outer.state
        return self._judge(deed, self.state, agreed).reasons

    def scene(self, deed: Deed) -> Scene | None:
        """Give the scene of an act in the running state: for periods and stages shown."""
        agreed = self._agreed(deed)
        if self.state is None or agreed is None:
            return None
        if self.outer is not None:
            self.state.outer = self.outer.state
        return Scene(deed, self.state, clocks=self.clocks_of(deed), agreed=agreed)

    # The dossier as opened

    def _open(self, deed: Deed) -> bool:
        """Find the procedure by which the dossier is judged; False where it is lacking or void."""
        if self.id == FRAMEWORK_DOSSIER:
            compiled = self.framework.framework_compiled()
            if compiled is None:
                return False
            self._set_up(compiled, {str(party): party for party in sorted(self.framework.parties)})
            self._running().opening = ["", -1, None]
            return True
        if deed.key == self.id:
            return self._open_by(deed)
        if not self.is_unjudged:
            deed.verdict = void("4.dossier")
        return False

    def _open_by(self, deed: Deed) -> bool:
        agreed = self._agreed(deed)
        if agreed is None:
            return False
        fault = opening_fault(deed, agreed.procedures)
        compiled = self.framework.procedures.get(str(deed.entry.digest))
        if not fault and compiled is None:
            return False
        if not fault and compiled is not None:
            fault = sides_fault(deed, compiled, self._openable(deed))
        if fault or compiled is None:
            deed.verdict = void(str(fault))
            return False
        self._set_up(compiled, dict(deed.entry.sides or {}))
        return True

    def _openable(self, deed: Deed) -> Set[Party]:
        """Give the parties of which an opening may name sides: who has left is one only within its dossiers (12.33)."""
        left = set(self.register.left_at(deed))
        if left and self.outer is not None and self.outer.compiled is not None and self.outer.opening_precedes(deed):
            left -= set(self.outer.parties)
        return self.framework.parties - left

    def _within_fault(self, deed: Deed) -> str | None:
        """Hold an opening against the dossier around it that it names, or names though there is none (4.6)."""
        if self.compiled.procedure.within is None:
            return None if deed.entry.item is None else "4.item"
        outer = self.outer
        good = (
            outer is not None
            and outer.id == deed.entry.item
            and outer.compiled is not None
            and outer.compiled.procedure.name == self.compiled.procedure.within
            and set(outer.sides.values()) == set((deed.entry.sides or {}).values())
            and outer.opening_precedes(deed)
        )
        return None if good else "4.within"

    def _set_up(self, compiled: Compiled, sides: dict[str, Party]) -> None:
        self._bind(compiled, sides)
        self.state = State(compiled, sides, self.outer.state if self.outer else None)

    def _bind(self, compiled: Compiled, sides: dict[str, Party]) -> None:
        self.compiled, self.sides = compiled, sides
        self.parties = tuple(sorted(sides.values()))
        self.side_of = {party: EACH if compiled.each else side for side, party in sides.items()}

    def opening_precedes(self, deed: Deed) -> bool:
        """Say whether an authorised opening precedes an act."""
        if self.id == FRAMEWORK_DOSSIER:
            return True
        party, seq = self._opening
        if (deed.seq if party == deed.party else deed.seen[party]) <= seq:
            return False
        if self._running().opening is not None:
            return True
        opening = self.find(self.id)
        return opening is not None and opening.authorised

    # What is asked about

    def keep_deeds(self) -> None:
        """Keep every deed at hand from the first on: what fetches would find nothing."""
        self._cache = self._cache or {}

    @property
    def deeds(self) -> Mapping[str, Deed]:
        """Give all acts as judged so far, by entry."""
        return self._deeds()

    def is_covered_by(self, deed: Deed) -> bool:
        """Say whether an act has every act of this dossier in its past."""
        return self._covers(deed)

    def words_of(self, deed: Deed) -> Compiled:
        """Give the version in whose words an act was done; of one that names no version of the dossier, the present."""
        return (self.versions or {}).get(str(deed.entry.procedure), self.compiled)

    def find(self, key: str) -> Deed | None:
        """Give an act of this dossier."""
        return self._deeds().get(key)

    def preceding(self, deed: Deed) -> int:
        """Give how many of the dossier's acts precede one."""
        if self._covers(deed):
            return self.count
        return sum(deed.succeeds(each.party, each.seq) for each in self._deeds().values())

    def clocks_of(self, deed: Deed) -> Clocks:
        """Give an act's clocks, over the parties of the dossier."""
        alone = len(self.framework.parties) == 1
        left = self.register.left_at(deed)
        return Clocks(deed, self.parties, self.logs, self._witnesses if alone else None, left=left)

    def _witnesses(self, deed: Deed) -> tuple[list[list[int]], ...]:
        return self.register.witnesses_at(deed, self.framework, self.logs)

    def agreed_at(self, deed: Deed) -> Agreed | None:
        """Give the manifest in force at an act."""
        return self._agreed(deed)

    def _agreed(self, deed: Deed) -> Agreed | None:
        agreed = self.register.agreed_at(deed, self.framework, self.logs)
        if agreed is None and self.id == FRAMEWORK_DOSSIER:
            # Else a record of a text that nobody has could never be followed by a better one (12.12).
            return self.framework.versions[1]
        return agreed

    def _running(self) -> State:
        assert self.state is not None, "an opened dossier has a state"
        return self.state

    def _covers(self, deed: Deed) -> bool:
        own, seen = deed.party, deed.seen
        known = self._seen_all
        # Along a log, most entries have seen the very same; who has acted since makes it be asked anew.
        if known is not None and known[1] is seen and known[0] == own:
            return True
        for party, seq in self.last.items():
            if party != own and seen.get(party, 0) <= seq:
                return False
        self._seen_all = own, seen
        return True

    def _covers_outer(self, deed: Deed) -> bool:
        return self.outer is None or self.outer._covers(deed)

    def _depth_of(self, deed: Deed, covers: bool) -> int:
        if covers:
            return self._deepest + 1
        past = (each.depth for each in self._deeds().values() if deed.succeeds(each.party, each.seq))
        return max(past, default=0) + 1

    def _count_in(self, deed: Deed, covers: bool) -> None:
        if self.compiled is None and not deed.depth:
            deed.depth = self._depth_of(deed, covers)
        self._fresh.append(deed)
        self.count += 1
        party = deed.party
        if self._seen_all is not None and self._seen_all[0] != party:
            self._seen_all = None
        if self._protecting is not None and deed.protective:
            self._protecting = None
        self.last[party] = deed.seq
        self.depth[party] = depth = deed.depth
        if depth > self._deepest:
            self._deepest = depth
        if deed.step is not None and deed.step.moves and deed.authorised:
            self._note_move(deed)
        self.is_linear = self.is_linear and covers

    def _deeds(self) -> dict[str, Deed]:
        """Give all acts as judged before, each with its step found again."""
        if self._cache is None:
            self._cache = {each.key: each for each in self._fetch()}
            fetched = list(self._cache.values())
            self._put_fresh(self._cache)
            for each in fetched:
                self._find_step(each)
        elif self._fresh:
            self._put_fresh(self._cache)
        return self._cache

    def _put_fresh(self, cache: dict[str, Deed]) -> None:
        for each in self._fresh:
            cache[each.key] = each
        self._fresh.clear()

    def _find_step(self, deed: Deed) -> None:
        if deed.step is not None or self.compiled is None or not deed.authorised:
            return
        if deed.entry.act == "correct" and self._cache is not None:
            deed.target = self._cache[str(deed.entry.item)]
            self._find_step(deed.target)
            assert deed.target.step is not None and deed.target.step.act is not None
            deed.step = self._version_of(deed.target).correcting(deed.target.step.act.name)
        else:
            deed.step = self._version_of(deed).steps[deed.entry.act]

    def _version_of(self, deed: Deed) -> Compiled:
        return self.compiled if self.versions is None else self.versions[str(deed.entry.procedure)]

    def _replay(self, deeds: Iterable[Deed], outer: State | None, version: Compiled | None = None) -> State:
        """Give the state that acts which all stand leave, in listed order, as a version reads it."""
        state = State(version or self.compiled, self.sides, outer, self.versions)
        if self.id == FRAMEWORK_DOSSIER:
            state.opening = ["", -1, None]
        for each in sorted(deeds, key=Deed.listed):
            state.apply(each)
        return state

    def _sets(self) -> Sets:
        """Give the sets of all acts here: those of the last time with what has come since, where that can be."""
        outer = None
        if self.outer is not None and self.outer.compiled is not None:
            outer = self.outer._sets()
        known, deeds = self._known_sets, self._deeds()
        if known is not None and known.are_within(outer):
            fresh = islice(deeds.values(), known.own, None)
            if known.have_grown_by(fresh):
                return known
        self._known_sets = Sets(
            deeds.values(),
            compiled=self.compiled,
            sides=self.sides,
            clocks_of=self.clocks_of,
            agreed_at=self._agreed,
            outer=outer,
            is_framework=self.id == FRAMEWORK_DOSSIER,
            versions=self.versions,
        )
        return self._known_sets

    # How it is kept

    def to_bytes(self) -> bytes:
        """Write what a projection row keeps beside the state."""
        kept = [self.last, self.depth, self.count, self.is_clean, self.is_linear, self.is_unjudged]
        if self.versions is not None:
            # A later one may be known from having been looked at: that is nobody's act.
            known = (each for each in self.versions.values() if not self._is_beyond(each))
            digests = {each.id: each.digest for each in known}
            kept += [digests, [[each.party, each.seq, each.base, each.procedure, each.digest] for each in self.moves]]
        return orjson.dumps(kept)

    def restore(self, compiled: Compiled | None, sides: Mapping[str, Party], kept: bytes, state: bytes | None) -> None:
        """Read a projection row back. No procedure: the dossier is unjudged."""
        (
            self.last,
            self.depth,
            self.count,
            self.is_clean,
            self.is_linear,
            self.is_unjudged,
            *moved,
        ) = orjson.loads(kept)
        self._deepest = max(self.depth.values(), default=0)
        if compiled is None:
            return
        self._bind(compiled, dict(sides))
        if moved:
            self.moves = [Moved(*each) for each in moved[1]]
            texts = {name: self.framework.procedures.get(digest) for name, digest in moved[0].items()}
            self.versions = {name: each for name, each in texts.items() if each is not None}
        outer = self.outer.state if self.outer else None
        self.state = State.from_bytes(state or b"", compiled, self.sides, outer, self.versions)
