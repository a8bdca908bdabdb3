"""What keeps this node from writing into a framework: what is in doubt, since when, and what to do (protocol 9.6)."""

from dataclasses import dataclass

from django.conf import settings

from jisr.base import N_, Instant, Party, Phrase
from jisr.node.clock import CLOCK as CLOCK_NOW
from jisr.node.marks import read_asking
from jisr.node.queries.reading import Reading, own_party, reading
from jisr.node.soundness import CLOCK, LOG, LogDoubt, clock_doubt, latest_time, log_doubt

SYNC = N_(
    "Run `jisr sync`, or leave the node running: it asks the parties named, and takes back what they have of this"
    " log. It writes again by itself once all of them have answered or the log is whole."
)
ALONE = N_(
    "Nobody else has this log. Put the newest database in place; if nothing is missing, an officer confirms it with"
    " a reason: `jisr node confirm`."
)
RESTORE = N_(
    "Stop the node and put the right database in place: that whose log ends as the mark says. Until then the"
    " peers hold what left this machine. Nothing else lifts this."
)
SET = N_(
    "Set this machine's clock right (NTP): the node writes again by itself. If it is right, an officer confirms it"
    " with a reason: `jisr node confirm`."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What is in doubt: `log` (nothing is written) or `clock` (only what protects is)."""

    what: str
    because: Phrase
    since: Instant | None
    # Whose answer about the own log is still to come.
    to_ask: tuple[Party, ...]
    remedy: str


def doubt_of(held: Reading, now: Instant) -> Doubt | None:
    """Say what keeps this node from writing into a framework; None: nothing does."""
    own = held.rows[own_party()]
    doubted = log_doubt(own)
    if doubted is not None:
        asking = read_asking(settings.HOME, held.row.pk)
        answered = asking.parties if asking is not None and asking.size <= own.size else frozenset[str]()
        waiting = sorted(held.framework.parties - {own_party(), *map(Party, answered)})
        return Doubt(
            what=LOG,
            because=doubted.because,
            since=None if asking is None else asking.since,
            to_ask=tuple(waiting) if doubted.is_short else (),
            remedy=_remedy(doubted, alone=len(held.framework.parties) == 1),
        )
    because = clock_doubt(held.row.pk, held.logs.tails, now)
    if because is not None:
        return Doubt(what=CLOCK, because=because, since=latest_time(held.logs.tails), to_ask=(), remedy=SET)
    return None


def doubt_in(framework: str) -> Doubt | None:
    """Say what keeps this node now from writing into a framework."""
    return doubt_of(reading(framework), CLOCK_NOW.now())


def _remedy(doubted: LogDoubt, *, alone: bool) -> str:
    if not doubted.is_short:
        return RESTORE
    return ALONE if alone else SYNC


__all__ = ["Doubt", "doubt_in", "doubt_of"]
