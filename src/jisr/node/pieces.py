"""Rows of sealed pieces: what follows of them from entries, and the blobs that come with own ones (protocol 7.1).

Each piece of a field has its row. The blobs of a file that was given here lie in a table of their own, written before
the act is: its rows say where.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from jisr.base import Party
from jisr.kernel import Entry, Standing, Verdict

# No blob that was wrapped for the disk begins so (`seal/rest.py`): after it the file's number, in eight bytes.
HELD: Final = b"\x02"
HELD_NUMBER_BYTES: Final = 8
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
    chunk: int = 0
    # The file that was given here and whose blobs lie already where they stay.
    held: int | None = None

    @property
    def is_here(self) -> bool:
        """Say whether its blob comes with it."""
        return self.content is not None or self.held is not None

    @property
    def owed(self) -> bool:
        """Say whether it is to be got here, or was got and is to be told: for this party's authorities alone."""
        own: Party = settings.HOME.party
        return is_reader(own, self.to) and (self.party != own or not self.is_here)


def is_reader(party: str, to: Iterable[str]) -> bool:
    """Say whether an authority of a party is among those to whom something is sealed (codes: protocol 12.11)."""
    return any(each.startswith(f"{party.lower()}.") for each in to)


@dataclass(frozen=True, slots=True)
class HeldBlobs:
    """The blobs of a file that was given here, by the file's number."""

    attachment: int


# By field: the blob of a value, or where those of a file lie.
Blobs = Mapping[str, "bytes | HeldBlobs"]


def pieces_of(entry: Entry, verdict: Verdict, blobs: Blobs) -> list[Piece]:
    """Give the pieces of an act; none of what no form was held against."""
    if verdict.standing in _WITHOUT_FORM or entry.dossier is None:
        return []
    found = []
    for name, each in entry.sealed.items():
        blob, to = blobs.get(name), tuple(each["to"])
        found += [
            Piece(
                party=entry.party,
                seq=entry.seq,
                field=name,
                dossier=entry.dossier,
                commit=commit,
                to=to,
                content=blob if isinstance(blob, bytes) else None,
                chunk=chunk,
                held=blob.attachment if isinstance(blob, HeldBlobs) else None,
            )
            for chunk, commit in enumerate(each["chunks"])
        ]
    return found


def held_at(attachment: int) -> bytes:
    """Write in the place of a blob where it lies."""
    return HELD + attachment.to_bytes(HELD_NUMBER_BYTES, "big")


def attachment_at(kept: bytes) -> int | None:
    """Give the file with which a blob lies; None for a blob that is here itself."""
    if not kept.startswith(HELD) or len(kept) != len(HELD) + HELD_NUMBER_BYTES:
        return None
    return int.from_bytes(kept[len(HELD) :], "big")


__all__ = ["Blobs", "HeldBlobs", "Piece", "attachment_at", "held_at", "is_reader", "pieces_of"]
