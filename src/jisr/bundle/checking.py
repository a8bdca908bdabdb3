"""The checks of a proof, one part after another; what fails is named, and nothing after it is checked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jisr.base import Instant, Malformed, NotCanonical, canonical, in_fours, parse_canonical, parse_entry_id, unb64
from jisr.bundle.anchors import Anchor, manifest_of_text
from jisr.bundle.document import Proof, read_file, read_proof
from jisr.bundle.faults import Amiss
from jisr.log import Head, MalformedNote, ProofFalse, VerifierKey, check_inclusion, leaf_hash, origin, parse_head
from jisr.log.tree import HASH_BYTES
from jisr.manifest import MalformedManifest, Manifest, stolen_places, stolen_since


@dataclass(slots=True)
class Checked:
    """What was found of one act: which parts hold, and the first that does not."""

    framework: str = ""
    entry: str = ""
    content: Any = None
    held: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    fault: Amiss | None = None
    # Whether somebody vouches for the key beside the file itself.
    is_anchored: bool = False
    fingerprint: str = ""
    # Since when the key that signed for the act was stolen, as a manifest in the file or of the reader's says.
    stolen_since: Instant | None = None

    @property
    def party(self) -> str:
        """Give the party whose act it is."""
        return self.entry.partition(".")[0]

    def hold(self, key: str, **holes: object) -> None:
        """Note that a part holds."""
        self.held.append((key, holes))


def check_file(raw: bytes, anchors: Sequence[Anchor] = ()) -> list[Checked]:
    """Check every act of a file; raise Amiss where the file is none."""
    found, texts = read_file(raw)
    manifests = _readable(texts)
    return [check_proof(each, manifests, anchors) for each in found]


def _readable(texts: Iterable[str]) -> dict[str, Manifest]:
    """Give the manifests beside the acts by digest."""
    try:
        read = [manifest_of_text(each) for each in texts]
    except MalformedManifest as error:
        raise Amiss("manifest.text") from error
    return {each.digest: each for each in read}


def check_proof(value: object, manifests: Mapping[str, Manifest], anchors: Sequence[Anchor]) -> Checked:
    """Check one act with its proof; `manifests` are those beside it, by digest."""
    report = Checked()
    try:
        proof = read_proof(value)
        report.framework, report.entry = proof.framework, proof.entry
        raw = _check_bytes(proof, report)
        head = _check_head(proof, report)
        _check_inclusion(proof, raw, head, report)
        manifest = _check_manifest(proof, manifests, anchors, report)
        if head.checkpoint.origin != manifest.origin(report.party):
            # Of a record that all parties have ended, or of one that this version does not know (protocol 12.27).
            raise Amiss("head.origin")
        keys = manifest.log_keys(report.party, proof.size)
        if list(proof.keys) != [str(each) for each in keys]:
            raise Amiss("keys.other")
        report.hold("keys", party=report.party)
        if not _is_signed(head, keys):
            raise Amiss("signature.none")
        report.hold("signature")
        report.stolen_since = _stolen_since(proof, [manifest, *(each.manifest for each in anchors)], report)
        _check_anchor(proof, head, manifest, anchors, report)
    except Amiss as error:
        report.fault = error
    return report


def _stolen_since(proof: Proof, known: Iterable[Manifest | None], report: Checked) -> Instant | None:
    """Say since when the key for an act's place was stolen, by any manifest at hand: a later one says more."""
    of_group = [each for each in known if each is not None and each.framework == proof.framework]
    told = (stolen_since(stolen_places(each), report.party, proof.index) for each in of_group)
    return min((each for each in told if each is not None), default=None)


