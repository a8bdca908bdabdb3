"""The model of a node's disk: what outlives its process, and what a backup holds.

A transaction is written whole or not at all, and once it has ended it is there whatever happens, if whoever ends it
waits for the disk: what was not waited for is lost with the process. Beside the database lie the mark and who was
asked; they are in no backup (protocol 9.6).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from jisr.base import EntryId, Party
from jisr.exchange import Mark, Reach
from jisr.kernel import Verdict


class Died(BaseException):  # not an error of the program: nothing in it may go on after it
    """The process was killed."""


class DiskFull(Exception):
    """Nothing more can be written."""


class MarkGarbled(Exception):
    """The mark cannot be read: how far the log went is not known."""


@dataclass(slots=True)
class Peer:
    """What is known of another party's node: what it has, when it was heard and last tried, its failures."""

    have: Mapping[str, int] = field(default_factory=dict)
    heard: int | None = None
    tried: int | None = None
    failures: int = 0


@dataclass(slots=True)
class Aside:
    """What came and was not taken in."""

    kind: str
    party: str
    rule: str
    seq: int | None = None


@dataclass
class Tables:
    """All that is in the database."""

    raws: dict[Party, list[bytes]]
    heads: dict[Party, tuple[int, str]]
    # Of logs that are here beyond their head, what leads to one that covers more (protocol 12.43).
    reaches: dict[Party, Reach]
    peers: dict[Party, Peer]
    verdicts: dict[EntryId, Verdict] = field(default_factory=dict)
    nonces: dict[str, int] = field(default_factory=dict)
    # When officers were told of what protects, by this node's clock.
    noticed: dict[EntryId, int] = field(default_factory=dict)
    cut_off: dict[Party, bool] = field(default_factory=dict)
    aside: list[Aside] = field(default_factory=list)

    def copied(self) -> "Tables":
        """Give a copy, as a backup holds it."""
        return Tables(
            raws={party: list(log) for party, log in self.raws.items()},
            heads=dict(self.heads),
            reaches=dict(self.reaches),
            peers={party: Peer(dict(p.have), p.heard, p.tried, p.failures) for party, p in self.peers.items()},
            verdicts=dict(self.verdicts),
            nonces=dict(self.nonces),
            noticed=dict(self.noticed),
            cut_off=dict(self.cut_off),
            aside=list(self.aside),
        )


@dataclass(slots=True)
class Asking:
    """Who has answered about the own log, and how long it was."""

    size: int
    parties: frozenset[str]


class Disk:
    """A node's disk; `point` is told of each moment at which the process might be killed."""

    def __init__(self, parties: tuple[Party, ...], own: Party, mark: Mark, point: Callable[[str], None]) -> None:
        others = [each for each in parties if each != own]
        self.tables = Tables(
            {each: [] for each in parties}, dict.fromkeys(parties, (0, "")), {}, {p: Peer() for p in others}
        )
        self.mark: Mark | None = mark
        self.is_garbled = False
        self.asking: Asking | None = None
        self.is_full = False
        self._point = point
        self._undo: list[Callable[[], object]] = []

    # The database

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all of it or nothing; what was written is on the disk when this ends."""
        begun = len(self._undo)
        try:
            yield
            self._point("before the commit")
            if self.is_full and len(self._undo) > begun:
                raise DiskFull
        except BaseException:
            self._take_back(begun)
            raise
        self.wait()
        self._point("after the commit")

    def wait(self) -> None:
        """Wait until what was written is on the disk."""
        self._undo.clear()

    def lose(self) -> None:
        """Lose what was not waited for: the process, or the machine, is gone."""
        self._take_back(0)

    def _take_back(self, begun: int) -> None:
        while len(self._undo) > begun:
            self._undo.pop()()

    def append(self, party: Party, raw: bytes) -> None:
        """Write the next entry of a log."""
        log = self.tables.raws[party]
        log.append(raw)
        self._undo.append(log.pop)

    def put(self, table: str, key: Any, value: Any) -> None:
        """Write a row of a table."""
        rows = getattr(self.tables, table)
        before = rows.get(key)
        rows[key] = value
        self._undo.append(lambda: rows.pop(key, None) if before is None else rows.__setitem__(key, before))

    def put_aside(self, aside: Aside) -> None:
        """Keep what was not taken in, once."""
        if aside not in self.tables.aside:
            self.tables.aside.append(aside)
            self._undo.append(self.tables.aside.pop)

    def restore(self, backup: Tables) -> None:
        """Put a backup in the place of the database; what lies beside it stays."""
        self._undo.clear()
        self.tables = backup.copied()

    # What lies beside it

    def read_mark(self) -> Mark | None:
        """Read the mark."""
        if self.is_garbled:
            raise MarkGarbled
        return self.mark

    def write_mark(self, mark: Mark | None) -> None:
        """Put a mark in the place of another, or none; durably."""
        self._point("before the mark")
        if self.is_full:
            raise DiskFull
        self.mark = mark
        self._point("after the mark")
