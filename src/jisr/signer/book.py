"""What a signer keeps: of each log the last size and root that it has signed, and what was asked that did not fit."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jisr.base import N_, Phrase
from jisr.base.limits import SIGNER_ODD_MAX
from jisr.log import Checkpoint
from jisr.signer.errors import SignerAmiss, SignerLost

# Who waits longer for another request is refused; each takes a moment.
LOCKED_SECONDS_MAX: Final = 5.0
_TABLES: Final = """
CREATE TABLE log (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, time INTEGER NOT NULL);
CREATE TABLE odd (
    id INTEGER PRIMARY KEY, origin TEXT NOT NULL, time INTEGER NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
    kept_size INTEGER NOT NULL, kept_root BLOB NOT NULL, because TEXT NOT NULL,
    UNIQUE (origin, size, root, kept_size, kept_root, because)
);
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """The last that was signed of a log, and when, in seconds since 1970."""

    origin: str
    size: int
    root: bytes
    time: int


@dataclass(frozen=True, slots=True)
class Odd:
    """What was asked and did not fit what was kept; or, with a reason of its keeper's, to what the log was set back."""

    origin: str
    time: int
    size: int
    root: bytes
    kept_size: int
    kept_root: bytes
    because: str


class Entries:
    """The book while it is open for one change."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def last(self, origin: str) -> Kept | None:
        """Give the last that was signed of a log; None: nothing was."""
        row = self._connection.execute("SELECT * FROM log WHERE origin = ?", (origin,)).fetchone()
        return None if row is None else Kept(*row)

    def keep(self, point: Checkpoint, time: int) -> None:
        """Keep a head as the last of its log."""
        self._connection.execute(
            "INSERT OR REPLACE INTO log (origin, size, root, time) VALUES (?, ?, ?, ?)",
            (point.origin, point.size, point.root, time),
        )

    def note(self, point: Checkpoint, kept: Kept, because: str, time: int, *, always: bool = False) -> None:
        """Note what did not fit; unless always, of one log no more than so many."""
        count = self._connection.execute("SELECT count(*) FROM odd WHERE origin = ?", (point.origin,)).fetchone()[0]
        if always or count < SIGNER_ODD_MAX:
            row = (point.origin, time, point.size, point.root, kept.size, kept.root, because)
            self._connection.execute(
                "INSERT OR IGNORE INTO odd (origin, time, size, root, kept_size, kept_root, because)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )


class Book:
    """The signer's file. Every change of it is on the disk before anything is answered."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def make(self) -> None:
        """Make the file, empty."""
        with closing(sqlite3.connect(self.place)) as connection:
            connection.executescript(f"PRAGMA journal_mode = WAL; {_TABLES}")
        self.place.chmod(0o600)

    @contextmanager
    def writing(self) -> Iterator[Entries]:
        """Open it for one change that no other comes between: all or nothing."""
        with closing(self._open()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Entries(connection)
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise

    def set_back(self, point: Checkpoint, *, reason: str, time: int) -> None:
        """Let a log go on from another size and root than it was signed at last; raises SignerAmiss.

        It is its keeper's word, and stays in the book with what was kept before.
        """
        with self.writing() as entries:
            kept = entries.last(point.origin)
            if kept is None or point == Checkpoint(kept.origin, kept.size, kept.root):
                raise SignerAmiss(self.place, Phrase(N_("nothing else was signed of %(log)s"), log=point.origin))
            entries.note(point, kept, reason, time, always=True)
            entries.keep(point, time)

    def logs(self) -> list[Kept]:
        """Give the last that was signed of every log, by name."""
        return [Kept(*row) for row in self._rows("SELECT * FROM log ORDER BY origin")]

    def odd(self) -> list[Odd]:
        """Give what did not fit, the oldest first."""
        rows = self._rows("SELECT origin, time, size, root, kept_size, kept_root, because FROM odd ORDER BY id")
        return [Odd(*row) for row in rows]

    def require(self) -> None:
        """Raise SignerLost where it is not there."""
        self._open().close()

    def _rows(self, query: str) -> Sequence[Any]:
        with closing(self._open()) as connection:
            return connection.execute(query).fetchall()

    def _open(self) -> sqlite3.Connection:
        if not self.place.exists():
            raise SignerLost(N_("%(place)s is missing"), place=self.place)
        connection = sqlite3.connect(self.place, timeout=LOCKED_SECONDS_MAX, isolation_level=None)
        connection.execute("PRAGMA synchronous = FULL")
        return connection


__all__ = ["Book", "Entries", "Kept", "Odd"]
