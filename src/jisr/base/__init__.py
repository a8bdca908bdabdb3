"""The protocol's words: ids, canonical bytes, instants, limits, the root of errors.

Values in, values out. Knows no act, no log and no clock.
"""

from jisr.base.canonical import Json, b64, canonical, digest, holds_nul, in_fours, parse_canonical, unb64
from jisr.base.errors import (
    N_,
    JisrError,
    Malformed,
    MalformedId,
    MalformedInstant,
    NotCanonical,
    Phrase,
    Refused,
)
from jisr.base.ids import (
    FRAMEWORK_DOSSIER,
    DossierId,
    EntryId,
    FrameworkId,
    Party,
    Seq,
    is_id,
    parse_entry_id,
    parse_framework,
    parse_party,
)
from jisr.base.instants import Clock, Instant, format_instant, parse_instant

__all__ = [
    "FRAMEWORK_DOSSIER",
    "N_",
    "Clock",
    "DossierId",
    "EntryId",
    "FrameworkId",
    "Instant",
    "JisrError",
    "Json",
    "Malformed",
    "MalformedId",
    "MalformedInstant",
    "NotCanonical",
    "Party",
    "Phrase",
    "Refused",
    "Seq",
    "b64",
    "canonical",
    "digest",
    "format_instant",
    "holds_nul",
    "in_fours",
    "is_id",
    "parse_canonical",
    "parse_entry_id",
    "parse_framework",
    "parse_instant",
    "parse_party",
    "unb64",
]
