"""Putting a backup into a home: nothing that is there is overwritten, and the node asks its peers before it appends.

A backup is a file, or the folder of a second place: a whole copy and what came after it.
"""

import os
import sqlite3
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from jisr.base import N_, Instant, JisrError, Phrase, format_instant
from jisr.log import public_bytes
from jisr.node.backing_up import SETTINGS
from jisr.node.backup import DATABASE, KEYS, NO_BACKUP, BackupAmiss, Head, is_signed_by, read_backup
from jisr.node.home import Home, HomeAmiss, HomeTaken, load_home
from jisr.node.presence import alone_in
from jisr.node.second_copy import SecondCopy, Streamed
from jisr.seal import Identity

RUNNING: Final = N_("the node in %(place)s, or a command in it, is running")
LATER: Final = N_("a later release of jisr made it (%(names)s); install that release")
FRESH: Final = ".restoring"
SQLITE: Final = b"SQLite format 3\x00"
MIGRATIONS: Final = Path(__file__).parent / "migrations"
SIZES: Final = "SELECT framework_id || '/' || party, size FROM log"
# So many keys, each of them small, has no node.
ARCHIVE_FILES_MAX: Final = 10_000
KEY_FILE_BYTES_MAX: Final = 64 * 1024 * 1024


class WouldBeLost(JisrError):
    """The database in place has entries that the backup lacks."""

    advice = N_(
        "Nothing was changed. Where the database in place is sound (`jisr verify`), go on with it. If it is to go all"
        " the same, move %(place)s, with -wal and -shm where they are, out of the home, keep it, and restore again:"
        " what other parties have comes back from them, what only that file has does not."
    )

    def __init__(self, place: Path, more: dict[str, int]) -> None:
        self.place = place
        logs = ", ".join(f"{log} +{count}" for log, count in sorted(more.items()))
        super().__init__(N_("the database in place has entries that the backup lacks, by log: %(logs)s"), logs=logs)


class NotSigned(JisrError):
    """A backup that the log's key of the home has not signed: whoever knows where to can seal one."""

    advice = N_(
        "Nothing was changed. Take one that this node has made. One of a release that signed none, or from before the"
        " log's key was replaced, is taken with --unsigned: only if nobody else could write where it lay."
    )

    def __init__(self, file: Path) -> None:
        super().__init__(N_("%(file)s is not signed by the key by which this node signs backups"), file=file)


