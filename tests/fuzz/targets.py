"""What strangers' bytes are read by: each reader with what it may say, what holds of what it reads, and its bounds.

A reader gives a value or one of its own refusals, whatever the bytes; any other error is a mistake. It takes at most
`bytes_max`; of memory at most `MEMORY_BASE` and `MEMORY_TIMES` times what it was given, of a processor at most
`SECONDS_A_MIB` for each mebibyte of it (and as much for the first).
"""

import gzip
import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import FrameworkId, Instant, JisrError, Party, b64, canonical
from jisr.base.limits import ENTRY_BYTES_MAX, MESSAGE_WHOLE_BYTES_MAX, TEXT_BYTES_MAX
from jisr.bundle import (
    ARCHIVE_BYTES_MAX,
    FILE_BYTES_MAX,
    Amiss,
    AttestationAmiss,
    LogAmiss,
    anchor_of,
    check_attestation,
    check_file,
    read_archive,
)
from jisr.bundle.archive import MEMBERS
from jisr.exchange import (
    MalformedMessage,
    NotSigned,
    TooMuch,
    check_request,
    parse_message,
    read_pouch,
    sign_request,
    write_message,
    write_pouch,
)
from jisr.kernel import NotThisLog, Unreadable, read_entry, write_entry
from jisr.kernel.entry import read_plainly
from jisr.log import (
    MalformedNote,
    VerifierKey,
    WitnessKey,
    cosigned_at,
    parse_head,
    parse_note,
    public_bytes,
    sign_note,
)
from jisr.log.note import NOTE_BYTES_MAX
from jisr.manifest import MalformedManifest, TextRefused, check_successor, parse_manifest, read_text
from jisr.manifest.document import MANIFEST_BYTES_MAX
from jisr.procedures import PROCEDURES
from jisr.rules import without_labels, write_procedure
from tests.fuzz.reading import CORPUS
from tests.strategies.court import bundle, by_functions, by_jisr, signed_again
from tests.strategies.proofs import FRAMEWORK, manifest_value, note, proof_of

MIB: Final = 1024 * 1024
MEMORY_BASE: Final = 8 * MIB
# JSON of nothing but empty objects is 24 times as long in memory; a refusal says a part of it once more.
MEMORY_TIMES: Final = 40
SECONDS_A_MIB: Final = 10.0

KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes([3] * 32))
PARTIES: Final = frozenset({Party("ESP"), Party("MAR")})
NOW: Final = Instant(1_800_000_000)


@dataclass(frozen=True)
class Target:
    """One reader: bytes in, nothing or a refusal out; `seeds` are what it is written to read."""

    name: str
    read: Callable[[bytes], object]
    refusals: tuple[type[JisrError], ...]
    seeds: Callable[[], Iterable[bytes]]
    bytes_max: int

    def take(self, raw: bytes) -> bool:
        """Read bytes; say whether they were read or refused. What a refusal says can be said."""
        refusal: JisrError | None = None
        try:
            self.read(raw)
        except self.refusals as error:
            refusal = error
        if refusal is None:
            return True
        assert str(refusal) and isinstance(refusal.remedy(), str), "a refusal has words"
        return False


def _message(raw: bytes) -> None:
    read = parse_message(raw)
    # What is reported is kept as it came and not written again.
    plain = {name: getattr(read, name) for name in ("framework", "have", "logs", "urgent", "files", "sealed", "want")}
    again = parse_message(write_message(type(read)(**plain)))
    assert {name: getattr(again, name) for name in plain} == plain, "what was read is written"


def _entry(raw: bytes) -> None:
    where: Any = {"framework": FrameworkId(FRAMEWORK), "party": Party("ESP"), "seq": 17, "parties": PARTIES}
    read = read_entry(raw, **where)
    if isinstance(read, NotThisLog):
        assert str(read.because), "a refusal has words"
    elif not isinstance(read, Unreadable) and read.time is not None:
        assert write_entry(read) == raw, "one value, one spelling"
    if len(raw) <= ENTRY_BYTES_MAX:
        plain = read_plainly(raw, FrameworkId(FRAMEWORK), Party("ESP"), 17, PARTIES)
        same = type(plain) is type(read) and (str(plain) == str(read) or isinstance(read, NotThisLog))
        assert same or plain == read, "both ways of reading say the same"


