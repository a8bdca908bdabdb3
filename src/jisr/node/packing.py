"""Who holds the database's journal, and who wants it to himself to pack the store after an erasure (protocol 7.3).

A stream of the database holds its journal all the time, and whoever packs the store must cut the journal to nothing:
while one held it the other would wait, and with it everybody who writes. So the one asks, by a file, and the other
lets go.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from jisr.node.home import Home

_LOCK, _ASKED = "stream.lock", "stream.asked"


@contextmanager
def journal_to_oneself(home: Home) -> Iterator[bool]:
    """Say whether nobody streams the database now, and let nobody begin; who does is asked to let go meanwhile."""
    with _opened(home) as handle:
        if not _locks(handle, fcntl.LOCK_EX):
            (home.path / _ASKED).touch(mode=0o600)
            yield False
            return
        try:
            yield True
        finally:
            with suppress(FileNotFoundError):
                (home.path / _ASKED).unlink()


class JournalHeld:
    """That this process streams the database."""

    def __init__(self, home: Home) -> None:
        self._home, self._handle = home, -1

    @property
    def is_asked_for(self) -> bool:
        """Say whether somebody wants the journal to himself."""
        return (self._home.path / _ASKED).exists()

    def take(self) -> bool:
        """Hold the journal, unless it is asked for or packed; say whether it is held."""
        if self._handle >= 0:
            return True
        if self.is_asked_for:
            return False
        handle = os.open(self._home.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        if not _locks(handle, fcntl.LOCK_SH):
            os.close(handle)
            return False
        self._handle = handle
        return True

    def let_go(self) -> None:
        """Let whoever wants it have it."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def forget_asking(self) -> None:
        """Do away with what somebody asked who has gone."""
        with suppress(FileNotFoundError):
            Path(self._home.path / _ASKED).unlink()


@contextmanager
def _opened(home: Home) -> Iterator[int]:
    handle = os.open(home.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)


def _locks(handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


__all__ = ["JournalHeld", "journal_to_oneself"]
