"""Secret files that take another's place: whole on the disk before, and what lay there overwritten after."""

import os
from pathlib import Path


def replace_secret(place: Path, content: bytes) -> None:
    """Put content in a file's place; broken off anywhere, the one or the other is there whole."""
    fresh = place.with_name(f".{place.name}.new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        old = os.open(place, os.O_RDWR)
    except FileNotFoundError:
        old = None
    fresh.replace(place)
    sync_folder(place.parent)
    if old is not None:
        # It has no name any more; what it held is not to be found among what the disk gave up.
        try:
            os.pwrite(old, bytes(os.fstat(old).st_size), 0)
            os.fsync(old)
        finally:
            os.close(old)


def sync_folder(folder: Path) -> None:
    """Let what was named or renamed in a folder be on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = ["replace_secret", "sync_folder"]
