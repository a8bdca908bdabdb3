"""What a reader trusts beforehand: a manifest, or the fingerprint of one that was read out to them."""

import re
from dataclasses import dataclass
from typing import Final

from jisr.base import JisrError, NotCanonical, parse_canonical
from jisr.bundle.faults import Amiss
from jisr.log import Note, parse_note
from jisr.manifest import MalformedManifest, Manifest, parse_manifest
from jisr.manifest.document import MANIFEST_BYTES_MAX
from jisr.manifest.shape import check_shape

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A manifest, or only its fingerprint: 64 hexadecimal digits."""

    fingerprint: str
    manifest: Manifest | None = None


def manifest_of_text(text: str) -> Manifest:
    """Read a manifest from its text without signatures; raise MalformedManifest."""
    try:
        value = parse_canonical(text.removesuffix("\n").encode(), bytes_max=MANIFEST_BYTES_MAX)
    except (NotCanonical, UnicodeEncodeError) as error:
        raise MalformedManifest(what="text", got=str(error)) from error
    return Manifest(check_shape(value), Note(text, ()), text)


def anchor_of(given: str) -> Anchor:
    """Read what a reader gave: a fingerprint in any grouping, a manifest's text, or its note with signatures."""
    digits = re.sub(r"[\s:]", "", given).lower()
    if _FINGERPRINT.match(digits):
        return Anchor(digits)
    try:
        manifest = manifest_of_text(given) if "\n\n" not in given else parse_manifest(given)
    except JisrError as error:
        raise Amiss("anchor.unreadable") from error
    if manifest.note.signatures:
        _require_own_signatures(manifest)
    return Anchor(manifest.fingerprint().replace(" ", ""), manifest)


def _require_own_signatures(manifest: Manifest) -> None:
    """Hold a first version against all its signatures; who must sign a later one follows from that before it."""
    note = parse_note(manifest.raw)
    lacking = [each for each in sorted(manifest.parties) if not note.is_signed_by(manifest.recovery_key(each))]
    if lacking and manifest.version == 1:
        raise Amiss("anchor.unsigned", parties=", ".join(lacking))
