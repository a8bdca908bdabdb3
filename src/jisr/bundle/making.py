"""The bundle of a dossier put together from its parts, and signed: the same parts give the same bytes."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jisr.base import Json, parse_entry_id
from jisr.bundle.archive import ACTS, CONTENTS, JUDGED, NOTE, OPENED, PAPER, README, SCRIPT, write_archive
from jisr.bundle.court import (
    CONTENTS_FORMAT,
    JUDGED_FORMAT,
    OPENED_FORMAT,
    bundle_key_name,
    contents_text,
    written_member,
)
from jisr.bundle.document import BUNDLE_FORMAT
from jisr.bundle.script import script_bytes
from jisr.manifest import Manifest, manifest_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a bundle is made of. `size`: of the own log, for the key that signs; `made`: when.

    `proofs`: each act with its proof, in any order; `judged` and `state`: what the node judged of acts and dossier;
    `opened`: texts that were sealed, with entry, field, chunk, salt and content.
    """

    dossier: str
    party: str
    made: str
    size: int
    manifest: Manifest
    readme: str
    paper: bytes
    proofs: Sequence[Mapping[str, Any]]
    judged: Sequence[Mapping[str, Any]]
    state: Mapping[str, Any]
    opened: Sequence[Mapping[str, Any]] = ()


def write_bundle(parts: Parts, sign: Callable[[str, str], str]) -> bytes:
    """Write a bundle; `sign` makes a note of a text and a name by the party's log key."""
    about: dict[str, Json] = {
        "framework": parts.manifest.framework,
        "dossier": parts.dossier,
        "party": parts.party,
        "made": parts.made,
    }
    judged: Json = {"format": JUDGED_FORMAT, **about, "acts": list(parts.judged), "state": parts.state}
    members = [
        (README, parts.readme.encode("utf-8")),
        (SCRIPT, script_bytes()),
        (PAPER, parts.paper),
        (ACTS, written_member(_acts(parts))),
        (JUDGED, written_member(judged)),
    ]
    if parts.opened:
        opened: Json = {"format": OPENED_FORMAT, "fields": list(parts.opened)}
        members.append((OPENED, written_member(opened)))
    files = {name: hashlib.sha256(body).hexdigest() for name, body in members}
    manifest: dict[str, Json] = {"manifest": parts.manifest.digest, "size": parts.size}
    contents = written_member({"format": CONTENTS_FORMAT, **about, **manifest, "files": files})
    text = contents_text(parts.manifest.framework, parts.party, parts.dossier, contents)
    note = sign(text, bundle_key_name(parts.manifest.framework, parts.party))
    return write_archive([*members, (CONTENTS, contents), (NOTE, note.encode("utf-8"))])


def _acts(parts: Parts) -> Json:
    """Give the acts with their proofs, by party and number, the manifest beside them once."""
    proofs = [{name: each[name] for name in each if name != "manifest_text"} for each in parts.proofs]
    proofs.sort(key=lambda each: parse_entry_id(each["entry"]))
    return {"format": BUNDLE_FORMAT, "manifests": [manifest_text(dict(parts.manifest.value))], "proofs": proofs}


__all__ = ["Parts", "write_bundle"]
