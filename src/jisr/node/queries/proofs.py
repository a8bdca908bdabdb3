"""An act with what proves it: the exact bytes, a signed head, the inclusion proof, the key."""

from collections.abc import Iterable, Mapping

from jisr.base import N_, EntryId, FrameworkId, Json, NotCanonical, b64, parse_canonical, parse_entry_id
from jisr.bundle import PROOF_FORMAT
from jisr.log import inclusion_proof
from jisr.manifest import Manifest, manifest_text
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.errors import UnknownThing
from jisr.node.queries.reading import Reading, own_party
from jisr.node.services.messages import own_head
from jisr.node.tiles import StoredNodes

NOT_HERE = N_("no entry %(entry)s under a signed head in %(framework)s")
ENDED = N_(
    "%(entry)s cannot be proved yet: the log of %(party)s in %(framework)s was ended by all parties, and %(party)s"
    " has signed no head of it since"
)
# Numbers of one question to the database.
ROWS_MAX = 500


def proof_of(framework: str, entry: str, held: Reading | None = None) -> dict[str, Json]:
    """Give the proof of one entry; the own log's head is signed anew if it must be.

    `held`: the framework as it was opened for who asks; of a dossier that is not seen there is no entry.
    """
    at = parse_entry_id(entry)
    rows = models.Entry.objects.filter(log__framework=framework, log__party=at.party, seq=at.seq)
    if held is not None and not all(held.sees(dossier) for dossier in rows.values_list("dossier", flat=True)):
        raise UnknownThing(NOT_HERE, entry=entry, framework=framework)
    (found,) = proofs_of(framework, [entry])
    return found


def proofs_of(framework: str, entries: Iterable[str]) -> list[dict[str, Json]]:
    """Give the proofs of entries, all under the last heads; the own log's head is signed anew if it must be."""
    asked = [parse_entry_id(each) for each in entries]
    logs = {each.party: each for each in models.Log.objects.filter(framework=framework)}
    if own_party() in logs and any(each.party == own_party() for each in asked):
        logs[own_party()] = own_head(FrameworkId(framework))
    known = {party: _raws(log, [each.seq for each in asked if each.party == party]) for party, log in logs.items()}
    nodes = {party: StoredNodes(log.pk) for party, log in logs.items()}
    if not logs:
        raise UnknownThing(NOT_HERE, entry=asked[0], framework=framework)
    manifest = latest_manifest(framework)
    text = manifest_text(dict(manifest.value))
    return [_proof(logs, known, nodes, manifest, text, each) for each in asked]


def _raws(log: models.Log, seqs: list[int]) -> dict[int, bytes]:
    """Give the bytes of entries of a log by number."""
    found: dict[int, bytes] = {}
    for at in range(0, len(seqs), ROWS_MAX):
        rows = models.Entry.objects.filter(log=log, seq__in=seqs[at : at + ROWS_MAX]).values_list("seq", "raw")
        found |= {seq: bytes(raw) for seq, raw in rows}
    return found


def _proof(
    logs: Mapping[str, models.Log],
    known: Mapping[str, Mapping[int, bytes]],
    nodes: Mapping[str, StoredNodes],
    manifest: Manifest,
    text: str,
    at: EntryId,
) -> dict[str, Json]:
    log = logs.get(at.party)
    raw = known.get(at.party, {}).get(at.seq)
    if log is None or raw is None or at.seq >= log.head_size:
        raise UnknownThing(NOT_HERE, entry=at, framework=manifest.framework)
    if not log.head:
        raise UnknownThing(ENDED, entry=at, framework=manifest.framework, party=at.party)
    return {
        "format": PROOF_FORMAT,
        "framework": manifest.framework,
        "entry": str(at),
        "bytes": b64(raw),
        "content": _content(raw),
        "index": at.seq,
        "head": log.head,
        "size": log.head_size,
        "proof": [b64(each) for each in inclusion_proof(nodes[at.party], at.seq, log.head_size)],
        "keys": [str(key) for key in manifest.log_keys(at.party, log.head_size)],
        "manifest": manifest.digest,
        # Without signatures: what a reader trusts is the fingerprint that somebody reads out (docs/proofs.md).
        "manifest_text": text,
    }


def _content(raw: bytes) -> Json:
    """Give what the bytes say; nothing, where they are no entry's spelling."""
    try:
        return parse_canonical(raw)
    except NotCanonical:
        return None
