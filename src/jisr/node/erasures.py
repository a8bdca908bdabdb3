"""What an erasure takes away, and which parties have said that it is no longer with them (protocol 7.3, 12.20).

Pure readings of entries: the same whether they come one by one or are folded again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from jisr.base import Party
from jisr.kernel import Entry, Standing, Verdict
from jisr.node.pieces import Piece, is_reader

ERASE: Final = "erase"
# An erasure that was authorised happened, whatever has crossed it: what is destroyed does not come back.
_NOT_AUTHORISED: Final = (Standing.VOID, Standing.UNJUDGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """An act that erases sealed content of its own party: one act's, or all before it in its dossier."""

    party: Party
    seq: int
    dossier: str
    item: str | None

    @property
    def number(self) -> str:
        """Give the number of the entry."""
        return f"{self.party}.{self.seq}"

    def takes(self, party: str, seq: int, dossier: str) -> bool:
        """Say whether it takes away what an act has sealed."""
        if party != self.party or dossier != self.dossier or seq >= self.seq:
            return False
        return self.item is None or self.item == f"{party}.{seq}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What an entry says of blobs, and how much it has seen: whether an erasure is in its past decides its sense."""

    party: Party
    seq: int
    seen: Mapping[Party, int]
    opened: tuple[str, ...]
    unopened: tuple[str, ...]

    @property
    def number(self) -> str:
        """Give the number of the entry."""
        return f"{self.party}.{self.seq}"

    def follows(self, party: str, seq: int) -> bool:
        """Say whether an entry is in the past of this one."""
        return seq < self.seq if party == self.party else seq < self.seen.get(Party(party), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of one piece: by its own node of its blob, and by parties that it is no longer with them."""

    erased: str
    told: str
    # By party the entry that says so first.
    gone: Mapping[str, str]


def erasing_of(entry: Entry, verdict: Verdict) -> Erasing | None:
    """Give what an entry erases; None where it is no erasure that was authorised."""
    if entry.act != ERASE or entry.dossier is None or verdict.standing in _NOT_AUTHORISED:
        return None
    return Erasing(party=entry.party, seq=entry.seq, dossier=entry.dossier, item=entry.item)


def statement_of(entry: Entry, seen: Mapping[Party, int]) -> Statement | None:
    """Give what an entry says of blobs; None where it says nothing."""
    if not entry.opened and not entry.unopened:
        return None
    return Statement(
        party=entry.party,
        seq=entry.seq,
        seen=dict(seen),
        opened=tuple(entry.opened),
        unopened=tuple(entry.unopened),
    )


def said_of(piece: Piece, erasings: Iterable[Erasing], statements: Iterable[Statement], own: Party) -> Said:
    """Read what is said of a piece; `erasings` and `statements` each in the order of their logs."""
    erased = next((each for each in erasings if each.takes(piece.party, piece.seq, piece.dossier)), None)
    told, gone = "", dict[str, str]()
    for each in statements:
        is_unopened = piece.commit in each.unopened
        if is_unopened and erased is not None and each.follows(erased.party, erased.seq):
            gone.setdefault(each.party, each.number)
        elif each.party == own and piece.party != own:
            told = "opened" if piece.commit in each.opened else "unopened" if is_unopened else told
    return Said(erased="" if erased is None else erased.number, told=told, gone=gone)


def holders(party: str, to: Iterable[str], parties: Collection[str]) -> list[str]:
    """Give the parties that may have held a piece, and so say that it is gone: its author's and its readers'."""
    named = tuple(to)
    return sorted(each for each in parties if each == party or is_reader(each, named))


def owes(said: Said, party: str, to: Iterable[str], parties: Collection[str], own: Party) -> bool:
    """Say whether this party has still to say that an erased piece is no longer here; to nobody, if it is alone."""
    return len(parties) > 1 and own not in said.gone and own in holders(party, to, parties)


__all__ = ["ERASE", "Erasing", "Said", "Statement", "erasing_of", "holders", "owes", "said_of", "statement_of"]
