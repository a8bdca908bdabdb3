"""What officers see of notices: theirs, open and past, whom each reached when and by which way; and the outbox."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from jisr.base import N_, Instant, Phrase
from jisr.node import models
from jisr.node.agreements import compiled_of
from jisr.node.catalogue import gettext as _
from jisr.node.clock import CLOCK
from jisr.node.noted import read_noted
from jisr.node.queries.people import framework_name
from jisr.node.queries.postings import frameworks_of, postings_of
from jisr.node.queries.reading import reading
from jisr.node.queries.sight import Condition, Sight, only_seen, seen_in

SHOWN_MAX = 50
TITLES = {
    "protect": N_("Another side has protected somebody or something"),
    "window": N_("A window for something irrevocable is open"),
    "answer": N_("A proposal awaits our answer"),
    "period": N_("The last fifth of a period has begun"),
    "key": N_("A key of this node gets old, or was not tried for long"),
    "keepsoon": N_("Sealed content has been kept almost as long as it is to be"),
    "keepover": N_("Sealed content is kept longer than it is to be"),
}
# What they are about is no act.
OF_NO_ACT = ("period", "key", "keepsoon", "keepover")
ROUNDS = {1: N_("first"), 2: N_("deputy"), 3: N_("head")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One officer or program that a notice went to: in which round, when, by which way, and what came of it."""

    name: str
    instead_of: str
    round: str
    at: Instant
    way: str
    sent_at: Instant | None
    trouble: Phrase | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeShown:
    """A notice as its page and lists show it."""

    number: int
    framework: str
    framework_name: str
    dossier: str
    kind: str
    title: str
    about: str
    due: Instant | None
    made_at: Instant
    seen_by: str
    seen_at: Instant | None
    settled_at: Instant | None
    is_open: bool
    told: tuple[Told, ...] = ()

    @property
    def entry(self) -> str:
        """Give the act that it is about; of a period, a time of keeping, and of a dossier as a whole, none."""
        return "" if self.kind in OF_NO_ACT or self.about == self.dossier else self.about


def shown_notice(notice: models.Notice, *, with_told: bool = True) -> NoticeShown:
    """Give a notice with whom it reached."""
    return NoticeShown(
        number=notice.pk,
        framework=notice.framework_id,
        framework_name=framework_name(notice.framework),
        dossier=notice.dossier,
        kind=notice.kind,
        title=_(TITLES[notice.kind]),
        about=notice.about,
        due=None if notice.due is None else Instant(notice.due),
        made_at=Instant(notice.made_at),
        seen_by="" if notice.seen_by is None else named(notice.seen_by),
        seen_at=None if notice.seen_at is None else Instant(notice.seen_at),
        settled_at=None if notice.settled_at is None else Instant(notice.settled_at),
        is_open=notice.is_open,
        told=tuple(_told(notice)) if with_told else (),
    )


def named(officer: models.Officer) -> str:
    """Name an officer to colleagues of the same node."""
    return officer.name or officer.username


def _told(notice: models.Notice) -> Iterable[Told]:
    """Give whom a notice was addressed to, in the order of the rounds."""
    rows = models.Addressed.objects.filter(notice=notice).select_related("officer", "instead_of", "delivery")
    for each in rows.order_by("round", "pk"):
        yield Told(
            name=named(each.officer),
            instead_of="" if each.instead_of is None else named(each.instead_of),
            round=_round(each.round),
            at=Instant(each.at),
            way=_way(each),
            sent_at=_sent_at(each.delivery),
            trouble=_trouble(each.delivery),
        )
    calls = models.Delivery.objects.filter(notice=notice, channel="hook").select_related("hook", "officer")
    for call in calls.order_by("made_at", "pk"):
        yield Told(
            name=named(call.officer) if call.officer else (call.hook.authority if call.hook else ""),
            instead_of="",
            round="",
            at=Instant(call.made_at),
            way=_("webhook"),
            sent_at=_sent_at(call),
            trouble=_trouble(call),
        )


def _round(number: int) -> str:
    return _(ROUNDS[number]) if number in ROUNDS else _("repeated")


def _way(row: models.Addressed) -> str:
    if row.delivery is not None:
        return _("e-mail")
    return _("on this page only") if row.is_handled else _("waits for office hours, or for the mail before it")


