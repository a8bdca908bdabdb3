"""Where a log may be ended: what parties say that they hold of it, laid side by side (protocol 9.6, 12.27)."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jisr.base import N_, NotCanonical, Party, unb64
from jisr.log import EMPTY_ROOT, Frontier
from jisr.log.tree import HASH_BYTES
from jisr.manifest.document import Manifest
from jisr.manifest.errors import HeldAmiss

HELD_FORMAT: Final = "jisr/held/1"
HELD_KEYS: Final = frozenset("format framework by party size root leaves seen".split())


@dataclass(frozen=True, slots=True)
class Held:
    """What one party says that it holds of a log: its entries' hashes, and what it knows that others have seen."""

    by: Party
    leaves: tuple[bytes, ...]
    seen: Mapping[str, int]

    def root(self, size: int) -> bytes:
        """Give the root at a size."""
        return Frontier().grown_by(self.leaves[:size]).root() if size else EMPTY_ROOT


def read_held(value: Any, framework: str, party: str) -> Held:
    """Read what a party says that it holds, and hold its parts against each other."""
    if not isinstance(value, dict) or value.keys() != HELD_KEYS or value["format"] != HELD_FORMAT:
        raise HeldAmiss(N_("a file is not what `jisr framework holds` prints"))
    if (value["framework"], value["party"]) != (framework, party):
        raise HeldAmiss(N_("a file speaks of the log of %(party)s in %(framework)s"), **_named(value))
    try:
        raw = base64.b64decode(value["leaves"], validate=True)
        leaves = tuple(raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES))
        held = Held(Party(value["by"]), leaves, {str(each): int(count) for each, count in value["seen"].items()})
        good = len(leaves) == value["size"] and held.root(len(leaves)) == unb64(value["root"], length=HASH_BYTES)
    except (binascii.Error, NotCanonical, AttributeError, TypeError, ValueError) as error:
        raise HeldAmiss(N_("a file is not what `jisr framework holds` prints")) from error
    if not good:
        raise HeldAmiss(N_("the hashes in the file of %(by)s do not make its root"), by=held.by)
    return held


def _named(value: Mapping[str, Any]) -> dict[str, object]:
    return {"party": value["party"], "framework": value["framework"]}


def end_of(party: str, helds: Mapping[Party, Held]) -> int:
    """Give the least size at which a log may end: as much as any other has taken in, or is known to have seen."""
    taken = [len(each.leaves) for each in helds.values() if each.by != party]
    return max(*taken, *(count for each in helds.values() for count in each.seen.values()), 0)


def chosen(party: str, helds: Mapping[Party, Held], end: int, of: str) -> Held:
    """Give whose content goes on; where that is not the same at all who have enough of it, people must say."""
    if of:
        chosen = helds.get(Party(of))
        if chosen is None or len(chosen.leaves) < end:
            words = N_("%(of)s does not hold %(end)s entries of the log of %(party)s: as much must go on")
            raise HeldAmiss(words, of=of, end=end, party=party)
        return chosen
    enough = [each for each in helds.values() if len(each.leaves) >= end]
    if len({each.root(end) for each in enough}) != 1:
        words = N_("%(parties)s hold different contents of the log of %(party)s: say whose goes on, by --of PARTY")
        raise HeldAmiss(words, parties=", ".join(sorted(each.by for each in enough)), party=party)
    return enough[0]


def common(helds: Mapping[Party, Held]) -> int:
    """Give how many entries are the same in all that was shown to anybody."""
    every = [each.leaves for each in helds.values()]
    longest = max(every, key=len)
    for at, leaf in enumerate(longest):
        if any(each[at : at + 1] not in ((leaf,), ()) for each in every):
            return at
    return len(longest)


def with_key(manifest: Manifest, party: str, end: int, key: str) -> dict[str, Any]:
    """Let another key sign the log from its end on; those of before sign nothing any more."""
    entry = manifest.value["parties"][party]
    ended = [{**each, "to": end - 1} if each["to"] is None else each for each in entry["log"] if each["from"] < end]
    return {**manifest.value["parties"], party: {**entry, "log": [*ended, {"key": key, "from": end, "to": None}]}}


__all__ = ["HELD_FORMAT", "Held", "chosen", "common", "end_of", "read_held", "with_key"]
