"""The grounds of an attestation in the domestic log as it is now (protocol 2.2, 12.18)."""

from dataclasses import dataclass

from jisr.base import Party
from jisr.kernel import rests_of
from jisr.node.store import Writing


@dataclass(frozen=True, slots=True)
class Grounds:
    """A `rests` with what opens it."""

    rests: str
    salt: bytes
    size: int
    root: bytes


def grounds_at(held: Writing, party: Party, salt: bytes) -> Grounds:
    """Give the grounds in a domestic log as it is now."""
    size, root = held.tail(party).size, held.root(party)
    return Grounds(rests_of(held.framework.id, size, root, salt), salt, size, root)


__all__ = ["Grounds", "grounds_at"]
