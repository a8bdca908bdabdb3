"""The rows that a node keeps. Written by `node.store` and services, read by queries."""

from jisr.node.models.desk import NEVER, Described, Line, Passage, Tally, Waiting
from jisr.node.models.drafts import Draft, Prepared, Released
from jisr.node.models.duty import Holding, Lead, Leave, Turn
from jisr.node.models.entrance import Change, Decision, SignedIn, Tries
from jisr.node.models.exchange import Ahead, Nonce, Peer
from jisr.node.models.ledger import (
    Aside,
    Dossier,
    Entry,
    Framework,
    Log,
    ManifestVersion,
    Mend,
    Outside,
    Sight,
    Text,
    Tile,
)
from jisr.node.models.linked import Attestation, Echo, Link
from jisr.node.models.notices import Addressed, Delivery, Hook, Notice, Reach, Scanned
from jisr.node.models.officers import Heard, Officer, Posting, Pseudonym, Word
from jisr.node.models.sealed import (
    Access,
    Attachment,
    AttachmentPiece,
    Bundled,
    Erasure,
    ReadingChain,
    ReadingMark,
    ReadingNote,
    Sealed,
)
from jisr.node.models.tokens import Token, TokenUse

__all__ = [
    "NEVER",
    "Access",
    "Addressed",
    "Ahead",
    "Aside",
    "Attachment",
    "AttachmentPiece",
    "Attestation",
    "Bundled",
    "Change",
    "Decision",
    "Delivery",
    "Described",
    "Dossier",
    "Draft",
    "Echo",
    "Entry",
    "Erasure",
    "Framework",
    "Heard",
    "Holding",
    "Hook",
    "Lead",
    "Leave",
    "Line",
    "Link",
    "Log",
    "ManifestVersion",
    "Mend",
    "Nonce",
    "Notice",
    "Officer",
    "Outside",
    "Passage",
    "Peer",
    "Posting",
    "Prepared",
    "Pseudonym",
    "Reach",
    "ReadingChain",
    "ReadingMark",
    "ReadingNote",
    "Released",
    "Scanned",
    "Sealed",
    "Sight",
    "SignedIn",
    "Tally",
    "Text",
    "Tile",
    "Token",
    "TokenUse",
    "Tries",
    "Turn",
    "Waiting",
    "Word",
]
