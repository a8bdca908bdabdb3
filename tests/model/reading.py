"""Reading entries: refused, held, void by their bytes, or taken in (protocol 12.1)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .calendars import instant, stated
from .canonical import NotCanonicalError, b64, is_hash, parse, root

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
PARTY = re.compile(r"[A-Z]{3}")
ENTRY_ID = re.compile(r"[A-Z]{3}\.(0|[1-9][0-9]{0,15})")
PROCEDURE = re.compile(r"[a-z0-9._/-]{1,64}")
LIMIT = 65536
AHEAD = 600
KEYS = frozenset(
    "framework party seq seen roots time dossier procedure digest sides act by item fields sealed rests"
    " opened unopened".split()
)


@dataclass(eq=False)
class Entry:
    """An entry taken in; `time` and `seen` are what counts, `fault` the rule of section 2 that it broke."""

    party: str
    seq: int
    value: Any
    fault: str | None
    time: int | None
    seen: Mapping[str, int]
    order: int = 0
    # Of logs that were ended: up to where it says to have seen what is not in them (protocol 12.28).
    claimed: Mapping[str, int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The name by which others call it."""
        return f"{self.party}.{self.seq}"

    def __repr__(self) -> str:
        return self.id


def precedes(a: Entry, b: Entry) -> bool:
    """Say whether a is earlier in b's own log or covered by b's `seen` (protocol 3.1)."""
    return a.seq < b.seq if a.party == b.party else b.seen[a.party] > a.seq


def covers(later: Entry, a: Entry) -> bool:
    """Say whether an entry of another party has seen a."""
    return later.seen.get(a.party, 0) > a.seq


def is_id(value: Any) -> bool:
    """Say whether a value is an id."""
    return isinstance(value, str) and ID.fullmatch(value) is not None


def is_entry_id(value: Any) -> bool:
    """Say whether a value has the form of an entry's id."""
    return isinstance(value, str) and ENTRY_ID.fullmatch(value) is not None


def is_count(value: Any) -> bool:
    """Say whether a value is an integer from 0."""
    return type(value) is int and value >= 0


def is_party(value: Any) -> bool:
    """Say whether a value has the form of a party's code."""
    return isinstance(value, str) and PARTY.fullmatch(value) is not None


def _or_null(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or test(value)


def _sides(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and 1 <= len(value) <= 8
        and all((is_id(side) or is_party(side)) and is_party(party) for side, party in value.items())
    )


def _by(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"authority", "mandate", "officer", "on_behalf"}
        and all(is_id(value[key]) for key in ("authority", "mandate", "officer"))
        and (value["on_behalf"] is None or is_id(value["on_behalf"]))
    )


def _keyed(value: Any) -> bool:
    return isinstance(value, dict) and all(is_id(key) for key in value)


def _sealed_value(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) != {"to", "chunks"}:
        return False
    to, chunks = value["to"], value["chunks"]
    return (
        isinstance(to, list)
        and isinstance(chunks, list)
        and bool(to)
        and bool(chunks)
        and all(map(is_id, to))
        and all(map(is_hash, chunks))
    )


def _hashes(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_hash, value))


TYPES: Mapping[str, Callable[[Any], bool]] = {
    "roots": lambda v: isinstance(v, dict) and all(is_party(p) and is_hash(r) for p, r in v.items()),
    "time": lambda v: isinstance(v, str),
    "dossier": _or_null(lambda v: v == "framework" or is_entry_id(v)),
    "procedure": _or_null(lambda v: isinstance(v, str) and PROCEDURE.fullmatch(v) is not None),
    "digest": _or_null(is_hash),
    "sides": _or_null(_sides),
    "act": is_id,
    "by": _by,
    "item": _or_null(is_entry_id),
    "fields": _keyed,
    "sealed": lambda v: _keyed(v) and all(map(_sealed_value, v.values())),
    "rests": _or_null(is_hash),
    "opened": _hashes,
    "unopened": _hashes,
}


