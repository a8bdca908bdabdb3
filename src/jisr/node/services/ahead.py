"""Protective entries ahead of their turn: held against their head, kept apart, told at once (protocol 8.1, 12.19).

They change no verdict until their log is taken in up to them. Until then this node does nothing irrevocable in
their dossiers; and the head that promised them is held against the log when that has come so far.
"""

from collections.abc import Sequence

from jisr.base import N_, DossierId, EntryId, FrameworkId, Party, Seq
from jisr.exchange import NotUrgent, Urgent, require_urgent
from jisr.kernel import Entry, read_entry
from jisr.log import HeadEnded, HeadForeign, MalformedNote, ProofFalse, check_inclusion, leaf_hash, parse_head
from jisr.manifest import Manifest, checked_head
from jisr.node import models
from jisr.node.aside import put_aside
from jisr.node.clock import CLOCK
from jisr.node.daily import protector
from jisr.node.queries.reading import own_party as this_party
from jisr.node.receipt import Receipt
from jisr.node.services.heads import compare
from jisr.node.services.noticing import notice_ahead
from jisr.node.store import Writing, writing

NO_PARTY = N_("%(party)s is no party of this framework")
NOT_ENTRY = N_("%(entry)s is no entry that can stand there")


def take_in_ahead(
    framework: FrameworkId, manifest: Manifest, urgent: Sequence[Urgent], sender: Party, receipt: Receipt
) -> None:
    """Keep what protects and is still to come, and tell officers of it; what has come by now is kept no longer."""
    if not urgent and not models.Ahead.objects.filter(framework=framework).exists():
        return
    with writing(framework) as held:
        _let_go(held, receipt)
        for each in urgent:
            try:
                _keep(held, manifest, each, sender)
            except (MalformedNote, HeadForeign, HeadEnded, ProofFalse, NotUrgent) as error:
                put_aside(
                    framework,
                    receipt,
                    "refused",
                    Party(each.party),
                    each.seq,
                    error.rule,
                    error.phrase,
                    sender,
                    each.entry,
                )


def _keep(held: Writing, manifest: Manifest, urgent: Urgent, sender: Party) -> None:
    party, framework = Party(urgent.party), FrameworkId(held.row.pk)
    if party not in held.rows:
        raise NotUrgent(NO_PARTY, party=party)
    # What is here needs nothing ahead; and of our own log nobody else is the first to know.
    if (
        party == this_party()
        or held.rows[party].is_cut_off
        or held.rows[party].is_mending
        or urgent.seq < held.tail(party).size
    ):
        return
    head = checked_head(manifest, party, urgent.head)
    if head.checkpoint.size != urgent.size:
        raise ProofFalse(what="inclusion", at=urgent.seq, size=urgent.size)
    check_inclusion(
        leaf=leaf_hash(urgent.entry),
        index=urgent.seq,
        size=urgent.size,
        proof=urgent.proof,
        root=head.checkpoint.root,
    )
    at = EntryId(party, Seq(urgent.seq))
    entry = read_entry(urgent.entry, framework=framework, party=party, seq=urgent.seq, parties=held.framework.parties)
    if not isinstance(entry, Entry) or entry.dossier is None or entry.procedure is None:
        raise NotUrgent(NOT_ENTRY, entry=str(at))
    kept = models.Ahead.objects.filter(framework=framework, party=party)
    if kept.filter(seq=urgent.seq).exists():
        return
    require_urgent(urgent.entry, at, kept=kept.count(), protects=protector(held.framework))
    models.Ahead.objects.create(
        framework=held.row,
        party=party,
        seq=urgent.seq,
        dossier=entry.dossier,
        act=entry.act,
        raw=urgent.entry,
        head=head.raw,
        head_size=head.checkpoint.size,
        sender=sender,
        at=CLOCK.now(),
    )
    notice_ahead(framework, held.shelf.docket(DossierId(entry.dossier)), entry, now=CLOCK.now())


def _let_go(held: Writing, receipt: Receipt) -> None:
    """Forget what has come in its turn, once its log is as long as the head that promised it and agrees with it."""
    for row in models.Ahead.objects.filter(framework=held.row).order_by("party", "head_size", "seq"):
        party = Party(row.party)
        log = held.rows[party]
        if log.is_cut_off or log.is_mending or row.head_size > held.tail(party).size:
            continue
        try:
            # Cut off is whose party had signed another history when it sent the entry ahead (protocol 2.7).
            compare(held, party, parse_head(row.head), Party(row.sender), receipt)
        except ProofFalse:
            # Of another history there is no evidence before a head of this one has come: it is kept until then.
            continue
        row.delete()


__all__ = ["take_in_ahead"]
