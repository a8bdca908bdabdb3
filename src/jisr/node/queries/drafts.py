"""An officer's drafts: forms that were begun and not sent."""

from dataclasses import dataclass

from django.db import connection

from jisr.base import Instant
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.queries.postings import frameworks_of
from jisr.node.queries.reading import Reading, reading
from jisr.node.queries.references import References
from jisr.node.queries.sight import only_seen
from jisr.node.queries.words import act_label
from jisr.node.services.drafting import DRAFT_SECONDS, DRAFTS_MAX

# An opening is kept under its procedure's name, in which there is a stroke as in no act's.
OPENING_MARK = "/"


# On every dossier's page: written out, since to put a query together takes longer than to answer it.
DRAFTS = (
    "SELECT id FROM draft WHERE officer_id = %s AND at >= %s AND (%s = '' OR framework_id = %s)"
    " AND (%s OR dossier = %s)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftShown:
    """A draft in a list: of which act, where, since when, how long it is kept."""

    framework: str
    dossier: str
    act: str
    label: str
    title: str
    item: str
    at: Instant
    until: Instant

    @property
    def opens(self) -> bool:
        """Say whether it would open a dossier."""
        return OPENING_MARK in self.act


def drafts_of(officer: models.Officer, *, framework: str = "", dossier: str | None = None) -> list[DraftShown]:
    """Give an officer's drafts, those touched last first; of one framework or dossier if asked."""
    since = CLOCK.now() - DRAFT_SECONDS
    with connection.cursor() as cursor:
        cursor.execute(DRAFTS, (officer.pk, since, framework, framework, dossier is None, dossier or ""))
        numbers = [number for (number,) in cursor.fetchall()]
    # Most pages show none.
    if not numbers:
        return []
    rows = models.Draft.objects.filter(pk__in=numbers, framework__in=frameworks_of(officer))
    found = list(rows.order_by("-at", "-pk")[:DRAFTS_MAX])
    held = {each: reading(each, by=officer) for each in sorted({row.framework_id for row in found})}
    sights = [each.sight for each in held.values() if each.sight.hides]
    if sights:
        found = list(only_seen(rows, sights).order_by("-at", "-pk")[:DRAFTS_MAX])
    titles = {code: References(held[code], [r.dossier for r in found if r.framework_id == code]) for code in held}
    return [_shown(row, held[row.framework_id], titles[row.framework_id]) for row in found]


def draft_values(officer: models.Officer, *, framework: str, dossier: str, act: str) -> dict[str, str]:
    """Give what an officer had typed in a form; nothing where there is no draft, or it is too old."""
    rows = models.Draft.objects.filter(officer=officer, framework=framework, dossier=dossier, act=act)
    row = rows.filter(at__gte=CLOCK.now() - DRAFT_SECONDS).first()
    return {} if row is None else {str(name): str(value) for name, value in row.values.items()}


def _shown(row: models.Draft, held: Reading, titles: References) -> DraftShown:
    reference = titles.of(row.dossier)
    return DraftShown(
        framework=row.framework_id,
        dossier=row.dossier,
        act=row.act,
        label=_label(row, held),
        title=(reference.title if reference is not None else "") or row.dossier,
        item=str(row.values.get("item", "")),
        at=Instant(row.at),
        until=Instant(row.at + DRAFT_SECONDS),
    )


def _label(row: models.Draft, held: Reading) -> str:
    if OPENING_MARK in row.act:
        compiled = next((each for each in held.framework.procedures.values() if each.id == row.act), None)
        opens = next((step.name for step in compiled.steps.values() if step.opens), "") if compiled else ""
        return act_label(compiled, opens) if opens else row.act
    docket = held.docket(row.dossier)
    return act_label(docket.compiled, row.act)


__all__ = ["DraftShown", "draft_values", "drafts_of"]