class Reader:
    """Takes in the logs of one framework, in any order that `seen` allows."""

    def __init__(
        self,
        framework: str,
        parties: Sequence[str],
        logs: Mapping[str, Sequence[bytes]],
        now: str | None,
        ended: Mapping[str, int],
    ) -> None:
        self.ended = ended
        self.framework = framework
        self.parties = sorted(parties)
        self.now = None if now is None else instant(now)
        self.raw = {party: self._unrefused(party, logs.get(party, ())) for party in self.parties}
        self.taken: dict[str, list[Entry]] = {party: [] for party in self.parties}
        self.entries: list[Entry] = []
        self.held: dict[str, str] = {}
        self._take_in()

    def _unrefused(self, party: str, log: Sequence[bytes]) -> list[bytes]:
        """Cut a log off before the first bytes that are not that party's log (protocol 2.5)."""
        kept: list[bytes] = []
        for seq, raw in enumerate(log):
            if self._refused(party, seq, raw):
                break
            kept.append(raw)
        return kept

    def _refused(self, party: str, seq: int, raw: bytes) -> bool:
        if len(raw) > LIMIT:
            return True
        try:
            value = parse(raw)
        except NotCanonicalError:
            return False
        place: dict[str, Any] = {"framework": self.framework, "party": party, "seq": seq}
        return isinstance(value, dict) and any(
            key in value and (type(value[key]) is not type(right) or value[key] != right)
            for key, right in place.items()
        )

    def _take_in(self) -> None:
        """Take in what can be taken in until nothing more can; the rest is held (protocol 2.5)."""
        cut: dict[str, str] = {}
        going = True
        while going:
            going = False
            for party in self.parties:
                while party not in cut and len(self.taken[party]) < len(self.raw[party]):
                    found = self._read(party)
                    if isinstance(found, str):
                        if found != "2.gap":
                            cut[party] = found
                        break
                    found.order = len(self.entries)
                    self.entries.append(found)
                    self.taken[party].append(found)
                    going = True
        for party in self.parties:
            for seq in range(len(self.taken[party]), len(self.raw[party])):
                self.held[f"{party}.{seq}"] = cut.pop(party, "2.gap")

    def _read(self, party: str) -> Entry | str:
        """Read the next entry of a log: the entry, or the rule by which it is held."""
        seq = len(self.taken[party])
        last = self.taken[party][-1] if seq else None
        time = last.time if last else None
        seen = last.seen if last else {other: 0 for other in self.parties if other != party}
        before = last.claimed if last else {}
        try:
            value = parse(self.raw[party][seq])
        except NotCanonicalError:
            return Entry(party, seq, None, "2.bytes", time, seen, claimed=before)
        if not isinstance(value, dict) or set(value) != KEYS:
            return Entry(party, seq, None, "2.keys", time, seen, claimed=before)
        if not self._typed(party, value):
            return Entry(party, seq, None, "2.type", time, seen, claimed=before)
        claimed = {one: value["seen"][one] for one in self.ended if self._claims(one, party, value, seen, before)}
        counting = self._counting(value, seen, claimed)
        own = stated(value["time"])
        time_fault = None if own is not None and (time is None or own >= time) else "2.time"
        seen_fault = self._seen(party, seq, counting, seen)
        if seen_fault is not None and seen_fault.startswith("held "):
            return seen_fault.removeprefix("held ")
        if time_fault is None and self.now is not None and own is not None and own > self.now + AHEAD:
            return "2.ahead"
        return Entry(
            party,
            seq,
            value,
            time_fault or seen_fault,
            time if time_fault else own,
            seen if seen_fault else counting["seen"],
            claimed=before if seen_fault else claimed,
        )

    def _claims(
        self, ended: str, party: str, value: Mapping[str, Any], seen: Mapping[str, int], before: Mapping[str, int]
    ) -> bool:
        """Say whether an entry says to have seen of a log, up to its end, what is not in it (protocol 12.28)."""
        if ended == party:
            return False
        said, here = value["seen"][ended], self.raw[ended][: len(self.taken[ended])]
        if said <= seen[ended] or said > self.ended[ended] or said > len(here):
            return False
        stated = value["roots"].get(ended)
        return before.get(ended) == said if stated is None else stated != b64(root(here[:said]))

    def _counting(self, value: Any, seen: Mapping[str, int], claimed: Mapping[str, int]) -> Any:
        """Give an entry with what counts in the place of what it claims (protocol 12.28)."""
        if not claimed:
            return value
        sure = dict(value["seen"])
        for one in claimed:
            covered = [
                self.taken[other][number - 1].seen[one]
                for other, number in value["seen"].items()
                if other not in claimed and 0 < number <= len(self.taken[other])
            ]
            sure[one] = max([seen[one], *covered])
        roots = {other: stated for other, stated in value["roots"].items() if other not in claimed}
        for one in claimed:
            if sure[one] > seen[one]:
                roots[one] = b64(root(self.raw[one][: sure[one]]))
        return {**value, "seen": sure, "roots": roots}

    def _typed(self, party: str, value: Mapping[str, Any]) -> bool:
        seen = value["seen"]
        others = {other for other in self.parties if other != party}
        if not isinstance(seen, dict) or set(seen) != others or not all(map(is_count, seen.values())):
            return False
        return all(test(value[key]) for key, test in TYPES.items())

    def _seen(self, party: str, seq: int, value: Mapping[str, Any], before: Mapping[str, int]) -> str | None:
        """Give the fault of `seen` and `roots`, or `held` with the rule, in the order of protocol 12.1."""
        seen, roots = value["seen"], value["roots"]
        if any(seen[other] < before[other] for other in seen):
            return "2.seen"
        if any(seen[other] > len(self.taken[other]) for other in seen):
            return "held 2.gap"
        for other, number in seen.items():
            known = self.taken[other][number - 1].seen if number else {}
            for third, covered in known.items():
                if covered > (seq if third == party else seen[third]):
                    return "2.seen"
        if set(roots) != {other for other in seen if seen[other] > before[other]}:
            return "2.roots"
        if any(b64(root(self.raw[other][: seen[other]])) != roots[other] for other in roots):
            return "held 2.roots"
        return None
