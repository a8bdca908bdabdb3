"""Taking in what another node sent: the only way from outside into the logs (protocol 2.5, 8)."""

import hashlib
from collections.abc import Mapping, Sequence

from django.db import transaction

from jisr.base import N_, FrameworkId, Instant, Party, Phrase, b64, format_instant
from jisr.base.limits import PARTIES_MAX
from jisr.exchange import (
    DAY_RULE,
    Fresh,
    LogPart,
    MalformedMessage,
    Message,
    TooMuch,
    fresh_of,
    is_passed_on,
    next_day,
)
from jisr.kernel import NOT_HERE, Entry, Waiting, read_entry
from jisr.log import Checkpoint, Head, HeadEnded, HeadForeign, MalformedNote, ProofFalse, parse_head
from jisr.manifest import MalformedManifest, Manifest, TextRefused, checked_head, parse_manifest
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.aside import keep_aside, put_aside
from jisr.node.clock import CLOCK
from jisr.node.daily import WAITING, Today, note_taken, protector, today_of
from jisr.node.errors import UnknownThing
from jisr.node.queries.blobs import offered_blobs
from jisr.node.queries.files import offered
from jisr.node.queries.reading import own_party as this_party
from jisr.node.receipt import Receipt
from jisr.node.rows import forget_held, hold_framework, read_framework, write_head, write_heard
from jisr.node.services.ahead import take_in_ahead
from jisr.node.services.blobs import take_in_blobs
from jisr.node.services.chaining import take_in_notes
from jisr.node.services.frameworks import judge_what_waited, take_in_text, take_in_version
from jisr.node.services.heads import compare, compare_own
from jisr.node.services.mending import checkpoint_of, take_in_agreed
from jisr.node.soundness import note_own_head
from jisr.node.store import Writing, writing
from jisr.node.tiles import root_of

# Of a message that is refused whole its beginning is kept.
KEPT_BYTES_MAX = 4_096
# The longest file that a node would take in: a manifest's note.
FILE_BYTES_MAX = 1024 * 1024
NOTE_MARK = b"\n\n"
ENDING = N_(
    "this party has signed that the log of %(party)s ends at %(size)s entries; until all have, no more is taken in"
)


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
    waiting = {Party(party): part for party, part in message.logs.items()}
    moved = True
    while waiting and moved:
        moved = False
        for party, part in list(waiting.items()):
            before = receipt.taken_in, sum(receipt.needed.values())
            done = _take_in_log(framework, manifest, party, part, sender, receipt)
            moved = moved or (receipt.taken_in, sum(receipt.needed.values())) != before
            if done:
                del waiting[party]
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


def _take_in_log(
    framework: FrameworkId, manifest: Manifest, party: Party, part: LogPart, sender: Party, receipt: Receipt
) -> bool:
    """Take in one part; True if it needs no second try."""
    own = this_party()
    if manifest.generation(party) is not None and _is_waited_for(framework, party, part, sender, receipt):
        return True
    with writing(framework) as held:
        if party not in held.rows:
            because = Phrase(N_("%(party)s is no party of this framework"), party=party)
            put_aside(held.row.pk, receipt, "refused", party, None, "2.party", because, sender)
            return True
        if held.rows[party].held_at is not None:
            because = Phrase(ENDING, party=party, size=held.rows[party].held_at)
            put_aside(held.row.pk, receipt, "held", party, held.tail(party).size, "2.generation", because, sender)
            return True
        if held.rows[party].is_cut_off:
            because, raw = Phrase(N_("the log of %(party)s is cut off"), party=party), part.head.encode()
            put_aside(held.row.pk, receipt, "evidence", party, None, "2.equivocation", because, sender, raw)
            return True
        try:
            if not part.head:
                return _take_in_ended(held, manifest, party, part, sender, receipt)
            head = checked_head(manifest, party, part.head)
            if party == own and head.checkpoint.size <= held.tail(own).size:
                # Our own log comes back to us; only after a restore it is longer (protocol 9.6).
                compare_own(held, part.head, head, sender, receipt)
                return True
            if party == own:
                note_own_head(held.rows[own], head.checkpoint.size)
            fresh = _fresh(held, party, part, head, sender, receipt)
        except (MalformedNote, HeadForeign, HeadEnded, ProofFalse) as error:
            put_aside(
                held.row.pk, receipt, "refused", party, part.start, error.rule, error.phrase, sender, part.head.encode()
            )
            return True
        if fresh is None:
            because = Phrase(NOT_HERE, entry=f"{party}.{held.tail(party).size}")
            put_aside(held.row.pk, receipt, "held", party, part.start, "2.gap", because, sender)
            return False
        return _add_all(held, party, fresh, head.checkpoint, head.raw, sender, receipt)


def _is_waited_for(framework: FrameworkId, party: Party, part: LogPart, sender: Party, receipt: Receipt) -> bool:
    """Keep what came of a log that all go on from, if it is not whole here yet; else False."""
    if not models.Log.objects.filter(framework=framework, party=party, is_mending=True).exists():
        return False
    try:
        with transaction.atomic():
            log = hold_framework(framework)[1][party]
            if not log.is_mending:
                return False
            receipt.taken_in += take_in_agreed(log, part)
    except (ProofFalse, MalformedManifest) as error:
        put_aside(framework, receipt, "refused", party, part.start, error.rule, error.phrase, sender)
    return True


