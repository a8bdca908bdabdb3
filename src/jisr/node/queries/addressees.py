"""Which officers of this party a notice is for: by mandates, by duty, by who holds the file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jisr.base import DossierId, Instant
from jisr.kernel import Docket
from jisr.node import models
from jisr.node.queries.duty import DEPUTY, HEAD, lead_of, on_duty, substitute_of
from jisr.node.queries.postings import narrowed, postings_now
from jisr.node.queries.reading import Reading, may_know, own_party
from jisr.node.queries.sight import named_in
from jisr.rules import ANY_MANDATE, CLOCK_MANDATE, EACH

DUTY_ROUND, DEPUTY_ROUND, HEAD_ROUND = 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """An officer who is told, and for whom, where it is a colleague who is away."""

    officer: models.Officer
    instead_of: models.Officer | None = None


def mandates_in(docket: Docket) -> list[str]:
    """Give the mandates by which our side may act in a dossier; `*` where that cannot be said here."""
    if docket.compiled is None:
        return [ANY_MANDATE]
    side = docket.compiled.side_of(own_party(), docket.sides) or EACH
    admitted = {
        each for step in docket.compiled.steps.values() if step.act is not None for each in step.by.get(side, ())
    }
    found = sorted(admitted - {CLOCK_MANDATE})
    return found or [ANY_MANDATE]


def postings_for(held: Reading, notice: models.Notice) -> dict[str, list[models.Officer]]:
    """Give the officers who may act under one of a notice's mandates and see what it is about, by authority."""
    docket, mandates = held.shelf.docket(DossierId(notice.dossier)), notice.mandates
    named = named_in(docket, own_party()) if docket is not None else None
    size = held.logs.tails[own_party()].size
    rows = postings_now(held.row.pk).select_related("officer")
    found: dict[str, list[models.Officer]] = {}
    for row in rows.order_by("authority", "officer__username"):
        usable = narrowed(row, held.register.mandates(held.framework, own_party(), row.authority, size))
        if named is not None and not usable & named:
            continue
        if usable and (ANY_MANDATE in mandates or usable & set(mandates)):
            found.setdefault(row.authority, []).append(row.officer)
    return found


def addressees(held: Reading, notice: models.Notice, number: int, at: Instant) -> list[Addressee]:
    """Give whom a notice is for in a round; from the round after the head's on, all of them again."""
    posted = postings_for(held, notice)
    found: list[models.Officer] = []
    if number == DUTY_ROUND or number > HEAD_ROUND:
        for authority, officers in posted.items():
            found += _first(held, notice, authority, officers, at)
    for role, its_round in ((DEPUTY, DEPUTY_ROUND), (HEAD, HEAD_ROUND)):
        if number == its_round or number > HEAD_ROUND:
            leads = (lead_of(authority, role) for authority in posted)
            # Who holds no post in the framework, or does not see the dossier, is told nothing of it.
            found += [each for each in leads if each is not None and _is_posted(held, notice, each)]
    return _substituted(held, notice, found, at)


def _first(
    held: Reading, notice: models.Notice, authority: str, officers: Sequence[models.Officer], at: Instant
) -> list[models.Officer]:
    """Give who is told first: on duty, and whose file it is; all officers of the authority where nobody is."""
    known = {each.pk for each in officers}
    duty = [each for each in on_duty(authority, at) if each.pk in known]
    holding = models.Holding.objects.filter(
        framework=held.row, dossier=notice.dossier, authority=authority, ended_at=None, officer__in=known
    )
    holders = [each.officer for each in holding.select_related("officer")]
    return [*(duty or officers), *holders]


def _is_posted(held: Reading, notice: models.Notice, officer: models.Officer) -> bool:
    """Say whether an officer has a post here, and sees what a notice is about."""
    return may_know(officer, held.row.pk, notice.dossier)


def _substituted(
    held: Reading, notice: models.Notice, officers: Iterable[models.Officer], at: Instant
) -> list[Addressee]:
    """Put who stands in in the place of who is away, if that colleague sees the dossier, too."""
    found: dict[int, Addressee] = {}
    for each in officers:
        one = substitute_of(each, at)
        if one.pk == each.pk or not _is_posted(held, notice, one):
            found[each.pk] = Addressee(officer=each)
        else:
            found.setdefault(one.pk, Addressee(officer=one, instead_of=each))
    return list(found.values())


def may_see(held: Reading, notice: models.Notice, officer: models.Officer) -> bool:
    """Say whether a notice is an officer's business: it was addressed to them, or their post may act in it.

    Who does not see the dossier any more is told nothing of it, whatever was addressed before.
    """
    if not _is_posted(held, notice, officer):
        return False
    if models.Addressed.objects.filter(notice=notice, officer=officer).exists():
        return True
    posted = postings_for(held, notice)
    return any(officer.pk == each.pk for officers in posted.values() for each in officers)


__all__ = [
    "DEPUTY_ROUND",
    "DUTY_ROUND",
    "HEAD_ROUND",
    "Addressee",
    "addressees",
    "mandates_in",
    "may_see",
    "postings_for",
]
