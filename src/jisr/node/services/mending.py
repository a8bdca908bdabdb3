"""Logs that all parties have ended and let go on, as a version of the manifest takes effect here (protocol 9.6, 12.27).

What is here of such a log beyond its end, or of another content, is put aside as evidence and out of everything that is
judged; what lacks of the content that all go on from is waited for, entry by entry, and takes its place at once. Then
the framework is judged anew. What so falls away is told, and never done again by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction

from jisr.base import N_, FrameworkId, Json, Party, Phrase
from jisr.exchange import LogPart, Mark
from jisr.kernel import Entry, read_entry
from jisr.log import Checkpoint, Frontier, ProofFalse, check_consistency, leaf_hash
from jisr.manifest import Generation, MalformedManifest, Manifest
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.clock import CLOCK
from jisr.node.marks import end_asking, write_mark
from jisr.node.refolding import as_bytes, refold
from jisr.node.rows import hold_framework
from jisr.node.services.desk import clear_desk
from jisr.node.services.drafting import keep_draft
from jisr.node.services.rebuilding import write_anew
from jisr.node.tiles import root_of
from jisr.rules import CLOCK_MANDATE

AGREED, FALLEN = "agreed", "fallen"
STANDS = "stands"
# What became of an act that is in no log any more.
CUT = "cut"
ENTRY_ROWS: Final = (
    "INSERT INTO entry (log_id, seq, raw, time, dossier, act, depth, standing, reasons)"
    " VALUES (%s, %s, %s, NULL, '', '', 0, 'unjudged', '')"
)
# An entry as it was judged: its standing, dossier and act.
Judged = Mapping[tuple[str, int], tuple[str, str, str]]


def require_covering(row: models.Framework, manifest: Manifest) -> None:
    """Refuse a version that ends a log below what another party, as far as it is known here, has seen of it (9.6)."""
    logs = models.Log.objects.filter(framework=row)
    for party, end in manifest.ended.items():
        for log in logs:
            seen = max(int(log.seen.get(party, 0)), int(log.claimed.get(party, 0)))
            if log.party != party and seen > end and manifest.generation(party) not in _known(row.pk, party):
                words = N_("%(other)s has seen %(seen)s entries of the log of %(party)s, which would end at")
                raise MalformedManifest(what=words, got=end, party=party, other=log.party, seen=seen)


def _known(framework: str, party: str) -> tuple[Generation, ...]:
    """Give the generations of a log that are in force here already."""
    return latest_manifest(framework).generations(party)


def begin_mends(framework: FrameworkId, old: Manifest, new: Manifest) -> None:
    """Let a version that was just kept take effect on the logs that it ends; the transaction is the caller's."""
    for party in sorted(new.parties):
        generation = new.generation(party)
        if generation is None or generation == old.generation(party):
            continue
        log = hold_framework(framework)[1][party]
        models.Outside.objects.filter(framework=framework, party=party, kind=AGREED).delete()
        if log.size >= generation.begin and root_of(log, generation.begin) == generation.root:
            _go_on(framework, party, generation, keep=generation.begin, agreed=())
            continue
        log.is_mending = True
        log.save(update_fields=["is_mending"])
        # Of a log that was ended before its first entry nothing is to come.
        _finish(framework, log, generation)


def has_of(log: models.Log) -> int:
    """Say how much of a log is here of what all go on from: what a peer is told that it need not send (8.1)."""
    if not log.is_mending:
        return int(log.size)
    generation = latest_manifest(log.framework_id).generation(log.party)
    assert generation is not None, "only what was ended is waited for"
    return _base(log, generation) + int(_agreed_rows(log, generation).count())


def take_in_agreed(log: models.Log, part: LogPart) -> int:
    """Keep what came of a log that is waited for; once all of it is here it takes its place. Give how many were new.

    Raises ProofFalse for what does not lead to the size and root that all have signed. The framework is held.
    """
    generation = latest_manifest(log.framework_id).generation(log.party)
    assert generation is not None, "only what was ended is waited for"
    here = has_of(log)
    if part.head or part.start > here:
        return 0
    fresh = [leaf_hash(each) for each in part.entries[here - part.start :]]
    frontier = Frontier().grown_by(_leaves(log, generation)).grown_by(fresh)
    if frontier.size > generation.begin:
        raise ProofFalse(what="head", at=frontier.size, size=generation.begin)
    check_consistency(
        old_size=frontier.size,
        old_root=frontier.root(),
        new_size=generation.begin,
        new_root=generation.root,
        proof=part.proof,
    )
    models.Outside.objects.bulk_create(
        [
            models.Outside(
                framework_id=log.framework_id,
                party=log.party,
                generation=generation.number,
                kind=AGREED,
                seq=here + at,
                raw=raw,
            )
            for at, raw in enumerate(part.entries[here - part.start :])
        ]
    )
    _finish(FrameworkId(log.framework_id), log, generation)
    return len(fresh)


