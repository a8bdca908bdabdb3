"""Taking in a file for a sealed field, piece by piece, before the act that will carry it (protocol 7.1, 12.21).

Each piece is sealed to the field's readers and is in the store when the next one is read: nothing of a file is ever
whole in memory, and none of it stands anywhere in the clear.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import OperationalError, transaction

from jisr.base import N_, FrameworkId, Party, Phrase
from jisr.base.limits import (
    ATTACHMENT_WAITING_SECONDS,
    ATTACHMENTS_WAITING_MAX,
    CHUNK_BYTES_MAX,
    SALT_BYTES,
)
from jisr.node import models
from jisr.node.attachments import HeldFile, spoken
from jisr.node.clock import CLOCK
from jisr.node.errors import FileAmiss, NoReader, NotYours, TooManyFiles
from jisr.node.queries.postings import posted
from jisr.node.queries.posts import declared_fields
from jisr.node.queries.readers import readers_of
from jisr.node.queries.reading import reading
from jisr.node.rest_keys import RestKey, add_keys, destroy_keys, new_key
from jisr.node.resting import act_of_attachment
from jisr.node.sealed_rows import wrapped
from jisr.node.services.acts import Wish
from jisr.node.storage import WRITING, of_storage
from jisr.rules import Field
from jisr.seal import Attached, Recipient, Source, chunks_of, safe_name, seal_blob, write_attached

MEGABYTE: Final = 1024 * 1024
# As many as a number of canonical JSON may have, less one.
NUMBER_BITS: Final = 52
TOKEN_BYTES: Final = 24
HOUR: Final = 3_600
EMPTY: Final = N_("the file is empty; choose the right one")
TOO_LARGE: Final = N_("the file is larger than the %(megabytes)s MB that this node takes; choose a smaller one")
NO_FILE_FIELD: Final = N_("the act has no field of this name for a file")
NOT_WAITING: Final = N_("no file of yours waits here under this name: give it again")
WAITING: Final = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A file that was taken in and waits for its act: how it is called in a form, and what arrived."""

    token: str
    name: str
    size: int
    held: HeldFile


def require_attachable(wish: Wish, field: str, *, officer: models.Officer, authority: str) -> Mapping[str, Recipient]:
    """Raise what would refuse a file for a field of an act, before any of it has come; give who may read it."""
    _require_post(officer, wish, authority)
    readers = _readers(wish, field, authority)
    _require_few(officer)
    return readers


def attach(wish: Wish, field: str, source: Source, *, name: str, officer: models.Officer, authority: str) -> Given:
    """Take in a file for a field of an act that an authority is to do; raises FileAmiss for what is not taken."""
    readers = require_attachable(wish, field, officer=officer, authority=authority)
    row = models.Attachment(
        id=secrets.randbits(NUMBER_BITS) | 1,
        framework_id=wish.framework,
        officer=officer,
        token=secrets.token_urlsafe(TOKEN_BYTES),
        field=field,
        keys=spoken(readers),
        at=CLOCK.now(),
    )
    key = new_key(act_of_attachment(wish.framework, row.pk), WAITING)
    try:
        row.save(force_insert=True)
        add_keys(settings.HOME, [key])
        attached = _take_in(wish, row, source, name=name, key=key, readers=readers)
    except OperationalError as error:
        raise of_storage(error, WRITING) from error
    except BaseException:
        # Whatever broke it off: what is here of it is of no use to anybody.
        _discard([row])
        raise
    return Given(token=row.token, name=attached.name, size=attached.size, held=HeldFile(row.pk))


