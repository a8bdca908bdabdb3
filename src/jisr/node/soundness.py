"""Whether this node may append: its log against the mark, its clock against what was taken in (protocol 9.6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings

from jisr.base import N_, FrameworkId, Instant, Party, Phrase
from jisr.exchange import Doubt, Mark, answered, doubt_about, is_outdated, seconds_behind
from jisr.kernel import Tail
from jisr.node import models
from jisr.node.home import Home
from jisr.node.marks import (
    drop_mark,
    end_asking,
    read_asking,
    read_mark,
    write_asking,
    write_mark,
)
from jisr.node.tiles import StoredNodes, root_of

# What an officer's word may be about.
CLOCK, LOG = "clock", "log"
UNMARKED = N_("%(here)s entries of this log are here, and no mark says how many had left")
SHORT = N_("%(left)s entries of this log had left the machine, %(here)s are here")
ANOTHER = N_("this log is not the one that had left the machine")
MENDING = N_("all parties have ended this log, and what it goes on from is not all here yet")
BEHIND = N_("this machine's clock stands %(seconds)s seconds before what was taken in")


@dataclass(frozen=True, slots=True)
class LogDoubt:
    """Why the own log may not be the one that left the machine. `is_short`: peers may have the rest."""

    because: Phrase
    is_short: bool


def log_doubt(own: models.Log, size: int | None = None, nodes: StoredNodes | None = None) -> LogDoubt | None:
    """Hold the own log, as it is or at a size that this writing has reached, against its mark; `nodes` of its tree."""
    home: Home = settings.HOME
    if own.is_mending:
        # What all go on from is not whole here: to what it would be added is not known (protocol 12.27).
        return LogDoubt(Phrase(MENDING), is_short=False)
    mark = read_mark(home, own.framework_id)
    here = own.size if size is None else size
    found = doubt_about(mark, here=here, written=own.size, root=lambda at: root_of(own, at, nodes))
    if found is None:
        return None
    words = {Doubt.UNMARKED: UNMARKED, Doubt.SHORT: SHORT, Doubt.ANOTHER: ANOTHER}[found]
    return LogDoubt(Phrase(words, here=here, left=mark.size if mark else 0), found.is_short)


def restored_doubt(framework: str) -> Phrase | None:
    """Say why this node may have been restored and not know yet what was erased since; None: it knows (7.3, 9.6)."""
    home: Home = settings.HOME
    own = models.Log.objects.filter(framework=framework, party=home.party).first()
    doubt = log_doubt(own) if own is not None else None
    return None if doubt is None else doubt.because


def mark_held(own: models.Log) -> None:
    """Mark the own log as it is written, its framework being held: something that binds it is about to leave."""
    home: Home = settings.HOME
    mark = read_mark(home, own.framework_id)
    if mark is not None and mark.size < own.size and log_doubt(own) is None:
        write_mark(home, own.framework_id, Mark(own.size, root_of(own, own.size)))


def notice_doubt(
    own: models.Log, now: Instant, size: int | None = None, nodes: StoredNodes | None = None
) -> LogDoubt | None:
    """Say what puts the own log in doubt, if anything does, and keep since when.

    Once nothing does, what was asked is forgotten: the answers were about a log of another length.
    """
    home: Home = settings.HOME
    doubted = log_doubt(own, size, nodes)
    if doubted is None:
        end_asking(home, own.framework_id)
    elif read_asking(home, own.framework_id) is None:
        write_asking(home, own.framework_id, since=now, size=own.size, parties=())
    return doubted


def note_own_head(own: models.Log, size: int) -> None:
    """Take a head of the own log that came back, verified, into account.

    A mark is written before its head leaves. A head beyond it shows that the mark is an old one,
    restored; then it says nothing, and all peers are asked as if it were missing.
    """
    home: Home = settings.HOME
    mark = read_mark(home, own.framework_id)
    if is_outdated(mark, size):
        drop_mark(home, own.framework_id)


def clock_doubt(framework: str, tails: Mapping[Party, Tail], now: Instant) -> Phrase | None:
    """Say whether the machine's clock stands too far before what was taken in; None: it does not.

    An officer's word that it is right holds for the times that were known when it was given.
    """
    latest = latest_time(tails)
    behind = seconds_behind(latest, now)
    if not behind:
        return None
    if models.Word.objects.filter(framework=framework, about=CLOCK, until__gte=latest).exists():
        return None
    return Phrase(BEHIND, seconds=behind)


def latest_time(tails: Mapping[Party, Tail]) -> Instant:
    """Give the latest time that was stated in any log of a framework."""
    return Instant(max((tail.time or 0 for tail in tails.values()), default=0))


def note_answer(framework: FrameworkId, peer: Party, others: Iterable[Party], *, theirs: int, now: Instant) -> bool:
    """Note how much of the own log a peer has; once all have been asked the log is as good as it gets.

    Called, with the framework held, on a peer's fresh answer to our own request. True if a
    doubt was laid to rest.
    """
    home: Home = settings.HOME
    own = models.Log.objects.get(framework=framework, party=home.party)
    doubt = log_doubt(own)
    if doubt is None:
        end_asking(home, framework)
        return False
    before = read_asking(home, framework)
    found = answered(
        before.parties if before is not None else (),
        counted_at=before.size if before is not None else own.size,
        here=own.size,
        peer=peer,
        theirs=theirs,
        others=map(str, others),
    )
    if not doubt.is_short or found is None:
        return False
    if not found.is_enough:
        since = now if before is None else before.since
        write_asking(home, framework, since=since, size=own.size, parties=found.parties)
        return False
    write_mark(home, framework, Mark(own.size, root_of(own, own.size)))
    end_asking(home, framework)
    return True


__all__ = [
    "CLOCK",
    "LOG",
    "LogDoubt",
    "clock_doubt",
    "latest_time",
    "log_doubt",
    "mark_held",
    "note_answer",
    "note_own_head",
    "notice_doubt",
    "restored_doubt",
]