def _finish(framework: FrameworkId, log: models.Log, generation: Generation) -> None:
    """Let the content that all go on from take the log's place, if it is here as a whole."""
    keep, rows = _base(log, generation), _agreed_rows(log, generation)
    if keep + rows.count() < generation.begin:
        return
    agreed = [as_bytes(raw) for raw in rows.order_by("seq").values_list("raw", flat=True)]
    _go_on(framework, Party(log.party), generation, keep=keep, agreed=agreed)
    rows.delete()


def _base(log: models.Log, generation: Generation) -> int:
    """Give how many of the entries here are of every content that anybody was shown."""
    return min(int(log.size), generation.common)


def _agreed_rows(log: models.Log, generation: Generation) -> Any:
    return models.Outside.objects.filter(
        framework_id=log.framework_id, party=log.party, generation=generation.number, kind=AGREED
    )


def _leaves(log: models.Log, generation: Generation) -> list[bytes]:
    own = models.Entry.objects.filter(log=log, seq__lt=_base(log, generation)).order_by("seq")
    raws = (
        *own.values_list("raw", flat=True),
        *_agreed_rows(log, generation).order_by("seq").values_list("raw", flat=True),
    )
    return [leaf_hash(as_bytes(raw)) for raw in raws]


def _go_on(framework: FrameworkId, party: Party, generation: Generation, *, keep: int, agreed: Sequence[bytes]) -> None:
    """Put the log in the place where all go on from, judge the framework anew, and note what fell away."""
    row, logs = hold_framework(framework)
    log, before = logs[party], _judged(row)
    fallen = _put_aside(log, generation, keep, agreed)
    with connection.cursor() as cursor:
        cursor.executemany(ENTRY_ROWS, [(log.pk, keep + at, raw) for at, raw in enumerate(agreed)])
    _settle_log(log, generation)
    found = refold(row, tell=_quiet)
    for stopped, (seq, _, because) in found.stopped.items():
        raise MalformedManifest(
            what=f"generations.{party}", got=Phrase("%(at)s: %(because)s", at=f"{stopped}.{seq}", because=because)
        )
    write_anew(row, found)
    clear_desk(framework)
    fell = _proposed_again(framework, _fell(before, _judged(row), party, fallen), fallen)
    models.Mend.objects.create(
        framework=row,
        party=party,
        generation=generation.number,
        version=latest_manifest(framework).version,
        size=generation.begin,
        reason=generation.reason,
        at=CLOCK.now(),
        fell=fell,
    )
    if party == settings.HOME.party:
        # Before the transaction ends: should it fail now, the log is in doubt, or as the mark says.
        write_mark(settings.HOME, framework, Mark(generation.begin, generation.root))
        end_asking(settings.HOME, framework)


def _quiet(words: Phrase, done: int, total: int) -> None:
    """Tell nobody."""


def _judged(row: models.Framework) -> Judged:
    rows = models.Entry.objects.filter(log__framework=row).values_list(
        "log__party", "seq", "standing", "dossier", "act"
    )
    return {(party, seq): (standing, dossier, act) for party, seq, standing, dossier, act in rows}


def _put_aside(log: models.Log, generation: Generation, keep: int, agreed: Sequence[bytes]) -> dict[int, bytes]:
    """Take entries out of their log; give, and keep, those that are not in what all go on from."""
    rows = models.Entry.objects.filter(log=log, seq__gte=keep)
    fallen = {seq: as_bytes(raw) for seq, raw in rows.order_by("seq").values_list("seq", "raw")}
    fallen = {seq: raw for seq, raw in fallen.items() if not _is_same(agreed, seq - keep, raw)}
    models.Outside.objects.bulk_create(
        [
            models.Outside(
                framework_id=log.framework_id,
                party=log.party,
                generation=generation.number,
                kind=FALLEN,
                seq=seq,
                raw=raw,
            )
            for seq, raw in fallen.items()
        ],
        batch_size=500,
    )
    rows.delete()
    gone = {f"{log.party}.{seq}" for seq in fallen}
    models.Sealed.objects.filter(log=log, seq__in=fallen).delete()
    models.Ahead.objects.filter(framework_id=log.framework_id, party=log.party).delete()
    _forget_written(log, gone)
    scanned = models.Scanned.objects.filter(framework_id=log.framework_id).first()
    if scanned is not None:
        scanned.sizes = {**scanned.sizes, log.party: min(keep, int(scanned.sizes.get(log.party, 0)))}
        scanned.save(update_fields=["sizes"])
    return fallen


