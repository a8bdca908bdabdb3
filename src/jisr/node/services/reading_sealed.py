"""Reading a sealed field: an act of its own, written to the access log before anything is shown (protocol 7.4)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import Q

from jisr.base import N_, EntryId, Phrase, b64, unb64
from jisr.kernel import Deed, Docket
from jisr.node import models
from jisr.node.authority_keys import identities_of
from jisr.node.clock import CLOCK
from jisr.node.errors import Erased, NotAskedYet, NotSealedHere, NotYours, UnknownThing, WrongField
from jisr.node.queries.accesses import PURPOSES
from jisr.node.queries.holders import posts_of
from jisr.node.queries.reading import Reading, reading
from jisr.node.queries.sealed_fields import reads_as
from jisr.node.queries.statements import declared_of
from jisr.node.resting import blob_of, place_of
from jisr.node.services.chaining import write_readings
from jisr.node.soundness import restored_doubt
from jisr.rules import Field
from jisr.seal import (
    HEAD_BYTES,
    Attached,
    Kind,
    NotOpened,
    kind_of,
    name_as,
    open_blob,
    read_attached,
    read_value,
)

PURPOSE_CHARACTERS_MAX: Final = 200
OTHER: Final = "other"
FILE: Final = "file"
IN_PIECES = N_("its content has several pieces where one is expected")
NO_FILE = N_("it is no file")
NOT_AS_STATED = N_("its content is not what its first piece says of it")
NO_READER = N_("%(officer)s has no post of an authority that may read this field")
PURPOSE_AMISS = N_("it must be one of %(known)s")
WORDS_AMISS = N_("say in 1 to %(most)s characters, in one line, for what it is read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a sealed field says, in the clear: it is shown once and kept nowhere."""

    dossier: str
    authority: str
    mandate: str
    declared: Field | None
    value: Any

    def __repr__(self) -> str:
        return f"Opened(dossier={self.dossier!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """A file that was opened: what it says of itself, what it is by its bytes, and its content, piece by piece."""

    dossier: str
    authority: str
    mandate: str
    attached: Attached
    kind: Kind
    pieces: Iterator[bytes]

    def __repr__(self) -> str:
        return f"OpenedFile(dossier={self.dossier!r})"

    @property
    def name(self) -> str:
        """Give the name under which it is handed out."""
        return name_as(self.attached.name, self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Noted:
    """A reading that is on the disk: of what, and by what key it is opened."""

    framework: str
    docket: Docket
    deed: Deed
    authority: str
    mandate: str
    rows: list[int]

    def piece(self, chunk: int) -> bytes:
        """Open a piece by the key of the authority for which it is read, and no other's."""
        row = models.Sealed.objects.select_related("log").get(pk=self.rows[chunk])
        if row.erased:
            raise Erased(self.deed.key, row.field, row.erased)
        blob = blob_of(self.framework, row, bytes(row.content or b""))
        keys = identities_of(settings.HOME, self.authority)
        return open_blob(place_of(self.framework, row), blob, commit=unb64(row.commit), keys=keys)


def read_sealed(
    framework: str,
    entry: EntryId,
    name: str,
    *,
    officer: models.Officer,
    purpose: str,
    words: str = "",
    way: str,
) -> Opened:
    """Open a sealed field for an officer, once the reading is on the disk; raises NotYours for who may not.

    Of a file its value is what it says of itself; its content `read_file` gives.
    """
    noted = _note_reading(framework, entry, name, officer=officer, purpose=purpose, words=words, way=way)
    declared = declared_of(noted.docket, noted.deed).get(name)
    if declared is not None and declared.type == FILE:
        attached = read_attached(noted.piece(0), pieces=len(noted.rows) - 1)
        value: Any = {"bytes": attached.size, "name": attached.name, "sha256": b64(attached.digest)}
    elif len(noted.rows) > 1:
        raise NotOpened(Phrase(IN_PIECES))
    else:
        value = read_value(noted.piece(0))
    return Opened(
        dossier=noted.docket.id, authority=noted.authority, mandate=noted.mandate, declared=declared, value=value
    )


def read_file(
    framework: str,
    entry: EntryId,
    name: str,
    *,
    officer: models.Officer,
    purpose: str,
    words: str = "",
    way: str,
) -> OpenedFile:
    """Open a file for an officer, once the reading is on the disk; its pieces are opened as they are asked for."""
    noted = _note_reading(framework, entry, name, officer=officer, purpose=purpose, words=words, way=way)
    declared = declared_of(noted.docket, noted.deed).get(name)
    if declared is None or declared.type != FILE or len(noted.rows) < 2:
        raise NotOpened(Phrase(NO_FILE))
    attached = read_attached(noted.piece(0), pieces=len(noted.rows) - 1)
    first = noted.piece(1)
    return OpenedFile(
        dossier=noted.docket.id,
        authority=noted.authority,
        mandate=noted.mandate,
        attached=attached,
        kind=kind_of(first[:HEAD_BYTES]),
        pieces=_content(noted, attached, first),
    )


