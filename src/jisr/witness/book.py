"""What a witness keeps: whose heads it takes, the last it has cosigned of each log, and what did not follow."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jisr.base import N_, unb64
from jisr.base.limits import WITNESS_EVIDENCE_MAX
from jisr.log import EMPTY_ROOT, Checkpoint, Head, VerifierKey
from jisr.witness.errors import WitnessLost

# Who waits longer for another request is refused; each takes a moment.
LOCKED_SECONDS_MAX: Final = 10.0
_TABLES: Final = """
CREATE TABLE log (
    origin TEXT PRIMARY KEY, version INTEGER NOT NULL, keys TEXT NOT NULL,
    size INTEGER NOT NULL, root BLOB NOT NULL, time INTEGER NOT NULL, head TEXT NOT NULL
);
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY, origin TEXT NOT NULL REFERENCES log, time INTEGER NOT NULL,
    kept TEXT NOT NULL, shown TEXT NOT NULL, UNIQUE (origin, shown)
);
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A log that is witnessed: its keys with the sizes they sign for, and the last head that was cosigned of it.

    `time`: of the last cosignature, in seconds since 1970; 0 and no `head` where none was given.
    """

    origin: str
    version: int
    keys: tuple[dict[str, Any], ...]
    size: int = 0
    root: bytes = EMPTY_ROOT
    time: int = 0
    head: str = ""

    def keys_at(self, size: int) -> tuple[VerifierKey, ...]:
        """Give the keys that may sign a head of a size (protocol 9.3)."""
        return tuple(
            VerifierKey(self.origin, unb64(each["key"]))
            for each in self.keys
            if each["from"] <= size and (each["to"] is None or size <= each["to"])
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """A head that a log's key has signed and that was not shown to follow from the one `kept` at that time."""

    origin: str
    time: int
    kept: str
    shown: str


class Entries:
    """The book while it is open for one change."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def log(self, origin: str) -> Kept | None:
        """Give a log; None: it is not witnessed here."""
        row = self._connection.execute("SELECT * FROM log WHERE origin = ?", (origin,)).fetchone()
        return None if row is None else _kept(row)

    def cosign(self, point: Checkpoint, time: int, head: str) -> None:
        """Keep a head as the last that was cosigned of its log."""
        row = (point.size, point.root, time, head, point.origin)
        self._connection.execute("UPDATE log SET size = ?, root = ?, time = ?, head = ? WHERE origin = ?", row)

    def keep_evidence(self, head: Head, kept: str, time: int) -> None:
        """Keep a head that does not follow; of one log no more than so many."""
        origin = head.checkpoint.origin
        count = self._connection.execute("SELECT count(*) FROM evidence WHERE origin = ?", (origin,)).fetchone()[0]
        if count < WITNESS_EVIDENCE_MAX:
            row = (origin, time, kept, head.raw)
            self._connection.execute(
                "INSERT OR IGNORE INTO evidence (origin, time, kept, shown) VALUES (?, ?, ?, ?)", row
            )


class Book:
    """The witness's file. Every change of it is on the disk before anything is answered."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def make(self) -> None:
        """Make the file, empty."""
        with closing(sqlite3.connect(self.place)) as connection:
            connection.executescript(f"PRAGMA journal_mode = WAL; {_TABLES}")

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

    def trust(self, origin: str, version: int, keys: Sequence[dict[str, Any]]) -> bool:
        """Take a log's heads from now on, by these keys; say whether that is news. An older version changes nothing."""
        with closing(self._open()) as connection:
            row = (origin, version, json.dumps(list(keys)), EMPTY_ROOT)
            done = connection.execute(
                "INSERT INTO log (origin, version, keys, size, root, time, head) VALUES (?, ?, ?, 0, ?, 0, '')"
                " ON CONFLICT (origin) DO UPDATE SET version = excluded.version, keys = excluded.keys"
                " WHERE excluded.version > log.version",
                row,
            )
            return done.rowcount > 0

    def logs(self) -> list[Kept]:
        """Give the logs that are witnessed, by origin."""
        with closing(self._open()) as connection:
            return [_kept(row) for row in connection.execute("SELECT * FROM log ORDER BY origin")]

    def evidence(self) -> list[Evidence]:
        """Give what did not follow, the oldest first."""
        with closing(self._open()) as connection:
            rows = connection.execute("SELECT origin, time, kept, shown FROM evidence ORDER BY id")
            return [Evidence(*row) for row in rows]

    def _open(self) -> sqlite3.Connection:
        if not self.place.exists():
            raise WitnessLost(N_("%(place)s is missing"), place=self.place)
        connection = sqlite3.connect(self.place, timeout=LOCKED_SECONDS_MAX, isolation_level=None)
        connection.execute("PRAGMA synchronous = FULL")
        return connection


def _kept(row: Sequence[Any]) -> Kept:
    origin, version, keys, size, root, time, head = row
    return Kept(origin, version, tuple(json.loads(keys)), size, root, time, head)


__all__ = ["Book", "Entries", "Evidence", "Kept"]
