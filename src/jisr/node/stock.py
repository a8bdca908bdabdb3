"""The procedures that this release ships, by their digests; what is known of them before any node has settings.

To work the digests out takes as long as a fifth of reading all else that a node needs. So they stand beside, written
by `make digests`; a test holds each against its procedure. What is not named there is worked out.
"""

import json
from pathlib import Path
from typing import Final

from jisr.procedures import PROCEDURES
from jisr.rules import Procedure, procedure_digest

WRITTEN: Final = Path(__file__).parent / "stock.json"
_WRITTEN: Final[dict[str, str]] = json.loads(WRITTEN.read_text("utf-8"))


def digest_of(procedure: Procedure) -> str:
    """Give the digest of a procedure that is shipped."""
    return _WRITTEN.get(procedure.id) or procedure_digest(procedure)


STOCK: Final = {digest_of(each): each for each in PROCEDURES.values()}

__all__ = ["STOCK", "WRITTEN", "digest_of"]