def _check_bytes(proof: Proof, report: Checked) -> bytes:
    """Hold the act's bytes against the protocol's spelling, and against what the file says of them."""
    try:
        raw = unb64(proof.bytes)
    except NotCanonical as error:
        raise Amiss("bytes.base64") from error
    try:
        said = parse_canonical(raw)
    except NotCanonical as error:
        raise Amiss("bytes.canonical") from error
    at = parse_entry_id(proof.entry)
    expected = {"framework": proof.framework, "party": at.party, "seq": at.seq}
    if at.seq != proof.index:
        raise Amiss("bytes.field", field="index")
    for name, value in expected.items():
        if not isinstance(said, dict) or said.get(name) != value or type(said.get(name)) is not type(value):
            raise Amiss("bytes.field", field=name)
    if _spelt(proof.content) != raw:
        raise Amiss("bytes.content")
    report.content = said
    report.hold("bytes", entry=proof.entry, framework=proof.framework)
    return raw


def _spelt(content: Any) -> bytes:
    try:
        return canonical(content)
    except NotCanonical:
        return b""


def _check_head(proof: Proof, report: Checked) -> Head:
    """Hold the head against the act's log and the size stated."""
    try:
        head = parse_head(proof.head)
    except MalformedNote as error:
        raise Amiss("head.note") from error
    first = origin(proof.framework, report.party)
    if head.checkpoint.origin != first and not head.checkpoint.origin.startswith(f"{first}/"):
        raise Amiss("head.origin")
    if head.checkpoint.size != proof.size:
        raise Amiss("head.size")
    report.hold("head", party=report.party, size=proof.size)
    return head


def _check_inclusion(proof: Proof, raw: bytes, head: Head, report: Checked) -> None:
    try:
        path = [unb64(each, length=HASH_BYTES) for each in proof.proof]
    except NotCanonical as error:
        raise Amiss("inclusion.hash") from error
    root, leaf = head.checkpoint.root, leaf_hash(raw)
    try:
        check_inclusion(leaf=leaf, index=proof.index, size=proof.size, proof=path, root=root)
    except ProofFalse as error:
        raise Amiss("inclusion.false") from error
    report.hold("inclusion", code=in_fours(leaf.hex()))


def _check_manifest(
    proof: Proof, beside: Mapping[str, Manifest], anchors: Sequence[Anchor], report: Checked
) -> Manifest:
    """Give the manifest whose digest the file states: in it, beside it, or given by the reader."""
    manifest = _manifest_in(proof) or beside.get(proof.manifest)
    trusted = (each.manifest for each in anchors if each.manifest is not None)
    manifest = manifest or next((each for each in trusted if each.digest == proof.manifest), None)
    if manifest is None:
        raise Amiss("manifest.lacking")
    if manifest.digest != proof.manifest:
        raise Amiss("manifest.digest")
    if manifest.framework != proof.framework:
        raise Amiss("manifest.framework")
    if report.party not in manifest.parties:
        raise Amiss("manifest.party")
    report.fingerprint = manifest.fingerprint()
    report.hold("manifest", version=manifest.version, framework=manifest.framework)
    return manifest


def _manifest_in(proof: Proof) -> Manifest | None:
    if proof.manifest_text is None:
        return None
    try:
        return manifest_of_text(proof.manifest_text)
    except Malformed as error:
        raise Amiss("manifest.text") from error


def _is_signed(head: Head, keys: Iterable[VerifierKey]) -> bool:
    return any(head.note.is_signed_by(each) for each in keys)


def _check_anchor(proof: Proof, head: Head, manifest: Manifest, anchors: Sequence[Anchor], report: Checked) -> None:
    """Hold the key against what the reader trusts; raise where they gave something that speaks against it."""
    if not anchors:
        return
    digits = report.fingerprint.replace(" ", "")
    if any(each.fingerprint == digits for each in anchors):
        report.hold("anchor.given")
        report.is_anchored = True
        return
    others = [each.manifest for each in anchors if each.manifest is not None]
    for each in others:
        named = each.framework == proof.framework and report.party in each.parties
        if named and _is_signed(head, each.log_keys(report.party, proof.size)):
            report.hold("anchor.version", version=each.version)
            report.is_anchored = True
            return
    foreign = [each.framework for each in others if each.framework != proof.framework]
    if len(foreign) == len(anchors):
        raise Amiss("anchor.framework", framework=foreign[0])
    raise Amiss("anchor.other")


__all__ = ["Checked", "check_file", "check_proof"]
