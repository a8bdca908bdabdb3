"""Recording what officers must come to know: from what waits, and from protective acts of other sides.

Each thing is recorded once, by whichever process sees it first; a notice ends when somebody has seen it,
or when what it is about no longer waits.
"""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from jisr.base import N_, FrameworkId, Instant
from jisr.kernel import Docket, Entry
from jisr.kernel.deed import Standing
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.errors import NotYours, UnknownThing
from jisr.node.queries.addressees import mandates_in, may_see
from jisr.node.queries.postings import has_post
from jisr.node.queries.reading import Reading, may_know, reading
from jisr.node.services.acts import this_party
from jisr.rules import ANY_MANDATE

PROTECT, WINDOW, ANSWER, PERIOD = "protect", "window", "answer", "period"
WAITING_KINDS = (WINDOW, ANSWER, PERIOD)
# A period is told of when no more than this part of it is left.
LAST_PART = 5
SCANNED_AT_ONCE = 5_000
CONTEST = "contest"


def notice_all(framework: FrameworkId, *, now: Instant | None = None) -> int:
    """Record what has to be known in a framework, and end what no longer waits; give how many are new."""
    at = CLOCK.now() if now is None else now
    made = notice_protective(framework, now=at) + notice_waiting(framework, now=at)
    settle(framework, now=at)
    return made


def notice_waiting(framework: FrameworkId, *, now: Instant) -> int:
    """Record what waits for this party and was not recorded yet."""
    rows = [each for each in _unnoticed(framework, now).iterator() if not _is_told_as_window(each)]
    return sum(
        _record(
            framework, dossier=row.dossier, kind=row.kind, about=row.about, mandates=row.mandates, due=row.due, now=now
        )
        for row in rows
    )


def _unnoticed(framework: FrameworkId, now: Instant) -> QuerySet[models.Waiting]:
    same = {name: OuterRef(name) for name in ("framework", "dossier", "kind", "about")}
    ending = Q(due__gt=now, due__lte=now + (F("due") - F("starts")) / LAST_PART)
    due = Q(kind=ANSWER) | Q(kind=WINDOW, due__gt=now) | Q(kind=WINDOW, due=None) | (Q(kind=PERIOD) & ending)
    rows = models.Waiting.objects.filter(due, framework=framework, party=this_party())
    return rows.filter(~Exists(models.Notice.objects.filter(**same)))


def _is_told_as_window(row: models.Waiting) -> bool:
    """Say whether a proposal waits for us that bears a window: it is told of once, by its window."""
    if row.kind != ANSWER:
        return False
    same = models.Waiting.objects.filter(framework=row.framework_id, dossier=row.dossier, about=row.about)
    return same.filter(kind=WINDOW, party=row.party).exists()


def notice_protective(framework: FrameworkId, *, now: Instant) -> int:
    """Record the protective acts of other sides that came since the last look."""
    scanned, _ = models.Scanned.objects.get_or_create(framework_id=framework)
    logs = list(models.Log.objects.filter(framework=framework).exclude(party=this_party()))
    behind = [each for each in logs if int(scanned.sizes.get(each.party, 0)) < each.size]
    if not behind:
        return 0
    held = reading(framework)
    made = 0
    for log in behind:
        begin = int(scanned.sizes.get(log.party, 0))
        while begin < log.size:
            end = min(begin + SCANNED_AT_ONCE, log.size)
            with transaction.atomic():
                for dossier, about in _protective(held, log, begin, end):
                    mandates = _mandates(held, dossier)
                    made += _record(
                        framework, dossier=dossier, kind=PROTECT, about=about, mandates=mandates, due=None, now=now
                    )
                _note_scanned(framework, log.party, end)
            begin = end
    return made


def notice_ahead(framework: FrameworkId, docket: Docket | None, entry: Entry, *, now: Instant) -> None:
    """Record a protective act that came ahead of its turn; when it is taken in, it is the same notice."""
    mandates = [ANY_MANDATE] if docket is None else mandates_in(docket)
    _record(
        framework,
        dossier=str(entry.dossier),
        kind=PROTECT,
        about=str(entry.id),
        mandates=mandates,
        due=None,
        now=now,
    )


