"""The bundle of a whole dossier, checked as a court or a lawyer does who has no node (docs/proofs.md).

The same checks in the same order as the script that the bundle carries (`script/verify.py`); tests hold both
against each other.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jisr.base import Json, NotCanonical, b64, canonical, parse_canonical, unb64
from jisr.base.ids import ENTRY, FRAMEWORK, PARTY
from jisr.base.limits import CHUNK_BYTES_MAX, SALT_BYTES
from jisr.bundle.anchors import Anchor, manifest_of_text
from jisr.bundle.archive import ACTS, ARCHIVE_BYTES_MAX, CONTENTS, JUDGED, NOTE, OPENED, read_archive
from jisr.bundle.checking import Checked, check_proof
from jisr.bundle.document import BUNDLE_FORMAT, KEYS, PROOFS_MAX
from jisr.bundle.faults import Amiss
from jisr.log import MalformedNote, Note, VerifierKey, origin, parse_note
from jisr.manifest import MalformedManifest, Manifest

CONTENTS_FORMAT: Final = "jisr/contents/1"
JUDGED_FORMAT: Final = "jisr/judged/1"
OPENED_FORMAT: Final = "jisr/opened/1"
CONTENTS_KEYS: Final = frozenset("dossier files framework made manifest party size".split())
JUDGED_KEYS: Final = frozenset("acts dossier framework made party state".split())
OPENED_KEYS: Final = frozenset("chunk content entry field salt".split())
# An act has 16 levels and stands in a proof, that in a list.
LEVELS_MAX: Final = 24
SEAL: Final = b"jisr/seal/1\0"
_MADE: Final = re.compile(r"2[01]\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z", re.ASCII)


@dataclass(slots=True)
class CheckedBundle:
    """What was found of a bundle: which parts hold, and the first that does not."""

    framework: str = ""
    dossier: str = ""
    party: str = ""
    made: str = ""
    fingerprint: str = ""
    script: str = ""
    acts: list[Checked] = field(default_factory=list)
    held: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    fault: Amiss | None = None
    # The act that is amiss, where it is one.
    at: str = ""
    is_anchored: bool = False

    def hold(self, key: str, **holes: object) -> None:
        """Note that a part holds."""
        self.held.append((key, holes))


def bundle_key_name(framework: str, party: str) -> str:
    """Give the name by which a party's log key signs a bundle: no head has it, so neither is taken for the other."""
    return f"{origin(framework, party)}/bundle"


def contents_text(framework: str, party: str, dossier: str, contents: bytes) -> str:
    """Give the text that a party signs under a list of contents."""
    return f"{bundle_key_name(framework, party)}\n{dossier}\n{hashlib.sha256(contents).hexdigest()}\n"


def written_member(value: Json) -> bytes:
    """Write a value as a member of a bundle."""
    return canonical(value, levels_max=LEVELS_MAX)


def check_bundle(raw: bytes, anchors: Sequence[Anchor] = ()) -> CheckedBundle:
    """Check a bundle part by part; what fails is named, and nothing after it is checked."""
    report = CheckedBundle()
    try:
        members = read_archive(raw)
        report.hold("archive")
        contents = _check_contents(members, report)
        manifest = _check_acts(members, contents, anchors, report)
        _check_judged(members, contents, report)
        _check_opened(members, report)
        _check_note(members, contents, manifest, anchors, report)
    except Amiss as error:
        report.fault = error
    return report


def _value(raw: bytes, form: str, keys: Iterable[str], fault: str) -> dict[str, Any]:
    """Read a member: an object of a format, with these keys beside it and no other."""
    try:
        value = parse_canonical(raw, bytes_max=ARCHIVE_BYTES_MAX, levels_max=LEVELS_MAX)
    except NotCanonical as error:
        raise Amiss(fault) from error
    _require(isinstance(value, dict) and value.get("format") == form and value.keys() == {"format", *keys}, fault)
    assert isinstance(value, dict), "just required"
    return dict(value)


def _require(good: bool, key: str, **holes: object) -> None:
    if not good:
        raise Amiss(key, **holes)


def _check_contents(members: Mapping[str, bytes], report: CheckedBundle) -> dict[str, Any]:
    fault = "contents.spelling"
    value = _value(members[CONTENTS], CONTENTS_FORMAT, CONTENTS_KEYS, fault)
    texts = {name: value[name] for name in ("framework", "party", "dossier", "made", "manifest")}
    _require(all(isinstance(each, str) for each in texts.values()), fault)
    _require(bool(FRAMEWORK.match(value["framework"]) and PARTY.match(value["party"])), fault)
    _require(bool(ENTRY.match(value["dossier"]) and _MADE.match(value["made"])), fault)
    _require(type(value["size"]) is int and value["size"] >= 0, fault)
    files = value["files"]
    _require(isinstance(files, dict), fault)
    listed = [name for name in members if name not in (CONTENTS, NOTE)]
    for name in (*listed, *files):
        _require(name in listed and files.get(name) == _sha256(members[name]), "contents.digest", name=name)
    report.framework, report.dossier = value["framework"], value["dossier"]
    report.party, report.made = value["party"], value["made"]
    report.script = files["verify.py"]
    report.hold("contents", count=len(listed))
    return value


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _check_acts(
    members: Mapping[str, bytes], contents: Mapping[str, Any], anchors: Sequence[Anchor], report: CheckedBundle
) -> Manifest:
    """Hold each act against its proof, and all of them against the dossier; give the manifest."""
    fault = "acts.spelling"
    value = _value(members[ACTS], BUNDLE_FORMAT, ("manifests", "proofs"), fault)
    texts, proofs = value["manifests"], value["proofs"]
    shaped = isinstance(texts, list) and isinstance(proofs, list)
    _require(shaped and len(texts) == 1 and 1 <= len(proofs) <= PROOFS_MAX and isinstance(texts[0], str), fault)
    _require(all(isinstance(each, dict) and each.keys() == KEYS | {"format"} for each in proofs), fault)
    try:
        manifest = manifest_of_text(texts[0])
    except MalformedManifest as error:
        raise Amiss("manifest.text") from error
    report.fingerprint = manifest.fingerprint()
    for each in proofs:
        found = check_proof(each, {manifest.digest: manifest}, anchors)
        report.acts.append(found)
        if found.fault is not None:
            report.at = found.entry
            raise found.fault
        _require(
            found.framework == report.framework and found.content.get("dossier") == report.dossier,
            "acts.dossier",
            entry=found.entry,
        )
        _require(each["manifest"] == contents["manifest"], "acts.manifest", entry=found.entry)
    places = [(each["content"]["party"], each["content"]["seq"]) for each in proofs]
    _require(all(one < other for one, other in zip(places, places[1:], strict=False)), "acts.order")
    _require(report.dossier in {each.entry for each in report.acts}, "acts.opening")
    report.is_anchored = all(each.is_anchored for each in report.acts)
    report.hold("acts", count=len(proofs), dossier=f"{report.framework}/{report.dossier}")
    return manifest


