"""The page of an authority's rota: four weeks day by day, gaps as gaps, who leads, who changed what."""

from dataclasses import dataclass
from datetime import timedelta

from jisr.base import N_, Instant
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.clock import CLOCK
from jisr.node.hours import DAY_SECONDS, day_start, local
from jisr.node.queries.duty import (
    DEPUTY,
    HEAD,
    Span,
    authorities_of,
    changes_of,
    lead_of,
    officers_of,
    on_duty,
    spans,
    stood_in_for,
    turns_of,
)
from jisr.node.queries.notices import named
from jisr.node.queries.people import authority_name

DAYS_SHOWN = 28
DAYS_A_WEEK = 7
CHANGES_SHOWN = 30
CHANGES = {
    "turn_put": N_("%(by)s put %(officer)s on duty"),
    "turn_ended": N_("%(by)s took a duty of %(officer)s out"),
    "deputy_put": N_("%(by)s named %(officer)s deputy"),
    "deputy_ended": N_("%(by)s ended the deputyship of %(officer)s"),
    "head_put": N_("%(by)s named %(officer)s head"),
    "head_ended": N_("%(by)s ended the headship of %(officer)s"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A part of a day with who is on duty in it; a gap where nobody is. Times are on the reader's wall."""

    begins: str
    ends: str
    is_all_day: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaDay:
    """A day of a rota."""

    day: str
    watches: tuple[Watch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A time in which nobody is on duty."""

    start: Instant
    end: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnShown:
    """An entry of a rota as it was put in."""

    number: int
    name: str
    starts: str
    ends: str
    zone: str
    is_weekly: bool
    until: str
    put_by: str
    put_at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeShown:
    """A change of a rota, said."""

    words: str
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaPage:
    """A rota: now, the next four weeks, what it is made of, who changed it."""

    authority: str
    name: str
    zone: str
    now: tuple[str, ...]
    deputy: models.Officer | None
    head: models.Officer | None
    # Each begins on a Monday; what is before today or after the four weeks is none.
    weeks: tuple[tuple[RotaDay | None, ...], ...]
    gaps: tuple[Gap, ...]
    turns: tuple[TurnShown, ...]
    changes: tuple[ChangeShown, ...]
    officers: tuple[models.Officer, ...]


def rota_page(authority: str, zone: str) -> RotaPage:
    """Give an authority's rota for the next four weeks, on a reader's wall."""
    now = CLOCK.now()
    first = local(now, zone).date()
    bounds = [day_start(first + timedelta(days=each), zone) for each in range(DAYS_SHOWN + 1)]
    found = spans(authority, bounds[0], bounds[-1])
    return RotaPage(
        authority=authority,
        name=authority_name(authority),
        zone=zone,
        now=tuple(named(each) for each in on_duty(authority, now)),
        deputy=lead_of(authority, DEPUTY),
        head=lead_of(authority, HEAD),
        weeks=_weeks([_day(a, b, found, zone) for a, b in zip(bounds, bounds[1:], strict=False)], first.weekday()),
        gaps=tuple(
            Gap(start=max(each.start, now), end=each.end) for each in found if not each.officers and each.end > now
        ),
        turns=tuple(_turn(each) for each in turns_of(authority)),
        changes=tuple(
            ChangeShown(
                words=_(CHANGES[each.what]) % {"by": named(each.by), "officer": named(each.officer)}, at=each.at
            )
            for each in changes_of(authority, CHANGES_SHOWN)
        ),
        officers=tuple(officers_of([authority])),
    )


def _weeks(days: list[RotaDay], before: int) -> tuple[tuple[RotaDay | None, ...], ...]:
    """Lay days out in weeks, the first of which has so many days before today."""
    cells: list[RotaDay | None] = [*[None] * before, *days]
    cells += [None] * (-len(cells) % DAYS_A_WEEK)
    return tuple(tuple(cells[at : at + DAYS_A_WEEK]) for at in range(0, len(cells), DAYS_A_WEEK))


def _day(start: Instant, end: Instant, found: list[Span], zone: str) -> RotaDay:
    parts = [
        (max(each.start, start), min(each.end, end), each) for each in found if each.start < end and each.end > start
    ]
    return RotaDay(
        day=local(start, zone).date().isoformat(),
        watches=tuple(
            Watch(
                begins=local(a, zone).strftime("%H:%M"),
                # A day ends with its midnight, not with the first minute of the next.
                ends="24:00" if b == end else local(b, zone).strftime("%H:%M"),
                is_all_day=a == start and b == end,
                names=tuple(named(officer) for officer in each.officers),
            )
            for a, b, each in parts
        ),
    )


def _turn(turn: models.Turn) -> TurnShown:
    return TurnShown(
        number=turn.pk,
        name=named(turn.officer),
        starts=turn.starts,
        ends=turn.ends,
        zone=turn.zone,
        is_weekly=turn.is_weekly,
        until=turn.until,
        put_by=named(turn.put_by),
        put_at=Instant(turn.put_at),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaLine:
    """One authority's rota in a list: who is on duty now, and the first gap of the next four weeks."""

    authority: str
    name: str
    now: tuple[str, ...]
    gap: Gap | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveShown:
    """A leave with who stands in; its last day is the one that ends with it."""

    number: int
    substitute: str
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavesPage:
    """An officer's authorities with their rotas, the officer's leaves, and for whom they stand in."""

    rotas: tuple[RotaLine, ...]
    leaves: tuple[LeaveShown, ...]
    stands_in_for: tuple[str, ...]
    colleagues: tuple[models.Officer, ...]


def leaves_page(officer: models.Officer) -> LeavesPage:
    """Give an officer's rotas and leaves."""
    now = CLOCK.now()
    authorities = authorities_of(officer)
    leaves = models.Leave.objects.filter(officer=officer, ended_at=None, ends__gt=now).select_related("substitute")
    return LeavesPage(
        rotas=tuple(_line(each, now) for each in authorities),
        leaves=tuple(
            LeaveShown(
                number=each.pk,
                substitute=named(each.substitute),
                first=local(each.starts, officer.zone).date().isoformat(),
                last=local(each.ends - 1, officer.zone).date().isoformat(),
            )
            for each in leaves.order_by("starts", "pk")
        ),
        stands_in_for=tuple(named(each) for each in stood_in_for(officer, now)),
        colleagues=tuple(each for each in officers_of(authorities) if each.pk != officer.pk),
    )


def _line(authority: str, now: Instant) -> RotaLine:
    found = spans(authority, now, now + DAYS_SHOWN * DAY_SECONDS)
    gap = next((Gap(start=each.start, end=each.end) for each in found if not each.officers), None)
    first = found[0]
    return RotaLine(
        authority=authority,
        name=authority_name(authority),
        now=tuple(named(each) for each in first.officers),
        gap=gap,
    )


__all__ = ["LeavesPage", "RotaPage", "leaves_page", "rota_page"]
