"""Taking in: where an entry stands, or why it must wait (protocol 2.5, 2.6, 12.1).

Taking in is not judging. What is void takes its place like any other entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from msgspec import Struct

from jisr.base import N_, EntryId, FrameworkId, Instant, Party, Phrase, b64
from jisr.base.limits import AHEAD_SECONDS_MAX
from jisr.kernel.entry import Entry, NotThisLog, Unreadable, read_entry

# For what bytes wait.
NOT_HERE: Final = N_("%(entry)s is not here yet")
OTHER_ROOT: Final = N_("it has seen another content of the log of %(party)s at %(size)s entries")
AHEAD: Final = N_("seconds ahead of this node's clock: %(seconds)s")


NOTHING_CLAIMED: Final[Mapping[Party, int]] = {}


class Logs(Protocol):
    """What the kernel asks of the logs taken in. Places count as effective (12.1)."""

    def size(self, party: Party) -> int:
        """Give how many entries of this log are taken in."""

    def time(self, party: Party, seq: int) -> Instant | None:
        """Give the time that counts at an entry; None where none was ever stated."""

    def seen(self, party: Party, seq: int) -> Mapping[Party, int]:
        """Give what the log had seen, as it counts at an entry."""

    def first_covering(self, party: Party, about: EntryId) -> int | None:
        """Give the first entry of this log whose `seen` covers another party's entry."""

    def root(self, party: Party, size: int) -> bytes:
        """Give the root of a log at a size not above its own."""


class Tail(Struct, frozen=True, gc=False):
    """The end of a log: what the next entry is held against."""

    size: int
    time: Instant | None
    seen: Mapping[Party, int]
    # What it says to have seen of logs that were ended, of content that fell away (12.27); almost always nothing.
    claimed: Mapping[Party, int] = NOTHING_CLAIMED

    @classmethod
    def empty(cls, others: frozenset[Party]) -> "Tail":
        """Give the end of a log without entries: no time, nothing seen."""
        return cls(0, None, dict.fromkeys(others, 0))


class Placed(Struct, frozen=True, gc=False):
    """The bytes have their place; `fault` is the rule 2.* by which they are void, if any."""

    entry: Entry | None
    fault: str | None
    tail: Tail
    grown: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The bytes are held: `rule` 2.gap, 2.roots or 2.ahead, and for what they wait."""

    rule: str
    because: Phrase


def place(
    raw: bytes,
    *,
    framework: FrameworkId,
    party: Party,
    parties: frozenset[Party],
    tail: Tail,
    logs: Logs,
    now: Instant,
    ended: Mapping[Party, int] = NOTHING_CLAIMED,
) -> Placed | Waiting | NotThisLog:
    """Say what becomes of the next bytes of a log; `ended`: at how many entries logs were ended, and go on (9.6)."""
    read = read_entry(raw, framework=framework, party=party, seq=tail.size, parties=parties)
    return place_read(read, tail=tail, logs=logs, now=now, ended=ended)


def place_read(
    read: Entry | Unreadable | NotThisLog,
    *,
    tail: Tail,
    logs: Logs,
    now: Instant,
    ended: Mapping[Party, int] = NOTHING_CLAIMED,
) -> Placed | Waiting | NotThisLog:
    """Say what becomes of an entry that was read as the next of a log."""
    if isinstance(read, Entry):
        if ended:
            return _place_among_ended(read, tail, logs, now, ended)
        return _place_entry(read, tail, logs, now)
    if isinstance(read, NotThisLog):
        return read
    return Placed(None, read.rule, Tail(tail.size + 1, tail.time, tail.seen, tail.claimed), ())


def _place_entry(entry: Entry, tail: Tail, logs: Logs, now: Instant) -> Placed | Waiting:
    fault, time = None, entry.time
    if time is None or (tail.time is not None and time < tail.time):
        fault, time = "2.time", tail.time
    before, seen = tail.seen, entry.seen
    grown: tuple[Party, ...] = ()
    if entry.roots or (seen is not before and seen != before):
        if any(seen[each] < before[each] for each in before):
            fault, seen = fault or "2.seen", before
        else:
            grown = tuple(each for each in before if seen[each] > before[each])
            missing = [each for each in grown if seen[each] > logs.size(each)]
            if missing:
                return Waiting("2.gap", Phrase(NOT_HERE, entry=f"{missing[0]}.{logs.size(missing[0])}"))
            if not _is_closed(entry, grown, logs):
                fault, seen, grown = fault or "2.seen", before, ()
            elif entry.roots.keys() != set(grown):
                fault, seen, grown = fault or "2.roots", before, ()
            else:
                for each in grown:
                    if entry.roots[each] != b64(logs.root(each, seen[each])):
                        return Waiting("2.roots", Phrase(OTHER_ROOT, party=each, size=seen[each]))
    if fault != "2.time" and entry.time is not None and entry.time > now + AHEAD_SECONDS_MAX:
        return Waiting("2.ahead", Phrase(AHEAD, seconds=entry.time - now))
    return Placed(entry if fault is None else None, fault, Tail(tail.size + 1, time, seen), grown)


def _is_closed(entry: Entry, grown: tuple[Party, ...], logs: Logs) -> bool:
    for each in grown:
        for other, count in logs.seen(each, entry.seen[each] - 1).items():
            if count > (entry.seq if other == entry.party else entry.seen[other]):
                return False
    return True


def _place_among_ended(
    entry: Entry, tail: Tail, logs: Logs, now: Instant, ended: Mapping[Party, int]
) -> Placed | Waiting:
    """Place an entry where logs were ended and go on (12.28).

    Who was shown what fell away says so with a root that is not that of the log. It has its place all the same: of
    that log it has surely seen what it had seen before, and what the entries have that it covers of others.
    """
    others = {each: entry.seen[each] for each in ended if _has_seen_other(entry, each, ended[each], tail, logs)}
    if not others and not tail.claimed:
        return _place_entry(entry, tail, logs, now)
    sure = {each: _surely_seen(entry, each, others, tail, logs) for each in others}
    roots = {each: root for each, root in entry.roots.items() if each not in others}
    roots |= {each: b64(logs.root(each, count)) for each, count in sure.items() if count > tail.seen[each]}
    read = entry.but(seen={**entry.seen, **sure}, roots=roots)
    placed = _place_entry(read, tail, logs, now)
    if isinstance(placed, Waiting):
        return placed
    # Where its `seen` does not count, neither does what it claims.
    end, claimed = placed.tail, others if placed.tail.seen is read.seen else tail.claimed
    shown = None if placed.entry is None else entry
    return Placed(shown, placed.fault, Tail(end.size, end.time, end.seen, claimed), placed.grown)


def _has_seen_other(entry: Entry, party: Party, end: int, tail: Tail, logs: Logs) -> bool:
    """Say whether an entry states, up to where a log was ended, that it has seen what is not in it."""
    if party == entry.party or not tail.seen[party] < entry.seen[party] <= min(end, logs.size(party)):
        return False
    if party in entry.roots:
        return entry.roots[party] != b64(logs.root(party, entry.seen[party]))
    return tail.claimed.get(party) == entry.seen[party]


def _surely_seen(entry: Entry, party: Party, others: Mapping[Party, int], tail: Tail, logs: Logs) -> int:
    """Give what of a log is covered all the same."""
    found = tail.seen[party]
    for each, count in entry.seen.items():
        if each != party and each not in others and 0 < count <= logs.size(each):
            found = max(found, logs.seen(each, count - 1)[party])
    return found
