"""Marks: the size and root that last left this machine, outside the database (protocol 9.6)."""

import os
from dataclasses import dataclass
from pathlib import Path

import orjson

from jisr.base import b64, unb64
from jisr.node.home import Home


@dataclass(frozen=True, slots=True)
class Mark:
    """What was last signed: a size and the root at it."""

    size: int
    root: bytes


def read_mark(home: Home, framework: str) -> Mark | None:
    """Read a framework's mark; None where there is none."""
    path = home.mark(framework)
    if not path.is_file():
        return None
    raw = orjson.loads(path.read_bytes())
    return Mark(raw["size"], unb64(raw["root"]))


def write_mark(home: Home, framework: str, mark: Mark) -> None:
    """Write a mark durably, before the head that it notes leaves the machine."""
    write_durably(home.mark(framework), orjson.dumps({"size": mark.size, "root": b64(mark.root)}))


def write_durably(path: Path, content: bytes) -> None:
    """Put a small file in the place of another, whole or not at all, also when the machine fails."""
    beside = path.with_suffix(f".{os.getpid()}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
