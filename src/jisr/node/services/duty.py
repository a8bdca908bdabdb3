"""Changing a rota, naming who leads, going on leave: each change is kept with who made it and when."""

from datetime import date, datetime, timedelta

from django.db import transaction

from jisr.base import N_, Instant, JisrError
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.errors import NotYours, UnknownThing
from jisr.node.hours import DAY_SECONDS, WALL, day_start, instant_of, is_zone
from jisr.node.queries.duty import ROLES, authorities_of, officers_of

TURN_DAYS_MAX = 31
WEEKLY_DAYS_MAX = 7
LEAVE_DAYS_MAX = 400
TURNS_MAX = 200
# Whatever lies further off was mistyped; near the ends of the calendar nothing could be counted from it.
YEARS = range(2000, 2200)


class WrongTimes(JisrError):
    """Times of a turn or of a leave that cannot be."""

    advice = N_("Correct the times and send the form again; nothing was changed.")


def require_member(authority: str, officer: models.Officer) -> None:
    """Raise NotYours unless an officer holds a post in an authority: its rota is its own."""
    if authority not in authorities_of(officer):
        raise NotYours(N_("%(officer)s has no post in %(authority)s"), officer=officer.username, authority=authority)


def add_turn(
    authority: str,
    *,
    officer: models.Officer,
    starts: datetime,
    ends: datetime,
    is_weekly: bool = False,
    until: str = "",
    by: models.Officer,
    now: Instant | None = None,
) -> models.Turn:
    """Put an officer on duty; times are on the wall of whoever enters them. Sent twice it is put once."""
    require_member(authority, by)
    if officer.pk not in {each.pk for each in officers_of([authority])}:
        raise NotYours(N_("%(officer)s has no post in %(authority)s"), officer=officer.username, authority=authority)
    if starts.year not in YEARS or ends.year not in YEARS:
        raise WrongTimes(N_("beginning or end is missing, or is no real time"))
    zone = by.zone if is_zone(by.zone) else "UTC"
    seconds = instant_of(ends, zone) - instant_of(starts, zone)
    most = WEEKLY_DAYS_MAX if is_weekly else TURN_DAYS_MAX
    if seconds <= 0:
        raise WrongTimes(N_("the duty ends before it begins"))
    if seconds > most * DAY_SECONDS:
        raise WrongTimes(N_("a duty lasts at most %(days)s days; a weekly one 7"), days=most)
    if is_weekly and until and until < starts.date().isoformat():
        raise WrongTimes(N_("the last week is before the first"))
    with transaction.atomic():
        open_turns = models.Turn.objects.select_for_update().filter(authority=authority, ended_at=None)
        told = {
            "officer": officer,
            "zone": zone,
            "starts": starts.strftime(WALL),
            "ends": ends.strftime(WALL),
            "is_weekly": is_weekly,
            "until": until if is_weekly else "",
        }
        same = open_turns.filter(**told).first()
        if same is not None:
            return same
        if open_turns.count() >= TURNS_MAX:
            raise WrongTimes(N_("a rota holds at most %(count)s duties; take old ones out"), count=TURNS_MAX)
        return models.Turn.objects.create(authority=authority, put_by=by, put_at=_at(now), **told)


def end_turn(number: int, *, by: models.Officer, now: Instant | None = None) -> models.Turn:
    """Take an entry out of a rota; it is kept that it was there."""
    turn = models.Turn.objects.filter(pk=number).first()
    if turn is None:
        raise UnknownThing(N_("no such duty of a rota"))
    require_member(turn.authority, by)
    models.Turn.objects.filter(pk=number, ended_at=None).update(ended_by=by, ended_at=_at(now))
    return turn


def name_lead(
    authority: str, role: str, *, officer: models.Officer | None, by: models.Officer, now: Instant | None = None
) -> None:
    """Name the deputy or the head of an authority, or nobody; who was named before is kept with when it ended."""
    require_member(authority, by)
    if role not in ROLES:
        raise UnknownThing(N_("no role %(role)s"), role=role, known=ROLES)
    if officer is not None and officer.pk not in {each.pk for each in officers_of([authority])}:
        raise NotYours(N_("%(officer)s has no post in %(authority)s"), officer=officer.username, authority=authority)
    with transaction.atomic():
        before = models.Lead.objects.select_for_update().filter(authority=authority, role=role, ended_at=None)
        if officer is not None and before.filter(officer=officer).exists():
            return
        before.update(ended_by=by, ended_at=_at(now))
        if officer is not None:
            models.Lead.objects.create(authority=authority, role=role, officer=officer, put_by=by, put_at=_at(now))


def go_on_leave(
    officer: models.Officer, *, substitute: models.Officer, first: date, last: date, now: Instant | None = None
) -> models.Leave:
    """Keep that an officer is away, whole days in the officer's zone, and a colleague of the authority stands in."""
    at = _at(now)
    if first.year not in YEARS or last.year not in YEARS:
        raise WrongTimes(N_("the first or the last day is missing, or is no real day"))
    starts, ends = day_start(first, officer.zone), day_start(last + timedelta(days=1), officer.zone)
    shared = set(authorities_of(officer)) & set(authorities_of(substitute))
    if substitute.pk == officer.pk or not shared or not substitute.is_active:
        raise NotYours(N_("%(officer)s shares no authority with you"), officer=substitute.username)
    if ends <= starts or ends <= at:
        raise WrongTimes(N_("the leave ends before it begins, or is over already"))
    if ends - starts > LEAVE_DAYS_MAX * DAY_SECONDS:
        raise WrongTimes(N_("a leave lasts at most %(days)s days"), days=LEAVE_DAYS_MAX)
    row, _ = models.Leave.objects.get_or_create(
        officer=officer, substitute=substitute, starts=starts, ends=ends, ended_at=None, defaults={"put_at": at}
    )
    return row


def end_leave(number: int, *, officer: models.Officer, now: Instant | None = None) -> None:
    """Keep that an officer is back."""
    rows = models.Leave.objects.filter(pk=number, officer=officer)
    if not rows.exists():
        raise UnknownThing(N_("no such leave of yours"))
    rows.filter(ended_at=None).update(ended_at=_at(now))


def _at(now: Instant | None) -> Instant:
    return CLOCK.now() if now is None else now


__all__ = ["WrongTimes", "add_turn", "end_leave", "end_turn", "go_on_leave", "name_lead", "require_member"]
