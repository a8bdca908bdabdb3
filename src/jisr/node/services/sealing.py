"""Sealing what an act states for some alone, and saying which blobs of others were opened (protocol 7.1, 7.2).

Within the writing that appends the act: only there its number is known, which the commitment names, and so the
blob is on the disk with the entry or not at all.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from msgspec.structs import replace

from jisr.base import FRAMEWORK_DOSSIER, N_, Party, Phrase, b64, holds_nul, is_id
from jisr.base.limits import RECEIPTS_MAX, SALT_BYTES
from jisr.kernel import Entry, Step, is_of_type
from jisr.node.attachments import HeldFile, spoken
from jisr.node.authority_keys import recipient_here
from jisr.node.errors import FileAmiss, HoldsNul, KeyWrong, NoReader, WrongField
from jisr.node.pieces import Blobs, HeldBlobs, is_reader
from jisr.node.queries.readers import Readers, readers_of
from jisr.node.store import Writing
from jisr.rules import Field
from jisr.seal import MalformedKey, Place, read_recipient, seal, write_value

DECLARE_AUTHORITY = "declare_authority"
FILE = "file"
NO_FILE = N_("it is no field for a file")
FILE_WANTED = N_("it is a field for a file: give one (jisr act --file, or the form)")
NO_RECEIPTS: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
# Of content of several pieces it is said that it was opened when it is whole: not an entry for each message.
OWED = (
    "WITH lacking AS (SELECT DISTINCT sealed.log_id, sealed.seq, sealed.field FROM sealed"
    " JOIN log ON log.id = sealed.log_id WHERE log.framework_id = %s AND sealed.owed AND sealed.content IS NULL)"
    ' SELECT sealed."commit", sealed.content IS NOT NULL, sealed.erased'
    " FROM sealed JOIN log ON log.id = sealed.log_id"
    " WHERE log.framework_id = %s AND sealed.owed AND (sealed.erased <> '' OR (log.party <> %s AND"
    " (sealed.content IS NOT NULL OR (sealed.failed IS NOT NULL AND sealed.told = ''))))"
    " AND (sealed.erased <> '' OR sealed.content IS NULL OR NOT EXISTS (SELECT 1 FROM lacking"
    " WHERE lacking.log_id = sealed.log_id AND lacking.seq = sealed.seq AND lacking.field = sealed.field))"
    " ORDER BY sealed.log_id, sealed.seq, sealed.field, sealed.chunk LIMIT %s"
)
# An erasure is attested once the keys are destroyed here, not before.
UNFINISHED = (
    "SELECT log.party, erasure.seq FROM erasure JOIN log ON log.id = erasure.log_id"
    " WHERE log.framework_id = %s AND erasure.destroyed IS NULL"
)


@dataclass(frozen=True, slots=True)
class Sealing:
    """An entry with its commitments, and the blobs that go with it."""

    entry: Entry
    blobs: Blobs = field(default_factory=dict)


def seal_into(held: Writing, entry: Entry, values: Mapping[str, Any]) -> Sealing:
    """Seal an act's sealed values to their readers; what cannot be sealed is refused by the field's name."""
    if not values:
        return Sealing(entry)
    step = _declared(held, entry)
    if step is None:
        # What is amiss with such an act the kernel says.
        return Sealing(entry)
    sealed: dict[str, Any] = {}
    blobs: dict[str, bytes | HeldBlobs] = {}
    for name, value in sorted(values.items()):
        declared = _field(entry, step, name, value)
        readers = readers_of(held.register, declared, _sides(held, entry), entry.by.authority)
        _require_read(entry, declared, readers)
        at = Place(framework=entry.framework, party=entry.party, seq=entry.seq, field=name)
        if isinstance(value, HeldFile):
            commits = value.commitments(at, spoken(readers.keys), act=entry.act)
            blobs[name] = HeldBlobs(value.attachment)
        else:
            salt = secrets.token_bytes(SALT_BYTES)
            commit, blobs[name] = seal(at, write_value(value), salt=salt, to=list(readers.keys.values()))
            commits = [commit]
        sealed[name] = {"to": sorted(readers.keys), "chunks": [b64(each) for each in commits]}
    return Sealing(replace(entry, sealed=sealed), blobs)


def _field(entry: Entry, step: Step, name: str, value: Any) -> Field:
    declared = step.fields.get(name)
    if declared is None or not declared.sealed:
        raise WrongField(entry.act, name)
    if isinstance(value, HeldFile):
        if declared.type != FILE:
            raise FileAmiss(entry.act, name, Phrase(NO_FILE))
        return declared
    if declared.type == FILE:
        raise FileAmiss(entry.act, name, Phrase(FILE_WANTED))
    if holds_nul(value):
        raise HoldsNul(entry.act, name)
    if not is_of_type(declared, value):
        raise WrongField(entry.act, name)
    return declared


def _require_read(entry: Entry, declared: Field, readers: Readers) -> None:
    for each in readers.unread:
        raise NoReader(entry.act, declared.name, party=each.party, who=each.mandates or each.authorities)


def _declared(held: Writing, entry: Entry) -> Step | None:
    """Give the step whose fields an entry states: of a correction those of the act that it corrects."""
    if entry.digest is not None:
        compiled = held.framework.procedures.get(entry.digest)
        return compiled.steps.get(entry.act) if compiled else None
    docket = held.shelf.view(entry.dossier) if entry.dossier else None
    if docket is None or docket.compiled is None:
        return None
    if entry.act == "correct":
        target = docket.deeds.get(entry.item or "")
        return None if target is None else target.step
    return docket.compiled.steps.get(entry.act)


def _sides(held: Writing, entry: Entry) -> Mapping[str, Party]:
    if entry.sides is not None:
        return entry.sides
    docket = held.shelf.view(entry.dossier) if entry.dossier else None
    return docket.sides if docket is not None else {}


def receipts(held: Writing) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the commitments whose blobs were opened here, and those that could not be, or are here no longer (12.20).

    Each is named once; of an erasure only when its keys are destroyed.
    """
    own: Party = settings.HOME.party
    if len(held.rows) == 1:
        return NO_RECEIPTS
    told = held.sealed.told_now()
    with connection.cursor() as cursor:
        cursor.execute(OWED, (held.row.pk, held.row.pk, own, RECEIPTS_MAX))
        rows = [row for row in cursor.fetchall() if row[0] not in told]
        if any(erased for _, _, erased in rows):
            cursor.execute(UNFINISHED, (held.row.pk,))
            unfinished = {f"{party}.{seq}" for party, seq in cursor.fetchall()}
            rows = [row for row in rows if row[2] not in unfinished]
    opened = tuple(dict.fromkeys(commit for commit, is_here, _ in rows if is_here))
    unopened = (commit for commit, is_here, _ in rows if not is_here and commit not in opened)
    return opened, tuple(dict.fromkeys(unopened))


def stating_key(dossier: str | None, act: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give an act's fields; a declaration of an own authority that states no key gets one, made in this home."""
    if dossier != FRAMEWORK_DOSSIER or act != DECLARE_AUTHORITY:
        return fields
    code, stated = fields.get("code"), dict(fields)
    if stated.get("recipient") is None:
        if is_id(code) and is_reader(settings.HOME.party, (str(code),)):
            stated["recipient"] = recipient_here(settings.HOME, str(code))
        return stated
    try:
        read_recipient(str(stated["recipient"]))
    except MalformedKey as error:
        raise KeyWrong(act, "recipient", Phrase(N_("it is no key of age"))) from error
    return stated


__all__ = ["DECLARE_AUTHORITY", "Sealing", "receipts", "seal_into", "stating_key"]
