"""Where we stand with the other sides: one calm line for each (pages, promise 1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from jisr.base import Instant, Party, Phrase
from jisr.base.limits import HEARTBEAT_SECONDS
from jisr.exchange import DAY_RULE, next_day
from jisr.node.clock import CLOCK
from jisr.node.leaving import left_in
from jisr.node.noted import read_noted
from jisr.node.queries.reading import own_party
from jisr.node.queries.sight import HERE, Sight, seen_in

TROUBLE_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeLine:
    """The exchange with one party of one framework, as an officer should know it."""

    framework: str
    party: str
    heard: Instant | None
    minutes: int | None
    unacknowledged: int
    held: int
    # Entries that wait for another day, and when that day begins.
    waiting: int
    goes_on: Instant
    refused: int
    is_cut: bool
    is_equivocal: bool
    # Our side has signed that its record ends; or all have, and what that goes on from is not all here.
    is_ending: bool
    is_mending: bool
    # It has left: nobody waits for it, and nothing more comes of it (protocol 12.33).
    has_left: bool
    trouble: Phrase


# On every page: written out, since to put the queries together takes longer than to answer them.
PEERS_OF = (
    "SELECT peer.party, peer.heard, peer.failures, peer.trouble, log.seen, log.waiting, log.is_cut_off,"
    " log.held_at, log.is_mending, (SELECT register FROM framework WHERE framework.id = peer.framework_id)"
    " FROM peer JOIN log ON log.framework_id = peer.framework_id AND log.party = peer.party"
    " WHERE peer.framework_id = %s ORDER BY peer.party"
)
OWN_LOG = "SELECT id, size FROM log WHERE framework_id = %s AND party = %s"
ASIDE_OF = "SELECT kind, party, count(*) FROM aside WHERE framework_id = %s AND rule <> %s GROUP BY kind, party"
UNCOVERED = "SELECT count(*) FROM entry WHERE log_id = %s AND seq >= %s AND act <> 'ack'"


def exchange_lines(framework: str, sight: Sight) -> list[ExchangeLine]:
    """Give a line for each other party of a framework; acts of dossiers that are not seen are not counted."""
    own = own_party()
    seen = seen_in([sight], HERE, "entry.dossier")
    uncovered = " AND ".join([UNCOVERED, *(sql for sql, _ in seen)])
    told = [value for _, values in seen for value in values]
    with connection.cursor() as cursor:
        cursor.execute(PEERS_OF, (framework,))
        peers = [each for each in cursor.fetchall() if each[0] != own]
        cursor.execute(OWN_LOG, (framework, own))
        log, size = cursor.fetchone() or (0, 0)
        cursor.execute(ASIDE_OF, (framework, DAY_RULE))
        asides = {(kind, party): count for kind, party, count in cursor.fetchall()}
        covered = {each[0]: int(orjson.loads(each[4]).get(own, 0)) for each in peers}
        left = left_in(peers[0][9]) if peers else {}
        waiting = {}
        for party, count in covered.items():
            waiting[party] = 0
            if count < size and party not in left:
                cursor.execute(uncovered, (log, count, *told))
                waiting[party] = cursor.fetchone()[0]
    return [_line(framework, each, waiting[each[0]], asides, left) for each in peers]


def _line(
    framework: str,
    peer: tuple[Any, ...],
    unacknowledged: int,
    asides: dict[tuple[str, str], int],
    left: Mapping[Party, int],
) -> ExchangeLine:
    party, heard, failures, trouble, _seen, waiting, is_cut_off, held_at, is_mending, _register = peer
    is_parted = party in left or own_party() in left
    age = None if heard is None else max(0, CLOCK.now() - heard)
    return ExchangeLine(
        framework=framework,
        party=party,
        heard=None if heard is None else Instant(heard),
        minutes=None if age is None else age // 60,
        unacknowledged=unacknowledged,
        held=asides.get(("held", party), 0),
        waiting=waiting,
        goes_on=next_day(CLOCK.now()),
        refused=asides.get(("refused", party), 0),
        is_cut=not is_parted and _is_cut(failures, age),
        is_equivocal=bool(is_cut_off),
        is_ending=held_at is not None,
        is_mending=bool(is_mending),
        has_left=party in left,
        trouble=read_noted(trouble),
    )


def _is_cut(failures: int, age: int | None) -> bool:
    if age is None:
        return failures > 0
    return (failures > 0 and age > TROUBLE_SECONDS) or age > 2 * HEARTBEAT_SECONDS or failures > 1
