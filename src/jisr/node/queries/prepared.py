"""Acts that wait for a second officer, and what became of those that one has prepared."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from jisr.base import N_, Instant
from jisr.kernel import Docket
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.errors import UnknownThing
from jisr.node.queries.headings import dossier_heading
from jisr.node.queries.holders import CORRECT, Post, admitted_to, post_for_step, posts_of, seconded_step
from jisr.node.queries.items_offered import described
from jisr.node.queries.postings import narrowed, postings_now
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.references import References, named_in
from jisr.node.queries.sight import only_seen
from jisr.node.queries.statements import Said, declared_of, field_said, fields_of
from jisr.node.queries.words import act_label, consequence_said
from jisr.rules import ANY_MANDATE

LISTED_MAX = 50
ANY = "SELECT 1 FROM prepared WHERE framework_id = %s AND (%s OR dossier = %s) LIMIT 1"
# What was sent back or has lapsed is told to who prepared it for as long.
TOLD_SECONDS = 14 * 86_400
WAITS, LAPSED = "waits", "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedShown:
    """A prepared act as both officers see it: exactly what would be written, and by whom it was prepared."""

    number: int
    framework: str
    dossier: str
    title: str
    act: str
    label: str
    consequence: str
    source: str
    item: str
    said: tuple[Said, ...]
    authority: str
    mandate: str
    on_behalf: str
    by: str
    at: Instant
    until: Instant
    # waits, confirmed, sent_back, withdrawn or lapsed; by whom, when, why.
    state: str
    answered_by: str
    answered: Instant | None
    reason: str
    entry: str
    is_mine: bool
    may_confirm: bool


def prepared_for(officer: models.Officer, held: Reading) -> list[PreparedShown]:
    """Give what waits in a framework for this officer to confirm, that which lapses first first."""
    if not _are_any(held):
        return []
    rows = _rows(held).filter(answer="", until__gt=CLOCK.now()).exclude(officer=officer).order_by("until", "pk")
    found = _shown(rows[:LISTED_MAX], officer, held)
    return [each for each in found if each.may_confirm]


def prepared_in(officer: models.Officer, held: Reading, code: str) -> list[PreparedShown]:
    """Give what waits in a dossier, and what this officer prepared there and was sent back or lapsed lately."""
    if not _are_any(held, code):
        return []
    rows = _rows(held).filter(dossier=code, at__gt=CLOCK.now() - TOLD_SECONDS)
    rows = rows.filter(answer__in=["", "sent_back"]).order_by("-at", "-pk")
    found = _shown(rows[:LISTED_MAX], officer, held)
    return [each for each in found if each.state == WAITS or each.is_mine]


def prepared_by(officer: models.Officer, held: Reading) -> list[PreparedShown]:
    """Give what this officer has prepared in a framework and is not confirmed: it waits, or was sent back or lapsed."""
    rows = _rows(held).filter(officer=officer, answer__in=["", "sent_back"], at__gt=CLOCK.now() - TOLD_SECONDS)
    return _shown(rows.order_by("-at", "-pk")[:LISTED_MAX], officer, held)


def prepared_numbered(officer: models.Officer, held: Reading, number: int) -> PreparedShown:
    """Give one prepared act, whatever became of it."""
    found = _shown(_rows(held).filter(pk=number), officer, held)
    if not found:
        raise UnknownThing(N_("no prepared act %(number)s in this node"), number=number)
    return found[0]


def confirmed_as(held: Reading, entry: str) -> models.Prepared | None:
    """Give the prepared act that an entry was, with both officers; None where it was none."""
    return _rows(held).filter(entry=entry).first()


def seconds_of(officer: models.Officer, held: Reading, docket: Docket, act: str) -> list[str]:
    """Name the other officers who may confirm an act: whose post it admits."""
    step = docket.compiled.steps.get(act) if docket.compiled is not None else None
    if step is None:
        return []
    admitted = admitted_to(step, docket)
    size = held.logs.tails[own_party()].size
    rows = postings_now(held.row.pk).exclude(officer=officer)
    found: dict[str, None] = {}
    for row in rows.select_related("officer").order_by("officer__username"):
        mandates = narrowed(row, held.register.mandates(held.framework, own_party(), row.authority, size))
        if mandates & admitted or (mandates and ANY_MANDATE in admitted):
            found[officer_name(row.officer)] = None
    return list(found)


def officer_name(officer: models.Officer) -> str:
    """Name an officer of this node."""
    return officer.name or officer.username


def _are_any(held: Reading, code: str | None = None) -> bool:
    """Say whether an act was prepared at all: most pages are spared the rest by this."""
    with connection.cursor() as cursor:
        cursor.execute(ANY, (held.row.pk, code is None, code or ""))
        return cursor.fetchone() is not None


def _rows(held: Reading) -> QuerySet[models.Prepared]:
    rows = models.Prepared.objects.filter(framework=held.row).select_related("officer", "second")
    return only_seen(rows, [held.sight])


def _shown(rows: Iterable[models.Prepared], officer: models.Officer, held: Reading) -> list[PreparedShown]:
    posts = posts_of(officer, held)
    return [_one(row, officer, posts, held) for row in rows]


def _one(row: models.Prepared, officer: models.Officer, posts: list[Post], held: Reading) -> PreparedShown:
    docket = held.docket(row.dossier)
    step = seconded_step(docket, row.act, row.item)
    act = step.act if step is not None else None
    is_mine = row.officer_id == officer.pk
    state = row.answer or (WAITS if row.until > CLOCK.now() else LAPSED)
    return PreparedShown(
        number=row.pk,
        framework=held.row.pk,
        dossier=row.dossier,
        title=dossier_heading(docket).title,
        act=row.act,
        label=act_label(docket.compiled, row.act),
        consequence=consequence_said(act, docket.compiled.procedure) if act and docket.compiled else "",
        source=act.source if act is not None else "",
        item=described(row.item, docket) if row.item else "",
        said=tuple(_said(held, docket, row)),
        authority=row.authority,
        mandate=row.mandate,
        on_behalf=row.on_behalf or "",
        by=officer_name(row.officer),
        at=Instant(row.at),
        until=Instant(row.until),
        state=state,
        answered_by=officer_name(row.second) if row.second is not None else "",
        answered=None if row.answered is None else Instant(row.answered),
        reason=row.reason,
        entry=row.entry,
        is_mine=is_mine,
        may_confirm=state == WAITS
        and not is_mine
        and step is not None
        and post_for_step(step, posts, docket) is not None,
    )


def _said(held: Reading, docket: Docket, row: models.Prepared) -> Iterable[Said]:
    """Say what would be written; of an answer to a proposal, what was proposed."""
    proposal = docket.deeds.get(row.item) if row.item else None
    step = seconded_step(docket, row.act, row.item)
    if row.act == CORRECT:
        declared, fields = dict(step.fields) if step is not None else {}, row.fields.get("fields", {})
    elif proposal is not None and step is not None and step.kind in ("concur", "conclude"):
        declared, fields = declared_of(docket, proposal), fields_of(docket, proposal, docket.deeds)
    else:
        declared, fields = dict(step.fields) if step is not None else {}, row.fields
    known = References(held, named_in(fields))
    for name, value in fields.items():
        yield field_said(declared.get(name), name, value, known=known)
