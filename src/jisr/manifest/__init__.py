"""A framework's parties, keys and procedures in force, and how they change.

Values in, values out: keys and texts are handed in; nothing here signs or stores.
"""

from jisr.manifest.agreed import agreed_of
from jisr.manifest.document import (
    Generation,
    Manifest,
    check_successor,
    manifest_text,
    parse_manifest,
    require_signatures,
)
from jisr.manifest.ending import HELD_FORMAT, Held, chosen, common, end_of, read_held, with_key
from jisr.manifest.errors import HeldAmiss, MalformedManifest, ManifestUnsigned, TextRefused
from jisr.manifest.heads import checked_head
from jisr.manifest.shape import STOLEN, check_shape
from jisr.manifest.stolen import StolenPlaces, stolen_places, stolen_since, uncertain_since
from jisr.manifest.texts import Text, read_text, require_loadable, with_texts

__all__ = [
    "HELD_FORMAT",
    "STOLEN",
    "Generation",
    "Held",
    "HeldAmiss",
    "MalformedManifest",
    "Manifest",
    "ManifestUnsigned",
    "StolenPlaces",
    "Text",
    "TextRefused",
    "agreed_of",
    "check_shape",
    "check_successor",
    "checked_head",
    "chosen",
    "common",
    "end_of",
    "manifest_text",
    "parse_manifest",
    "read_held",
    "read_text",
    "require_loadable",
    "require_signatures",
    "stolen_places",
    "stolen_since",
    "uncertain_since",
    "with_key",
    "with_texts",
]