def _take_in_ended(
    held: Writing, manifest: Manifest, party: Party, part: LogPart, sender: Party, receipt: Receipt
) -> bool:
    """Take in what lacks of a log up to where it was ended: for that all parties have signed (protocol 12.27)."""
    checkpoint = checkpoint_of(manifest, party)
    if checkpoint is None:
        raise MalformedNote(what=N_("a head has three lines"), got=part.head)
    if checkpoint.size <= held.tail(party).size:
        return True
    if party == this_party():
        note_own_head(held.rows[party], checkpoint.size)
    fresh = fresh_of(part, checkpoint, held.frontiers[party])
    if fresh is None:
        because = Phrase(NOT_HERE, entry=f"{party}.{held.tail(party).size}")
        put_aside(held.row.pk, receipt, "held", party, part.start, "2.gap", because, sender)
        return False
    return _add_all(held, party, fresh, checkpoint, "", sender, receipt)


def _fresh(held: Writing, party: Party, part: LogPart, head: Head, sender: Party, receipt: Receipt) -> Fresh | None:
    """Give the entries not yet here, shown to lead to the head; None: something before is missing."""
    size = held.tail(party).size
    checkpoint = head.checkpoint
    if checkpoint.size <= size:
        compare(held, party, head, sender, receipt)
        return Fresh((), (), held.frontiers[party].growth(()))
    return fresh_of(part, checkpoint, held.frontiers[party])


def _add_all(
    held: Writing, party: Party, fresh: Fresh, head: Checkpoint, note: str, sender: Party, receipt: Receipt
) -> bool:
    now, before = CLOCK.now(), held.tail(party).size
    today = _today(held, party, fresh, receipt, now)
    share = today.share
    stopped = held.add_all(party, fresh.entries[:share], fresh.leaves[:share], now=now)
    size = held.tail(party).size
    receipt.taken_in += size - before
    waiting = head.size - size if stopped is None and share < len(fresh.entries) else 0
    if stopped is None:
        held.foresee(party, fresh.growth)
    else:
        kind, raw = "held" if isinstance(stopped, Waiting) else "refused", fresh.entries[size - before]
        put_aside(held.row.pk, receipt, kind, party, size, stopped.rule, stopped.because, sender, raw)
        _note_needs(held, party, fresh.entries[size - before :], receipt)
    _note_head(held, party, head, note)
    if fresh.entries:
        note_taken(held.rows[party], today, size - before, waiting=waiting, now=now)
    if waiting:
        _hold_until_tomorrow(held, party, sender, receipt, now)
    return not waiting and not isinstance(stopped, Waiting)


def _today(held: Writing, party: Party, fresh: Fresh, receipt: Receipt, now: Instant) -> Today:
    """Say how many entries are taken in today (protocol 8.4, 12.16)."""
    size = held.tail(party).size
    return today_of(
        held.rows[party],
        fresh.entries,
        # What this party itself had written comes back after a loss.
        free=len(fresh.entries) if party == this_party() else max(0, receipt.needed.get(party, 0) - size),
        framework=held.framework,
        now=now,
    )


def _hold_until_tomorrow(held: Writing, party: Party, sender: Party, receipt: Receipt, now: Instant) -> None:
    """List how much of a log waits for another day; its entries are not kept: they are sent again."""
    because = Phrase(WAITING, number=held.rows[party].waiting, until=format_instant(next_day(now)))
    models.Aside.objects.filter(framework=held.row, party=party, kind="held", rule=DAY_RULE).delete()
    put_aside(held.row.pk, receipt, "held", party, held.tail(party).size, DAY_RULE, because, sender)


def _note_needs(held: Writing, party: Party, waiting: Sequence[bytes], receipt: Receipt) -> None:
    """Note what entries that wait have seen of other logs: those of the own log, elsewhere those that protect.

    What the own log has seen was taken in here before a loss. What a third party has seen before
    it protected must not keep that back for a day.
    """
    protects = protector(held.framework)
    first = held.tail(party).size
    for at in reversed(range(len(waiting))):
        if party != this_party() and not protects(waiting[at]):
            continue
        read = read_entry(
            waiting[at],
            framework=FrameworkId(held.row.pk),
            party=party,
            seq=first + at,
            parties=held.framework.parties,
        )
        if isinstance(read, Entry):
            receipt.needed |= {each: max(count, receipt.needed.get(each, 0)) for each, count in read.seen.items()}
            return  # what an entry has seen, those after it have seen as well


def _note_head(held: Writing, party: Party, checkpoint: Checkpoint, note: str) -> None:
    """Keep the last head that covers no more than what is here; it is what we pass on."""
    log = held.rows[party]
    if is_passed_on(checkpoint.size, before=log.head_size, here=held.tail(party).size):
        log.head, log.head_size = note, checkpoint.size
        write_head(log)
        forget_held(held.row.pk, party, checkpoint.size)


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
