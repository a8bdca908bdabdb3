"""How much of a party's log is taken in on one day, and how much one's own may grow (protocol 8.4, 12.16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import orjson

from jisr.base import N_, EntryId, Instant
from jisr.base.limits import DAY_ENTRIES_MIN
from jisr.exchange import Protects, day_of, room_on, share_of
from jisr.kernel import ACK, Framework
from jisr.node import models
from jisr.node.agreements import manifest_at
from jisr.node.places import StoredLogs

WAITING = N_("%(number)s entries wait until %(until)s")


@dataclass(frozen=True, slots=True)
class Today:
    """How many entries of a part are taken in, what was left of the day before, and how many count for nothing."""

    share: int
    left: int
    free: int


def today_of(log: models.Log, entries: Sequence[bytes], *, free: int, framework: Framework, now: Instant) -> Today:
    """Say how many of the entries that come next in a log are taken in today."""
    limit = limit_in(framework)
    left = room_on(now, limit=limit, day=log.day, left=log.day_left)
    share = len(entries)
    if share > free + left:
        share = share_of(entries, left=left, reserve=limit, free=free, protects=protector(framework))
    return Today(share, left, free)


def note_taken(log: models.Log, today: Today, taken: int, *, waiting: int | None = None, now: Instant) -> None:
    """Count what was taken in; a day on which nothing was stays one that counts later."""
    changed = []
    if waiting is not None and waiting != log.waiting:
        log.waiting = waiting
        changed.append("waiting")
    if taken > today.free:
        log.day, log.day_left = max(day_of(now), log.day or 0), today.left - (taken - today.free)
        changed += ["day", "day_left"]
    if changed:
        log.save(update_fields=changed)


def protector(framework: Framework) -> Protects:
    """Give what tells from its bytes alone whether an entry protects, or is an ack: without it nothing is final."""
    steps = {each.id: each.steps for each in framework.procedures.values()}

    def protects(raw: bytes) -> bool:
        try:
            value = orjson.loads(raw)
            procedure, act = value["procedure"], value["act"]
            step = steps[procedure].get(act) if procedure in steps else None
        except (ValueError, TypeError, KeyError):
            return False
        return act == ACK if procedure is None else step is not None and step.protective

    return protects


def protective_names(framework: Framework) -> frozenset[str]:
    """Give the names of acts that protect in some procedure: what is called otherwise never does."""
    steps = (each.steps for each in framework.procedures.values())
    return frozenset(name for each in steps for name, step in each.items() if step.protective)


def limit_in(framework: Framework) -> int:
    """Give how many entries a day the last version of the manifest that is here agrees on."""
    version = max(framework.versions)
    agreed = framework.versions[version]
    if agreed is None:
        return manifest_at(framework.id, version).entries_a_day
    return _limit(framework.id, version, agreed.digest)


@lru_cache(maxsize=32)
def _limit(framework: str, version: int, digest: str) -> int:
    del digest  # part of the key only: it names the text
    return manifest_at(framework, version).entries_a_day


def is_full(framework: Framework, logs: StoredLogs, own: EntryId, now: Instant) -> bool:
    """Say whether so many own entries were written today that the others would hold one more."""
    if own.seq < DAY_ENTRIES_MIN or len(framework.parties) == 1:
        return False
    first = own.seq - limit_in(framework)
    before = logs.time(own.party, first) if first >= 0 else None
    # What bears a time still to come was written by a clock that was wrong: it tells nothing of today.
    return before is not None and day_of(before) == day_of(now)


__all__ = ["WAITING", "Today", "is_full", "limit_in", "note_taken", "protective_names", "protector", "today_of"]
