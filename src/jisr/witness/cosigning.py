"""What a witness answers to a head (c2sp.org/tlog-witness, add-checkpoint)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import Malformed
from jisr.log import HeadForeign, ProofFalse, check_consistency, cosignature_line
from jisr.witness.book import Book, Entries, Kept
from jisr.witness.submission import Submission, read_submission

TEXT: Final = "text/plain; charset=utf-8"
SIZE: Final = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status, what it comes with, and of which type that is."""

    status: int
    body: str = ""
    type: str = TEXT


OTHERWISE_SPELLED: Final = Answer(400)
NOT_SIGNED: Final = Answer(403)
NOT_WITNESSED: Final = Answer(404)
NOT_FOLLOWING: Final = Answer(422)
CLOCK_BEHIND: Final = Answer(503)


@dataclass(frozen=True)
class Witness:
    """A witness at work; `clock` gives seconds since 1970."""

    name: str
    key: Ed25519PrivateKey
    book: Book
    clock: Callable[[], float]

    def answer(self, body: bytes) -> Answer:
        """Cosign a head that follows from the last that was cosigned of its log; refuse any other."""
        try:
            asked = read_submission(body)
        except Malformed:
            return OTHERWISE_SPELLED
        # From what is looked up to what is kept nothing comes between: else an older head could be put back.
        with self.book.writing() as entries:
            return self._judged(asked, entries)

    def _judged(self, asked: Submission, entries: Entries) -> Answer:
        point = asked.head.checkpoint
        kept = entries.log(point.origin)
        if kept is None:
            return NOT_WITNESSED
        try:
            asked.head.require_signed(kept.keys_at(point.size))
        except HeadForeign:
            return NOT_SIGNED
        now = int(self.clock())
        if point.size == kept.size and point.root != kept.root:
            # Two roots of one size, both signed: nobody needs to have seen either log to be convinced.
            entries.keep_evidence(asked.head, kept.head, now)
            return Answer(409, f"{kept.size}\n", SIZE)
        if asked.old > point.size:
            return OTHERWISE_SPELLED
        if asked.old != kept.size:
            return Answer(409, f"{kept.size}\n", SIZE)
        if not _follows(asked, kept):
            entries.keep_evidence(asked.head, kept.head, now)
            return NOT_FOLLOWING
        if now < kept.time:
            # By its time a cosignature lets periods end: it never says that less has passed than was said before.
            return CLOCK_BEHIND
        entries.cosign(point, now, asked.head.raw)
        return Answer(200, cosignature_line(asked.head.note.text, self.name, self.key, time=now))


def _follows(asked: Submission, kept: Kept) -> bool:
    point = asked.head.checkpoint
    try:
        check_consistency(
            old_size=kept.size, old_root=kept.root, new_size=point.size, new_root=point.root, proof=asked.proof
        )
    except ProofFalse:
        return False
    return True


__all__ = ["Answer", "Witness"]
