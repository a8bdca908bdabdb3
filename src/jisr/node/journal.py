"""What SQLite's journal (its WAL) has grown by, read while others write: each page as of some commit, and no gap.

A journal is begun anew once all of it is in the database and no reader needs it. So a reader is always held, and the
next one is there before the last is let go: what has grown between two looks is then in the journal, at the place
where the last look ended, or from its beginning if it was begun anew since (once at most: a reader that needs no
journal keeps whoever would put the new one into the database waiting). How far the journal is committed, SQLite says
in its index (`-shm`), which is read as it lies there: https://sqlite.org/walformat.html.
"""

import os
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jisr.base import N_, JisrError

HEADER_BYTES: Final = 32
FRAME_BYTES: Final = 24
INDEX_BYTES: Final = 48
# Of the index, in the machine's own order: the frames that are committed, the pages of the database, the checksum of
# the last frame, the salts; after two copies of it, how many frames lie in the database by now.
INDEX: Final = struct.Struct("=16xII8s8s8x")
BACKFILL: Final = struct.Struct("=I")
INDEX_TRIES_MAX: Final = 1_000
# A journal that has grown to this is put into the database as soon as all of it was read.
JOURNAL_FRAMES_ENOUGH: Final = 1_024
# What a look gives at most at once; one commit may be many of these.
PIECE_PAGES_MAX: Final = 512
# A journal that nobody could begin anew for so long is let go: the disk of the node comes first.
JOURNAL_BYTES_MAX: Final = 1024 * 1024 * 1024


class PlaceLost(JisrError):
    """The journal was begun anew since it was last read: what lay between is in no place but the database."""

    def __init__(self) -> None:
        super().__init__(N_("the database's journal was begun anew meanwhile"))


@dataclass(frozen=True, slots=True)
class Position:
    """How far a journal was read: which one, by its salts, how many frames, and the checksum of the last of them."""

    salts: bytes
    frames: int
    check: bytes

    def __str__(self) -> str:
        return f"{self.salts.hex()}.{self.frames}.{self.check.hex()}"


