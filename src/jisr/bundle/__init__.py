"""An act with its proof, alone or several together, as somebody checks them who has no node.

Bytes in, findings out: knows neither dossiers nor standings, asks nobody, and keeps nothing. The page `/verify/`
does the same in a browser (`web/static/jisr/verify.js`); tests hold both against each other.
"""

from jisr.bundle.anchors import Anchor, anchor_of, manifest_of_text
from jisr.bundle.archive import ARCHIVE_BYTES_MAX, read_archive, write_archive
from jisr.bundle.attestation import ATTESTATION_FORMAT, AttestationAmiss, Attested, check_attestation
from jisr.bundle.checking import Checked, check_file
from jisr.bundle.court import (
    CONTENTS_FORMAT,
    JUDGED_FORMAT,
    OPENED_FORMAT,
    CheckedBundle,
    bundle_key_name,
    check_bundle,
    contents_text,
    written_member,
)
from jisr.bundle.court_words import COURT_FAULTS, COURT_HELD, COURT_PARTS
from jisr.bundle.document import BUNDLE_FORMAT, FILE_BYTES_MAX, PROOF_FORMAT, PROOFS_MAX
from jisr.bundle.domestic import DomesticFold, LogAmiss
from jisr.bundle.faults import Amiss
from jisr.bundle.making import Parts, write_bundle
from jisr.bundle.script import script_bytes, script_digest
from jisr.bundle.words import FAULTS, HELD, PARTS, UNCHECKED

__all__ = [
    "ARCHIVE_BYTES_MAX",
    "ATTESTATION_FORMAT",
    "BUNDLE_FORMAT",
    "CONTENTS_FORMAT",
    "COURT_FAULTS",
    "COURT_HELD",
    "COURT_PARTS",
    "FAULTS",
    "FILE_BYTES_MAX",
    "HELD",
    "JUDGED_FORMAT",
    "OPENED_FORMAT",
    "PARTS",
    "PROOFS_MAX",
    "PROOF_FORMAT",
    "UNCHECKED",
    "Amiss",
    "Anchor",
    "AttestationAmiss",
    "Attested",
    "Checked",
    "CheckedBundle",
    "DomesticFold",
    "LogAmiss",
    "Parts",
    "anchor_of",
    "bundle_key_name",
    "check_attestation",
    "check_bundle",
    "check_file",
    "contents_text",
    "manifest_of_text",
    "read_archive",
    "script_bytes",
    "script_digest",
    "write_archive",
    "write_bundle",
    "written_member",
]
