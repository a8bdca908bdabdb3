"""The scene of one act: the state it is held in, its clocks, its fields, its items (protocol 3.3)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from jisr.base import EntryId, Instant, Party, Seq
from jisr.base.limits import WINDOW_HOURS_DEFAULT
from jisr.kernel.agreed import Agreed
from jisr.kernel.compiled import Compiled
from jisr.kernel.deed import Deed
from jisr.kernel.intake import Logs
from jisr.kernel.state import PARTY, SEQ, TIME, UNTIL, VERSION, Mark, State
from jisr.rules import ALL_SIDES, EACH, STARTER, Period
from jisr.rules import terms as t
from jisr.rules.calendars import end_of, end_of_date, read_length

HOUR_SECONDS = 3_600


# Nobody has left.
NOBODY: Final[Mapping[Party, int]] = {}


class Clocks:
    """What each party had latest stated before an act, and who covers what by then."""

    __slots__ = ("_times", "deed", "left", "logs", "parties", "witnesses")

    def __init__(
        self,
        deed: Deed,
        parties: tuple[Party, ...],
        logs: Logs,
        witnesses: Callable[[Deed], tuple[list[list[int]], ...]] | None = None,
        *,
        left: Mapping[Party, int] = NOBODY,
    ) -> None:
        self.deed, self.parties, self.logs = deed, parties, logs
        # Who had left in the act's past, and where their logs end: nobody waits for them (protocol 9.5, 12.33).
        self.left = left
        # Asked only by what runs on all: what each witness of a domestic framework had cosigned before the act.
        self.witnesses = witnesses
        self._times: dict[Party, Instant | None] | None = None

    def time(self, party: Party) -> Instant | None:
        """Give the latest time that a party had stated; None: none."""
        if self._times is None:
            self._times = {}
        if party not in self._times:
            self._times[party] = self._time(party)
        return self._times[party]

    def _time(self, party: Party) -> Instant | None:
        if party == self.deed.party:
            return self.deed.time
        count = self.deed.seen[party]
        return self.logs.time(party, count - 1) if count else None

    def least(self) -> Instant | None:
        """Give the least clock; None is before everything. Who has left states no time any more."""
        times = [self.time(each) for each in self.parties if each not in self.left]
        known = [each for each in times if each is not None]
        return min(known) if len(known) == len(times) else None

    def greatest(self) -> Instant | None:
        """Give the greatest clock; None where nobody stated a time."""
        known = [at for each in self.parties if (at := self.time(each)) is not None]
        return max(known) if known else None

    def cosigned(self) -> tuple[list[list[int]], ...]:
        """Give what each witness that counts had cosigned: [seq, size, time] in order; none where no witness counts."""
        return () if self.witnesses is None else self.witnesses(self.deed)

    def least_of_all(self) -> Instant | None:
        """Give the least clock on which a period on all runs: witnesses count as parties (3.3)."""
        least, rows = self.least(), self.cosigned()
        if least is None or not all(rows):
            return None
        return Instant(min(least, *(row[-1][2] for row in rows))) if rows else least

    def greatest_of_all(self) -> Instant | None:
        """Give the greatest clock on which a period on all runs."""
        found = [self.greatest(), *(Instant(row[-1][2]) for row in self.cosigned() if row)]
        return max((each for each in found if each is not None), default=None)

    def covered(self, party: Party, about: EntryId) -> Instant | None:
        """Give when a party first covered an entry, if that is or precedes the act; else None."""
        first = self.logs.first_covering(party, about)
        if party == self.deed.party:
            if first is not None and first < self.deed.seq:
                return self.logs.time(party, first)
            return self.deed.time if self.deed.succeeds(about.party, about.seq) else None
        if first is None or first >= self.deed.seen[party] or first > self.left.get(party, first):
            return None
        return self.logs.time(party, first)

    def is_final(self, party: Party, seq: int) -> bool:
        """Say whether an entry is final at the act, among these parties (protocol 5.2)."""
        about = EntryId(party, Seq(seq))
        return all(self._covers(each, about) for each in self.parties if each != party)

    def _covers(self, party: Party, about: EntryId) -> bool:
        if party in self.left:
            # Its log ends in the act's past: nothing of it that is not known can cross the entry.
            return True
        if party == self.deed.party:
            return self.deed.succeeds(about.party, about.seq)
        first = self.logs.first_covering(party, about)
        return first is not None and first < self.deed.seen[party]


class Scene:
    """Everything that a condition of one act may read."""

    __slots__ = ("agreed", "bound", "clocks", "deed", "fields", "state")

    def __init__(
        self,
        deed: Deed,
        state: State,
        *,
        clocks: Clocks,
        agreed: Agreed,
        item: str | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> None:
        self.deed, self.state, self.clocks, self.agreed = deed, state, clocks, agreed
        self.fields = deed.entry.fields if fields is None else fields
        kind = deed.step.act.item if deed.step and deed.step.act else None
        self.bound: dict[str | None, str | None] = {kind: item} if kind else {}

    def outer(self) -> "Scene":
        """Give the same act's scene in the outer dossier."""
        assert self.state.outer is not None, "only a nested procedure reads its outer"
        outer = Scene(self.deed, self.state.outer, clocks=self.clocks, agreed=self.agreed, fields={})
        outer.bound = {}
        return outer

    def is_apart(self, acts: tuple[str, ...]) -> bool:
        """Say whether neither the authority nor the officer has done one of these acts."""
        by, party = self.deed.entry.by, self.deed.party
        for act in acts:
            for authority, of, officer in self.state.doers.get(act, ()):
                if authority == by.authority or (of == party and officer == by.officer):
                    return False
        return True

    def value(self, value: t.Value) -> Any:
        """Give the value that a comparison names; None where it has none."""
        match value:
            case t.Given():
                return value.value
            case t.FieldValue():
                return self.fields.get(value.name)
            case t.FigureValue():
                kind = self.state.compiled.figure_kinds.get(value.name)
                return self.state.figure(value.name, None if kind is None else self.bound.get(kind) or "")
            case t.ParameterValue():
                opening = self.state.opening
                return self.parameter(value.name, opening[2] if opening else self.deed.time)

    def parameter(self, name: str, at: Instant | None) -> Any:
        """Give a parameter's value by the UTC date of an instant (protocol 12.12)."""
        return self._parameter(name, at, self.state.compiled)

    def _parameter(self, name: str, at: Instant | None, compiled: Compiled) -> Any:
        owner = compiled.parameters.get(name)
        if owner is None or at is None:
            return None
        key = owner if owner == ALL_SIDES else self.state.sides.get(owner, "")
        return self.agreed.value(name, key, datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d"))

    # Periods

    def over(self, name: str) -> bool:
        """Say whether a period has ended on the clock that it runs on."""
        period = self.state.compiled.periods[name]
        starts = self._starts(name)
        return bool(starts) and all(self._start_over(period, each) for each in starts)

    def _start_over(self, period: Period, start: Mark) -> bool:
        shared = period.runs_on == ALL_SIDES
        begin = self._begin(start) if shared else start[TIME]
        clock = self.clocks.least_of_all() if shared else self.clocks.time(self._runner(period, start))
        if begin is None or clock is None:
            return False
        end = self.end(period, start, begin)
        return end is not None and clock >= end + self._stilled(period, start[TIME], clock)

    def running(self, name: str) -> bool:
        """Say whether a period has begun and the greatest clock has not reached its end."""
        period = self.state.compiled.periods[name]
        starts = self._starts(name)
        return bool(starts) and all(self._start_running(period, each) for each in starts)

    def _start_running(self, period: Period, start: Mark) -> bool:
        clock = self.clocks.greatest_of_all() if period.runs_on == ALL_SIDES else self.clocks.greatest()
        if clock is None or start[TIME] is None:
            return False
        if period.runs_on == ALL_SIDES and self._begin(start) is None:
            return False
        end = self.end(period, start, start[TIME])
        return end is not None and clock < end + self._stilled(period, start[TIME], clock)

    def _starts(self, name: str) -> list[Mark]:
        return [each for each in self.state.starts.get(name, ()) if each[2] == "start"]

    def _runner(self, period: Period, start: Mark) -> Party:
        if period.runs_on in (STARTER, EACH):
            return Party(start[PARTY])
        return self.state.sides[period.runs_on]

    def _begin(self, start: Mark) -> Instant | None:
        """Give when a period on all begins: when everybody has covered its start (3.3)."""
        about = EntryId(Party(start[PARTY]), Seq(start[SEQ]))
        latest: Instant | None = start[TIME]
        for party in self.clocks.parties:
            if party == start[PARTY]:
                continue
            at = self.clocks.covered(party, about)
            if at is None and party in self.clocks.left:
                continue
            if at is None or latest is None:
                return None
            latest = max(latest, at)
        for row in self.clocks.cosigned():
            first = next((time for _, size, time in row if size > about.seq), None)
            if first is None or latest is None:
                return None
            latest = max(latest, Instant(first))
        return latest

    def end(self, period: Period, start: Mark, begin: Instant) -> Instant | None:
        """Give the end of a period counted from a moment, without what stilled it; None: no length."""
        length, compiled = None, self.state.compiled
        if len(start) > VERSION and self.state.versions is not None:
            # protocol 9.7: what had begun before a move keeps its length.
            compiled = self.state.versions[start[VERSION]]
            period = compiled.periods[period.name]
        if period.length is not None:
            raw = self._parameter(period.length, start[TIME], compiled)
            length = None if raw is None else read_length(raw)
        calendar = self.agreed.calendars.get(length.calendar) if length and length.calendar else None
        if period.until and start[UNTIL] is not None:
            return end_of_date(start[UNTIL], calendar)
        if length is None:
            return None
        return end_of(begin, length, calendar, rolls=period.rolls)

    def begun(self, period: Period, start: Mark) -> Instant | None:
        """Give when a period begins to run; None: it runs on all, and not everybody has received its start."""
        begin: Instant | None = self._begin(start) if period.runs_on == ALL_SIDES else start[TIME]
        return begin

    def ending(self, period: Period, start: Mark) -> Instant | None:
        """Give the moment that a period's clock must reach; None: it has not begun, is stilled, or has no length."""
        begin = self.begun(period, start)
        end = None if begin is None else self.end(period, start, begin)
        stretches = self.state.stretches.get(period.name, ()) if period.stills else ()
        if end is None or any(until is None for _, until in stretches):
            return None
        return Instant(end + self._stilled(period, start[TIME], end))

    def _stilled(self, period: Period, begin: Instant, clock: Instant) -> int:
        total = 0
        for since, until in self.state.stretches.get(period.name, ()) if period.stills else ():
            if since is not None:
                total += max(0, (clock if until is None else until) - max(since, begin))
        return total

    def window_running(self, proposal: Mapping[str, Any]) -> bool:
        """Say whether the window of a proposal is still open to its conclusion (12.6)."""
        clock, end = self.clocks.greatest(), self.window_end(proposal)
        return clock is not None and clock < end

    def window_end(self, proposal: Mapping[str, Any]) -> Instant:
        """Give the end of a proposal's window, counted from the proposal's own time."""
        act = self.state.compiled.procedure.act(proposal["act"])
        begin: Instant = proposal["time"]
        raw = self.parameter(act.window, begin) if act.window else None
        if raw is None:
            return Instant(begin + WINDOW_HOURS_DEFAULT * HOUR_SECONDS)
        length = read_length(raw)
        calendar = self.agreed.calendars.get(length.calendar) if length.calendar else None
        return end_of(begin, length, calendar, rolls=False)
