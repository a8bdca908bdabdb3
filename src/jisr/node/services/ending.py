"""Ending a log by a version of the manifest: what each party holds of it, and where it may end (protocol 9.6, 12.27).

People of all parties compare what their nodes hold, choose whose content goes on, and sign. Nothing is decided here.
"""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from jisr.base import N_, FrameworkId, Json, Party, b64
from jisr.log import EMPTY_ROOT, Frontier, leaf_hash
from jisr.manifest import (
    HELD_FORMAT,
    HeldAmiss,
    MalformedManifest,
    chosen,
    common,
    end_of,
    read_held,
    with_key,
)
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.errors import UnknownThing
from jisr.node.queries.reading import own_party
from jisr.node.refolding import as_bytes
from jisr.node.services.frameworks import next_manifest
from jisr.node.services.mending import hold_log


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
    end = end_of(party, helds)
    going_on = chosen(party, helds, end, of)
    # Whose own content is not told of is sent all of it anew: no other way is sure.
    shared = common(helds) if party in helds else 0
    fresh: dict[str, Json] = {
        "from": end,
        "root": b64(going_on.root(end)),
        "common": min(shared, end),
        "reason": reason,
    }
    before = manifest.value.get("generations", {})
    changes: dict[str, Any] = {"generations": {**before, party: [*before.get(party, ()), fresh]}}
    if key:
        changes["parties"] = with_key(manifest, party, end, key)
    return next_manifest(framework, changes)


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


__all__ = ["draft_end", "held_value", "lift", "promise"]
