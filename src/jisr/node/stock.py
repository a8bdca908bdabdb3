"""The procedures that this release ships, by their digests; what is known of them before any node has settings."""

from jisr.procedures import PROCEDURES
from jisr.rules import procedure_digest

STOCK = {procedure_digest(each): each for each in PROCEDURES.values()}

__all__ = ["STOCK"]
