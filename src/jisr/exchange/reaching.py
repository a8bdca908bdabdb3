"""What of a log is here beyond the head that covers it, and can be passed on all the same (protocol 12.43).

Whoever takes in the beginning of what came and must wait with the rest has entries under a head that covers more. It
keeps that head with the proof that leads there from what is here: so it can give them to others, and back to their
author who lost them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from jisr.exchange.message import LogPart
from jisr.log import Checkpoint, Nodes, ProofFalse, check_consistency, moved_proof, root_at


@dataclass(frozen=True, slots=True)
class Reach:
    """A signed head of `size` entries, of which the first `at` are here, and the proof that leads from them to it."""

    at: int
    size: int
    head: str
    proof: tuple[bytes, ...]

    def require_led(self, checkpoint: Checkpoint, nodes: Nodes, here: int) -> None:
        """Raise ProofFalse where what is here of the log, `here` entries, does not lead to the head."""
        if self.at > here or checkpoint.size != self.size:
            raise ProofFalse(what="consistency", at=self.at, size=self.size)
        check_consistency(
            old_size=self.at,
            old_root=root_at(nodes, self.at),
            new_size=self.size,
            new_root=checkpoint.root,
            proof=self.proof,
        )


def reach_of(part: LogPart, checkpoint: Checkpoint, nodes: Nodes, here: int) -> Reach | None:
    """Give how far a log can be passed on since a part was taken in up to `here`; None: as its head says, or as before.

    `nodes`: of what is here, and of what is in hand up to the part's end, where its own proof begins.
    """
    end = part.start + len(part.entries)
    if not here < checkpoint.size or end < here:
        return None
    proof = moved_proof(nodes, part.proof, at=end, new=checkpoint.size, to=here)
    return Reach(here, checkpoint.size, part.head, proof)


def reached(head_size: int, reach: Reach | None) -> int:
    """Give up to where a log is passed on: under its head, or under one that covers more."""
    return head_size if reach is None else max(head_size, reach.at)


def part_under(reach: Reach, start: int, entries: Sequence[bytes], nodes: Nodes) -> LogPart:
    """Give entries under a head that covers more than is here: they end at `reach.at`, or before."""
    end = start + len(entries)
    proof = moved_proof(nodes, reach.proof, at=reach.at, new=reach.size, to=end)
    return LogPart(start=start, entries=tuple(entries), head=reach.head, proof=proof)


__all__ = ["Reach", "part_under", "reach_of", "reached"]
