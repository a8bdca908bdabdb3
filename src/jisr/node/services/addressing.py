"""Addressing notices: first to who is on duty, again to the deputy, then to the head, until somebody says "seen".

A round is made by one process only, whoever else looks; what was addressed is then put into the outbox,
gathered so that nobody gets a mail a second.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from jisr.base import Instant, JisrError
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.events import note_refused
from jisr.node.home import Home
from jisr.node.hours import after_quiet, office_later
from jisr.node.notifying import Waits
from jisr.node.queries.addressees import DEPUTY_ROUND, DUTY_ROUND, HEAD_ROUND, Addressee, addressees, postings_for
from jisr.node.queries.postings import postings_now
from jisr.node.queries.reading import may_know, reading
from jisr.node.services.noticing import PROTECT
from jisr.node.services.outbox import put_hook, put_notices

MINUTE, HOUR = 60, 3_600
# What comes within this time after a mail is gathered into the next.
GATHER_SECONDS = 60
AT_ONCE = 500


def address_due(home: Home, *, now: Instant | None = None) -> int:
    """Make the rounds that are due; give how many officers were addressed."""
    at = CLOCK.now() if now is None else now
    _hurry(home.notifying.waits, at)
    due = models.Notice.objects.filter(is_open=True, next_at__lte=at).order_by("next_at", "pk")
    return sum(_try_to_address(home, each, at) for each in due.select_related("framework")[:AT_ONCE])


def _try_to_address(home: Home, notice: models.Notice, at: Instant) -> int:
    """Make a notice's next round; where its framework cannot be read, others' notices do not wait for it."""
    try:
        return _address(home, notice, at)
    except JisrError as error:
        note_refused("notice.unaddressed", notice=notice.pk, kind=type(error).__name__)
        models.Notice.objects.filter(pk=notice.pk).update(next_at=at + MINUTE)
        return 0


def is_urgent(notice: models.Notice, waits: Waits, at: int) -> bool:
    """Say whether a notice goes out at night, too: it protects somebody, or ends within the hours named."""
    return notice.kind == PROTECT or (notice.due is not None and notice.due - at <= waits.urgent_before_hours * HOUR)


def _hurry(waits: Waits, at: int) -> None:
    """Wait no longer for office hours with what has become urgent meanwhile."""
    soon = at + waits.urgent_before_hours * HOUR
    late = models.Notice.objects.filter(is_open=True, due__lte=soon)
    # Most seconds there are none: nothing is asked of the one who writes.
    if not late.exists():
        return
    longest = max(waits.urgent_deputy_minutes, waits.urgent_head_minutes, waits.urgent_again_minutes)
    # Whoever waits longer than what is urgent does was addressed before it became so.
    late.filter(next_at__gt=at + longest * MINUTE).update(next_at=at)
    models.Addressed.objects.filter(is_handled=False, not_before__gt=at, notice__in=late).update(not_before=at)


def _address(home: Home, notice: models.Notice, at: Instant) -> int:
    """Make a notice's next round, and those after it where there is nobody in it whom a message reaches."""
    waits, urgent = home.notifying.waits, is_urgent(notice, home.notifying.waits, at)
    with transaction.atomic():
        # Whoever counts it up makes the round; another process finds it done.
        mine = models.Notice.objects.filter(pk=notice.pk, round=notice.round, is_open=True, next_at__lte=at)
        if not mine.update(round=F("round") + 1):
            return 0
        held = reading(notice.framework_id)
        number, count = notice.round + 1, 0
        while True:
            found = addressees(held, notice, number, at)
            count += _note(notice, found, number, at, is_urgent=urgent)
            if number == DUTY_ROUND or number > HEAD_ROUND:
                _call_authorities(notice, postings_for(held, notice), number, at)
            if number >= HEAD_ROUND or _is_reached(found):
                break
            number += 1
        wait = _wait(found, number, waits, at, is_urgent=urgent)
        models.Notice.objects.filter(pk=notice.pk).update(round=number, next_at=wait)
    return count


def _note(notice: models.Notice, found: Sequence[Addressee], number: int, at: Instant, *, is_urgent: bool) -> int:
    for each in found:
        models.Addressed.objects.get_or_create(
            notice=notice,
            officer=each.officer,
            round=number,
            defaults={
                "instead_of": each.instead_of,
                "at": at,
                "not_before": at if is_urgent else after_quiet(at, *quiet_of(each.officer)),
            },
        )
    return len(found)


def quiet_of(officer: models.Officer) -> tuple[str, int, int]:
    """Give an officer's zone and quiet hours."""
    reach = reach_of(officer)
    return officer.zone, reach.quiet_from, reach.quiet_until


