"""What of a part of a log is new, and whether it leads to the head above it (protocol 2.4, 8.1)."""

from dataclasses import dataclass

from jisr.exchange.message import LogPart
from jisr.log import Checkpoint, Frontier, Growth, check_consistency, leaf_hash


@dataclass(frozen=True, slots=True)
class Fresh:
    """Entries not yet here, their hashes as leaves, and the tree with them."""

    entries: tuple[bytes, ...]
    leaves: tuple[bytes, ...]
    growth: Growth


def fresh_of(part: LogPart, checkpoint: Checkpoint, frontier: Frontier) -> Fresh | None:
    """Give the entries beyond a log's end, shown to lead to the head; None: something before them is missing.

    Raises ProofFalse where they do not lead there. What is here already is passed over.
    """
    if part.start > frontier.size:
        return None
    if part.start + len(part.entries) < frontier.size:
        # A limited message that came late: its proof begins where its entries end, and more than these are here.
        return Fresh((), (), frontier.growth(()))
    entries = part.entries[frontier.size - part.start :]
    leaves = tuple(map(leaf_hash, entries))
    growth = frontier.growth(leaves)
    check_consistency(
        old_size=growth.frontier.size,
        old_root=growth.frontier.root(),
        new_size=checkpoint.size,
        new_root=checkpoint.root,
        proof=part.proof,
    )
    return Fresh(entries, leaves, growth)


def is_passed_on(size: int, *, before: int, here: int) -> bool:
    """Say whether a head of this size takes the place of the one of `before`: it covers more, and no more than is here.

    It is what other parties get with the entries of this log.
    """
    return before < size <= here


__all__ = ["Fresh", "fresh_of", "is_passed_on"]
