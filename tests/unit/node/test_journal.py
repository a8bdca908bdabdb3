"""SQLite's journal is read while others write and begin it anew: no page is missed, none is of no commit."""

import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from jisr.node import journal as journals
from jisr.node.journal import Journal, PlaceLost, Position, parse_position

PAGE_BYTES = 4_096
COUNTED = "SELECT COUNT(*), SUM(id), SUM(LENGTH(v)) FROM t"
# So often the journal is begun anew, and so long that is waited for.
ANEW, ANEW_SECONDS_MAX = 3, 60


def connect(place: Path) -> sqlite3.Connection:
    opened = sqlite3.connect(place, isolation_level=None, timeout=30)
    for pragma in ("page_size=4096", "journal_mode=WAL", "synchronous=NORMAL", "wal_autocheckpoint=32"):
        opened.execute(f"PRAGMA {pragma}")
    opened.execute("CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, v BLOB)")
    return opened


class Copy:
    """A database put together from what a journal says of another."""

    def __init__(self, journal: Journal) -> None:
        everything = journal.everything()
        self.content = bytearray()
        while piece := everything.read(100_000):
            self.content += piece
        self.position = everything.position
        self.journals = {self.position.salts}

    def catch_up(self, journal: Journal) -> None:
        for pages in journal.since(self.position):
            for number, page in pages.content.items():
                end = number * PAGE_BYTES
                self.content += bytes(max(0, end - len(self.content)))
                self.content[end - PAGE_BYTES : end] = page
            self.position = pages.position
            if pages.is_whole:
                del self.content[pages.size * PAGE_BYTES :]
        self.journals.add(self.position.salts)

    def counted(self, place: Path) -> tuple[int, int, int]:
        raw = bytearray(self.content)
        raw[18] = raw[19] = 1
        place.write_bytes(raw)
        with closing(sqlite3.connect(place)) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return tuple(opened.execute(COUNTED).fetchone())  # type: ignore[return-value]


def test_what_is_read_is_what_was_committed_however_often_it_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journals, "JOURNAL_FRAMES_ENOUGH", 48)
    monkeypatch.setattr(journals, "PIECE_PAGES_MAX", 7)
    place, ended = tmp_path / "a.sqlite3", threading.Event()
    first = connect(place)
    first.execute("INSERT INTO t(v) VALUES (zeroblob(9000))")

    def write(seed: int) -> None:
        chance = random.Random(seed)
        with closing(connect(place)) as opened:
            while not ended.is_set():
                opened.execute("BEGIN IMMEDIATE")
                for _ in range(chance.randint(1, 20)):
                    opened.execute("INSERT INTO t(v) VALUES (?)", (os.urandom(chance.randint(10, 3_000)),))
                if chance.random() < 0.3:
                    opened.execute("DELETE FROM t WHERE id IN (SELECT id FROM t ORDER BY RANDOM() LIMIT 25)")
                opened.execute("COMMIT" if chance.random() < 0.9 else "ROLLBACK")
                if chance.random() < 0.02:
                    opened.execute("VACUUM")
                time.sleep(chance.random() * 0.01)

    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(2)]
    for each in writers:
        each.start()
    journal = Journal(place)
    copy = Copy(journal)
    # However slowly the machine writes.
    until = time.monotonic() + ANEW_SECONDS_MAX
    while len(copy.journals) <= ANEW and time.monotonic() < until:
        if journal.has_moved():
            journal.look()
            copy.catch_up(journal)
            copy.counted(tmp_path / "copy.sqlite3")
            journal.make_room(copy.position)
    ended.set()
    for each in writers:
        each.join()
    journal.look()
    copy.catch_up(journal)
    assert copy.counted(tmp_path / "copy.sqlite3") == first.execute(COUNTED).fetchone()
    assert len(copy.journals) > ANEW, "it was begun anew"
    journal.close()


def test_who_comes_back_knows_whether_the_journal_is_still_the_one(tmp_path: Path) -> None:
    place = tmp_path / "a.sqlite3"
    with closing(connect(place)) as writer:
        writer.execute("INSERT INTO t(v) VALUES (zeroblob(9000))")
        journal = Journal(place)
        left = Copy(journal).position
        journal.close()
        assert parse_position(str(left)) == left
        writer.execute("INSERT INTO t(v) VALUES (zeroblob(9000))")
        journal = Journal(place)
        assert journal.is_as_left(left)
        assert not journal.is_as_left(Position(left.salts, left.frames, b"12345678"))
        journal.close()
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        writer.execute("INSERT INTO t(v) VALUES (zeroblob(9000))")
        journal = Journal(place)
        assert not journal.is_as_left(left)
        journal.close()
    # Nobody has it open: the journal is gone, and one that is empty says nothing.
    journal = Journal(place)
    assert not journal.is_as_left(Copy(journal).position)
    journal.close()
    for wrong in ("", "keys", "00.1", "zz.1.00", "00.01.00", "00.-1.0"):
        assert parse_position(wrong) is None


WRITES = """
import sqlite3, sys
with sqlite3.connect(sys.argv[1], isolation_level=None) as opened:
    opened.execute("INSERT INTO t(v) VALUES (zeroblob(9000))")
opened.close()
"""


def test_another_process_that_ends_does_not_take_the_journal_away(tmp_path: Path) -> None:
    """It would, if this one had let go of the database's file: who ends last puts the journal away."""
    place = tmp_path / "a.sqlite3"
    connect(place).close()
    journal = Journal(place)
    copy = Copy(journal)
    for count in range(1, 4):
        subprocess.run([sys.executable, "-c", WRITES, str(place)], check=True, timeout=60)
        assert journal.has_moved()
        journal.look()
        copy.catch_up(journal)
        assert copy.counted(tmp_path / "copy.sqlite3")[0] == count
    Path(f"{place}-wal").unlink()
    with pytest.raises(PlaceLost):
        journal.has_moved()
    journal.close()
