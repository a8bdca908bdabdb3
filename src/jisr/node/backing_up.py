"""Making a backup of a node while it runs: a copy as of one moment, sealed, written, read again, then named."""

import os
import sqlite3
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from jisr.base import N_, Instant, Phrase
from jisr.node.backed_up import BackedUp, note_backup
from jisr.node.backup import (
    DATABASE,
    KEYS,
    BackupNotMade,
    Head,
    digest_of,
    read_backup,
    signed,
    write_backup,
)
from jisr.node.home import Home
from jisr.node.presence import alone_in
from jisr.seal import Identity, Recipient

COPY: Final = ".copy.sqlite3"
ANOTHER: Final = N_("another backup of %(place)s is being made")
# What is beside the database and not a key: not in the archive of keys, and made anew by nobody else.
SETTINGS: Final = "node.toml"


def back_up_database(
    home: Home, file: Path, *, to: Sequence[Recipient], keys: Sequence[Identity], now: Instant
) -> BackedUp:
    """Back up the database of a node that may be running; raises BackupNotMade."""
    return _back_up(home, DATABASE, file, _database_copy, to=to, keys=keys, now=now)


def back_up_keys(
    home: Home, file: Path, *, to: Sequence[Recipient], keys: Sequence[Identity], now: Instant
) -> BackedUp:
    """Back up `node.toml` and all in `keys/`; raises BackupNotMade."""
    return _back_up(home, KEYS, file, keys_copy, to=to, keys=keys, now=now)


def _back_up(
    home: Home,
    kind: str,
    file: Path,
    copied: Callable[[Home], IO[bytes]],
    *,
    to: Sequence[Recipient],
    keys: Sequence[Identity],
    now: Instant,
) -> BackedUp:
    with alone_in(home.path / "keys", ANOTHER), _not_made(file):
        if os.path.lexists(file):
            raise BackupNotMade(file, Phrase(N_("there is a file of that name, and none is overwritten")))
        with copied(home) as content:
            size, digest = digest_of(content)
            head = signed(Head(kind=kind, party=home.party, at=now, bytes=size, digest=digest), home.backup_keys()[0])
            written = _write(file, content, head, to=to, keys=keys)
        made = BackedUp(at=now, file=str(file), bytes=written[0], digest=written[1], is_opened=bool(keys))
        note_backup(home, kind, made)
    return made


def _write(
    file: Path, content: IO[bytes], head: Head, *, to: Sequence[Recipient], keys: Sequence[Identity]
) -> tuple[int, str]:
    """Write under another name, verify what the disk holds, and only then give the file its name."""
    fresh = file.with_name(f".{file.name}.unfinished")
    with suppress(FileNotFoundError):
        fresh.unlink()  # of one that was killed
    try:
        with open(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as out:
            written = write_backup(out, content, head, to=to)
            # Not what is in memory: what came to the disk.
            os.posix_fadvise(out.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            if digest_of(out) != written:
                raise BackupNotMade(file, Phrase(N_("what was read again is not what was written")))
            if keys and read_backup(file, out, keys=keys) != head:
                raise BackupNotMade(file, Phrase(N_("what was read again is not what was written")))
        fresh.rename(file)
    except BaseException:
        with suppress(FileNotFoundError):
            fresh.unlink()
        raise
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return written


def _database_copy(home: Home) -> IO[bytes]:
    """Give the database as it is at this moment, without what was deleted, in a file that no longer has a name."""
    place = home.path / COPY
    _forget(place)
    try:
        with closing(sqlite3.connect(f"{home.database.as_uri()}?mode=rw", uri=True, timeout=30)) as opened:
            opened.execute("VACUUM INTO ?", (str(place),))
        with closing(sqlite3.connect(place)) as copy:
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise sqlite3.DatabaseError(found)
            copy.execute("SELECT 1 FROM log LIMIT 1")
            # Whoever was signed in is not signed in again by a restored database.
            copy.execute("DELETE FROM django_session")
            copy.commit()
        return place.open("rb")
    finally:
        # What is open stays readable; killed before this, the next backup does it.
        _forget(place)


def _forget(place: Path) -> None:
    for more in ("", "-journal", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{place}{more}").unlink()


def keys_copy(home: Home) -> IO[bytes]:
    """Give an archive of the settings and of all keys."""
    place = home.path / "keys" / ".copy.tar"
    _forget(place)
    try:
        with tarfile.open(place, "w", format=tarfile.PAX_FORMAT) as archive:
            for each in kept_apart(home.path):
                archive.add(each, arcname=str(each.relative_to(home.path)), recursive=False, filter=_plain)
        return place.open("rb")
    finally:
        _forget(place)


def kept_apart(home: Path) -> Iterator[Path]:
    """Give what is in the backup of the keys: no mark, no database, nothing half written."""
    yield home / SETTINGS
    for each in sorted((home / "keys").rglob("*")):
        if each.is_file() and not each.name.startswith("."):
            yield each


def _plain(info: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out whose account it was."""
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o600
    return info


@contextmanager
def _not_made(file: Path) -> Iterator[None]:
    """Say of what failed that no backup was made."""
    try:
        yield
    except sqlite3.Error as error:
        raise BackupNotMade(file, error) from error
    except OSError as error:
        raise BackupNotMade(file, error.strerror or error) from error


__all__ = ["ANOTHER", "back_up_database", "back_up_keys", "kept_apart", "keys_copy"]
