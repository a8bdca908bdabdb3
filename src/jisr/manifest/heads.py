"""Whose head a note is, and whether it is of the log as it goes on now (protocol 2.4, 12.27)."""

from jisr.log import Head, HeadEnded, HeadForeign, origin, parse_head
from jisr.manifest.document import Manifest


def checked_head(manifest: Manifest, party: str, note: str) -> Head:
    """Read the head of a party's log; raises MalformedNote or HeadForeign for what its party has not signed.

    Of a log that was ended and goes on only heads of the last generation count: HeadEnded.
    """
    head = parse_head(note)
    name, ended = head.checkpoint.origin, manifest.generation(party)
    if ended is not None and name in _earlier(manifest, party):
        raise HeadEnded(name=name, size=head.checkpoint.size, end=ended.begin)
    if name != manifest.origin(party):
        raise HeadForeign(name=name)
    head.require_signed(manifest.log_keys(party, head.checkpoint.size))
    return head


def _earlier(manifest: Manifest, party: str) -> tuple[str, ...]:
    """Give the names of a log in the generations before the last."""
    return tuple(origin(manifest.framework, party, each.number - 1) for each in manifest.generations(party))


__all__ = ["checked_head"]
