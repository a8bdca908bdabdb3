"""Whose file a dossier is in this node: an officer's own, what is offered, what a colleague on leave has left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from jisr.base import Instant
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.errors import UnknownThing
from jisr.node.queries.duty import officers_of, stood_in_for
from jisr.node.queries.headings import dossier_heading
from jisr.node.queries.notices import named
from jisr.node.queries.people import authority_name
from jisr.node.queries.postings import posted, postings_of
from jisr.node.queries.reading import Reading, reading
from jisr.node.queries.sight import only_seen


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingShown:
    """A file: the dossier, who holds it for which authority since when, and to whom it is offered."""

    number: int
    framework: str
    dossier: str
    title: str
    authority: str
    authority_name: str
    holder: str
    is_mine: bool
    since: Instant
    offered_to: str
    note: str
    colleagues: tuple[models.Officer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MyFiles:
    """An officer's files, what is offered to them, and those of colleagues for whom they stand in."""

    mine: Sequence[HoldingShown]
    offered: Sequence[HoldingShown]
    stood_in: Sequence[HoldingShown]


def files_of(officer: models.Officer) -> MyFiles:
    """Give an officer's files."""
    # A file may lie in a framework in which the officer has no post, or none any more: nothing of it is shown.
    rows = models.Holding.objects.filter(ended_at=None, framework__in=postings_of(officer).values("framework"))
    places = rows.values_list("framework", flat=True).distinct()
    rows = only_seen(rows, [reading(each, by=officer).sight for each in places])
    rows = rows.select_related("officer", "offered_to").order_by("-since", "-pk")
    away = stood_in_for(officer, CLOCK.now())
    return MyFiles(
        mine=_shown(rows.filter(officer=officer), officer),
        offered=_shown(rows.filter(offered_to=officer), officer),
        stood_in=_shown(rows.filter(officer__in=away), officer),
    )


def _shown(rows: Iterable[models.Holding], officer: models.Officer) -> list[HoldingShown]:
    opened: dict[str, Reading] = {}
    found = []
    for row in rows:
        if row.framework_id not in opened:
            opened[row.framework_id] = reading(row.framework_id)
        found.append(_one(row, officer, _title(opened[row.framework_id], row.dossier), officers_of([row.authority])))
    return found


def _title(held: Reading, code: str) -> str:
    try:
        return dossier_heading(held.docket(code)).title
    except UnknownThing:
        return code


def _one(
    row: models.Holding, officer: models.Officer, title: str, colleagues: Sequence[models.Officer]
) -> HoldingShown:
    return HoldingShown(
        number=row.pk,
        framework=row.framework_id,
        dossier=row.dossier,
        title=title,
        authority=row.authority,
        authority_name=authority_name(row.authority),
        holder=named(row.officer),
        is_mine=row.officer_id == officer.pk,
        since=Instant(row.since),
        offered_to="" if row.offered_to is None else named(row.offered_to),
        note=row.note,
        colleagues=tuple(each for each in colleagues if each.pk != row.officer_id),
    )


HELD = "SELECT id FROM holding WHERE framework_id = %s AND dossier = %s AND ended_at IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """Who holds a dossier here, and for which of the officer's authorities nobody does yet."""

    held: tuple[HoldingShown, ...]
    free: tuple[tuple[str, str], ...]


def taking_of(framework: str, dossier: str, officer: models.Officer) -> Taking:
    """Give who holds a dossier, as its page shows it."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, (framework, dossier))
        numbers = [number for (number,) in cursor.fetchall()]
    held = [_one(each, officer, "", ()) for each in _numbered(numbers)] if numbers else []
    taken = {each.authority for each in held}
    codes = [each.authority for each in posted(officer, framework) if each.authority not in taken]
    return Taking(held=tuple(held), free=tuple((each, authority_name(each)) for each in codes))


def _numbered(numbers: Sequence[int]) -> Iterable[models.Holding]:
    rows = models.Holding.objects.filter(pk__in=numbers)
    return rows.select_related("officer", "offered_to").order_by("authority")


__all__ = ["HoldingShown", "MyFiles", "Taking", "files_of", "taking_of"]
