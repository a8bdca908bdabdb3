"""Protective acts that were released while the own log is in doubt, and wait to be written (protocol 9.6, 12.42)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from jisr.base import Instant, Phrase
from jisr.kernel import Docket
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.noted import read_noted
from jisr.node.queries.holders import posts_of
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.words import act_label
from jisr.node.soundness import log_doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedShown:
    """A released act that waits, as officers of its dossier see it; `because`: what stands against it now."""

    number: int
    act: str
    label: str
    by: str
    authority: str
    at: Instant
    reason: str
    because: str
    may_take_back: bool


def released_in(framework: str | None = None) -> QuerySet[models.Released]:
    """Give the released acts that wait, in one framework or in all."""
    rows = models.Released.objects.filter(written="", taken_back_by=None)
    return rows if framework is None else rows.filter(framework=framework)


def released_of(held: Reading, docket: Docket, officer: models.Officer) -> list[ReleasedShown]:
    """Give the released acts that wait in a dossier, oldest first."""
    rows = released_in(held.row.pk).filter(dossier=docket.id).select_related("officer").order_by("pk")
    return list(_shown(rows, held, docket, officer))


def _shown(
    rows: QuerySet[models.Released], held: Reading, docket: Docket, officer: models.Officer
) -> Iterator[ReleasedShown]:
    for row in rows:
        posts = (each for each in posts_of(officer, held) if each.authority == row.authority)
        yield ReleasedShown(
            number=row.pk,
            act=row.act,
            label=act_label(docket.compiled, row.act),
            by=row.officer.name,
            authority=row.authority,
            at=Instant(row.at),
            reason=row.reason,
            because=read_noted(row.trouble).said_in(_) if row.trouble else "",
            may_take_back=any(row.mandate in each.mandates for each in posts),
        )


def own_doubt(held: Reading) -> Phrase | None:
    """Say why this party's log may not be the one that left the machine; None: it is, and acts are written."""
    doubted = log_doubt(held.rows[own_party()])
    return None if doubted is None else doubted.because


__all__ = ["ReleasedShown", "own_doubt", "released_in", "released_of"]