def _note_scanned(framework: FrameworkId, party: str, size: int) -> None:
    row = models.Scanned.objects.select_for_update().get(pk=framework)
    # Another process may have come further.
    row.sizes = {**row.sizes, party: max(size, int(row.sizes.get(party, 0)))}
    row.save(update_fields=["sizes"])


def _protective(held: Reading, log: models.Log, begin: int, end: int) -> Iterator[tuple[str, str]]:
    """Give dossier and number of each protective act in a part of another side's log.

    Where a dossier cannot be judged here nobody can say whether an act protects: it is told once as if.
    """
    names = {CONTEST}
    for compiled in held.framework.procedures.values():
        names |= {name for name, step in compiled.steps.items() if step.protective and step.kind == "act"}
    rows = models.Entry.objects.filter(log=log, seq__gte=begin, seq__lt=end).exclude(dossier="")
    told = rows.filter(Q(act__in=names) | Q(standing=Standing.UNJUDGED)).exclude(standing=Standing.VOID)
    for seq, dossier, act, standing in told.order_by("seq").values_list("seq", "dossier", "act", "standing"):
        if standing == Standing.UNJUDGED:
            yield dossier, dossier
            continue
        docket = held.docket(dossier)
        step = docket.compiled.steps.get(act) if docket.compiled else None
        if step is not None and step.protective:
            yield dossier, f"{log.party}.{seq}"


def _mandates(held: Reading, dossier: str) -> list[str]:
    docket = held.shelf.view(dossier)  # type: ignore[arg-type]  # the number as the row has it
    return [ANY_MANDATE] if docket is None else mandates_in(docket)


def _record(
    framework: FrameworkId, *, dossier: str, kind: str, about: str, mandates: list[str], due: int | None, now: Instant
) -> bool:
    """Record a notice; say whether it is new: the key holds it to one, whoever else records it."""
    _, is_new = models.Notice.objects.get_or_create(
        framework_id=framework,
        dossier=dossier,
        kind=kind,
        about=about,
        defaults={"mandates": mandates, "due": due, "made_at": now, "next_at": now},
    )
    return is_new


def settle(framework: FrameworkId, *, now: Instant) -> int:
    """End the notices of what no longer waits: answered, withdrawn, over."""
    same = {name: OuterRef(name) for name in ("framework", "dossier", "kind", "about")}
    waiting = models.Waiting.objects.filter(party=this_party(), **same)
    rows = models.Notice.objects.filter(framework=framework, is_open=True, kind__in=WAITING_KINDS)
    over = Q(kind__in=(WINDOW, PERIOD), due__lte=now)
    return rows.filter(over | ~Exists(waiting)).update(is_open=False, settled_at=now)


def mark_seen(number: int, *, officer: models.Officer, now: Instant | None = None) -> models.Notice:
    """Keep that an officer has seen a notice; the first who did stays the one who has."""
    at = CLOCK.now() if now is None else now
    notice = notice_for(number, officer)
    models.Notice.objects.filter(pk=notice.pk, seen_at=None).update(seen_by=officer, seen_at=at, is_open=False)
    notice.refresh_from_db()
    return notice


def notice_for(number: int, officer: models.Officer) -> models.Notice:
    """Give a notice to an officer whose business it is."""
    notice = models.Notice.objects.select_related("framework", "seen_by").filter(pk=number).first()
    if notice is None:
        raise UnknownThing(N_("no notice %(number)s in this node"), number=number)
    if has_post(officer, notice.framework_id) and not may_know(officer, notice.framework_id, notice.dossier):
        raise UnknownThing(N_("no notice %(number)s in this node"), number=number)
    if not may_see(reading(notice.framework_id), notice, officer):
        raise NotYours(N_("notice %(number)s is for other authorities"), number=number)
    return notice


__all__ = [
    "ANSWER", "PERIOD", "PROTECT", "WAITING_KINDS", "WINDOW", "mark_seen", "notice_all", "notice_for",
    "notice_protective", "notice_waiting", "settle",
]  # fmt: skip