def _text_of(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _head(raw: bytes) -> None:
    head = parse_head(raw.decode("utf-8", "surrogateescape"))
    point, key = head.checkpoint, VerifierKey(head.checkpoint.origin, public_bytes(KEY))
    lines = f"{point.origin}\n{point.size}\n{b64(point.root)}\n"
    assert head.note.text == lines, "one checkpoint, one spelling"
    head.note.is_signed_by(key)
    cosigned_at(head.note, WitnessKey(point.origin, public_bytes(KEY)))


def _note(raw: bytes) -> None:
    read = parse_note(raw.decode("utf-8", "surrogateescape"))
    lines = [f"— {each.name} {b64(each.key_id + each.raw)}\n" for each in read.signatures]
    assert f"{read.text}\n{''.join(lines)}" == raw.decode("utf-8"), "one note, one spelling"


def _wire_keys(framework: str, party: str) -> list[bytes]:
    return [public_bytes(KEY)]


def _pouch(raw: bytes) -> None:
    read_pouch(raw, keys=_wire_keys)


def _pouch_body(raw: bytes) -> None:
    """The bytes as a body that was signed: who has a key in force can send what they like."""
    name = f"jisr/{FRAMEWORK}/ESP/pouch"
    text = f"{name}\n{b64(hashlib.sha256(raw).digest())}\n{len(raw)}\n"
    read_pouch(sign_note(text, name, KEY).encode() + b"\0" + raw, keys=_wire_keys)


def _manifest(raw: bytes) -> None:
    read = parse_manifest(raw.decode("utf-8", "surrogateescape"))
    for party in read.parties:
        read.note.is_signed_by(read.recovery_key(party))
        assert read.wire_keys(party) is not None and read.address(party) is not None
        assert all(each.id for size in (0, 1, 2**53) for each in read.log_keys(party, size))
    assert read.fingerprint() and read.texts is not None and read.entries_a_day > 0
    known = parse_manifest(note(manifest_value()))
    for old, new in ((known, read), (read, known)):
        with suppress(MalformedManifest):
            check_successor(old, new)


def _manifest_value(raw: bytes) -> None:
    """The bytes as the text of a manifest that somebody has signed."""
    text = raw.decode("utf-8", "surrogateescape") + "\n"
    try:
        signed = sign_note(text, "jisr/x/ESP/recovery", KEY)
    except UnicodeEncodeError:
        signed = f"{text}\n— x AAAAAAAA\n"
    _manifest(signed.encode("utf-8", "surrogateescape"))


def _bundle(raw: bytes) -> None:
    code, fault = by_jisr(raw)
    if fault not in ("archive.members", "archive.bytes_other", "archive.bytes"):
        assert code == by_functions(raw)[0], "the script in a bundle says the same"


def _bundle_member(raw: bytes) -> None:
    """The bytes as a member: the first says which. What they are is listed and signed by who makes the bundle."""
    members = dict(_members())
    name = MEMBERS[raw[0] % len(MEMBERS)] if raw else MEMBERS[0]
    members[name] = raw[1:]
    try:
        made = signed_again(members)
    except (KeyError, TypeError, ValueError, AttributeError, JisrError):
        # The list of contents itself is no list.
        return
    _bundle(made)


@cache
def _members() -> Mapping[str, bytes]:
    return read_archive(bundle())


def _wire(raw: bytes) -> None:
    method, path, given, signature, body = (raw.split(b"\n", 4) + [b""] * 5)[:5]
    headers = {
        "Content-Digest": f"sha-256=:{b64(hashlib.sha256(body).digest())}:",
        "Signature-Input": given.decode("latin-1"),
        "Signature": signature.decode("latin-1"),
    }
    check_request(
        method=method.decode("latin-1"),
        path=path.decode("latin-1"),
        body=body,
        headers=headers,
        keys=lambda _keyid: [public_bytes(KEY)],
        now=NOW,
        is_new=lambda *_: True,
    )


def _wire_seed() -> bytes:
    path, body = f"/exchange/{FRAMEWORK}", b'{"framework":"mar-esp"}'
    keyid = f"{FRAMEWORK}/ESP"
    made = sign_request(method="POST", path=path, body=body, keyid=keyid, key=KEY, now=NOW, nonce="n" * 16)
    return "\n".join(["POST", path, made["Signature-Input"], made["Signature"], ""]).encode() + body


def _message_seed() -> bytes:
    part = {
        "from": 2,
        "entries": [b64(each) for each in _entries()],
        "head": proof_of()["head"],
        "proof": [b64(bytes(32))],
    }
    urgent = {
        "party": "MAR", "seq": 3, "entry": proof_of()["bytes"], "size": 7, "head": proof_of()["head"],
        "proof": proof_of()["proof"],
    }  # fmt: skip
    blob, digest = b64(b"blob"), b64(hashlib.sha256(b"blob").digest())
    return orjson.dumps({
        "framework": FRAMEWORK, "have": {"ESP": 2, "MAR": 7}, "logs": {"ESP": part}, "urgent": [urgent], "want": [digest],
        "sealed": {digest: blob}, "files": {digest: blob}, "refused": [{"party": "ESP"}], "evidence": [{}],
    })  # fmt: skip


def _entries() -> list[bytes]:
    value: dict[str, Any] = {
        "framework": FRAMEWORK, "party": "ESP", "seq": 17, "seen": {"MAR": 998}, "roots": {"MAR": b64(bytes(32))},
        "time": "2026-11-24T02:00:00Z", "dossier": "ESP.12", "procedure": "return.esp-2025/1", "digest": None,
        "sides": None, "act": "attest", "by": {"authority": "esp.guardian", "mandate": "guardian",
        "officer": "o-7f3a", "on_behalf": None}, "item": None, "fields": {"text": "رسالة"}, "sealed": {},
        "rests": None, "opened": [], "unopened": [],
    }  # fmt: skip
    commit = b64(hashlib.sha256(b"x").digest())
    others = (
        {},
        {"sealed": {"story": {"to": ["esp.guardian"], "chunks": [commit]}}, "rests": commit, "opened": [commit]},
        {"dossier": "ESP.17", "digest": commit, "sides": {"host": "ESP", "origin": "MAR"}, "item": "MAR.3"},
        {"dossier": None, "procedure": None, "act": "ack", "fields": {}, "seen": {}, "roots": {}},
    )
    return [canonical({**value, **each}) for each in others]


def _texts() -> list[bytes]:
    calendar = {"name": "rabat", "offsets": [{"from": "2026-01-01T00:00:00Z", "seconds": 3600}], "weekend": [5, 6],
                "holidays": ["2026-01-11"]}  # fmt: skip
    small = sorted((canonical(without_labels(write_procedure(each))) for each in PROCEDURES.values()), key=len)
    return [canonical(calendar), *small[:2]]


def _file(raw: bytes) -> None:
    for each in check_file(raw):
        assert each.fault is None or str(each.fault)


TARGETS: Final = {
    each.name: each
    for each in (
        Target("message", _message, (MalformedMessage, TooMuch), lambda: [_message_seed()], MESSAGE_WHOLE_BYTES_MAX),
        Target("entry", _entry, (), _entries, ENTRY_BYTES_MAX),
        Target("checkpoint", _head, (MalformedNote,), lambda: [proof_of()["head"].encode()], NOTE_BYTES_MAX),
        Target("note", _note, (MalformedNote,), lambda: [note(manifest_value()).encode()], NOTE_BYTES_MAX),
        Target(
            "pouch",
            _pouch,
            (MalformedMessage, NotSigned, TooMuch),
            lambda: [write_pouch(parse_message(_message_seed()), party=Party("ESP"), key=KEY)],
            MESSAGE_WHOLE_BYTES_MAX,
        ),
        Target(
            "pouch-body",
            _pouch_body,
            (MalformedMessage, TooMuch),
            lambda: [gzip.compress(_message_seed(), mtime=0), gzip.compress(_message_seed()[:9], 0) + gzip.compress(_message_seed()[9:], 0)],
            MESSAGE_WHOLE_BYTES_MAX,
        ),
        Target("manifest", _manifest, (MalformedManifest,), lambda: [note(manifest_value()).encode()], NOTE_BYTES_MAX),
        Target(
            "manifest-value",
            _manifest_value,
            (MalformedManifest,),
            lambda: [canonical(manifest_value(ends=ends, version=version)) for ends, version in ((None, 2), (4, 1))],
            MANIFEST_BYTES_MAX,
        ),
        Target("text", lambda raw: read_text(raw), (TextRefused,), _texts, TEXT_BYTES_MAX),
        Target(
            "proof",
            _file,
            (Amiss,),
            lambda: [orjson.dumps(proof_of()), orjson.dumps([proof_of(), proof_of(1, 2)])],
            FILE_BYTES_MAX,
        ),
        Target("bundle", _bundle, (), lambda: [bundle(), bundle(opened=[])], ARCHIVE_BYTES_MAX),
        Target(
            "bundle-member",
            _bundle_member,
            (),
            lambda: [bytes([at]) + _members()[name] for at, name in enumerate(MEMBERS) if name.endswith(".json")],
            ARCHIVE_BYTES_MAX,
        ),
        Target(
            "attestation",
            lambda raw: check_attestation(raw),
            (AttestationAmiss, Amiss, LogAmiss),
            lambda: [(CORPUS / "attestation" / "opened.json").read_bytes()],
            ARCHIVE_BYTES_MAX,
        ),
        Target("trust", lambda raw: anchor_of(_text_of(raw)), (Amiss,), lambda: [note(manifest_value()).encode(), b"ab" * 32], NOTE_BYTES_MAX),
        Target("request", _wire, (NotSigned,), lambda: [_wire_seed()], MESSAGE_WHOLE_BYTES_MAX),
    )
}  # fmt: skip
