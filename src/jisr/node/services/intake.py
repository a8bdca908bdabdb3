"""Taking in what another node sent: the only way from outside into the logs (protocol 2.5, 8)."""

import hashlib
from collections.abc import Mapping, Sequence

from jisr.base import N_, FrameworkId, Party, Phrase, b64
from jisr.base.limits import PARTIES_MAX
from jisr.exchange import (
    MalformedMessage,
    Message,
    TooMuch,
)
from jisr.log import HeadEnded, HeadForeign, MalformedNote, ProofFalse, parse_head
from jisr.manifest import MalformedManifest, Manifest, TextRefused, checked_head, parse_manifest
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.aside import keep_aside, put_aside
from jisr.node.clock import CLOCK
from jisr.node.errors import UnknownThing
from jisr.node.queries.blobs import offered_blobs
from jisr.node.queries.files import offered
from jisr.node.queries.reading import own_party as this_party
from jisr.node.receipt import Receipt
from jisr.node.rows import read_framework, write_heard
from jisr.node.services.ahead import take_in_ahead
from jisr.node.services.blobs import take_in_blobs
from jisr.node.services.chaining import take_in_notes
from jisr.node.services.frameworks import judge_what_waited, take_in_text, take_in_version
from jisr.node.services.heads import compare
from jisr.node.services.parts import take_in_parts
from jisr.node.store import writing
from jisr.node.tiles import root_of

# Of a message that is refused whole its beginning is kept.
KEPT_BYTES_MAX = 4_096
# The longest file that a node would take in: a manifest's note.
FILE_BYTES_MAX = 1024 * 1024
NOTE_MARK = b"\n\n"


def take_in(message: Message, *, sender: Party) -> Receipt:
    """Take in a message of the exchange, log by log, until nothing more moves."""
    framework = FrameworkId(message.framework)
    try:
        manifest = latest_manifest(framework)
    except models.ManifestVersion.DoesNotExist as error:
        raise UnknownThing(N_("no framework %(framework)s in this node"), framework=framework) from error
    receipt = Receipt()
    if message.files:
        _take_in_files(framework, message.files, sender, receipt)
        manifest = latest_manifest(framework)
    parts = {Party(party): part for party, part in message.logs.items()}
    take_in_parts(framework, manifest, parts, sender, receipt)
    _take_in_heads(framework, manifest, message.evidence, sender, receipt)
    take_in_ahead(framework, manifest, message.urgent, sender, receipt)
    take_in_blobs(framework, message.sealed, sender, receipt)
    take_in_notes(framework, manifest, sender, theirs=message.readings, ours=message.readings_held)
    _note_peer(framework, sender, message)
    return receipt


def _take_in_files(framework: FrameworkId, files: Mapping[str, bytes], sender: Party, receipt: Receipt) -> None:
    """Take in manifests, then the texts that they name; what is refused is kept, and reported."""
    before = _files_here(framework)
    # JSON in its one spelling has no line ends: what has an empty line is a note.
    for name, raw in sorted(files.items(), key=lambda each: NOTE_MARK not in each[1]):
        try:
            if NOTE_MARK in raw:
                _take_in_note(framework, raw)
            else:
                take_in_text(framework, name, raw)
        except (MalformedManifest, TextRefused) as error:
            _refuse_file(framework, name, raw, error, sender, receipt)
    if _files_here(framework) != before:
        judge_what_waited(framework)


def _files_here(framework: FrameworkId) -> tuple[int, int]:
    return models.ManifestVersion.objects.filter(framework=framework).count(), models.Text.objects.count()


def _take_in_note(framework: FrameworkId, raw: bytes) -> None:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedManifest(what="text", got=str(error)) from error
    named = parse_manifest(text).framework
    if named != framework:
        raise MalformedManifest(what="framework", got=named)
    take_in_version(text, is_bounded=True)


def _refuse_file(
    framework: FrameworkId,
    name: str,
    raw: bytes,
    error: MalformedManifest | TextRefused,
    sender: Party,
    receipt: Receipt,
) -> None:
    """Keep a file that was refused, once, with its bytes as far as a file may be long."""
    because = Phrase("%(name)s: %(because)s", name=name, because=error)
    # What a version names and does not load is always noted, so that it is not asked for again; there are few.
    keep_aside(
        framework,
        "refused",
        party=sender,
        seq=None,
        rule=error.rule,
        because=because,
        sender=sender,
        raw=raw[:FILE_BYTES_MAX],
        whole=raw,
        always=isinstance(error, TextRefused) and name == b64(hashlib.sha256(raw).digest()),
    )
    receipt.refused.append({"party": sender, "seq": None, "rule": error.rule, "because": because})


def _take_in_heads(
    framework: FrameworkId, manifest: Manifest, told: Sequence[Mapping[str, object]], sender: Party, receipt: Receipt
) -> None:
    """Hold the heads that a peer has of third parties' logs against the logs here (protocol 2.7, 12.25)."""
    found = read_framework(framework) if told else None
    logs = {} if found is None else found[1]
    for each in told[:PARTIES_MAX]:
        party, note = each.get("party"), each.get("head")
        log = logs.get(Party(str(party)))
        if (
            log is None
            or not isinstance(note, str)
            or log.is_cut_off
            or log.is_mending
            or log.party in (this_party(), sender)
        ):
            continue
        try:
            head = parse_head(note)
            size = head.checkpoint.size
            if size > log.size or root_of(log, size) == head.checkpoint.root:
                continue
            with writing(framework) as held:
                compare(held, Party(log.party), checked_head(manifest, log.party, note), sender, receipt)
        except (MalformedNote, HeadForeign, HeadEnded, ProofFalse) as error:
            put_aside(
                framework, receipt, "refused", Party(log.party), None, error.rule, error.phrase, sender, note.encode()
            )


def note_refused(framework: FrameworkId, sender: Party, error: MalformedMessage | TooMuch, body: bytes) -> None:
    """Keep that a message was refused whole, with its beginning."""
    keep_aside(
        framework,
        "refused",
        party=sender,
        seq=None,
        rule=error.rule,
        because=error.phrase,
        sender=sender,
        raw=body[:KEPT_BYTES_MAX],
        whole=body,
    )


def _note_peer(framework: FrameworkId, sender: Party, message: Message) -> None:
    want = (*offered(framework, message.want), *offered_blobs(framework, message.want, sender))
    write_heard(framework, sender, have=message.have, want=want, now=CLOCK.now())


__all__ = ["Receipt", "note_refused", "take_in"]