def _sent_at(row: models.Delivery | None) -> Instant | None:
    return None if row is None or row.sent_at is None else Instant(row.sent_at)


def _trouble(row: models.Delivery | None) -> Phrase | None:
    """Give why a message was not taken; one that is not needed any more is no trouble."""
    return read_noted(row.trouble) if row is not None and row.trouble and row.is_waiting else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyNotices:
    """An officer's notices: what nobody has seen yet, and the last ones that are over."""

    open: Sequence[NoticeShown]
    over: Sequence[NoticeShown]


def notices_of(officer: models.Officer) -> MyNotices:
    """Give an officer's notices, the newest first."""
    rows = models.Notice.objects.filter(_mine(officer))
    rows = only_seen(rows, _sights(officer, rows.values_list("framework", flat=True).distinct()))
    rows = rows.select_related("framework", "seen_by").distinct().order_by("-made_at", "-pk")
    open_rows, over = rows.filter(is_open=True)[:SHOWN_MAX], rows.filter(is_open=False)[:SHOWN_MAX]
    return MyNotices(
        open=[shown_notice(each, with_told=False) for each in open_rows],
        over=[shown_notice(each, with_told=False) for each in over],
    )


def _sights(officer: models.Officer, frameworks: Iterable[str]) -> list[Sight]:
    return [reading(each, by=officer).sight for each in frameworks]


OPEN = (
    "SELECT notice.framework_id, dossier.digest, count(DISTINCT notice.id) FROM notice"
    " JOIN addressed ON addressed.notice_id = notice.id"
    " LEFT JOIN dossier ON dossier.framework_id = notice.framework_id AND dossier.code = notice.dossier"
    " WHERE addressed.officer_id = %s AND notice.is_open {seen} GROUP BY notice.framework_id, dossier.digest"
)


def open_count(officer: models.Officer) -> int:
    """Count the notices for an officer that nobody has seen; on every page, so written out."""
    found = _open(officer, [])
    frameworks = set(frameworks_of(officer)) if found else set()
    about = {code for code, digest, _ in found if code in frameworks and _is_of_person(digest)}
    # Only what is about persons may be hidden: nobody else's page asks more.
    found = _open(officer, seen_in(_sights(officer, sorted(about)), *_PLACE)) if about else found
    return sum(number for framework, _, number in found if framework in frameworks)


_PLACE = ("notice.framework_id", "notice.dossier")


def _open(officer: models.Officer, seen: Sequence[Condition]) -> list[tuple[str, str | None, int]]:
    told = [value for _, values in seen for value in values]
    with connection.cursor() as cursor:
        cursor.execute(OPEN.format(seen="".join(f" AND {sql}" for sql, _ in seen)), (officer.pk, *told))
        found: list[tuple[str, str | None, int]] = cursor.fetchall()
    return found


def _is_of_person(digest: str | None) -> bool:
    compiled = compiled_of(digest) if digest else None
    return compiled is not None and compiled.procedure.persons


def _mine(officer: models.Officer) -> Q:
    """Give the condition that a notice was addressed to an officer, who still has a post in its framework."""
    return Q(addressed__officer=officer, framework__in=postings_of(officer).values("framework"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxHealth:
    """How the outbox stands: how much waits, since when, how often the longest was tried, and why it was not taken."""

    channel: str
    waiting: int
    oldest: Instant | None
    oldest_seconds: int
    tries: int
    trouble: Phrase | None


def outbox_health() -> list[OutboxHealth]:
    """Give the state of each channel of the outbox."""
    return [_health(channel) for channel in ("mail", "hook")]


def _health(channel: str) -> OutboxHealth:
    rows = models.Delivery.objects.filter(is_waiting=True, channel=channel)
    oldest = rows.order_by("made_at", "pk").first()
    tried = rows.exclude(trouble="").order_by("-tries").first()
    return OutboxHealth(
        channel=channel,
        waiting=rows.count(),
        oldest=None if oldest is None else Instant(oldest.made_at),
        oldest_seconds=0 if oldest is None else max(0, CLOCK.now() - oldest.made_at),
        tries=0 if tried is None else tried.tries,
        trouble=None if tried is None else read_noted(tried.trouble),
    )


__all__ = [
    "MyNotices", "NoticeShown", "OutboxHealth", "Told", "named", "notices_of", "open_count", "outbox_health",
    "shown_notice",
]  # fmt: skip