@dataclass(frozen=True, slots=True)
class Wish:
    """What else is to be taken than what is sound and signed."""

    keys: Sequence[Identity]
    may_be_unsigned: bool = False
    # Of a stream that is damaged: what comes before that.
    as_far_as_sound: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where the database that was in place is kept."""

    head: Head
    home: Home
    aside: Path | None = None
    # Of a second place: how far what lay there goes.
    stream: Streamed | None = None


def restore(place: Path, file: Path, wish: Wish) -> Restored:
    """Put a backup into a home; raises BackupAmiss, NotSigned, HomeInUse, HomeTaken, WouldBeLost.

    Nothing is changed then.
    """
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone_in(place, RUNNING), _named(file):
        fresh = place / FRESH
        _forget(fresh)  # of one that was killed
        try:
            stream = SecondCopy(file) if file.is_dir() else None
            whole = file if stream is None else stream.whole
            with whole.open("rb") as source, _private(fresh) as out:
                head = read_backup(whole, source if stream is None else stream.sound(source), keys=wish.keys, into=out)
                out.flush()
                os.fsync(out.fileno())
            return _KINDS.get(head.kind, _unknown)(place, file, fresh, head, wish, stream)
        finally:
            _forget(fresh)


def _restore_database(
    place: Path, file: Path, fresh: Path, head: Head, wish: Wish, stream: SecondCopy | None
) -> Restored:
    home = load_home(place)
    if head.party != home.party:
        because = N_("it is of the node of %(theirs)s, and this home is that of %(ours)s")
        raise BackupAmiss(file, Phrase(because, theirs=head.party, ours=home.party))
    signer = None
    if not wish.may_be_unsigned:
        known = [public_bytes(each) for each in home.backup_keys()]
        signer = next((each for each in known if is_signed_by(head, each)), None)
        if signer is None:
            raise NotSigned(file)
    streamed = None
    if stream is not None:
        streamed = stream.put_into(fresh, head, wish.keys, signer, as_far_as_sound=wish.as_far_as_sound)
    _make_plain(file, fresh)
    sizes = _looked_through(file, fresh)
    _require_nothing_lost(home, sizes)
    aside = _set_aside(home, head)
    _doubt_the_list(home, sizes)
    fresh.replace(home.database)
    for more in ("-wal", "-shm"):
        Path(f"{home.database}{more}").unlink(missing_ok=True)
    _sync(place)
    return Restored(head, home, aside, streamed)


def _make_plain(file: Path, fresh: Path) -> None:
    """Let a copy be a database by itself, with no journal, and with nobody signed in."""
    with fresh.open("r+b", buffering=0) as raw:
        if raw.read(len(SQLITE)) != SQLITE:
            raise BackupAmiss(file, NO_BACKUP)
        # Read and write version: 2 says that it has a journal beside it (https://sqlite.org/fileformat.html, 1.3).
        raw.seek(18)
        raw.write(b"\x01\x01")
        os.fsync(raw.fileno())
    try:
        with closing(sqlite3.connect(f"{fresh.as_uri()}?mode=rw", uri=True, isolation_level=None)) as opened:
            opened.execute("PRAGMA secure_delete=ON")
            opened.execute("DELETE FROM django_session")
    except sqlite3.Error as error:
        raise BackupAmiss(file, error) from error


def _looked_through(file: Path, fresh: Path) -> dict[str, int]:
    """Give the sizes of the logs in a database that is whole and that this release can bring up to date."""
    try:
        with closing(sqlite3.connect(f"{fresh.as_uri()}?mode=ro", uri=True)) as opened:
            found = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                raise BackupAmiss(file, found)
            applied = opened.execute("SELECT name FROM django_migrations WHERE app = 'node'")
            later = {name for (name,) in applied} - {each.stem for each in MIGRATIONS.glob("0*.py")}
            if later:
                raise BackupAmiss(file, Phrase(LATER, names=", ".join(sorted(later))))
            return dict(opened.execute(SIZES))
    except sqlite3.Error as error:
        raise BackupAmiss(file, error) from error


def _require_nothing_lost(home: Home, sizes: dict[str, int]) -> None:
    """Raise WouldBeLost where the database in place can be read and has entries that the backup lacks."""
    if not home.database.exists():
        return
    try:
        with closing(sqlite3.connect(f"{home.database.as_uri()}?mode=rw", uri=True)) as opened:
            here = dict(opened.execute(SIZES))
            # What is in its journal is in the file, which is then one file that can be kept.
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error:
        return  # it is kept as it is
    more = {log: size - sizes.get(log, 0) for log, size in here.items() if size > sizes.get(log, 0)}
    if more:
        raise WouldBeLost(home.database, more)


def _set_aside(home: Home, head: Head) -> Path | None:
    """Keep the database in place under another name; officers, tokens and readings since the backup are in it."""
    if not home.database.exists():
        return None
    stamp = format_instant(Instant(head.at)).replace(":", "")
    for count in range(1, 1_000):
        aside = home.path / f"{home.database.name}.before-{stamp}-{count}"
        with suppress(FileExistsError):
            os.link(home.database, aside)
            break
    else:
        raise HomeTaken(N_("%(place)s holds a node already"), place=home.path)
    journal = Path(f"{home.database}-wal")
    if journal.exists():
        journal.rename(f"{aside}-wal")
    return aside


def _doubt_the_list(home: Home, sizes: dict[str, int]) -> None:
    """Do away with a list of logs that were begun here, if it is not of this node: a fresh home's names none.

    Without it no log begins before the peers were asked (protocol 9.6).
    """
    own = {log.partition("/")[0] for log, size in sizes.items() if log.endswith(f"/{home.party}") and size}
    if home.begun.is_file() and not own <= set(home.begun.read_text("ascii", "replace").split()):
        home.begun.unlink()
        _sync(home.begun.parent)


def _restore_keys(place: Path, file: Path, fresh: Path, head: Head, wish: Wish, stream: SecondCopy | None) -> Restored:
    """Put settings and keys into a home that has neither; an empty `marks/` says that the machine was lost."""
    with fresh.open("rb") as raw, _archive(file, raw) as archive:
        names = _names(file, archive)
        if not wish.may_be_unsigned and not _is_signed_from_within(file, archive, head):
            raise NotSigned(file)
        for name in names:
            if os.path.lexists(place / name):
                raise HomeTaken(N_("%(place)s holds a node already"), place=place / name)
        for folder in ("keys", "keys/authorities", "marks", "blobs"):
            (place / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        # Last what makes it a home: killed before, it is none, and what is there is named.
        for name in sorted(names, key=lambda each: each == SETTINGS):
            content = archive.extractfile(name)
            assert content is not None, "only files are in it"
            with _private(place / name) as out:
                out.write(content.read())
                out.flush()
                os.fsync(out.fileno())
    for folder in ("keys", "keys/authorities", ""):
        _sync(place / folder)
    del stream
    return Restored(head, load_home(place))


def _is_signed_from_within(file: Path, archive: tarfile.TarFile, head: Head) -> bool:
    """Say whether a key of the node's that is in it has signed it: who made it had that key.

    It is the log's, or, where that lies on a machine apart, the wire key.
    """
    held = [each for each in ("keys/log.pem", "keys/wire.pem") if each in archive.getnames()]
    if not held:
        raise BackupAmiss(file, NO_BACKUP)
    return any(is_signed_by(head, _public(file, archive, each)) for each in held)


def _public(file: Path, archive: tarfile.TarFile, name: str) -> bytes:
    """Give the public half of a key in an archive; raises BackupAmiss for what is none."""
    raw = archive.extractfile(name)
    assert raw is not None, "only files are in it"
    try:
        key = load_pem_private_key(raw.read(), password=None)
    except (TypeError, ValueError) as error:
        raise BackupAmiss(file, NO_BACKUP) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BackupAmiss(file, NO_BACKUP)
    return public_bytes(key)


def _names(file: Path, archive: tarfile.TarFile) -> list[str]:
    """Give the names in an archive; only what a home has, and nothing that leads out of it."""
    found: list[str] = []
    for info in archive:
        parts = PurePosixPath(info.name).parts
        is_ours = info.name == SETTINGS or (parts[:1] == ("keys",) and 2 <= len(parts) <= 3 and ".." not in parts)
        if not is_ours or not info.isfile() or info.size > KEY_FILE_BYTES_MAX or len(found) >= ARCHIVE_FILES_MAX:
            raise BackupAmiss(file, NO_BACKUP)
        found.append(info.name)
    return found


@contextmanager
def _archive(file: Path, raw: IO[bytes]) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(fileobj=raw, mode="r:") as archive:
            yield archive
    except tarfile.TarError as error:
        raise BackupAmiss(file, error) from error


def _unknown(place: Path, file: Path, fresh: Path, head: Head, wish: Wish, stream: SecondCopy | None) -> Restored:
    del place, fresh, wish, stream
    raise BackupAmiss(file, Phrase(LATER, names=head.kind))


_KINDS: Final[dict[str, Callable[[Path, Path, Path, Head, Wish, SecondCopy | None], Restored]]] = {
    DATABASE: _restore_database,
    KEYS: _restore_keys,
}


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """Say of a file or disk that fails which backup was not restored."""
    try:
        yield
    except HomeAmiss:
        raise
    except OSError as error:
        raise BackupAmiss(file, error.strerror or error) from error


def _private(place: Path) -> IO[bytes]:
    return open(os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def _forget(place: Path) -> None:
    for more in ("", "-journal", "-wal", "-shm"):
        Path(f"{place}{more}").unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


__all__ = ["NotSigned", "Restored", "Wish", "WouldBeLost", "restore"]
