"""A head as a log sends it to be cosigned: the request of add-checkpoint (c2sp.org/tlog-witness)."""

from dataclasses import dataclass
from typing import Final

from jisr.base import Malformed, NotCanonical, unb64
from jisr.base.limits import PROOF_LINES_MAX, SUBMISSION_BYTES_MAX
from jisr.log import Head, parse_head, parse_size

HASH_BYTES: Final = 32
OLD: Final = "old "


class MalformedSubmission(Malformed):
    """A request in another spelling than the one."""


@dataclass(frozen=True, slots=True)
class Submission:
    """From which size on (`old`) a proof leads to a head; the hashes of the proof, 32 bytes each."""

    old: int
    proof: tuple[bytes, ...]
    head: Head


def read_submission(body: bytes) -> Submission:
    """Read a request; raise Malformed where it is spelled otherwise."""
    if len(body) > SUBMISSION_BYTES_MAX:
        raise MalformedSubmission(what="bytes", got=len(body))
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedSubmission(what="UTF-8", got=error.reason) from error
    before, gap, note = text.partition("\n\n")
    if not gap:
        raise MalformedSubmission(what="body", got=text[:80])
    first, *lines = before.split("\n")
    if not first.startswith(OLD):
        raise MalformedSubmission(what="old", got=first[:80])
    if len(lines) > PROOF_LINES_MAX:
        raise MalformedSubmission(what="proof", got=len(lines))
    try:
        proof = tuple(unb64(each, length=HASH_BYTES) for each in lines)
    except NotCanonical as error:
        raise MalformedSubmission(what="proof", got=str(error)) from error
    return Submission(parse_size(first.removeprefix(OLD)), proof, parse_head(note))


__all__ = ["MalformedSubmission", "Submission", "read_submission"]
