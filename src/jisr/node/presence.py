"""Who has a node's home open: every process of the node does, and nobody puts another database under it meanwhile."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jisr.base import N_, JisrError

# One for each home that this process has entered, for as long as it lives.
_held: dict[Path, int] = {}


class HomeInUse(JisrError):
    """A process of the node has its home open."""

    advice = N_("Stop the node, let what runs in this home come to its end, then do it again; nothing was changed.")


def be_present(place: Path) -> None:
    """Let it be seen, until this process ends, that it works in a home; raises HomeInUse where it is being restored."""
    real = place.resolve()
    if real not in _held:
        _held[real] = _lock(real, fcntl.LOCK_SH, N_("%(place)s is being restored"))


@contextmanager
def alone_in(place: Path, otherwise: str) -> Iterator[None]:
    """Be the only process that holds a folder; raises HomeInUse, in the words given, where another does."""
    handle = _lock(place, fcntl.LOCK_EX, otherwise)
    try:
        yield
    finally:
        os.close(handle)


def _lock(place: Path, how: int, otherwise: str) -> int:
    # A folder is locked as a file is, and nothing has to be written for it.
    handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise HomeInUse(otherwise, place=place) from None
    return handle


__all__ = ["HomeInUse", "alone_in", "be_present"]