def parse_position(said: str) -> Position | None:
    """Read a position; None for what is none."""
    with suppress(ValueError):
        salts, frames, check = said.split(".")
        found = Position(bytes.fromhex(salts), int(frames), bytes.fromhex(check))
        return found if str(found) == said else None
    return None


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages as they became, by number; `size` is how many the database then has. `is_whole`: it ends at a commit."""

    position: Position
    size: int
    content: dict[int, bytes]
    is_whole: bool


class Journal:
    """Reads what the journal of a database grows by; only one thread uses it."""

    def __init__(self, database: Path) -> None:
        """Raises OSError and sqlite3.Error."""
        self.database = database
        self._reader, self._other = self._connect(), self._connect()
        self._watch = self._connect()
        self._writer = self._connect()
        self._seen = -1
        self._begin(self._reader)
        (self.page_bytes,) = self._reader.execute("PRAGMA page_size").fetchone()
        # Of what is opened beside SQLite nothing is closed while SQLite has it open: a process that closes a file lets
        # go of all its locks on it (POSIX), and the next that ends would put the journal away.
        self._index, self._journal, self._file = (
            Path(f"{database}{more}").open("rb", buffering=0)  # noqa: SIM115  # closed with it
            for more in ("-shm", "-wal", "")
        )

    def close(self) -> None:
        """Let go of the journal."""
        for each in (self._reader, self._other, self._watch, self._writer):
            each.close()
        for file in (self._index, self._journal, self._file):
            file.close()

    def _connect(self) -> sqlite3.Connection:
        opened = sqlite3.connect(f"{self.database.as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=30)
        opened.execute("PRAGMA wal_autocheckpoint=0")
        return opened

    def _begin(self, reader: sqlite3.Connection) -> None:
        reader.execute("BEGIN")
        reader.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()

    def has_moved(self) -> bool:
        """Say whether anything was written since this was last asked; raises PlaceLost where the journal is gone."""
        if not (os.fstat(self._journal.fileno()).st_nlink and os.fstat(self._index.fileno()).st_nlink):
            raise PlaceLost
        (now,) = self._watch.execute("PRAGMA data_version").fetchone()
        moved, self._seen = now != self._seen, now
        return bool(moved)

    def look(self) -> sqlite3.Connection:
        """Hold the database as it is now, and let go of what was held before; give it for reading."""
        self._begin(self._other)
        self._reader.execute("ROLLBACK")
        self._reader, self._other = self._other, self._reader
        return self._reader

    def is_as_left(self, at: Position) -> bool:
        """Say whether the journal goes on from where it was once read to; of an empty one it cannot say."""
        salts, frames, _, _ = self._committed()
        return salts == at.salts and 0 < at.frames <= frames and self._check(at.frames) == at.check

    def since(self, at: Position) -> Iterator[Pages]:
        """Give what was committed since, at most up to now, in pieces; raises PlaceLost."""
        salts, last, size, check = self._committed()
        first = at.frames + 1
        if salts != at.salts:
            first = 1
        elif last < at.frames:
            raise PlaceLost
        if first > last:
            return
        for begin in range(first, last + 1, PIECE_PAGES_MAX):
            end = min(begin + PIECE_PAGES_MAX - 1, last)
            content = dict(self._frame(number, salts) for number in range(begin, end + 1))
            yield Pages(Position(salts, end, self._check(end)), size, content, is_whole=end == last)
        if self._check(last) != check:
            raise PlaceLost

    def everything(self) -> "Everything":
        """Give the whole database as it is now, for reading as one file; while it is read, do not look."""
        return Everything(self)

    def make_room(self, at: Position) -> None:
        """Let a journal that was wholly read be begun anew, once it is long; nobody writes meanwhile."""
        if at.frames < JOURNAL_FRAMES_ENOUGH:
            return
        self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)")
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            salts, frames, _, _ = self._committed()
            if (salts, frames) == (at.salts, at.frames):
                self.look()
                self._watch.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                # One that needs no journal, if all of it is in the database now.
                self.look()
        finally:
            self._writer.execute("ROLLBACK")

    def is_too_long(self) -> bool:
        """Say whether the journal has grown beyond what may be held back."""
        return os.fstat(self._journal.fileno()).st_size > JOURNAL_BYTES_MAX

    def _committed(self) -> tuple[bytes, int, int, bytes]:
        """Give salts, frames and pages as of the last commit, and the checksum of the last frame."""
        for _ in range(INDEX_TRIES_MAX):
            raw = os.pread(self._index.fileno(), 2 * INDEX_BYTES, 0)
            if len(raw) == 2 * INDEX_BYTES and raw[:INDEX_BYTES] == raw[INDEX_BYTES:]:
                frames, size, check, salts = INDEX.unpack(raw[:INDEX_BYTES])
                return salts, frames, size, check
        raise PlaceLost

    def _backfilled(self) -> int:
        (found,) = BACKFILL.unpack(os.pread(self._index.fileno(), BACKFILL.size, 2 * INDEX_BYTES))
        return int(found)

    def _at(self, frame: int) -> int:
        return HEADER_BYTES + (frame - 1) * (FRAME_BYTES + int(self.page_bytes))

    def _check(self, frame: int) -> bytes:
        """Give the checksum of a frame, as the index has that of the last."""
        raw = os.pread(self._journal.fileno(), 8, self._at(frame) + 16)
        return b"".join(raw[at : at + 4][::-1] for at in (0, 4)) if _IS_LITTLE else raw

    def _frame(self, frame: int, salts: bytes) -> tuple[int, bytes]:
        raw = os.pread(self._journal.fileno(), FRAME_BYTES + int(self.page_bytes), self._at(frame))
        if len(raw) != FRAME_BYTES + self.page_bytes or raw[8:16] != salts:
            raise PlaceLost
        return int.from_bytes(raw[:4], "big"), raw[FRAME_BYTES:]


_IS_LITTLE: Final = struct.pack("=H", 1) == b"\x01\x00"


class Everything:
    """A database as it was when this was made: a file to be read from its beginning, as often as is wanted."""

    def __init__(self, journal: Journal) -> None:
        self._journal, self._page_bytes = journal, int(journal.page_bytes)
        salts, frames, self.pages, check = journal._committed()
        self.position = Position(salts, frames, check if frames else b"")
        if not frames:
            # An empty journal says nothing of the database; nobody can put anything into it while this is read.
            self.pages = os.fstat(journal._file.fileno()).st_size // self._page_bytes
        # All of it may be in the database already: then the journal may be begun anew while this is read.
        needed = frames if journal._backfilled() < frames else 0
        self._later: dict[int, int] = {}
        for each in range(1, needed + 1):
            raw = os.pread(journal._journal.fileno(), FRAME_BYTES, journal._at(each))
            if raw[8:16] != salts:
                raise PlaceLost
            self._later[int.from_bytes(raw[:4], "big")] = each
        self._next, self._rest = 1, b""

    @property
    def length(self) -> int:
        """Give how long it is."""
        return self.pages * self._page_bytes

    def rewind(self) -> None:
        """Go back to the beginning."""
        self._next, self._rest = 1, b""

    def read(self, size: int = -1, /) -> bytes:
        """Give the next piece; nothing at the end."""
        assert size > 0, "it is read in pieces"
        if not self._rest and self._next <= self.pages:
            self._rest, self._next = self._page(self._next), self._next + 1
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece

    def _page(self, number: int) -> bytes:
        if number in self._later:
            return self._journal._frame(self._later[number], self.position.salts)[1]
        raw = os.pread(self._journal._file.fileno(), self._page_bytes, (number - 1) * self._page_bytes)
        # The last page of a file that was made longer in the journal alone.
        if len(raw) != self._page_bytes:
            raise PlaceLost
        return raw


__all__ = ["Everything", "Journal", "Pages", "PlaceLost", "Position", "parse_position"]
