"""Heads of logs as they come: whether they fit the log as it is here (protocol 2.7)."""

import orjson

from jisr.base import N_, Party, Phrase
from jisr.log import (
    Equivocation,
    Head,
    ProofFalse,
    leaf_hash,
    parse_head,
    shows_equivocation,
)
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.aside import put_aside
from jisr.node.queries.reading import own_party
from jisr.node.receipt import Receipt
from jisr.node.store import Writing
from jisr.node.tiles import root_of


def compare(held: Writing, party: Party, head: Head, sender: Party, receipt: Receipt) -> None:
    """Hold a head against the log as it is here: another root shows two histories (protocol 2.7)."""
    log, checkpoint = held.rows[party], head.checkpoint
    if root_of(log, checkpoint.size) == checkpoint.root:
        return
    evidence = _evidence(held, party, head)
    if evidence is not None:
        log.is_cut_off = True
        log.save(update_fields=["is_cut_off"])
        raw = orjson.dumps([evidence.smaller, evidence.larger])
        because = Phrase(N_("two heads that cannot be of one log"))
        put_aside(
            held.row.pk,
            receipt,
            "evidence",
            party,
            checkpoint.size,
            "2.equivocation",
            because,
            sender,
            raw,
            always=True,
        )
        return
    raise ProofFalse(what="head", at=checkpoint.size, size=log.size)


def compare_own(held: Writing, note: str, head: Head, sender: Party, receipt: Receipt) -> None:
    """Keep, for this party's own people, that another history of its log is about: others will cut it off."""
    party, checkpoint = own_party(), head.checkpoint
    if root_of(held.rows[party], checkpoint.size) == checkpoint.root:
        return
    because, raw = Phrase(N_("this party's own key has signed another history of its log")), note.encode()
    put_aside(held.row.pk, receipt, "evidence", party, checkpoint.size, "2.equivocation", because, sender, raw)


def _evidence(held: Writing, party: Party, head: Head) -> Equivocation | None:
    log = held.rows[party]
    if not log.head:
        return None
    mine = parse_head(log.head)
    small, large = sorted((head, mine), key=lambda each: each.checkpoint.size)
    rows = models.Entry.objects.filter(log=log, seq__lt=large.checkpoint.size).order_by("seq")
    leaves = tuple(leaf_hash(bytes(raw)) for raw in rows.values_list("raw", flat=True))
    cut = small.checkpoint.size
    found = Equivocation(small.raw, large.raw, leaves[:cut], leaves[cut:])
    manifest = latest_manifest(held.row.pk)
    # A log key may have been replaced between the two; each head bears one that was in force for its size.
    keys = [key for each in (small, large) for key in manifest.log_keys(party, each.checkpoint.size)]
    return found if shows_equivocation(found, keys) else None


__all__ = ["compare", "compare_own"]
