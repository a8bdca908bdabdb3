"""The rows that a node keeps. Written by `node.store` and services, read by queries."""

from jisr.node.models.exchange import Nonce, Peer
from jisr.node.models.ledger import (
    Aside,
    Dossier,
    Entry,
    Framework,
    Log,
    ManifestVersion,
    Sight,
    Text,
    Tile,
)
from jisr.node.models.officers import Officer, Posting, Pseudonym, Word

__all__ = [
    "Aside",
    "Dossier",
    "Entry",
    "Framework",
    "Log",
    "ManifestVersion",
    "Nonce",
    "Officer",
    "Peer",
    "Posting",
    "Pseudonym",
    "Sight",
    "Text",
    "Tile",
    "Word",
]
