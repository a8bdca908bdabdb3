"""What of a framework is still sent to a party that has left it, and who is waited for (protocol 9.5, 12.33, 12.34)."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from jisr.base import EntryId, Party, Seq
from jisr.kernel import Docket, Framework, Register
from jisr.node import models
from jisr.node.places import StoredLogs
from jisr.node.refolding import as_bytes
from jisr.node.store import read_register


def left_of(framework: str) -> Mapping[Party, int]:
    """Give who has left a framework, and the place of the entry by which each did."""
    return left_in(models.Framework.objects.filter(pk=framework).values_list("register", flat=True).first())


def left_in(register: object) -> Mapping[Party, int]:
    """Give the same of a framework's register as it is kept."""
    return Register.from_bytes(as_bytes(register)).left if register else {}


def remaining(parties: Iterable[str], left: Mapping[Party, int]) -> tuple[Party, ...]:
    """Give those parties of whom something can still come."""
    return tuple(Party(each) for each in parties if each not in left)


class Held(Protocol):
    """A framework as it is read, or held for writing."""

    @property
    def framework(self) -> Framework:
        """Give what is agreed."""

    @property
    def register(self) -> Register:
        """Give what the dossier `framework` says, and who has left."""


def openable(held: Held, outer: Docket | None = None) -> frozenset[Party]:
    """Give the parties of which a dossier may be opened now: who has not left, or those of the dossier around it."""
    if outer is not None and outer.sides:
        return frozenset(outer.sides.values())
    return held.framework.parties - held.register.left.keys()


def sent_until(row: models.Framework, rows: Mapping[Party, models.Log], peer: str) -> Mapping[Party, int] | None:
    """Give how much of each log goes to a peer that has left; None: it has not, and gets all.

    Of every log that is up to the entry by which its party has said that it has taken the leave in; of one whose party
    has not said so all, since what protects must still reach whoever may not have left in its eyes.
    """
    at = read_register(row).left.get(Party(peer))
    return None if at is None else bounds(StoredLogs(dict(rows)), Party(peer), at)


def bounds(logs: StoredLogs, left: Party, at: int) -> Mapping[Party, int]:
    """Give up to where each log goes to who has left by an entry, with whatever those ends have seen of the others."""
    found, told = {}, []
    for party, tail in logs.tails.items():
        first = None if party == left else logs.first_covering(party, EntryId(left, Seq(at)))
        found[party] = tail.size if first is None else first + 1
        if first is not None:
            told.append(logs.seen(party, first))
    for seen in told:
        found |= {party: max(found[party], count) for party, count in seen.items()}
    return found


__all__ = ["bounds", "left_in", "left_of", "openable", "remaining", "sent_until"]
