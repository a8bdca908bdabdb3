"""The morning's e-mail: what waits, is late, is due, and how much the other sides have done. Counts and links."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from jisr.base import Instant
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.home import Home
from jisr.node.hours import is_working_day, local, minute_of
from jisr.node.letters import Tally, letter_of_digest
from jisr.node.queries.openings import posts_of
from jisr.node.queries.postings import frameworks_of
from jisr.node.queries.reading import Reading, own_party, reading
from jisr.node.queries.sight import only_seen, only_seen_of
from jisr.node.services.outbox import DIGEST, put_mail
from jisr.rules import ANY_MANDATE

WEEK_SECONDS = 7 * 86_400
DATE = "date"
# What somebody may do; what is promised by a day is late or due, and waits for nobody before.
TASKS = ("answer", "contest", "window")


def write_digests(home: Home, *, now: Instant | None = None) -> int:
    """Put the digests into the outbox whose hour has come, one a day and officer; give how many."""
    at = CLOCK.now() if now is None else now
    wanted = models.Reach.objects.filter(has_digest=True, has_mail=True, officer__is_active=True)
    rows = wanted.exclude(confirmed_at=None).select_related("officer")
    return sum(_write(home, each, at) for each in rows if _is_time(each, at))


def _is_time(reach: models.Reach, at: Instant) -> bool:
    zone = reach.officer.zone
    wall = local(at, zone)
    has_come = minute_of(wall) >= reach.digest_at and is_working_day(at, zone)
    return has_come and reach.digest_day != wall.date().isoformat()


def _write(home: Home, reach: models.Reach, at: Instant) -> int:
    officer, day = reach.officer, local(at, reach.officer.zone).date().isoformat()
    with transaction.atomic():
        # Whoever notes the day writes the digest.
        mine = models.Reach.objects.filter(pk=reach.pk, digest_day=reach.digest_day)
        sizes = _sizes(officer)
        if not mine.update(digest_day=day, digest_sizes=sizes):
            return 0
        tally = tally_of(officer, at, since=reach.digest_sizes)
        if tally.is_empty and not reach.has_empty_digest:
            return 0
        letter = letter_of_digest(officer, tally)
        key = f"digest/{officer.pk}/{day}"
        put_mail(home, officer, letter, key=key, kind=DIGEST, to=reach.email, is_urgent=False, now=at)
    return 1


def _frameworks(officer: models.Officer) -> list[str]:
    return frameworks_of(officer)


def _sizes(officer: models.Officer) -> dict[str, int]:
    """Give how much of each other log is here, by framework and party."""
    logs = models.Log.objects.filter(framework__in=_frameworks(officer)).exclude(party=own_party())
    return {f"{each.framework_id}/{each.party}": each.size for each in logs}


def tally_of(officer: models.Officer, at: Instant, *, since: dict[str, int]) -> Tally:
    """Count what a digest says."""
    waiting = late = due_soon = open_notices = 0
    done = []
    for framework in _frameworks(officer):
        held = reading(framework, by=officer)
        mandates = {each for post in posts_of(officer, held) for each in post.mandates}
        rows = list(only_seen(models.Waiting.objects.filter(framework=framework, party=own_party()), [held.sight]))
        mine = [each for each in rows if ANY_MANDATE in each.mandates or mandates & set(each.mandates)]
        # A proposal that bears a window is two rows and one matter.
        waiting += len({(each.dossier, each.about) for each in mine if each.kind in TASKS})
        dated = [each for each in mine if each.due is not None and each.kind == DATE]
        late += sum(each.due <= at for each in dated if each.due is not None)
        ending = {(each.dossier, each.about) for each in mine if _ends_soon(each, at)}
        due_soon += len(ending)
        notices = models.Notice.objects.filter(framework=framework, is_open=True, addressed__officer=officer)
        open_notices += only_seen(notices, [held.sight]).distinct().count()
        done.append((framework, _done(held, since)))
    return Tally(waiting=waiting, late=late, due_soon=due_soon, open_notices=open_notices, done=tuple(done))


def _ends_soon(row: models.Waiting, at: Instant) -> bool:
    return row.due is not None and at < row.due <= at + WEEK_SECONDS


def _done(held: Reading, since: dict[str, int]) -> int:
    """Count the acts of other sides in dossiers that came since the last digest; of the first digest, none are new."""
    count, framework = 0, held.row.pk
    logs: Iterable[models.Log] = models.Log.objects.filter(framework=framework).exclude(party=own_party())
    for log in logs:
        begin = since.get(f"{framework}/{log.party}", log.size)
        rows = models.Entry.objects.filter(~Q(dossier=""), log=log, seq__gte=begin).exclude(act="ack")
        count += only_seen_of(rows, held.sight).count()
    return count


__all__ = ["tally_of", "write_digests"]
