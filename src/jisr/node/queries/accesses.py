"""Who read which sealed field when and for what: the access log of a dossier (protocol 7.4)."""

from collections.abc import Iterable
from dataclasses import dataclass

from jisr.base import N_, Instant
from jisr.kernel import Docket
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.errors import NotYours
from jisr.node.queries.holders import posts_of
from jisr.node.queries.reading import Reading
from jisr.node.queries.statements import declared_of

# Whose authority sees who has read: the guardian of the person.
GUARDIAN = "guardian"
ACCESSES_MAX = 500
NOT_SHOWN = N_("the readings of a dossier are shown to the guardian's authority and to administrators")
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


def require_sees_accesses(officer: models.Officer, held: Reading) -> None:
    """Raise NotYours for whoever is neither of the guardian's authority nor an administrator."""
    if officer.is_active and officer.administers:
        return
    if not sees_accesses(officer, held):
        raise NotYours(NOT_SHOWN)


def sees_accesses(officer: models.Officer, held: Reading) -> bool:
    """Say whether an officer sees who has read what in a framework."""
    return (officer.is_active and officer.administers) or any(
        GUARDIAN in each.mandates for each in posts_of(officer, held)
    )


def accesses_of(held: Reading, docket: Docket, *, most: int | None = ACCESSES_MAX) -> list[AccessShown]:
    """Give the readings of a dossier's sealed fields, newest first; the newest, or all of them."""
    rows = models.Access.objects.filter(framework=held.row, dossier=docket.id).select_related("officer")
    return list(_shown(docket, rows.order_by("-at", "-pk")[:most]))


def _shown(docket: Docket, rows: Iterable[models.Access]) -> Iterable[AccessShown]:
    for row in rows:
        entry = f"{row.party}.{row.seq}"
        deed = docket.deeds.get(entry)
        declared = declared_of(docket, deed).get(row.field) if deed is not None else None
        yield AccessShown(
            at=Instant(row.at),
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
    "accesses_of",
    "purpose_said",
    "require_sees_accesses",
    "sees_accesses",
]