def _take_in(
    wish: Wish, row: models.Attachment, source: Source, *, name: str, key: RestKey, readers: Mapping[str, Recipient]
) -> Attached:
    most, hashing, size, pieces = settings.HOME.attachment_megabytes_max * MEGABYTE, hashlib.sha256(), 0, 0
    for pieces, content in enumerate(chunks_of(source), 1):
        size += len(content)
        if size > most:
            raise FileAmiss(wish.act, row.field, Phrase(TOO_LARGE, megabytes=most // MEGABYTE))
        hashing.update(content)
        _keep(row, key, pieces, content, readers)
    if not size:
        raise FileAmiss(wish.act, row.field, Phrase(EMPTY))
    attached = Attached(name=safe_name(name), size=size, digest=hashing.digest())
    _keep(row, key, 0, write_attached(attached), readers)
    row.pieces, row.size = pieces + 1, size
    row.save(update_fields=["pieces", "size"])
    return attached


def _keep(row: models.Attachment, key: RestKey, chunk: int, content: bytes, readers: Mapping[str, Recipient]) -> None:
    assert len(content) <= CHUNK_BYTES_MAX, "a piece is no larger"
    blob = seal_blob(content, salt=os.urandom(SALT_BYTES), to=list(readers.values()))
    models.AttachmentPiece.objects.create(attachment=row, chunk=chunk, content=wrapped(key, row.field, blob, chunk))


def _require_post(officer: models.Officer, wish: Wish, authority: str) -> None:
    held = posted(officer, wish.framework) if officer.is_active else []
    if all(each.authority != authority for each in held):
        words = N_("%(officer)s has no post of %(authority)s in %(framework)s")
        raise NotYours(words, officer=officer.username, authority=authority, framework=wish.framework)


def _readers(wish: Wish, field: str, authority: str) -> Mapping[str, Recipient]:
    declared = _declared(wish, field)
    held = reading(wish.framework)
    sides = {name: Party(party) for name, party in (wish.sides or {}).items()}
    if wish.dossier is not None:
        sides = dict(held.docket(wish.dossier).sides)
    readers = readers_of(held.register, declared, sides, authority)
    for each in readers.unread:
        raise NoReader(wish.act, field, party=each.party, who=each.mandates or each.authorities)
    return readers.keys


def _declared(wish: Wish, field: str) -> Field:
    declared = declared_fields(wish).get(field)
    if declared is None or declared.type != "file":
        raise FileAmiss(wish.act, field, Phrase(NO_FILE_FIELD))
    return declared


def _require_few(officer: models.Officer) -> None:
    waiting = models.Attachment.objects.filter(
        officer=officer, seq=None, at__gt=CLOCK.now() - ATTACHMENT_WAITING_SECONDS
    )
    if (count := waiting.count()) >= ATTACHMENTS_WAITING_MAX:
        raise TooManyFiles(count=count, hours=ATTACHMENT_WAITING_SECONDS // HOUR)


def file_called(token: str, *, framework: FrameworkId, field: str, act: str, officer: models.Officer) -> HeldFile:
    """Give a file that waits, by the name that it has in a form: to whoever gave it alone."""
    rows = models.Attachment.objects.filter(framework=framework, field=field, officer=officer, seq=None, token=token)
    row = rows.exclude(pieces=0).first()
    if row is None:
        raise FileAmiss(act, field, Phrase(NOT_WAITING))
    return HeldFile(row.pk)


def discard(held: HeldFile) -> None:
    """Give up a file whose act was not written."""
    _discard(models.Attachment.objects.filter(pk=held.attachment, seq=None))


def discard_stale() -> None:
    """Give up files for which nobody has sent a form in time."""
    _discard(models.Attachment.objects.filter(seq=None, at__lte=CLOCK.now() - ATTACHMENT_WAITING_SECONDS))


def _discard(rows: Iterable[models.Attachment]) -> None:
    """Take away files that no act carries: content, key, row; broken off anywhere it is done again."""
    for row in rows:
        with transaction.atomic():
            # Of no use to any act from here on; one that was written meanwhile keeps it.
            if not models.Attachment.objects.filter(pk=row.pk, seq=None).update(pieces=0, at=0):
                continue
            models.AttachmentPiece.objects.filter(attachment=row).delete()
        destroy_keys(settings.HOME, [act_of_attachment(row.framework_id, row.pk)])
        models.Attachment.objects.filter(pk=row.pk, seq=None).delete()


__all__ = ["Given", "attach", "discard", "discard_stale", "file_called"]
