"""An act with what proves it: the exact bytes, a signed head, the inclusion proof, the key."""

import orjson

from jisr.base import N_, FrameworkId, Json, b64, parse_entry_id
from jisr.log import inclusion_proof
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.errors import UnknownThing
from jisr.node.queries.reading import own_party
from jisr.node.services.exchange import own_head
from jisr.node.tiles import StoredNodes


def proof_of(framework: str, entry: str) -> dict[str, Json]:
    """Give the proof of one entry; the own log's head is signed anew if it must be."""
    at = parse_entry_id(entry)
    log = models.Log.objects.filter(framework=framework, party=at.party).first()
    if log is not None and at.party == own_party():
        log = own_head(FrameworkId(framework))
    row = models.Entry.objects.filter(log=log, seq=at.seq).first() if log else None
    if log is None or row is None or at.seq >= log.head_size:
        raise UnknownThing(
            N_("no entry %(entry)s under a signed head in %(framework)s"), entry=entry, framework=framework
        )
    raw = bytes(row.raw)
    manifest = latest_manifest(framework)
    return {
        "framework": framework,
        "entry": entry,
        "bytes": b64(raw),
        "content": orjson.loads(raw) if row.act else None,
        "index": at.seq,
        "head": log.head,
        "size": log.head_size,
        "proof": [b64(each) for each in inclusion_proof(StoredNodes(log.pk), at.seq, log.head_size)],
        "keys": [str(key) for key in manifest.log_keys(at.party, log.head_size)],
        "manifest": manifest.digest,
    }
