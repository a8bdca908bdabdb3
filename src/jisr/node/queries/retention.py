"""What is kept beyond its time, what was erased, and who has said that it is gone (protocol 7.3, 12.20).

The length is a rule of the own house. It erases nothing by itself: `erase` is an act of somebody, whom a court's
order or an open complaint can tell to wait (docs/decisions/0019).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from jisr.base import Instant
from jisr.kernel import Docket, Standing
from jisr.node import models
from jisr.node.queries.erased import ERASE, ErasedShown, erased_in
from jisr.node.queries.headings import dossier_heading
from jisr.node.queries.holders import Post, post_for_step
from jisr.node.queries.reading import Reading, own_party
from jisr.procedures import PROCEDURES
from jisr.rules import Retention
from jisr.rules.calendars import Length, end_of

# Closed dossiers of which a look asks; those that were closed first are first.
ASKED_MAX: Final = 1_000
DAYS_OF_MONTH_MIN: Final = 28
CONCLUDING: Final = ("act", "concur", "conclude")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A closed dossier in which the own side has sealed content that is not erased, and until when it is kept."""

    framework: str
    dossier: str
    title: str
    procedure: str
    closed: Instant
    until: Instant
    months: int
    source: str
    acts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureShown:
    """One erasure with what became of it here and elsewhere."""

    framework: str
    dossier: str
    item: str
    pieces: int
    # When keys were destroyed on this node, and its store packed; None: not yet.
    destroyed: int | None
    vacuumed: int | None
    shown: ErasedShown


def kept_in(held: Reading, *, by: Instant | None = None) -> Iterator[Kept]:
    """Give what is kept in a framework, closed dossier by closed dossier, that which ends first first.

    `by`: no dossier is opened whose last act alone shows that it is not due by then.
    """
    found = []
    sealed = models.Sealed.objects.filter(log__framework=held.row, log__party=own_party(), erased="")
    codes = set(sealed.values_list("dossier", flat=True).distinct())
    rows = models.Dossier.objects.filter(framework=held.row, is_closed=True, code__in=codes).order_by("moved")
    for code, procedure, moved in rows.values_list("code", "procedure", "moved")[:ASKED_MAX]:
        if by is not None and not _may_be_due(procedure, moved, by):
            continue
        kept = _kept(held, held.docket(code))
        if kept is not None:
            found.append(kept)
    yield from sorted(found, key=lambda each: (each.until, each.dossier))


def _may_be_due(procedure: str, moved: int | None, by: Instant) -> bool:
    """Say whether a dossier that moved last at a time can be due: it is kept so long from the closing."""
    shipped = PROCEDURES.get(procedure)
    if shipped is None or shipped.retention is None or moved is None:
        return False
    return moved + shipped.retention.months * DAYS_OF_MONTH_MIN * 86_400 <= by


def _kept(held: Reading, docket: Docket) -> Kept | None:
    declared, closed = _declared(docket), _closed(docket)
    if declared is None or closed is None:
        return None
    rows = models.Sealed.objects.filter(log__framework=held.row, log__party=own_party(), dossier=docket.id, erased="")
    return Kept(
        framework=held.row.pk,
        dossier=docket.id,
        title=dossier_heading(docket).title,
        procedure=docket.compiled.id,
        closed=closed,
        until=end_of(closed, Length(n=declared.months, unit="months", calendar=None), None, rolls=False),
        months=declared.months,
        source=declared.source,
        acts=rows.values("seq").distinct().count(),
    )


def _declared(docket: Docket) -> Retention | None:
    return docket.compiled.procedure.retention if docket.compiled is not None else None


def _closed(docket: Docket) -> Instant | None:
    """Give the time of the last act that closed a dossier which is closed."""
    if docket.state is None or not docket.state.fact("closed"):
        return None
    closing = (
        deed.time
        for deed in docket.deeds.values()
        if deed.step is not None
        and deed.step.act is not None
        and deed.step.act.closes
        and deed.step.kind in CONCLUDING
        and deed.verdict.standing == Standing.STANDS
        and deed.time is not None
    )
    return max(closing, default=None)


def due_for(held: Reading, posts: Sequence[Post], now: Instant) -> list[Kept]:
    """Give what is kept beyond its time and an officer of these posts may erase."""
    found = []
    for kept in kept_in(held, by=now):
        docket = held.docket(kept.dossier)
        if kept.until <= now and post_for_step(docket.compiled.steps[ERASE], posts, docket) is not None:
            found.append(kept)
    return found


def erasures_in(held: Reading) -> Iterator[ErasureShown]:
    """Give every erasure of a framework, the newest of each party first."""
    rows = models.Erasure.objects.filter(log__framework=held.row).select_related("log").order_by("log__party", "-seq")
    for row in rows:
        entry = f"{row.log.party}.{row.seq}"
        pieces = [each for each in erased_in(held, held.docket(row.dossier)).values() if each.entry == entry]
        if pieces:
            yield ErasureShown(
                framework=held.row.pk,
                dossier=row.dossier,
                item=row.item,
                pieces=len(pieces),
                destroyed=row.destroyed,
                vacuumed=row.vacuumed,
                shown=_together(pieces),
            )


def _together(pieces: Sequence[ErasedShown]) -> ErasedShown:
    """Say of several pieces together: a party has attested when it has of all that it may have held."""
    first = pieces[0]
    lacking = sorted({each for piece in pieces for each in piece.lacking})
    attested = sorted({each for piece in pieces for each in piece.attested} - {*lacking})
    return ErasedShown(
        entry=first.entry,
        at=first.at,
        basis=first.basis,
        party=first.party,
        authority=first.authority,
        attested=tuple(attested),
        lacking=tuple(lacking),
    )


__all__ = ["ErasureShown", "Kept", "due_for", "erasures_in", "kept_in"]
