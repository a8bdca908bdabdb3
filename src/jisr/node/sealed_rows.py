"""The rows of sealed pieces as a writing leaves them: wrapped for the disk, erased, and what was said of them.

In the transaction of the entries. A key is on the disk before what is wrapped by it is committed; of an erasure the
content goes with the transaction and the key after it (`services/erasing.py`), so that a crash between leaves
something to be finished and nothing half forgotten.
"""

import os
from collections.abc import Collection, Mapping
from typing import Any, Final

import orjson
from django.conf import settings

from jisr.base import FrameworkId, Party, Seq
from jisr.node.erasures import Erasing, Statement, holders
from jisr.node.pieces import Piece, held_at
from jisr.node.rest_keys import Act, Keys, RestKey, add_keys, new_key
from jisr.seal import REST_NONCE_BYTES, Place, wrap

INSERT_PIECE: Final = (
    'INSERT INTO sealed (log_id, seq, field, chunk, dossier, "commit", "to", told, owed, failed, content, erased, gone)'
    " VALUES (%s, %s, %s, %s, %s, %s, %s, '', %s, NULL, %s, '', '{}')"
)
INSERT_ERASURE: Final = (
    "INSERT INTO erasure (log_id, seq, dossier, item, destroyed, vacuumed) VALUES (%s, %s, %s, %s, NULL, NULL)"
)
# What one act has sealed, or all that its party has sealed in a dossier before an entry.
ERASED: Final = (
    "SELECT id, \"to\", seq FROM sealed WHERE log_id = %s AND dossier = %s AND erased = '' AND seq >= %s AND seq < %s"
)
# A file that was given here is the act's from now on, and goes with what the act sealed.
CARRIED: Final = "UPDATE attachment SET seq = %s, officer_id = NULL WHERE id = %s AND seq IS NULL AND pieces > 0"
ERASE_HELD: Final = (
    "DELETE FROM attachment_piece WHERE attachment_id IN"
    " (SELECT id FROM attachment WHERE framework_id = %s AND seq = %s)"
)
ERASE: Final = "UPDATE sealed SET content = NULL, failed = NULL, erased = %s, owed = %s WHERE id = %s"
NAMED: Final = (
    "SELECT sealed.id, log.party, sealed.erased, sealed.gone FROM sealed JOIN log ON log.id = sealed.log_id"
    ' WHERE log.framework_id = %s AND sealed."commit" = %s'
)
GONE: Final = "UPDATE sealed SET gone = %s WHERE id = %s"
SETTLED: Final = "UPDATE sealed SET owed = FALSE WHERE id = %s"
UNOPENED: Final = "UPDATE sealed SET told = 'unopened' WHERE id = %s"
OPENED: Final = "UPDATE sealed SET told = 'opened' WHERE \"commit\" = %s AND log_id = %s"
SETTLE: Final = 'UPDATE sealed SET owed = FALSE WHERE content IS NOT NULL AND "commit" = %s AND log_id = %s'