def reach_of(officer: models.Officer) -> models.Reach:
    """Give how an officer is reached; who has said nothing has what holds for all."""
    return models.Reach.objects.filter(officer=officer).first() or models.Reach(officer=officer)


def has_mail(reach: models.Reach) -> bool:
    """Say whether e-mail reaches an officer: the address is confirmed, and wanted."""
    return bool(reach.email and reach.confirmed_at is not None and reach.has_mail)


def _is_reached(found: Sequence[Addressee]) -> bool:
    """Say whether a message goes out to anybody: who only has the page may not look at it."""
    officers = [each.officer for each in found]
    if models.Hook.objects.filter(officer__in=officers, ended_at=None).exists():
        return True
    return any(has_mail(reach_of(each)) for each in officers)


def _wait(found: Sequence[Addressee], number: int, waits: Waits, at: Instant, *, is_urgent: bool) -> Instant:
    """Say when the next round is due."""
    minutes = {DUTY_ROUND: waits.urgent_deputy_minutes, DEPUTY_ROUND: waits.urgent_head_minutes}
    hours = {DUTY_ROUND: waits.deputy_hours, DEPUTY_ROUND: waits.head_hours}
    if is_urgent:
        return Instant(at + minutes.get(number, waits.urgent_again_minutes) * MINUTE)
    seconds = hours.get(number, waits.again_hours) * HOUR
    quiet = quiet_of(found[0].officer) if found else ("UTC", 18 * 60, 8 * 60)
    return office_later(at, seconds, *quiet)


def _call_authorities(notice: models.Notice, posted: dict[str, list[models.Officer]], number: int, at: Instant) -> None:
    """Tell the programs of the authorities: machines have no night."""
    for hook in models.Hook.objects.filter(authority__in=list(posted), officer=None, ended_at=None):
        put_hook(hook, notice, number, at)


def gather(home: Home, *, now: Instant | None = None) -> int:
    """Put into the outbox what was addressed and may go out now; give how many mails and calls that makes."""
    at = CLOCK.now() if now is None else now
    closed = models.Addressed.objects.filter(is_handled=False, notice__is_open=False)
    if closed.exists():
        closed.update(is_handled=True)
    ready: dict[int, list[models.Addressed]] = defaultdict(list)
    rows = models.Addressed.objects.filter(is_handled=False, not_before__lte=at)
    # Who was suspended or has lost the post or the mandate meanwhile is told nothing any more.
    posted = postings_now(now=at).filter(officer=OuterRef("officer"), framework=OuterRef("notice__framework"))
    gone = list(rows.filter(~Exists(posted)).values_list("pk", flat=True))
    if gone:
        models.Addressed.objects.filter(pk__in=gone).update(is_handled=True)
    unseen = []
    for each in rows.select_related("notice", "officer").order_by("pk")[: AT_ONCE * 4]:
        if may_know(each.officer, each.notice.framework_id, each.notice.dossier):
            ready[each.officer_id].append(each)
        else:
            unseen.append(each.pk)
    if unseen:
        models.Addressed.objects.filter(pk__in=unseen).update(is_handled=True)
    return sum(_gather(home, each, at) for each in ready.values())


def _gather(home: Home, rows: list[models.Addressed], at: Instant) -> int:
    officer = rows[0].officer
    with_mail = has_mail(reach_of(officer))
    mails = models.Delivery.objects.filter(officer=officer, channel="mail", kind="notice")
    # One that has not left yet, or has a moment ago, is not followed by another.
    if with_mail and (mails.filter(is_waiting=True).exists() or mails.filter(made_at__gt=at - GATHER_SECONDS).exists()):
        return 0
    made = 0
    with transaction.atomic():
        keys = [each.pk for each in rows]
        if models.Addressed.objects.filter(pk__in=keys, is_handled=False).update(is_handled=True) != len(keys):
            transaction.set_rollback(True)
            return 0
        for hook in models.Hook.objects.filter(officer=officer, ended_at=None):
            for each in rows:
                put_hook(hook, each.notice, each.round, at)
                made += 1
        if with_mail:
            urgent = any(is_urgent(each.notice, home.notifying.waits, at) for each in rows)
            notices = list({each.notice_id: each.notice for each in rows}.values())
            mail = put_notices(home, officer, notices, key=f"mail/{keys[0]}", is_urgent=urgent, now=at)
            models.Addressed.objects.filter(pk__in=keys).update(delivery=mail)
            made += 1
    return made


def address_all(home: Home, *, now: Instant | None = None) -> None:
    """Make due rounds, then put what may go out into the outbox."""
    address_due(home, now=now)
    gather(home, now=now)


__all__ = ["address_all", "address_due", "gather", "has_mail", "is_urgent", "quiet_of", "reach_of"]
