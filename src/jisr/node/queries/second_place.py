"""Whether an act lies in the second place, too, where the operator wants that before it is acknowledged."""

import time
from enum import Enum
from typing import Final

from django.conf import settings
from django.db import connection

from jisr.base import N_, EntryId
from jisr.node.clock import CLOCK
from jisr.node.domestic import domestic_frameworks
from jisr.node.home import Home, HomeAmiss
from jisr.node.streaming_note import Streamed, read_streamed

LOOK_SECONDS: Final = 0.01
# A process that follows and has said nothing for so long is not there, and is not waited for.
AWAY_SECONDS: Final = 20
NOT_THERE_YET: Final = N_(
    "It is in this node's log, and holds. It does not lie in the second place yet, so it is not confirmed: were this"
    " machine lost now, it could be lost with it. Do not do it again; it goes there by itself. Tell the operator of"
    " this node."
)


class Lies(Enum):
    """Where an act lies; NOT_ASKED: nobody wants to know."""

    NOT_ASKED = "not asked"
    IN_BOTH = "in both"
    HERE_ALONE = "here alone"


def is_asked(framework: str) -> bool:
    """Say whether acts of a framework are acknowledged only once they lie in both places."""
    home: Home = settings.HOME
    told = home.acknowledging
    if framework in told.frameworks:
        return True
    return told.domestic and framework in domestic_frameworks()


def lies(framework: str, entry: EntryId) -> Lies:
    """Say where an act lies now."""
    if not is_asked(framework) or connection.vendor != "sqlite":
        return Lies.NOT_ASKED  # PostgreSQL ends a commit only when its standbys have it, where it is told to
    return Lies.IN_BOTH if _has(_streamed(), framework, entry) else Lies.HERE_ALONE


def wait_until_it_lies_there(framework: str, entry: EntryId) -> Lies:
    """Wait until an act lies in both places, at most as long as node.toml says; called outside of every transaction.

    The act is in the log meanwhile, and on its way to the others: who waits is whoever is told of it. Where it is
    known that nobody follows, or that the second place is away, nobody waits.
    """
    assert not connection.in_atomic_block, "nobody would see it, and everybody wait"
    found = lies(framework, entry)
    if found != Lies.HERE_ALONE:
        return found
    home: Home = settings.HOME
    until = time.monotonic() + home.acknowledging.seconds_max
    while time.monotonic() < until:
        streamed = _streamed()
        if _has(streamed, framework, entry):
            return Lies.IN_BOTH
        if streamed is None or streamed.trouble or CLOCK.now() - streamed.alive > AWAY_SECONDS:
            break
        time.sleep(LOOK_SECONDS)
    return Lies.HERE_ALONE


def _streamed() -> Streamed | None:
    try:
        return read_streamed(settings.HOME)
    except HomeAmiss:
        return None


def _has(streamed: Streamed | None, framework: str, entry: EntryId) -> bool:
    return streamed is not None and streamed.logs.get(framework, 0) > entry.seq


__all__ = ["NOT_THERE_YET", "Lies", "is_asked", "lies", "wait_until_it_lies_there"]