def _content(noted: _Noted, attached: Attached, first: bytes) -> Iterator[bytes]:
    """Give the content; of one that is not as it says of itself the last piece is not given."""
    hashing, size = hashlib.sha256(), 0
    for chunk in range(1, len(noted.rows)):
        piece = first if chunk == 1 else noted.piece(chunk)
        hashing.update(piece)
        size += len(piece)
        if chunk == attached.pieces and (size != attached.size or hashing.digest() != attached.digest):
            raise NotOpened(Phrase(NOT_AS_STATED))
        yield piece


def _note_reading(
    framework: str, entry: EntryId, name: str, *, officer: models.Officer, purpose: str, words: str, way: str
) -> _Noted:
    """Hold a reading against who may read, and write it to the log; it is on the disk when this returns."""
    words = " ".join(words.split())
    require_purpose(purpose, words)
    held = reading(framework)
    docket, deed = deed_with(held, entry, name)
    found = reads_as(docket, deed.key, name, posts_of(officer, held)) if officer.is_active else None
    if found is None:
        raise NotYours(NO_READER, officer=officer.username)
    authority, mandate = found
    require_asked(framework)
    noted = _Noted(
        framework=framework,
        docket=docket,
        deed=deed,
        authority=authority,
        mandate=mandate,
        rows=_rows(held, deed, entry, name),
    )
    # Before the reading is noted: what cannot be unwrapped is not read.
    first = models.Sealed.objects.select_related("log").get(pk=noted.rows[0])
    blob_of(framework, first, bytes(first.content or b""))
    access = models.Access(
        framework=held.row,
        dossier=docket.id,
        party=entry.party,
        seq=entry.seq,
        field=name,
        officer=officer,
        authority=authority,
        mandate=mandate,
        purpose=purpose,
        words=words,
        way=way,
        at=CLOCK.now(),
    )
    write_readings([access])
    return noted


def deed_with(held: Reading, entry: EntryId, name: str) -> tuple[Docket, Deed]:
    """Give an act that has such a sealed field, with its dossier."""
    row = models.Entry.objects.filter(log=held.rows.get(entry.party), seq=entry.seq).first()
    if row is not None and row.dossier and held.sees(row.dossier):
        docket = held.docket(row.dossier)
        deed = docket.deeds.get(str(entry))
        if deed is not None and name in deed.entry.sealed:
            return docket, deed
    words = N_("no act %(entry)s with a sealed field %(field)s in %(framework)s")
    raise UnknownThing(words, entry=entry, field=name[:64], framework=held.row.pk)


def require_purpose(purpose: str, words: str) -> None:
    """Raise WrongField for what is no purpose of this node, or not said in words where it must be."""
    if purpose not in PURPOSES:
        raise WrongField("read", "purpose", Phrase(PURPOSE_AMISS, known=", ".join(PURPOSES)))
    if (purpose == OTHER and not words) or len(words) > PURPOSE_CHARACTERS_MAX or not words.isprintable():
        raise WrongField("read", "words", Phrase(WORDS_AMISS, most=PURPOSE_CHARACTERS_MAX))


def require_asked(framework: str) -> None:
    """Raise NotAskedYet where the node may have been restored: what was erased since is to be known first (7.3)."""
    doubt = restored_doubt(framework)
    if doubt is not None:
        raise NotAskedYet(framework, doubt)


def _rows(held: Reading, deed: Deed, entry: EntryId, name: str) -> list[int]:
    """Give the rows of a field's pieces, all of which are here."""
    rows = models.Sealed.objects.filter(log=held.rows[entry.party], seq=entry.seq, field=name).order_by("chunk")
    found = list(rows.annotate(is_here=Q(content__isnull=False)).values_list("pk", "erased", "is_here"))
    erased = next((erased for _, erased, _ in found if erased), "")
    if erased:
        raise Erased(str(entry), name, erased)
    if len(found) != len(deed.entry.sealed[name]["chunks"]) or not all(is_here for _, _, is_here in found):
        raise NotSealedHere(entry=str(entry), field=name, party=entry.party)
    return [pk for pk, _, _ in found]


__all__ = [
    "NO_READER",
    "PURPOSE_CHARACTERS_MAX",
    "Opened",
    "OpenedFile",
    "deed_with",
    "read_file",
    "read_sealed",
    "require_asked",
    "require_purpose",
]
