"""Ending a log by a version of the manifest: what each party holds of it, and where it may end (protocol 9.6, 12.27).

People of all parties compare what their nodes hold, choose whose content goes on, and sign. Nothing is decided here.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jisr.base import N_, FrameworkId, JisrError, Json, NotCanonical, Party, b64, unb64
from jisr.log import EMPTY_ROOT, Frontier, leaf_hash
from jisr.log.tree import HASH_BYTES
from jisr.manifest import MalformedManifest, Manifest
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.errors import UnknownThing
from jisr.node.queries.reading import own_party
from jisr.node.refolding import as_bytes
from jisr.node.services.frameworks import next_manifest
from jisr.node.services.mending import hold_log

HELD_FORMAT: Final = "jisr/held/1"
HELD_KEYS: Final = frozenset("format framework by party size root leaves seen".split())


class HeldAmiss(JisrError):
    """What parties say that they hold of a log does not let it be ended so."""

    advice = N_(
        "Each party prints what it holds by `jisr framework holds`, and one drafts the version from the files of all."
        " Nothing was changed."
    )


@dataclass(frozen=True, slots=True)
class Held:
    """What one party says that it holds of a log: its entries' hashes, and what it knows that others have seen."""

    by: Party
    leaves: tuple[bytes, ...]
    seen: Mapping[str, int]

    def root(self, size: int) -> bytes:
        """Give the root at a size."""
        return Frontier().grown_by(self.leaves[:size]).root() if size else EMPTY_ROOT


def held_value(framework: str, party: str) -> dict[str, Json]:
    """Say what this node holds of a party's log, with its entries' hashes, and how much others are known to have seen.

    Hashes say nothing of what entries contain.
    """
    log = _log(framework, party)
    raws = models.Entry.objects.filter(log=log).order_by("seq").values_list("raw", flat=True)
    leaves = [leaf_hash(as_bytes(raw)) for raw in raws]
    others = models.Log.objects.filter(framework=framework).exclude(party=party)
    return {
        "format": HELD_FORMAT,
        "framework": framework,
        "by": own_party(),
        "party": party,
        "size": len(leaves),
        "root": b64(Frontier().grown_by(leaves).root() if leaves else EMPTY_ROOT),
        "leaves": base64.b64encode(b"".join(leaves)).decode("ascii"),
        "seen": {each.party: max(int(each.seen.get(party, 0)), int(each.claimed.get(party, 0))) for each in others},
    }


def _log(framework: str, party: str) -> models.Log:
    log = models.Log.objects.filter(framework=framework, party=party).first()
    if log is None:
        known = models.Log.objects.filter(framework=framework).values_list("party", flat=True)
        words = N_("%(party)s is no party of %(framework)s")
        raise UnknownThing(words, known=known, party=party, framework=framework)
    return log


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


def draft_end(
    framework: FrameworkId, party: Party, values: Sequence[Any], *, reason: str, of: str = "", key: str = ""
) -> str:
    """Write the text of the next version, by which a party's log ends where all must have it, and goes on.

    `of`: the party whose content goes on, where it is not the same at all. `key`: the log key from there on.
    """
    manifest = latest_manifest(framework)
    log = _log(framework, party)
    if len(manifest.parties) == 1:
        raise HeldAmiss(N_("in a framework of one party every act is final: its log is never ended"))
    helds = {each.by: each for each in (read_held(value, framework, party) for value in values)}
    helds.setdefault(own_party(), read_held(held_value(framework, log.party), framework, party))
    lacking = sorted(manifest.parties - helds.keys() - {party})
    if lacking:
        raise HeldAmiss(N_("what %(parties)s holds of it is lacking"), parties=", ".join(lacking))
    end = _end_of(party, helds)
    chosen = _chosen(party, helds, end, of)
    # Whose own content is not told of is sent all of it anew: no other way is sure.
    common = _common(helds) if party in helds else 0
    fresh: dict[str, Json] = {
        "from": end,
        "root": b64(chosen.root(end)),
        "common": min(common, end),
        "reason": reason,
    }
    before = manifest.value.get("generations", {})
    changes: dict[str, Any] = {"generations": {**before, party: [*before.get(party, ()), fresh]}}
    if key:
        changes["parties"] = _with_key(manifest, party, end, key)
    return next_manifest(framework, changes)


def _end_of(party: str, helds: Mapping[Party, Held]) -> int:
    """Give the least size at which a log may end: as much as any other has taken in, or is known to have seen."""
    taken = [len(each.leaves) for each in helds.values() if each.by != party]
    return max(*taken, *(count for each in helds.values() for count in each.seen.values()), 0)


def _chosen(party: str, helds: Mapping[Party, Held], end: int, of: str) -> Held:
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


def _common(helds: Mapping[Party, Held]) -> int:
    """Give how many entries are the same in all that was shown to anybody."""
    every = [each.leaves for each in helds.values()]
    longest = max(every, key=len)
    for at, leaf in enumerate(longest):
        if any(each[at : at + 1] not in ((leaf,), ()) for each in every):
            return at
    return len(longest)


def _with_key(manifest: Manifest, party: str, end: int, key: str) -> dict[str, Any]:
    """Let another key sign the log from its end on; those of before sign nothing any more."""
    entry = manifest.value["parties"][party]
    ended = [{**each, "to": end - 1} if each["to"] is None else each for each in entry["log"] if each["from"] < end]
    return {**manifest.value["parties"], party: {**entry, "log": [*ended, {"key": key, "from": end, "to": None}]}}


def promise(value: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Take in no more of the logs that a text ends which our people sign; give which, and at how many entries.

    Without that more could be seen of a log than its end before all have signed, and the version would not hold.
    """
    manifest = latest_manifest(value["framework"])
    fresh = [
        (party, generations[-1]["from"])
        for party, generations in sorted(value.get("generations", {}).items())
        if len(generations) > len(manifest.generations(party))
    ]
    for party, end in fresh:
        if party not in manifest.parties:
            raise MalformedManifest(what="generations", got=party)
        hold_log(FrameworkId(value["framework"]), Party(party), end)
    return fresh


def lift(framework: str, party: str) -> bool:
    """Take in again what comes of a log whose end was signed and will not be agreed on; say whether it was held."""
    log = _log(framework, party)
    return bool(models.Log.objects.filter(pk=log.pk, held_at__isnull=False).update(held_at=None))


__all__ = ["HeldAmiss", "draft_end", "held_value", "lift", "promise", "read_held"]
