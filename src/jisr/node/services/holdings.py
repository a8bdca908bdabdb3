"""Taking files on and handing them over within an authority: node-local, and no act depends on it."""

from django.db import IntegrityError, transaction

from jisr.base import N_, Instant, JisrError
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.errors import NotYours, UnknownThing
from jisr.node.queries.duty import stood_in_for
from jisr.node.queries.postings import postings_of
from jisr.node.queries.reading import may_know

NOTE_CHARACTERS_MAX = 1_000


class FileTaken(JisrError):
    """Another officer of the authority holds the file."""

    advice = N_("Ask %(holder)s to hand it over; acts do not depend on it.")

    def __init__(self, dossier: str, holder: str) -> None:
        self.holder = holder
        super().__init__(N_("%(holder)s holds the file %(dossier)s"), holder=holder, dossier=dossier)


class NoteTooLong(JisrError):
    """A note for the colleague is too long."""

    advice = N_("Shorten it to at most 1,000 characters; what is to stay belongs into the dossier.")


def take_on(
    framework: str, dossier: str, authority: str, *, officer: models.Officer, now: Instant | None = None
) -> models.Holding:
    """Take a dossier on for an authority; who holds it already keeps it, as long as that officer has the post."""
    _require_post(framework, authority, officer)
    if not models.Dossier.objects.filter(framework=framework, code=dossier).exists():
        raise UnknownThing(N_("no dossier %(dossier)s in %(framework)s"), dossier=dossier, framework=framework)
    at = CLOCK.now() if now is None else now
    row = _held(framework, dossier, authority)
    if row is not None and not _has_post(framework, authority, row.officer):
        # Who has no post any more could not even hand it over.
        models.Holding.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at)
        row = None
    if row is None:
        try:
            with transaction.atomic():
                return models.Holding.objects.create(
                    framework_id=framework, dossier=dossier, authority=authority, officer=officer, since=at
                )
        except IntegrityError:
            row = _held(framework, dossier, authority)
    if row is not None and row.officer_id != officer.pk:
        raise FileTaken(dossier, row.officer.name or row.officer.username)
    assert row is not None, "a file that cannot be taken on is held"
    return row


def offer(
    number: int, *, to: models.Officer, note: str, officer: models.Officer, now: Instant | None = None
) -> models.Holding:
    """Offer a file to a colleague of the authority; it stays with its holder until the colleague accepts."""
    row = _mine(number, officer, CLOCK.now() if now is None else now)
    _require_post(row.framework_id, row.authority, to)
    if not may_know(to, row.framework_id, row.dossier):
        words = N_("%(officer)s holds no mandate of the file %(dossier)s")
        raise NotYours(words, officer=to.username, dossier=row.dossier)
    if len(note) > NOTE_CHARACTERS_MAX:
        raise NoteTooLong(N_("the note has %(count)s characters"), count=len(note))
    if to.pk == row.officer_id:
        raise NotYours(N_("the file %(dossier)s is with that colleague already"), dossier=row.dossier)
    row.offered_to, row.note, row.offered_at = to, note, CLOCK.now() if now is None else now
    row.save(update_fields=["offered_to", "note", "offered_at"])
    return row


def accept(number: int, *, officer: models.Officer, now: Instant | None = None) -> models.Holding:
    """Accept a file that was offered: from now on it is this officer's."""
    at = CLOCK.now() if now is None else now
    with transaction.atomic():
        row = models.Holding.objects.select_for_update().filter(pk=number, offered_to=officer, ended_at=None).first()
        if row is None or not may_know(officer, row.framework_id, row.dossier):
            raise UnknownThing(N_("no such file is offered to you"))
        _require_post(row.framework_id, row.authority, officer)
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        return models.Holding.objects.create(
            framework_id=row.framework_id,
            dossier=row.dossier,
            authority=row.authority,
            officer=officer,
            since=at,
            note=row.note,
        )


def give_back(number: int, *, officer: models.Officer, now: Instant | None = None) -> None:
    """Lay a file down: nobody holds it any more."""
    at = CLOCK.now() if now is None else now
    row = _mine(number, officer, at)
    models.Holding.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at)


def _held(framework: str, dossier: str, authority: str) -> models.Holding | None:
    rows = models.Holding.objects.filter(framework=framework, dossier=dossier, authority=authority, ended_at=None)
    return rows.select_related("officer").first()


def _mine(number: int, officer: models.Officer, at: Instant) -> models.Holding:
    """Give a file of the officer, or of a colleague for whom the officer stands in."""
    holders = [officer, *stood_in_for(officer, at)]
    posted = postings_of(officer).values("framework")
    row = models.Holding.objects.filter(pk=number, officer__in=holders, ended_at=None, framework__in=posted).first()
    if row is None or not may_know(officer, row.framework_id, row.dossier):
        raise UnknownThing(N_("no such file is yours"))
    return row


def _has_post(framework: str, authority: str, officer: models.Officer) -> bool:
    return postings_of(officer, framework).filter(authority=authority).exists()


def _require_post(framework: str, authority: str, officer: models.Officer) -> None:
    if not _has_post(framework, authority, officer):
        raise NotYours(N_("%(officer)s has no post in %(authority)s"), officer=officer.username, authority=authority)


__all__ = ["FileTaken", "NoteTooLong", "accept", "give_back", "offer", "take_on"]
