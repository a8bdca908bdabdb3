"""Who read which sealed field when and for what: the access log of a dossier (protocol 7.4)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max

from jisr.base import N_, DossierId, Instant
from jisr.kernel import Docket
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.errors import NotYours
from jisr.node.queries.holders import posts_of
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.statements import declared_of

# The mandate of a data protection officer: sees who has read what, in every dossier, and nothing of it besides.
DATA_PROTECTION = "data_protection"
ACCESSES_MAX = 500
NOT_SHOWN = N_(
    "the readings of a dossier are shown to who represents the person, to data protection and to administrators"
)
PURPOSES = {
    "decide": N_("To decide or act in this dossier"),
    "care": N_("To care for the person"),
    "check": N_("To check what was stated"),
    "person": N_("The person concerned asks for it"),
    "oversight": N_("For a court or a supervisor"),
    "other": N_("For something else, as typed"),
}
WAYS = {"page": N_("page"), "command": N_("command"), "program": N_("program"), "bundle": N_("bundle")}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessShown:
    """One reading: who, as whom, which field of which act, when, for what."""

    at: Instant
    dossier: str
    officer: str
    username: str
    authority: str
    mandate: str
    entry: str
    field: str
    label: str
    code: str
    purpose: str
    words: str
    way: str


def require_sees_accesses(officer: models.Officer, held: Reading, docket: Docket) -> None:
    """Raise NotYours for whoever neither represents the person, nor looks after data protection, nor administers."""
    if not sees_accesses(officer, held, docket):
        raise NotYours(NOT_SHOWN)


def sees_accesses(officer: models.Officer, held: Reading, docket: Docket) -> bool:
    """Say whether an officer sees who has read what in a dossier."""
    return oversees(officer, held) or _represents(officer, held, docket)


def oversees(officer: models.Officer, held: Reading) -> bool:
    """Say whether an officer sees the readings of all dossiers of a framework: data protection, and who administers."""
    if not officer.is_active:
        return False
    return officer.administers or any(DATA_PROTECTION in each.mandates for each in posts_of(officer, held))


def _represents(officer: models.Officer, held: Reading, docket: Docket) -> bool:
    shown_to = docket.compiled.procedure.shows_readings if docket.compiled is not None else ()
    return officer.is_active and any(not each.mandates.isdisjoint(shown_to) for each in posts_of(officer, held))


def all_accesses(held: Reading) -> list[AccessShown]:
    """Give the newest readings of all dossiers of a framework."""
    rows = models.Access.objects.filter(framework=held.row).select_related("officer").order_by("-number")[:ACCESSES_MAX]
    found: list[AccessShown] = []
    for row in rows:
        docket = held.shelf.docket(DossierId(row.dossier))
        if docket is not None:
            found += _shown(docket, [row])
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainShown:
    """How the log of readings is kept from being rewritten: its length, what was told of it, and who holds that."""

    count: int
    forgotten: int
    # When its end was last committed to, and by party the newest commitment that it holds and has shown us.
    told: Instant | None
    number: int
    held_by: tuple[tuple[str, int], ...]
    months: int


def chain_shown(held: Reading) -> ChainShown:
    """Say how the log of readings stands."""
    chain = models.ReadingChain.objects.first()
    mark = models.ReadingMark.objects.order_by("-number").first()
    notes = models.ReadingNote.objects.filter(framework=held.row, party=own_party()).exclude(held_by=own_party())
    rows = notes.values("held_by").annotate(most=Max("number")).order_by("held_by")
    return ChainShown(
        count=0 if chain is None else chain.count,
        forgotten=0 if chain is None else chain.cut_count,
        told=None if mark is None else Instant(mark.at),
        number=0 if mark is None else mark.number,
        held_by=tuple((each["held_by"], each["most"]) for each in rows),
        months=settings.HOME.readings_months,
    )


def accesses_of(held: Reading, docket: Docket, *, most: int | None = ACCESSES_MAX) -> list[AccessShown]:
    """Give the readings of a dossier's sealed fields, newest first; the newest, or all of them."""
    rows = models.Access.objects.filter(framework=held.row, dossier=docket.id).select_related("officer")
    return list(_shown(docket, rows.order_by("-number")[:most]))


def _shown(docket: Docket, rows: Iterable[models.Access]) -> Iterable[AccessShown]:
    for row in rows:
        entry = f"{row.party}.{row.seq}"
        deed = docket.deeds.get(entry)
        declared = declared_of(docket, deed).get(row.field) if deed is not None else None
        yield AccessShown(
            at=Instant(row.at),
            dossier=row.dossier,
            officer=row.officer.name,
            username=row.officer.username,
            authority=row.authority,
            mandate=row.mandate,
            entry=entry,
            field=row.field,
            label=_(declared.label) if declared is not None else row.field,
            code=row.purpose,
            purpose=purpose_said(row.purpose),
            words=row.words,
            way=_(WAYS[row.way]) if row.way in WAYS else row.way,
        )


def purpose_said(code: str) -> str:
    """Say a purpose in the reader's language."""
    return _(PURPOSES[code]) if code in PURPOSES else code


__all__ = [
    "ACCESSES_MAX",
    "PURPOSES",
    "WAYS",
    "AccessShown",
    "ChainShown",
    "accesses_of",
    "all_accesses",
    "chain_shown",
    "oversees",
    "purpose_said",
    "require_sees_accesses",
    "sees_accesses",
]
