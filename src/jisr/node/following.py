"""Streaming a node's database and keys to a second place while it runs: what is committed lies there a moment later.

Each turn holds the database as it is, puts the keys there if they have changed (the key of what is sealed is on the
disk before its row is), then what the journal has grown by, and only then notes how far that goes. A process that is
killed at any point goes on from what the second place says it has; where the journal was begun anew since, from a
whole copy, as after an erasure, once a day, and once what came since is more than the copy.
"""

import hashlib
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import IO, Final

from jisr.base import N_, Clock, JisrError
from jisr.node.backed_up import BackedUp, note_backup
from jisr.node.backing_up import ANOTHER, kept_apart, keys_copy
from jisr.node.backup import DATABASE, KEYS, Head, digest_of, seal_backup, signed
from jisr.node.carrying import Carrier
from jisr.node.events import note, note_refused
from jisr.node.home import Home, HomeAmiss
from jisr.node.journal import Everything, Journal, Pages, PlaceLost, parse_position
from jisr.node.packing import JournalHeld
from jisr.node.presence import HomeInUse, alone_in
from jisr.node.second_place import Held, PlaceAmiss
from jisr.node.streamed import Piece, chained, write_piece
from jisr.node.streaming_note import Streamed, read_streamed, write_streamed
from jisr.seal import Recipient, Sink

LOOK_SECONDS: Final = 0.02
ALIVE_SECONDS: Final = 5
RETRY_SECONDS: Final = 5
# So long the journal is left to whoever asked for it.
ASIDE_SECONDS_MAX: Final = 60
WHOLE_SECONDS_MAX: Final = 24 * 3_600
# What came since a whole copy is let grow to this, and to the length of the copy.
SINCE_BYTES_LEAST: Final = 64 * 1024 * 1024
READ_BYTES: Final = 1024 * 1024
SIZES: Final = "SELECT framework_id, size FROM log WHERE party = ?"
# Each is taken in (the row is gone), then finished (the key is), then packed: after each a whole copy follows.
ERASURES: Final = "SELECT COUNT(*) + COUNT(destroyed) + COUNT(vacuumed) FROM erasure"
NO_POSITION: Final = "keys"


class NotWholeThere(JisrError):
    """A second place says that it has other bytes than were sent."""

    advice = N_("Nothing is lost on the node; it is sent again.")

    def __init__(self, place: object) -> None:
        super().__init__(N_("the second place %(place)s has other bytes than were sent"), place=place)


@dataclass
class Line:
    """The way to a second place, and what lies there."""

    carrier: Carrier
    held: Held | None = None

    def reach(self) -> Held:
        """Reach it, unless it is; give what lies there. Raises PlaceAmiss."""
        if self.held is None:
            self.held = self.carrier.open()
        return self.held

    def lose(self) -> None:
        """Let go of it."""
        self.held = None
        with suppress(JisrError, OSError):
            self.carrier.close()

    def whole(self, position: str, fill: Callable[[Sink], None]) -> int:
        """Bring a whole copy; give how long it was."""
        hashed = _Passed()

        def passing(sink: Sink) -> None:
            hashed.sink = sink
            fill(hashed)

        held = self.carrier.whole(self.reach().copy + 1, position, passing)
        if held != Held(self.reach().copy + 1, 0, hashed.hash.hexdigest(), position):
            raise NotWholeThere(self.carrier)
        self.held = held
        return hashed.size

    def piece(self, position: str, raw: bytes) -> None:
        """Bring the next piece."""
        held = self.reach()
        wanted = Held(held.copy, held.pieces + 1, chained(held.chain, raw), position)
        if self.carrier.take(wanted.pieces, wanted.chain, position, raw) != wanted:
            raise NotWholeThere(self.carrier)
        self.held = wanted


class _Passed:
    """Passes on what is written, and knows its length and digest."""

    def __init__(self) -> None:
        self.sink: Sink | None = None
        self.hash, self.size = hashlib.sha256(), 0

    def write(self, piece: bytes, /) -> int:
        assert self.sink is not None, "it is passed on to something"
        self.hash.update(piece)
        self.size += len(piece)
        return self.sink.write(piece)

    def flush(self) -> None:
        """Nothing waits here."""


