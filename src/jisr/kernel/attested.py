"""What an entry rests on: a term held in a linked domestic dossier, and the domestic log to which it is bound.

Protocol 2.2, 4.3, 12.18. The term is held as if the domestic node wrote an act by itself, having seen all
that is in its log, at the time of the attesting entry.
"""

import hashlib
from typing import Final

from jisr.base import FrameworkId, Instant, Json, Party, b64, canonical
from jisr.kernel.agreed import node_authority
from jisr.kernel.docket import Docket
from jisr.kernel.entry import By
from jisr.kernel.evaluate import failed, test
from jisr.kernel.probes import Ended, stub
from jisr.rules import CLOCK_MANDATE, Term, unknown_in, write_term

LABEL: Final = b"jisr/rests/1\x00"
SALT_BYTES: Final = 32


def rests_of(framework: str, size: int, root: bytes, salt: bytes) -> str:
    """Bind an entry to a domestic log at a size without saying which: only the salt opens it (protocol 2.2)."""
    return b64(hashlib.sha256(LABEL + salt + canonical([framework, size, b64(root)])).digest())


def lacking_at(
    docket: Docket, framework: FrameworkId, logs: Ended, party: Party, term: Term, at: Instant
) -> tuple[Json, ...]:
    """Give what a term lacks in a domestic dossier at a time; none: it holds there."""
    if docket.compiled is None:
        return (write_term(term),)
    probe = stub(framework, logs, party, "reopen", By(node_authority(party), CLOCK_MANDATE, "node"), now=at)
    docket = docket.seen_by(probe)
    if any(unknown_in(term, docket.compiled.procedure)):
        return (write_term(term),)
    scene = docket.scene(probe)
    if scene is None:
        return (write_term(term),)
    return () if test(term)(scene) else tuple(failed(term, scene))


__all__ = ["SALT_BYTES", "lacking_at", "rests_of"]
