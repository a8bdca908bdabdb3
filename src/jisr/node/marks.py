"""Marks: the size and root that last left this machine, outside the database (protocol 9.6).

Beside them stand the list of the logs that were begun in this home, and, while a log is in
doubt, which peers have been asked about it. None of it is ever in a backup.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from jisr.base import N_, Instant, JisrError, Phrase, b64, unb64
from jisr.exchange import Mark
from jisr.log import EMPTY_ROOT
from jisr.node.home import Home

# Always, but in a demo's node that is being filled (`defer_marks`).
_waits_for_disk = True


class MarkAmiss(JisrError):
    """A mark, or what stands beside it, cannot be read: how far the log went is not known."""

    advice = N_(
        "Nothing was written. If the file is only closed to the node's account, give it back to it. Otherwise move it"
        " out of the folder and run `jisr sync`: the other parties say how far this log went, and what the file said is"
        " written anew. Never put an older copy in its place."
    )

    def __init__(self, place: Path, because: object) -> None:
        super().__init__(N_("%(place)s cannot be read: %(because)s"), place=place, because=because)


def read_mark(home: Home, framework: str) -> Mark | None:
    """Read a framework's mark; None where there is none."""
    path = home.mark(framework)
    with _readable(path):
        try:
            kept = path.read_bytes()
        except FileNotFoundError:
            return None
        raw: dict[str, Any] = orjson.loads(kept)
        return Mark(_count(raw["size"]), unb64(raw["root"], length=len(EMPTY_ROOT)))


def write_mark(home: Home, framework: str, mark: Mark) -> None:
    """Write a mark durably, before the head that it notes leaves the machine."""
    write_durably(home.mark(framework), orjson.dumps({"size": mark.size, "root": b64(mark.root)}))


def defer_marks(home: Home) -> None:
    """Let what this process notes beside its database not wait for the disk: for a demo's node that is being filled."""
    global _waits_for_disk
    assert home.is_demo, "a mark is on the disk before its head leaves"
    _waits_for_disk = False


def settle_marks() -> None:
    """Let it wait for the disk again; who deferred it puts there what was written meanwhile."""
    global _waits_for_disk
    _waits_for_disk = True


def drop_mark(home: Home, framework: str) -> None:
    """Do away with a mark that is older than a head that left this machine: it says nothing any more."""
    home.mark(framework).unlink(missing_ok=True)
    _sync_folder(home.mark(framework).parent)


def begin_log(home: Home, framework: str) -> None:
    """Note durably that a log begins here, with a mark of nothing; only if it is sure that none did before.

    Where the list is lost, or names the log already, the mark says how far it went; and where
    that is lost, too, only the peers can say.
    """
    if not home.begun.is_file():
        return
    with _readable(home.begun):
        if framework in home.begun.read_text("ascii").split():
            return
    with home.begun.open("ab") as file:
        # A line that was cut off by a failing machine ends here.
        file.write(f"\n{framework}\n".encode("ascii"))
        file.flush()
        _sync(file.fileno())
    if read_mark(home, framework) is None:
        write_mark(home, framework, Mark(0, EMPTY_ROOT))


@dataclass(frozen=True, slots=True)
class Asking:
    """Since when a log is in doubt, and which peers have answered that they have no more than was here."""

    since: Instant
    size: int
    parties: frozenset[str]


def read_asking(home: Home, framework: str) -> Asking | None:
    """Read how far the asking about a log has gone; None where nothing was noted."""
    path = home.asking(framework)
    if not path.is_file():
        return None
    with _readable(path):
        raw: dict[str, Any] = orjson.loads(path.read_bytes())
        return Asking(Instant(_count(raw["since"])), _count(raw["size"]), frozenset(map(str, raw["parties"])))


def write_asking(home: Home, framework: str, *, since: Instant, size: int, parties: Iterable[str]) -> None:
    """Write down who was asked about a log, before the next is."""
    noted = {"since": since, "size": size, "parties": sorted(parties)}
    write_durably(home.asking(framework), orjson.dumps(noted))


def end_asking(home: Home, framework: str) -> None:
    """Forget who was asked: the log is in doubt no longer."""
    home.asking(framework).unlink(missing_ok=True)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Name the file that cannot be read, or does not say what it should."""
    try:
        yield
    except KeyError as error:
        raise MarkAmiss(path, Phrase(N_("it does not say %(what)s"), what=error)) from error
    except (OSError, ValueError, TypeError, JisrError) as error:
        raise MarkAmiss(path, error) from error


def _count(value: object) -> int:
    """Read a number of entries or seconds."""
    if type(value) is not int or value < 0:
        raise ValueError(repr(value))
    return value


def write_durably(path: Path, content: bytes) -> None:
    """Put a small file in the place of another, whole or not at all, also when the machine fails."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        _sync(file.fileno())
    beside.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        _sync(handle)
    finally:
        os.close(handle)


def _sync(handle: int) -> None:
    if _waits_for_disk:
        os.fsync(handle)
