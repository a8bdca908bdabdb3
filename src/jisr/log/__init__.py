"""Append-only logs: hashes, proofs, signed heads, the evidence of two histories.

Bytes in, bytes out. Knows neither acts nor procedures, and keeps nothing.
"""

from jisr.log.cosignature import WitnessKey, cosignature_line, cosigned_at
from jisr.log.errors import HeadEnded, HeadForeign, MalformedNote, ProofFalse
from jisr.log.head import (
    Checkpoint,
    Equivocation,
    Head,
    follows,
    origin,
    parse_head,
    parse_size,
    shows_equivocation,
    sign_head,
)
from jisr.log.note import (
    Note,
    Signature,
    VerifierKey,
    parse_note,
    public_bytes,
    require_signed,
    sign_note,
    signature_line,
    verifies,
)
from jisr.log.proofs import check_consistency, check_inclusion, consistency_proof, inclusion_proof, moved_proof
from jisr.log.tree import (
    EMPTY_ROOT,
    TILE_LEVELS,
    Frontier,
    Growth,
    MemoryNodes,
    Nodes,
    NodesBeyond,
    Tiles,
    leaf_hash,
    node_hash,
    root_at,
    tiles_after,
)

__all__ = [
    "EMPTY_ROOT",
    "TILE_LEVELS",
    "Checkpoint",
    "Equivocation",
    "Frontier",
    "Growth",
    "Head",
    "HeadEnded",
    "HeadForeign",
    "MalformedNote",
    "MemoryNodes",
    "Nodes",
    "NodesBeyond",
    "Note",
    "ProofFalse",
    "Signature",
    "Tiles",
    "VerifierKey",
    "WitnessKey",
    "check_consistency",
    "check_inclusion",
    "consistency_proof",
    "cosignature_line",
    "cosigned_at",
    "follows",
    "inclusion_proof",
    "leaf_hash",
    "moved_proof",
    "node_hash",
    "origin",
    "parse_head",
    "parse_note",
    "parse_size",
    "public_bytes",
    "require_signed",
    "root_at",
    "shows_equivocation",
    "sign_head",
    "sign_note",
    "signature_line",
    "tiles_after",
    "verifies",
]