def _is_same(agreed: Sequence[bytes], at: int, raw: bytes) -> bool:
    return at < len(agreed) and agreed[at] == raw


def _forget_written(log: models.Log, gone: Iterable[str]) -> None:
    """Let what this node noted of own entries go with them: an echo is owed again, an attestation opens nothing."""
    if log.party != settings.HOME.party:
        return
    gone = list(gone)
    links = models.Link.objects.filter(shared=log.framework_id)
    models.Attestation.objects.filter(link__in=links, entry__in=gone).delete()
    models.Echo.objects.filter(link__in=links, written__in=gone).update(written="")
    opened = links.filter(shared_dossier__in=gone)
    models.Echo.objects.filter(link__in=opened).delete()
    models.Attestation.objects.filter(link__in=opened).delete()
    opened.delete()


def _settle_log(log: models.Log, generation: Generation) -> None:
    """Lift what kept the log out, and let the manifest stand for a head of it until its party signs one."""
    own = log.party == settings.HOME.party
    log.head, log.head_size, log.reach = "", 0 if own else generation.begin, ""
    log.is_cut_off = log.is_mending = False
    log.held_at, log.waiting = None, 0
    log.save(update_fields=["head", "head_size", "reach", "is_cut_off", "is_mending", "held_at", "waiting"])


def _fell(before: Judged, after: Judged, party: Party, fallen: Mapping[int, bytes]) -> list[dict[str, Json]]:
    """Give the acts that stood here and do not any more, with what became of them."""
    found: list[dict[str, Json]] = []
    for (whose, seq), (standing, dossier, act) in sorted(before.items()):
        is_cut = whose == party and seq in fallen
        now = CUT if is_cut else after.get((whose, seq), (CUT, "", ""))[0]
        if standing == STANDS and dossier and now != STANDS:
            found.append({"party": whose, "seq": seq, "dossier": dossier, "act": act, "now": now})
    return found


def _proposed_again(
    framework: FrameworkId, fell: Sequence[dict[str, Json]], fallen: Mapping[int, bytes]
) -> list[dict[str, Json]]:
    """Give what fell away with what own officers had typed in it, and make drafts; nothing is done by itself."""
    own, parties = settings.HOME.party, latest_manifest(framework).parties
    found = []
    for each in fell:
        seq = int(str(each["seq"]))
        if each["party"] == own:
            raw = fallen.get(seq) or _raw(framework, own, seq)
            entry = read_entry(raw, framework=framework, party=own, seq=seq, parties=parties)
            if isinstance(entry, Entry) and entry.by.mandate != CLOCK_MANDATE:
                each = {**each, "typed": _drafted(framework, entry)}
        found.append(each)
    return found


def _raw(framework: FrameworkId, party: Party, seq: int) -> bytes:
    return as_bytes(models.Entry.objects.get(log__framework=framework, log__party=party, seq=seq).raw)


def _drafted(framework: FrameworkId, entry: Entry) -> dict[str, Json]:
    """Give what an officer typed in an act, sealed fields left out; put it among their drafts, if there is room."""
    typed = {name: str(value) for name, value in entry.fields.items() if isinstance(value, str) or type(value) is int}
    key = {"framework": framework, "dossier": str(entry.dossier)}
    called = models.Pseudonym.objects.filter(**key, code=entry.by.officer).select_related("officer").first()
    # A draft that somebody has begun is never overwritten; a dossier is opened anew by its form.
    if called is None or entry.dossier == str(entry.id):
        return dict(typed)
    if not models.Draft.objects.filter(officer=called.officer, **key, act=entry.act).exists():
        keep_draft(called.officer, **key, act=entry.act, values=typed)
    return dict(typed)


def hold_log(framework: FrameworkId, party: Party, size: int) -> None:
    """Take in no more of a log from now on: our people sign that it ends, at no less than is here (protocol 12.27)."""
    if party == settings.HOME.party:
        return
    with transaction.atomic():
        log = hold_framework(framework)[1][party]
        if log.size > size:
            words = N_("%(other)s has seen %(seen)s entries of the log of %(party)s, which would end at")
            raise MalformedManifest(what=words, got=size, party=party, other=settings.HOME.party, seen=log.size)
        log.held_at = size
        log.save(update_fields=["held_at"])


def checkpoint_of(manifest: Manifest, party: Party) -> Checkpoint | None:
    """Give what all parties have signed of a log that was ended; None: it is in its first generation."""
    generation = manifest.generation(party)
    return None if generation is None else Checkpoint(manifest.origin(party), generation.begin, generation.root)


__all__ = ["begin_mends", "checkpoint_of", "has_of", "hold_log", "require_covering", "take_in_agreed"]
