"""The rows that every writing and every exchange reads and writes: a framework's own, those of its logs and peers.

They are read anew each time, so that what another process has written is always seen; but by
statements that are written out, since to put a query together takes longer than to answer it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import orjson
from django.db import connection
from django.db.models import Model

from jisr.base import FrameworkId, Instant, Party
from jisr.node import models

ENTRIES_READ_AT_ONCE = 500

_Row = TypeVar("_Row", bound=Model)
_FRAMEWORK = models.Framework._meta.concrete_fields
_LOG = models.Log._meta.concrete_fields
_FRAMEWORK_NAMES = [each.attname for each in _FRAMEWORK]
_LOG_NAMES = [each.attname for each in _LOG]
_PEER = models.Peer._meta.concrete_fields
_PEER_NAMES = [each.attname for each in _PEER]
# JSON comes as text from either database.
_PARTIES = _FRAMEWORK_NAMES.index("parties")
_SEEN, _CLAIMED = _LOG_NAMES.index("seen"), _LOG_NAMES.index("claimed")
_HAVE, _WANT = _PEER_NAMES.index("have"), _PEER_NAMES.index("want")


def _columns(fields: Any) -> str:
    return ", ".join(f'"{each.column}"' for each in fields)


FRAMEWORK_AT = f"SELECT {_columns(_FRAMEWORK)} FROM framework WHERE id = %s"
PARTIES_OF = "SELECT parties FROM framework WHERE id = %s"
PARTIES_OF_ALL = "SELECT id, parties FROM framework ORDER BY id"
LOGS_OF = f"SELECT {_columns(_LOG)} FROM log WHERE framework_id = %s"
PEER_AT = f"SELECT {_columns(_PEER)} FROM peer WHERE framework_id = %s AND party = %s"
ENTRIES_FROM = "SELECT raw FROM entry WHERE log_id = %s AND seq >= %s AND seq < %s ORDER BY seq LIMIT %s"
STEPS_FROM = (
    "SELECT seq, about, count FROM sight WHERE log_id = %%s AND about IN (%s) AND seq >= %%s AND seq < %%s ORDER BY seq"
)
PEER_HEARD = (
    "UPDATE peer SET have = %s, want = %s, heard = %s, failures = 0, trouble = ''"
    " WHERE framework_id = %s AND party = %s"
)
LINK_OF = "SELECT id FROM link WHERE shared_id = %s AND shared_dossier = %s"
FRAMEWORK_MOVED = "UPDATE framework SET moves = %s, register = %s WHERE id = %s"
LOG_GROWN = "UPDATE log SET size = %s, time = %s, seen = %s, frontier = %s WHERE id = %s"

LOG_CLAIMS = "UPDATE log SET claimed = %s WHERE id = %s"
HEAD_SIGNED = "UPDATE log SET head = %s, head_size = %s WHERE id = %s"
COVERED = "DELETE FROM aside WHERE framework_id = %s AND party = %s AND kind = 'held' AND seq < %s"
ANY_BEYOND = "SELECT 1 FROM entry WHERE log_id = %s AND seq >= %s AND act <> %s LIMIT 1"


def hold_framework(framework: FrameworkId) -> tuple[models.Framework, dict[Party, models.Log]]:
    """Lock a framework's row for as long as the transaction lasts; give it with the rows of its logs."""
    # SQLite has no lock on a row: there the whole transaction is the only one that writes.
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(FRAMEWORK_AT + lock, (framework,))
        row = cursor.fetchone()
        if row is None:
            raise models.Framework.DoesNotExist(f"no framework {framework}")
        cursor.execute(LOGS_OF, (framework,))
        logs = [_made_log(each) for each in cursor.fetchall()]
    return _made(models.Framework, _FRAMEWORK_NAMES, _with_json(row, _PARTIES)), {Party(e.party): e for e in logs}


def read_framework(framework: str) -> tuple[models.Framework, dict[Party, models.Log]] | None:
    """Give a framework's row with the rows of its logs, holding nobody up; None: there is none."""
    with connection.cursor() as cursor:
        cursor.execute(FRAMEWORK_AT, (framework,))
        row = cursor.fetchone()
        if row is None:
            return None
        cursor.execute(LOGS_OF, (framework,))
        logs = [_made_log(each) for each in cursor.fetchall()]
    return _made(models.Framework, _FRAMEWORK_NAMES, _with_json(row, _PARTIES)), {Party(e.party): e for e in logs}


def parties_of(framework: str) -> list[str] | None:
    """Give the parties of a framework; None: there is none such."""
    with connection.cursor() as cursor:
        cursor.execute(PARTIES_OF, (framework,))
        row = cursor.fetchone()
        return None if row is None else orjson.loads(row[0])