class Follower:
    """Streams one node; only one process does at a time, for its second place takes in one."""

    def __init__(self, home: Home, *, database: Carrier, keys: Carrier, to: Sequence[Recipient], clock: Clock) -> None:
        self._home, self._to, self._clock = home, to, clock
        self._key = home.backup_keys()[0]
        self._database, self._keys = Line(database), Line(keys)
        self._journal: Journal | None = None
        self._lock = JournalHeld(home)
        self._keys_sent: tuple[object, ...] = ()
        # Up to where the journal was last known to be there.
        self._reached = ""
        self._is_settled = False
        self._asked_since = 0.0
        self.streamed = _noted_before(home) or Streamed(at=0, alive=0, place=str(database))
        self.streamed = replace(self.streamed, place=str(database))

    def run(self) -> None:
        """Follow for as long as this process lives."""
        while True:
            time.sleep(RETRY_SECONDS if not self.turn() else LOOK_SECONDS)

    def turn_until_there(self) -> bool:
        """Bring there what is new; False where something stands against it."""
        while self.turn():
            if self._is_settled:
                return True
            time.sleep(LOOK_SECONDS)
        return False

    def turn(self) -> bool:
        """Bring there what is new; say whether nothing stands against it."""
        try:
            self._turn()
        except (JisrError, OSError, sqlite3.Error) as error:
            self._trouble(error)
            return False
        return True

    def close(self) -> None:
        """Let go of everything."""
        self._leave_journal()
        self._database.lose()
        self._keys.lose()

    def _turn(self) -> None:
        now = self._clock.now()
        if self._lock.is_asked_for or not self._lock.take():
            self._stand_aside()
            return
        self._asked_since = 0.0
        if self._is_settled and self._journal is not None and not self._journal.has_moved():
            if now - self.streamed.alive >= ALIVE_SECONDS:
                self._send_keys(now)
                self._note(alive=now, at=now, trouble="")
            return
        self._is_settled = False
        self._keys.reach()
        journal = self._go_on()
        held = journal.look()
        logs = dict(held.execute(SIZES, (self._home.party,)).fetchall())
        (erasures,) = held.execute(ERASURES).fetchone()
        self._send_keys(now)
        if self._needs_whole(erasures, now):
            self._send_whole(journal, now, erasures)
        else:
            self._send_grown(journal, now, logs)
        self._note(alive=now, at=now, logs=logs, trouble="")
        self._is_settled = True
        at = parse_position(self._database.reach().position)
        if at is not None:
            journal.make_room(at)

    def _go_on(self) -> Journal:
        """Hold the journal; where it does not go on from what lies in the second place, a whole copy is needed."""
        is_held = self._journal is not None
        if is_held and self._database.held is not None:
            return self._journal  # type: ignore[return-value]  # it is held
        held = self._database.reach()
        journal = self._journal = self._journal or Journal(self._home.database)
        at, noted = parse_position(held.position), self.streamed
        # What was held all the time goes on from where it ended; else only the journal itself can say so.
        goes_on = at is not None and ((is_held and held.position == self._reached) or journal.is_as_left(at))
        is_ours = held.copy == noted.copy and held.pieces >= noted.pieces and held.chain != ""
        if is_ours and held.pieces == noted.pieces:
            is_ours = held.chain == noted.chain
        if noted.copy and not is_ours:
            note_refused("stream.lost", place=noted.place, copy=held.copy, pieces=held.pieces, noted=noted.pieces)
        if not is_ours or not goes_on:
            self._database.held = replace(held, position="")
        return journal

    def _needs_whole(self, erasures: int, now: int) -> bool:
        so_far = self.streamed
        return (
            parse_position(self._database.reach().position) is None
            or erasures != so_far.erasures
            or now - so_far.whole_at > WHOLE_SECONDS_MAX
            or so_far.since_bytes > max(so_far.whole_bytes, SINCE_BYTES_LEAST)
        )

    def _send_whole(self, journal: Journal, now: int, erasures: int) -> None:
        everything, digest = journal.everything(), hashlib.sha256()
        while piece := everything.read(READ_BYTES):
            digest.update(piece)
        everything.rewind()
        length, digested = everything.length, digest.hexdigest()
        head = Head(kind=DATABASE, party=self._home.party, at=now, bytes=length, digest=digested)
        size = self._whole(self._database, str(everything.position), everything, head)
        held = self._database.reach()
        self._reached = held.position
        noted = {"whole_at": now, "whole_bytes": size, "since_bytes": 0, "erasures": erasures}
        self._note(copy=held.copy, pieces=0, chain=held.chain, **noted)
        note("stream.whole", place=self.streamed.place, copy=held.copy, bytes=size)
        made = BackedUp(at=now, file=self.streamed.place, bytes=size, digest=held.chain, is_opened=False)
        note_backup(self._home, DATABASE, made)

    def _whole(self, line: Line, position: str, source: "IO[bytes] | Everything", head: Head) -> int:
        return line.whole(position, lambda sink: seal_backup(sink, source, signed(head, self._key), to=self._to))

    def _send_grown(self, journal: Journal, now: int, logs: dict[str, int]) -> None:
        at = parse_position(self._database.reach().position)
        assert at is not None, "or a whole copy was sent"
        if journal.is_too_long():
            self._leave_journal()
            raise PlaceLost  # a whole copy follows, once the second place is there again
        try:
            for pages in journal.since(at):
                self._send_piece(journal, pages, now, logs)
        except PlaceLost:
            self._leave_journal()
            raise

    def _send_piece(self, journal: Journal, pages: Pages, now: int, logs: dict[str, int]) -> None:
        held = self._database.reach()
        piece = Piece(
            party=self._home.party,
            number=held.pieces + 1,
            before=held.chain,
            at=now,
            size=pages.size,
            page_bytes=int(journal.page_bytes),
            is_whole=pages.is_whole,
            logs=logs if pages.is_whole else {},
            pages=pages.content,
        )
        raw = write_piece(piece, key=self._key, to=self._to)
        self._database.piece(str(pages.position), raw)
        held = self._database.reach()
        self._reached = held.position
        self.streamed = replace(
            self.streamed, pieces=held.pieces, chain=held.chain, since_bytes=self.streamed.since_bytes + len(raw)
        )

    def _send_keys(self, now: int) -> None:
        """Bring the keys there if they are not as they were; the copy before is done away with."""
        files = [each for each in kept_apart(self._home.path) if each.suffix != ".lock"]
        found = tuple((str(each), s.st_mtime_ns, s.st_size, s.st_ino) for each in files for s in [each.stat()])
        if found == self._keys_sent:
            return
        with alone_in(self._home.path / "keys", ANOTHER), keys_copy(self._home) as content:
            size, digest = digest_of(content)
            head = Head(kind=KEYS, party=self._home.party, at=now, bytes=size, digest=digest)
            written = self._whole(self._keys, NO_POSITION, content, head)
        self._keys_sent = found
        self._note(keys_at=now)
        made = BackedUp(
            at=now, file=str(self._keys.carrier), bytes=written, digest=self._keys.reach().chain, is_opened=False
        )
        note_backup(self._home, KEYS, made)

    def _stand_aside(self) -> None:
        """Let whoever packs the store do so; after it a whole copy follows."""
        self._leave_journal()
        if not self._asked_since:
            self._asked_since = time.monotonic()
        elif time.monotonic() - self._asked_since > ASIDE_SECONDS_MAX:
            self._lock.forget_asking()

    def _leave_journal(self) -> None:
        if self._journal is not None:
            self._journal.close()
            self._journal = None
        self._lock.let_go()

    def _note(self, **changed: object) -> None:
        self.streamed = replace(self.streamed, **changed)  # type: ignore[arg-type]  # fields of the note by name
        write_streamed(self._home, self.streamed)

    def _trouble(self, error: Exception) -> None:
        """Note what stands against it; the journal is held on to, as long as it is not too long."""
        if isinstance(error, HomeInUse):
            return  # the keys are being backed up, and are sent in the next turn
        if isinstance(error, PlaceAmiss | NotWholeThere | OSError):
            self._database.lose()
            self._keys.lose()
        else:
            self._leave_journal()
        if self._journal is not None and self._journal.is_too_long():
            self._leave_journal()
        words = str(error)
        if words != self.streamed.trouble:
            note_refused("stream.trouble", place=self.streamed.place, trouble=words)
        with suppress(OSError):
            self._note(alive=self._clock.now(), trouble=words)


def _noted_before(home: Home) -> Streamed | None:
    try:
        return read_streamed(home)
    except HomeAmiss:
        return None  # it is written anew


__all__ = ["Follower", "Line"]
