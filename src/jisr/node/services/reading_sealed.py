"""Reading a sealed field: an act of its own, written to the access log before anything is shown (protocol 7.4)."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import OperationalError, transaction

from jisr.base import N_, EntryId, Phrase, unb64
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
from jisr.node.soundness import restored_doubt
from jisr.node.storage import WRITING, of_storage
from jisr.rules import Field
from jisr.seal import open_blob, read_value

PURPOSE_CHARACTERS_MAX: Final = 200
OTHER: Final = "other"
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
    """Open a sealed field for an officer, once the reading is on the disk; raises NotYours for who may not."""
    words = " ".join(words.split())
    require_purpose(purpose, words)
    held = reading(framework)
    docket, deed = deed_with(held, entry, name)
    found = reads_as(docket, deed.key, name, posts_of(officer, held)) if officer.is_active else None
    if found is None:
        raise NotYours(NO_READER, officer=officer.username)
    authority, mandate = found
    require_asked(framework)
    row = _row(held, entry, name)
    # Before the reading is noted: what cannot be unwrapped is not read.
    blob = blob_of(framework, row, bytes(row.content or b""))
    _note(
        models.Access(
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
    )
    value = read_value(_open(framework, row, blob, authority))
    return Opened(
        dossier=docket.id,
        authority=authority,
        mandate=mandate,
        declared=declared_of(docket, deed).get(name),
        value=value,
    )


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


def _row(held: Reading, entry: EntryId, name: str) -> models.Sealed:
    rows = models.Sealed.objects.filter(log=held.rows[entry.party], seq=entry.seq, field=name)
    row = rows.select_related("log").first()
    if row is not None and row.erased:
        raise Erased(str(entry), name, row.erased)
    if row is None or row.content is None:
        raise NotSealedHere(entry=str(entry), field=name, party=entry.party)
    return row


def _open(framework: str, row: models.Sealed, blob: bytes, authority: str) -> bytes:
    """Open a blob by the key of the authority for which it is read, and no other's."""
    keys = identities_of(settings.HOME, authority)
    return open_blob(place_of(framework, row), blob, commit=unb64(row.commit), keys=keys)


def _note(access: models.Access) -> None:
    """Write the reading; it is on the disk when this returns."""
    try:
        # Durable: a transaction around it could take the reading back.
        with transaction.atomic(durable=True):
            access.save(force_insert=True)
    except OperationalError as error:
        raise of_storage(error, WRITING) from error


__all__ = [
    "NO_READER",
    "PURPOSE_CHARACTERS_MAX",
    "Opened",
    "deed_with",
    "read_sealed",
    "require_asked",
    "require_purpose",
]
