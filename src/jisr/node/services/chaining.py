"""Writing readings into their chain, telling others its end, and doing away with what has been kept long enough."""

import os
from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Max

from jisr.base import FrameworkId, Party
from jisr.log import Checkpoint, HeadForeign, MalformedNote, origin, parse_head, require_signed
from jisr.manifest import Manifest
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.events import note
from jisr.node.reading_chain import BEGINNING, SALT_BYTES, link, mark_root
from jisr.node.signer_line import SignerTrouble
from jisr.node.signing import log_key
from jisr.node.storage import WRITING, of_storage

# An end is told at most so often: when somebody read, to the hour, is nothing that others need to know.
MARK_SECONDS_MIN: Final = 3_600
MONTH_SECONDS: Final = 30 * 86_400 + 10 * 3_600
# Notes of one party that are kept: at one an hour twenty years of them.
NOTES_MAX: Final = 200_000
FORGOTTEN_AT_ONCE: Final = 1_000
ONLY: Final = 1


def write_readings(rows: Sequence[models.Access]) -> None:
    """Write readings, each after the one before; they are on the disk when this returns."""
    try:
        # Durable: a transaction around it could take them back.
        with transaction.atomic(durable=True):
            chain = _held()
            for row in rows:
                chain.digest = link(row, chain.count, bytes(chain.digest) or BEGINNING)
                chain.count += 1
            models.Access.objects.bulk_create(rows)
            chain.save()
    except OperationalError as error:
        raise of_storage(error, WRITING) from error


def _held() -> models.ReadingChain:
    """Hold the end of the chain, so that two readings at once come one after the other."""
    models.ReadingChain.objects.get_or_create(pk=ONLY)
    return models.ReadingChain.objects.select_for_update().get(pk=ONLY)


def readings_note(framework: FrameworkId, size: int) -> str:
    """Give the note of this node's readings for a framework; empty where nobody has read anything here.

    Empty, too, while a signer on a machine apart signs none: what was told before stays with the others.
    """
    latest = models.ReadingMark.objects.order_by("-number").first()
    chain = models.ReadingChain.objects.filter(pk=ONLY).first()
    if chain is not None and chain.count and (latest is None or _is_due(latest, chain)):
        latest = _mark()
    if latest is None:
        return ""
    root = mark_root(bytes(latest.salt), latest.count, bytes(latest.digest))
    point = Checkpoint(origin_of(framework, settings.HOME.party), latest.number, root)
    try:
        return log_key(framework, size).readings(point)
    except SignerTrouble as error:
        note("signer.trouble", framework=framework, because=str(error))
        return ""


def _is_due(latest: models.ReadingMark, chain: models.ReadingChain) -> bool:
    has_moved = latest.count != chain.count or bytes(latest.digest) != bytes(chain.digest)
    return has_moved and not 0 <= CLOCK.now() - latest.at < MARK_SECONDS_MIN


def _mark() -> models.ReadingMark:
    with transaction.atomic():
        chain = _held()
        told = models.ReadingNote.objects.filter(party=settings.HOME.party).aggregate(most=Max("number"))["most"]
        own = models.ReadingMark.objects.aggregate(most=Max("number"))["most"]
        return models.ReadingMark.objects.create(
            number=1 + max(told or 0, own or 0),
            count=chain.count,
            digest=bytes(chain.digest),
            salt=os.urandom(SALT_BYTES),
            at=CLOCK.now(),
        )


def origin_of(framework: str, party: str) -> str:
    """Name a party's readings, as its notes of them do."""
    return f"{origin(framework, party)}/readings"


def held_note(framework: FrameworkId, party: Party) -> str:
    """Give the newest note of a party's readings that lies here: of two under one number that which came first.

    The other was told for something that was written anew, and it is the first that shows it.
    """
    rows = models.ReadingNote.objects.filter(framework=framework, party=party, held_by=settings.HOME.party)
    return rows.order_by("-number", "pk").values_list("note", flat=True).first() or ""


def take_in_notes(framework: FrameworkId, manifest: Manifest, sender: Party, *, theirs: str, ours: str) -> None:
    """Keep what a party tells of its readings, and what it holds of ours; what is not signed by its author is none."""
    own: Party = settings.HOME.party
    for party, held_by, text in ((sender, own, theirs), (own, sender, ours)):
        if not text:
            continue
        try:
            head = parse_head(text)
            keys = manifest.readings_keys(party)
            if head.checkpoint.origin != origin_of(framework, party):
                raise HeadForeign(name=head.checkpoint.origin)
            require_signed(head.note, keys)
        except (MalformedNote, HeadForeign) as error:
            note("readings.note_refused", framework=framework, party=party, because=str(error))
            continue
        _keep(framework, party, held_by, head.checkpoint, text)


def _keep(framework: str, party: str, held_by: str, told: Checkpoint, text: str) -> None:
    rows = models.ReadingNote.objects.filter(framework=framework, party=party, held_by=held_by)
    # Of one number each root that was ever told: two are what shows that something was written anew.
    if rows.filter(number=told.size, root=told.root).exists() or rows.count() >= NOTES_MAX:
        return
    models.ReadingNote.objects.create(
        framework_id=framework,
        party=party,
        held_by=held_by,
        number=told.size,
        root=told.root,
        note=text,
        at=CLOCK.now(),
    )


def forget_readings() -> int:
    """Do away with readings that were kept long enough; the chain then begins where they ended. Gives how many."""
    until = CLOCK.now() - settings.HOME.readings_months * MONTH_SECONDS
    with transaction.atomic():
        chain = models.ReadingChain.objects.filter(pk=ONLY).first()
        if chain is None:
            return 0
        old = []
        for row in models.Access.objects.order_by("number")[:FORGOTTEN_AT_ONCE]:
            if row.at >= until:
                break
            old.append(row)
        if not old:
            return 0
        chain = _held()
        chain.cut_count, chain.cut_digest = old[-1].number, bytes(old[-1].digest)
        models.Access.objects.filter(number__lte=chain.cut_count).delete()
        chain.save()
    note("readings.forgotten", count=len(old))
    return len(old)


__all__ = ["forget_readings", "held_note", "origin_of", "readings_note", "take_in_notes", "write_readings"]
