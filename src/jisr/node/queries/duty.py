"""Who is on duty for an authority, and when nobody is; who leads it; who stands in for whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from jisr.base import Instant
from jisr.node import models
from jisr.node.hours import WALL, instant_of, local
from jisr.node.queries.postings import postings_now, postings_of

DEPUTY, HEAD = "deputy", "head"
ROLES = (DEPUTY, HEAD)
WEEK = timedelta(days=7)
# A weekly turn is followed this far; a page looks four weeks ahead.
WEEKS_MAX = 60
# Who stands in may be away, too: so far is the way followed.
SUBSTITUTES_MAX = 5


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which officers are on duty; a gap where there are none."""

    start: Instant
    end: Instant
    officers: tuple[models.Officer, ...]


def turns_of(authority: str) -> list[models.Turn]:
    """Give the turns of an authority that hold, the first to begin first."""
    rows = models.Turn.objects.filter(authority=authority, ended_at=None).select_related("officer", "put_by")
    return list(rows.order_by("starts", "pk"))


def occurrences(turn: models.Turn, start: int, end: int) -> list[tuple[Instant, Instant]]:
    """Give the times of a turn that touch a span: on the wall of its zone, whatever the clocks do meanwhile."""
    first, last = (datetime.strptime(each, WALL) for each in (turn.starts, turn.ends))  # noqa: DTZ007  # a wall time
    if not turn.is_weekly:
        times = [(first, last)]
    else:
        # One week before the span begins: the turn may have begun there.
        weeks = max(0, (local(start, turn.zone).replace(tzinfo=None) - last) // WEEK)
        times = [(first + WEEK * each, last + WEEK * each) for each in range(weeks, weeks + WEEKS_MAX)]
        times = [each for each in times if not turn.until or each[0].date().isoformat() <= turn.until]
    found = [(instant_of(a, turn.zone), instant_of(b, turn.zone)) for a, b in times]
    return [(a, b) for a, b in found if a < end and b > start]


def spans(authority: str, start: int, end: int) -> list[Span]:
    """Cut a time into spans by who is on duty; what nobody has is a span without officers."""
    turns = turns_of(authority)
    times = [(a, b, turn.officer) for turn in turns for a, b in occurrences(turn, start, end)]
    bounds = sorted({start, end, *(each for a, b, _ in times for each in (a, b) if start < each < end)})
    found: list[Span] = []
    for begin, stop in zip(bounds, bounds[1:], strict=False):
        here = {officer.pk: officer for a, b, officer in times if a <= begin and b >= stop}
        officers = tuple(here[key] for key in sorted(here))
        if found and found[-1].officers == officers:
            found[-1] = Span(found[-1].start, Instant(stop), officers)
        else:
            found.append(Span(Instant(begin), Instant(stop), officers))
    return found


def on_duty(authority: str, at: int) -> list[models.Officer]:
    """Give who is on duty for an authority at a moment."""
    return [officer for each in spans(authority, at, at + 1) for officer in each.officers]


def lead_of(authority: str, role: str) -> models.Officer | None:
    """Give the deputy or the head of an authority; None where none is named."""
    rows = models.Lead.objects.filter(authority=authority, role=role, ended_at=None).select_related("officer")
    found = rows.first()
    return None if found is None else found.officer


def substitute_of(officer: models.Officer, at: int) -> models.Officer:
    """Give who receives what is for an officer at a moment: the officer, or who stands in."""
    seen = {officer.pk}
    found = officer
    for _ in range(SUBSTITUTES_MAX):
        leave = _leaves(at).filter(officer=found).order_by("-put_at", "-pk").first()
        # A circle of officers who are all away ends with the one who is asked for.
        if leave is None:
            return found
        if leave.substitute_id in seen or not leave.substitute.is_active:
            return officer
        found = leave.substitute
        seen.add(found.pk)
    return found


def stood_in_for(officer: models.Officer, at: int) -> list[models.Officer]:
    """Give the colleagues for whom an officer stands in at a moment."""
    return [each.officer for each in _leaves(at).filter(substitute=officer).order_by("officer__username")]


def _leaves(at: int) -> QuerySet[models.Leave]:
    holds = Q(starts__lte=at, ends__gt=at, ended_at=None)
    return models.Leave.objects.filter(holds).select_related("officer", "substitute")


def authorities_of(officer: models.Officer) -> list[str]:
    """Give the authorities for which an officer holds a post, in any framework."""
    return sorted(set(postings_of(officer).values_list("authority", flat=True)))


def officers_of(authorities: Iterable[str]) -> list[models.Officer]:
    """Give the officers who hold a post in one of some authorities, and can sign in."""
    posted = postings_now().filter(authority__in=list(authorities)).values("officer")
    return list(models.Officer.objects.filter(pk__in=posted).order_by("name", "username"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that was done to a rota: what, about whom, by whom, when."""

    what: str
    officer: models.Officer
    by: models.Officer
    at: Instant


def changes_of(authority: str, limit: int) -> Sequence[Change]:
    """Give what was changed in a rota, the newest first."""
    turns = models.Turn.objects.filter(authority=authority).select_related("officer", "put_by", "ended_by")
    leads = models.Lead.objects.filter(authority=authority).select_related("officer", "put_by", "ended_by")
    rows: list[tuple[models.Turn | models.Lead, str]] = [(each, "turn") for each in turns]
    rows += [(each, each.role) for each in leads]
    found: list[Change] = []
    for row, what in rows:
        found.append(Change(what=f"{what}_put", officer=row.officer, by=row.put_by, at=Instant(row.put_at)))
        if row.ended_at is not None and row.ended_by is not None:
            ended = Instant(row.ended_at)
            found.append(Change(what=f"{what}_ended", officer=row.officer, by=row.ended_by, at=ended))
    return sorted(found, key=lambda each: each.at, reverse=True)[:limit]
