"""A framework's parties, keys and procedures in force, and how they change.

Values in, values out: keys and texts are handed in; nothing here signs or stores.
"""

from jisr.manifest.agreed import agreed_of
from jisr.manifest.document import (
    MalformedManifest,
    Manifest,
    ManifestUnsigned,
    check_successor,
    manifest_text,
    parse_manifest,
    require_signatures,
)

__all__ = [
    "MalformedManifest",
    "Manifest",
    "ManifestUnsigned",
    "agreed_of",
    "check_successor",
    "manifest_text",
    "parse_manifest",
    "require_signatures",
]