class SealedRows:
    """What one writing has for the tables of sealed content."""

    def __init__(self, framework: str, logs: Mapping[Party, int], parties: Collection[str]) -> None:
        self.framework, self.logs, self.parties = framework, logs, parties
        self.own: Party = settings.HOME.party
        self.pieces: list[Piece] = []
        self.erasings: list[Erasing] = []
        self.statements: list[Statement] = []

    @property
    def is_any(self) -> bool:
        """Say whether there is anything to write."""
        return bool(self.pieces or self.erasings or self.statements)

    def told_now(self) -> frozenset[str]:
        """Give the commitments of which own entries of this writing speak already."""
        mine = (each for each in self.statements if each.party == self.own)
        return frozenset(commit for each in mine for commit in (*each.opened, *each.unopened))

    def write(self, cursor: Any) -> None:
        """Write pieces, then what is erased, then what is said: whatever order they came in, it comes to the same."""
        self._write_pieces(cursor)
        for erasing in self.erasings:
            self._erase(cursor, erasing)
        for statement in self.statements:
            self._state(cursor, statement)

    def _write_pieces(self, cursor: Any) -> None:
        if not self.pieces:
            return
        keys = self._new_keys()
        rows = [
            (
                self.logs[each.party],
                each.seq,
                each.field,
                each.chunk,
                each.dossier,
                each.commit,
                orjson.dumps(each.to).decode(),
                each.owed,
                self._wrapped(each, keys),
            )
            for each in self.pieces
        ]
        cursor.executemany(INSERT_PIECE, rows)
        for held, seq in {each.held: each.seq for each in self.pieces if each.held is not None}.items():
            cursor.execute(CARRIED, (seq, held))
            assert cursor.rowcount == 1, "a file is given for one act"

    def _new_keys(self) -> Keys:
        sealed = {Act(self.framework, each.party, each.seq): each.dossier for each in self.pieces if each.content}
        keys = {act: new_key(act, dossier) for act, dossier in sealed.items()}
        add_keys(settings.HOME, keys.values())
        return keys

    def _wrapped(self, piece: Piece, keys: Keys) -> bytes | None:
        if piece.held is not None:
            return held_at(piece.held)
        if not piece.content:
            return None
        key = keys[Act(self.framework, piece.party, piece.seq)]
        return wrapped(key, piece.field, piece.content)

    def _erase(self, cursor: Any, erasing: Erasing) -> None:
        log = self.logs[erasing.party]
        cursor.execute(INSERT_ERASURE, (log, erasing.seq, erasing.dossier, erasing.item or ""))
        first, end = (0, erasing.seq) if erasing.item is None else _only(erasing.item)
        cursor.execute(ERASED, (log, erasing.dossier, first, end))
        rows = cursor.fetchall()
        for pk, to, _seq in rows:
            held_by = holders(erasing.party, _json(to), self.parties)
            owed = len(self.parties) > 1 and self.own in held_by
            cursor.execute(ERASE, (erasing.number, owed, pk))
        if erasing.party == self.own:
            for seq in sorted({seq for _, _, seq in rows}):
                cursor.execute(ERASE_HELD, (self.framework, seq))

    def _state(self, cursor: Any, statement: Statement) -> None:
        if statement.party == self.own:
            others = [log for party, log in self.logs.items() if party != self.own]
            for commit in statement.opened:
                for log in others:
                    cursor.execute(OPENED, (commit, log))
                    cursor.execute(SETTLE, (commit, log))
        for commit in statement.unopened:
            cursor.execute(NAMED, (self.framework, commit))
            for row in cursor.fetchall():
                self._say_unopened(cursor, statement, commit, *row)

    def _say_unopened(
        self, cursor: Any, statement: Statement, commit: str, pk: int, party: str, erased: str, gone: Any
    ) -> None:
        """Read `unopened`: no longer here where the erasure is in the entry's past, else that it did not open."""
        is_own = statement.party == self.own
        if erased and statement.follows(*_number(erased)):
            said = dict(_json(gone))
            if said.setdefault(statement.party, statement.number) == statement.number:
                cursor.execute(GONE, (orjson.dumps(said).decode(), pk))
            if is_own:
                cursor.execute(SETTLED, (pk,))
        elif is_own and party != self.own and commit not in statement.opened:
            cursor.execute(UNOPENED, (pk,))


def wrapped(key: RestKey, field: str, blob: bytes, chunk: int = 0) -> bytes:
    """Wrap a blob of one act, or of a file that waits for its act, for the disk."""
    act = key.act
    place = Place(
        framework=FrameworkId(act.framework), party=Party(act.party), seq=Seq(act.seq), field=field, chunk=chunk
    )
    return wrap(place, blob, key=key.key, nonce=os.urandom(REST_NONCE_BYTES))


def _number(entry: str) -> tuple[str, int]:
    party, _, seq = entry.partition(".")
    return party, int(seq)


def _only(entry: str) -> tuple[int, int]:
    seq = _number(entry)[1]
    return seq, seq + 1


def _json(kept: Any) -> Any:
    """Read JSON of a column: text from either store, unless the store has read it."""
    return orjson.loads(kept) if isinstance(kept, str | bytes) else kept


__all__ = ["SealedRows", "wrapped"]