def _check_judged(members: Mapping[str, bytes], contents: Mapping[str, Any], report: CheckedBundle) -> None:
    fault = "judged.spelling"
    value = _value(members[JUDGED], JUDGED_FORMAT, JUDGED_KEYS, fault)
    _require(
        isinstance(value["state"], dict)
        and all(value[name] == contents[name] for name in ("dossier", "framework", "made", "party")),
        fault,
    )
    _require(isinstance(value["acts"], list) and all(isinstance(each, dict) for each in value["acts"]), fault)
    numbers = [f"{each.get('party')}.{each.get('seq')}" for each in value["acts"]]
    _require(sorted(numbers) == sorted(each.entry for each in report.acts), "judged.acts")
    report.hold("judged")


def _check_opened(members: Mapping[str, bytes], report: CheckedBundle) -> None:
    """Hold each text that was sealed against the commitment that its act carries (protocol 7.1)."""
    if OPENED not in members:
        return
    fault = "opened.spelling"
    value = _value(members[OPENED], OPENED_FORMAT, ("fields",), fault)
    fields = value["fields"]
    _require(isinstance(fields, list) and bool(fields), fault)
    acts = {each.entry: each.content for each in report.acts}
    seen = set()
    for each in fields:
        _require(isinstance(each, dict) and each.keys() == OPENED_KEYS and type(each["chunk"]) is int, fault)
        _require(all(isinstance(each[name], str) for name in OPENED_KEYS - {"chunk"}), fault)
        place = each["entry"], each["field"], each["chunk"]
        holes = {"entry": each["entry"], "field": each["field"]}
        commit = _commit(acts.get(each["entry"]), each["field"], each["chunk"])
        _require(commit is not None and place not in seen, "opened.field", **holes)
        seen.add(place)
        try:
            salt, content = unb64(each["salt"], length=SALT_BYTES), unb64(each["content"])
        except NotCanonical as error:
            raise Amiss(fault) from error
        act = acts[each["entry"]]
        stands = canonical([act["framework"], act["party"], act["seq"], each["field"], each["chunk"]])
        made = hashlib.sha256(SEAL + salt + stands + b"\0" + content).digest()
        _require(len(content) <= CHUNK_BYTES_MAX and b64(made) == commit, "opened.commitment", **holes)
    report.hold("opened", count=len(fields))


def _commit(act: Any, name: str, chunk: int) -> str | None:
    """Give the commitment of a sealed field; None where the act has none there."""
    sealed = act.get("sealed") if isinstance(act, dict) else None
    one = sealed.get(name) if isinstance(sealed, dict) else None
    chunks = one.get("chunks") if isinstance(one, dict) else None
    if not isinstance(chunks, list) or not 0 <= chunk < len(chunks):
        return None
    return chunks[chunk] if isinstance(chunks[chunk], str) else None


def _check_note(
    members: Mapping[str, bytes],
    contents: Mapping[str, Any],
    manifest: Manifest,
    anchors: Sequence[Anchor],
    report: CheckedBundle,
) -> None:
    """Hold the signature of the party that made the bundle; and its key against what the reader trusts."""
    try:
        note = parse_note(members[NOTE].decode("utf-8"))
    except (MalformedNote, UnicodeDecodeError) as error:
        raise Amiss("note.spelling") from error
    text = contents_text(report.framework, report.party, report.dossier, members[CONTENTS])
    _require(note.text == text, "note.spelling")
    _require(_has_signed(note, manifest, report, contents["size"]), "note.signature")
    report.hold("note", party=report.party, made=report.made)
    given = {each.fingerprint for each in anchors}
    if anchors and manifest.fingerprint().replace(" ", "") not in given:
        others = [each.manifest for each in anchors if each.manifest is not None]
        good = any(each.framework == report.framework and _has_signed(note, each, report, contents["size"])
                   for each in others)  # fmt: skip
        _require(good, "anchor.other")


def _has_signed(note: Note, manifest: Manifest, report: CheckedBundle, size: int) -> bool:
    if report.party not in manifest.parties:
        return False
    name = bundle_key_name(report.framework, report.party)
    return any(note.is_signed_by(VerifierKey(name, each.key)) for each in manifest.log_keys(report.party, size))


__all__ = [
    "CONTENTS_FORMAT",
    "JUDGED_FORMAT",
    "OPENED_FORMAT",
    "CheckedBundle",
    "bundle_key_name",
    "check_bundle",
    "contents_text",
    "written_member",
]
