"""Where we stand with the other sides: one calm line for each (pages, promise 1)."""

from dataclasses import dataclass

from jisr.base import Instant, Phrase
from jisr.base.limits import HEARTBEAT_SECONDS
from jisr.exchange import DAY_RULE, next_day
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.noted import read_noted
from jisr.node.queries.reading import own_party

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
    trouble: Phrase


def exchange_lines(framework: str) -> list[ExchangeLine]:
    """Give a line for each other party of a framework."""
    own = own_party()
    logs = {log.party: log for log in models.Log.objects.filter(framework=framework)}
    asides = list(models.Aside.objects.filter(framework=framework).exclude(rule=DAY_RULE).values_list("kind", "party"))
    peers = models.Peer.objects.filter(framework=framework).exclude(party=own).order_by("party")
    return [_line(peer, logs, asides) for peer in peers]


def _line(peer: models.Peer, logs: dict[str, models.Log], asides: list[tuple[str, str]]) -> ExchangeLine:
    own, log = logs[own_party()], logs[peer.party]
    covered = int(log.seen.get(own_party(), 0))
    waiting = models.Entry.objects.filter(log=own, seq__gte=covered).exclude(act="ack").count()
    age = None if peer.heard is None else max(0, CLOCK.now() - peer.heard)
    return ExchangeLine(
        framework=peer.framework_id,
        party=peer.party,
        heard=None if peer.heard is None else Instant(peer.heard),
        minutes=None if age is None else age // 60,
        unacknowledged=waiting,
        held=sum(kind == "held" and party == peer.party for kind, party in asides),
        waiting=log.waiting,
        goes_on=next_day(CLOCK.now()),
        refused=sum(kind == "refused" and party == peer.party for kind, party in asides),
        is_cut=(peer.failures > 0 and (age is None or age > TROUBLE_SECONDS))
        or (age is not None and age > 2 * HEARTBEAT_SECONDS)
        or peer.failures > 1,
        is_equivocal=log.is_cut_off,
        trouble=read_noted(peer.trouble),
    )
