"""Rows of sealed pieces: what follows of them from entries, and the blobs that come with own ones (protocol 7.1).

A field of one piece has one row. Content of several pieces is not kept here yet.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from jisr.base import Party
from jisr.kernel import Entry, Standing, Verdict

# What no form was held against may name fields without end: it has its rows when it is judged.
_WITHOUT_FORM: Final = (Standing.VOID, Standing.UNJUDGED)


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


__all__ = ["Piece", "is_reader", "pieces_of"]
