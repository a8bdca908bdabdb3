"""Rows of sealed pieces: what follows of them from entries, and the blobs that come with own ones (protocol 7.1).

A field of one piece has one row. Content of several pieces is not kept here yet.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django.conf import settings

from jisr.base import Party
from jisr.kernel import Entry, Standing, Verdict

# What no form was held against may name fields without end: it has its rows when it is judged.
_WITHOUT_FORM: Final = (Standing.VOID, Standing.UNJUDGED)
INSERT_PIECE: Final = (
    'INSERT INTO sealed (log_id, seq, field, chunk, dossier, "commit", "to", told, owed, failed, content)'
    " VALUES (%s, %s, %s, 0, %s, %s, %s, '', %s, NULL, %s)"
)
TELL: Final = 'UPDATE sealed SET told = %s WHERE "commit" = %s AND log_id = %s'
SETTLE: Final = (
    "UPDATE sealed SET owed = FALSE WHERE told = 'opened' AND content IS NOT NULL AND \"commit\" = %s AND log_id = %s"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A commitment that an act carries, with its blob where it is here."""

    party: Party
    seq: int
    field: str
    dossier: str
    commit: str
    to: tuple[str, ...]
    content: bytes | None = None

    @property
    def owed(self) -> bool:
        """Say whether it is to be got here, or was got and is to be told: for this party's authorities alone."""
        own: Party = settings.HOME.party
        return is_reader(own, self.to) and (self.party != own or self.content is None)


def is_reader(party: str, to: Iterable[str]) -> bool:
    """Say whether an authority of a party is among those to whom something is sealed (codes: protocol 12.11)."""
    return any(each.startswith(f"{party.lower()}.") for each in to)


def pieces_of(entry: Entry, verdict: Verdict, blobs: Mapping[str, bytes]) -> list[Piece]:
    """Give the pieces of an act; none of what no form was held against."""
    if verdict.standing in _WITHOUT_FORM or entry.dossier is None:
        return []
    return [
        Piece(
            party=entry.party,
            seq=entry.seq,
            field=name,
            dossier=entry.dossier,
            commit=each["chunks"][0],
            to=tuple(each["to"]),
            content=blobs.get(name),
        )
        for name, each in entry.sealed.items()
        if len(each["chunks"]) == 1
    ]


def write_pieces(cursor: Any, logs: Mapping[Party, int], pieces: Iterable[Piece], told: Mapping[str, str]) -> None:
    """Write the rows of pieces, and what own entries say of those of others."""
    rows = [
        (logs[e.party], e.seq, e.field, e.dossier, e.commit, orjson.dumps(e.to).decode(), e.owed, e.content)
        for e in pieces
    ]
    if rows:
        cursor.executemany(INSERT_PIECE, rows)
    own: Party = settings.HOME.party
    for commit, word in told.items():
        for party, log in logs.items():
            if party != own:
                cursor.execute(TELL, (word, commit, log))
                cursor.execute(SETTLE, (commit, log))


__all__ = ["Piece", "is_reader", "pieces_of", "write_pieces"]
