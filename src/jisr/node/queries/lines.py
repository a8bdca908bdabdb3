"""Dossiers in lists."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from jisr.base import EntryId, Instant, parse_entry_id
from jisr.kernel import Compiled, Deed
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.queries.facts import count_contests
from jisr.node.queries.headings import by_nobody, opened_at, stage_of, title_of
from jisr.node.queries.proposals import ProposalShown, proposals_of
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.sight import only_seen
from jisr.node.queries.statements import field_of
from jisr.node.queries.values import shown
from jisr.node.shelf import read_deeds

LISTED_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierLine:
    """One dossier in a list."""

    framework: str
    code: str
    procedure: str
    label: str
    title: str
    stage: str
    outer: str
    is_closed: bool
    opened: Instant | None
    moved: Instant | None
    first_due: str = ""
    due_on: str = ""
    ordinal: int = 0
    date: str = ""
    place: str = ""
    owner: str = ""
    open_proposals: tuple[ProposalShown, ...] = field(default=())
    open_contests: int = 0


def lines(
    held: Reading, *, procedure: str = "", outer: str | None = None, limit: int = LISTED_MAX, offset: int = 0
) -> list[DossierLine]:
    """List dossiers of a framework, those that moved last first."""
    rows = _rows(held)
    if procedure:
        rows = rows.filter(procedure__startswith=f"{procedure}/")
    if outer is not None:
        rows = rows.filter(outer=outer)
    return [_line(held, row) for row in rows.order_by("-moved", "code")[offset : offset + limit]]


def count_of(held: Reading, procedure: str = "") -> int:
    """Count a framework's dossiers, of one procedure if asked."""
    rows = _rows(held)
    return (rows.filter(procedure__startswith=f"{procedure}/") if procedure else rows).count()


def _rows(held: Reading) -> QuerySet[models.Dossier]:
    rows = models.Dossier.objects.filter(framework=held.row).exclude(code="framework")
    return only_seen(rows, [held.sight], "code")


def _line(held: Reading, row: models.Dossier) -> DossierLine:
    return line_of(held, row, _opening_deed(held, row.code))


def line_of(held: Reading, row: models.Dossier, opening: Deed | None, *, with_proposals: bool = True) -> DossierLine:
    """Give a dossier's line, whose opening has been read; to name its proposals, all of its acts are read."""
    docket = held.docket(row.code)
    stub = held.stub(own_party(), "reopen", by_nobody())
    by_key = {opening.key: opening} if opening else {}
    state = docket.state
    figures = docket.compiled.figure_kinds if docket.compiled is not None else {}

    def figure(name: str) -> str:
        return str(state.figure(name) or "") if state is not None and name in figures else ""

    return DossierLine(
        framework=held.row.pk,
        code=row.code,
        procedure=row.procedure.partition("/")[0],
        label=_(docket.compiled.procedure.label) if docket.compiled else "",
        title=title_of(docket, by_key),
        stage=stage_of(docket, stub),
        outer=row.outer,
        is_closed=bool(row.is_closed),
        opened=opened_at(docket),
        moved=None if row.moved is None else Instant(row.moved),
        first_due=figure("first_due"),
        due_on=figure("due_on"),
        ordinal=int(figure("session_ordinal") or 0),
        date=figure("session_date"),
        place=str(opening.entry.fields.get("place", "")) if opening else "",
        owner=_owner(docket.compiled, figure("owner")),
        open_proposals=tuple(proposals_of(docket)) if with_proposals else (),
        open_contests=count_contests(state),
    )


def _owner(compiled: Compiled | None, code: str) -> str:
    field = field_of(compiled, "owner") if compiled and code else None
    return shown(field, code) if field else ""


def _opening_deed(held: Reading, code: str) -> Deed | None:
    at: EntryId = parse_entry_id(code)
    found = read_deeds(held.framework, code, only=at)
    return found[0] if found else None
