"""Telling who may erase that sealed content is kept beyond its time, or will be soon (protocol 7.3, 12.20).

Nothing is erased by it: that stays an act of somebody, whom a court's order or an open complaint can tell to wait.
"""

from typing import Final

from jisr.base import FrameworkId, Instant
from jisr.node import models
from jisr.node.queries.checks import DAY_SECONDS
from jisr.node.queries.erased import ERASE
from jisr.node.queries.holders import admitted_to
from jisr.node.queries.reading import reading
from jisr.node.queries.retention import kept_in

SOON, OVER = "keepsoon", "keepover"
# So long before the end it is told (a proposal): time to ask whether something stands against erasing.
SOON_DAYS: Final = 60


def notice_keeping(framework: FrameworkId, *, now: Instant) -> int:
    """Record of each dossier that its time of keeping ends soon, then that it is over; end what is so no more.

    Give how many are new. Without a date of their own: nobody is woken by them, and they are repeated until seen.
    """
    made, told, held = 0, set(), reading(framework)
    by = Instant(now + SOON_DAYS * DAY_SECONDS)
    for kept in kept_in(held, by=by):
        if kept.until > by:
            continue
        docket = held.docket(kept.dossier)
        row, is_new = models.Notice.objects.get_or_create(
            framework_id=framework,
            dossier=kept.dossier,
            kind=OVER if kept.until <= now else SOON,
            # A dossier that was opened again and closed is kept anew.
            about=str(kept.until),
            defaults={
                "mandates": sorted(admitted_to(docket.compiled.steps[ERASE], docket)),
                "due": None,
                "made_at": now,
                "next_at": now,
            },
        )
        made += is_new
        told.add(row.pk)
    over = models.Notice.objects.filter(framework=framework, kind__in=(SOON, OVER), is_open=True).exclude(pk__in=told)
    over.update(is_open=False, settled_at=now)
    return made


__all__ = ["OVER", "SOON", "notice_keeping"]