def framework_parties() -> list[tuple[str, list[str]]]:
    """Give all frameworks with their parties."""
    with connection.cursor() as cursor:
        cursor.execute(PARTIES_OF_ALL)
        return [(code, orjson.loads(parties)) for code, parties in cursor.fetchall()]


def read_peer(framework: str, party: str) -> models.Peer | None:
    """Give the row of a peer; None: there is none such."""
    with connection.cursor() as cursor:
        cursor.execute(PEER_AT, (framework, party))
        row = cursor.fetchone()
    if row is None:
        return None
    return _made(models.Peer, _PEER_NAMES, _with_json(_with_json(row, _HAVE), _WANT))


def write_heard(framework: str, party: str, *, have: Mapping[str, int], want: Sequence[str], now: Instant) -> None:
    """Write what a peer said that it has, and what it asks for; it was heard now, and there is no trouble with it."""
    values = orjson.dumps(dict(have)).decode(), orjson.dumps(list(want)).decode(), now, framework, party
    with connection.cursor() as cursor:
        cursor.execute(PEER_HEARD, values)


def entries_from(log: models.Log, begin: int, end: int, *, count: int) -> Iterator[bytes]:
    """Give the bytes of a log's entries from one place to before another, so many at most; read as they are taken."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(ENTRIES_FROM, (log.pk, begin, end, count))
        while rows := cursor.fetchmany(ENTRIES_READ_AT_ONCE):
            yield from (bytes(raw) for (raw,) in rows)


def steps_from(log: models.Log, begin: int, end: int, *, about: Sequence[str]) -> list[tuple[int, str, int]]:
    """Give the entries of a log, from one place to before another, that were the first to have seen more of others."""
    if not about:
        return []
    with connection.cursor() as cursor:
        cursor.execute(STEPS_FROM % ", ".join(["%s"] * len(about)), (log.pk, *about, begin, end))
        return [(seq, party, count) for seq, party, count in cursor.fetchall()]


def link_of(framework: str, dossier: str) -> models.Link | None:
    """Give the link of a shared dossier: it is made with its opening, and never changes. Most have none."""
    with connection.cursor() as cursor:
        cursor.execute(LINK_OF, (framework, dossier))
        found = cursor.fetchone()
    return None if found is None else models.Link.objects.get(pk=found[0])


def _made_log(row: Sequence[Any]) -> models.Log:
    return _made(models.Log, _LOG_NAMES, _with_json(_with_json(row, _SEEN), _CLAIMED))


def _made(model: type[_Row], names: list[str], values: list[Any]) -> _Row:
    return model.from_db(connection.alias, names, values)


def _with_json(row: Sequence[Any], at: int) -> list[Any]:
    return [*row[:at], orjson.loads(row[at]), *row[at + 1 :]]


def write_framework(cursor: Any, row: models.Framework) -> None:
    """Write what a writing changes in a framework's row."""
    _write_one(cursor, FRAMEWORK_MOVED, (row.moves, row.register, row.pk))


def write_log(cursor: Any, log: models.Log) -> None:
    """Write what entries that were added change in their log's row."""
    seen = orjson.dumps(log.seen).decode()
    _write_one(cursor, LOG_GROWN, (log.size, log.time, seen, log.frontier, log.pk))


def write_claimed(cursor: Any, log: models.Log) -> None:
    """Write what the last entry of a log says to have seen of what fell away (protocol 12.28)."""
    _write_one(cursor, LOG_CLAIMS, (orjson.dumps(log.claimed).decode(), log.pk))


def write_head(log: models.Log) -> None:
    """Write the head of a log that covers most of it, and how much."""
    with connection.cursor() as cursor:
        _write_one(cursor, HEAD_SIGNED, (log.head, log.head_size, log.pk))


def forget_held(framework: str, party: Party, size: int) -> None:
    """Forget what of a log was held and is covered by a head of it by now."""
    with connection.cursor() as cursor:
        cursor.execute(COVERED, (framework, party, size))


def has_beyond(log: models.Log, seq: int, *, but: str) -> bool:
    """Say whether a log has entries from a place on that are not of one act."""
    with connection.cursor() as cursor:
        cursor.execute(ANY_BEYOND, (log.pk, seq, but))
        return cursor.fetchone() is not None


def _write_one(cursor: Any, statement: str, values: tuple[Any, ...]) -> None:
    cursor.execute(statement, values)
    assert cursor.rowcount == 1, "the row was read in this transaction"


__all__ = [
    "entries_from", "forget_held", "framework_parties", "has_beyond", "hold_framework", "link_of", "parties_of",
    "read_framework", "read_peer", "steps_from", "write_claimed", "write_framework", "write_head", "write_heard",
    "write_log",
]  # fmt: skip
