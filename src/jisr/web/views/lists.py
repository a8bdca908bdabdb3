"""A framework's page and its lists: what a colleague is sent by a link, and what is taken along as a file."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from jisr.base import N_, Instant, format_instant
from jisr.node.catalogue import gettext as _
from jisr.node.clock import CLOCK
from jisr.node.domestic import is_of_one
from jisr.node.queries.accesses import oversees
from jisr.node.queries.balance import balance_of
from jisr.node.queries.ceremony import may_hold_ceremony
from jisr.node.queries.frameworks import parties_of
from jisr.node.queries.leaving import leavings_of
from jisr.node.queries.listing import (
    LISTED_MAX,
    SORTS,
    STATES,
    Filter,
    Rows,
    behind,
    rows_of,
    said_lines,
)
from jisr.node.queries.mends import mends_of
from jisr.node.queries.openings import posts_of
from jisr.node.queries.people import framework_name, party_name
from jisr.node.queries.reading import Reading
from jisr.web.views.common import officer_of, show, told
from jisr.web.views.dossiers import entitled, openings, page_number

SERIES_MAX = 20
PROMISES_MAX = 20
PLANS_MAX = 20
CSV_ROWS_MAX = 10_000
# A cell that begins so would be read as a formula by a spreadsheet.
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n")
STATE_LABELS = {"open": N_("Open"), "closed": N_("Closed"), "late": N_("Late")}
SORT_LABELS = {"moved": N_("Last moved"), "due": N_("Present date"), "opened": N_("Opened")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to filter or sort, as a link."""

    label: str
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The links of one filter, under its name."""

    label: str
    links: tuple[Choice, ...]


@login_required
@told
def framework_page(request: HttpRequest, framework: str) -> HttpResponse:
    """Show a framework: its sessions as a series, commitments, plans, parties, the exchange's health."""
    held, now = entitled(request, framework), CLOCK.now()
    posts = posts_of(officer_of(request), held)
    sessions = rows_of(held, Filter(procedure="session", sort="date"), now)
    promises = rows_of(held, Filter(procedure="commitment", state="open", sort="due"), now)
    plans = rows_of(held, Filter(procedure="action_plan"), now)
    return show(
        request,
        "jisr/framework.html",
        framework=framework,
        name=framework_name(held.row),
        sessions=said_lines(held, sessions.read(SERIES_MAX), now),
        commitments=said_lines(held, promises.read(PROMISES_MAX), now),
        balance=balance_of(held, now),
        plans=said_lines(held, plans.read(PLANS_MAX), now),
        openings=openings(held, posts),
        parties=parties_of(held),
        posts=posts,
        behind=behind(held),
        ended=mends_of(held),
        left=leavings_of(held),
        is_domestic=is_of_one(held.row.parties),
        oversees=oversees(officer_of(request), held),
        compares=may_hold_ceremony(officer_of(request), held),
    )


@login_required
@told
def dossier_list(request: HttpRequest, framework: str) -> HttpResponse:
    """List a framework's dossiers, fifty a page, by the filters that the address names."""
    held, now = entitled(request, framework), CLOCK.now()
    chosen = _filter(request, held)
    rows = rows_of(held, chosen, now)
    if request.GET.get("as") == "csv":
        return _as_csv(held, rows, chosen, now)
    count = rows.count()
    pages = max(1, (count + LISTED_MAX - 1) // LISTED_MAX)
    page = min(page_number(request), pages)
    found = rows.read(LISTED_MAX, (page - 1) * LISTED_MAX)
    query = chosen.query()
    return show(
        request,
        "jisr/dossiers.html",
        framework=framework,
        name=framework_name(held.row),
        lines=said_lines(held, found, now),
        place=reverse("framework", args=(framework,)),
        count=count,
        page=page,
        pages=pages,
        chosen=chosen,
        query=f"{query}&" if query else "",
        filters=list(_filters(held, chosen)),
        is_filtered=bool(chosen.query(sort="moved")),
        csv_max=CSV_ROWS_MAX,
        behind=behind(held),
    )


def _known(held: Reading) -> dict[str, str]:
    """Give the kinds of dossiers by name: those of an older version of a procedure are listed with it."""
    known = {each.procedure.name: each.procedure.label for each in held.framework.procedures.values()}
    return {name: label for name, label in known.items() if name != "framework"}


def _filter(request: HttpRequest, held: Reading) -> Filter:
    return Filter.of(request.GET.dict(), _known(held), sorted(held.framework.parties))


def _filters(held: Reading, chosen: Filter) -> Iterator[Choices]:
    """Give the filters as links, each keeping what is chosen of the others."""

    def links(name: str, values: Iterable[tuple[str, str]], **reset: str) -> tuple[Choice, ...]:
        return tuple(
            Choice(label=label, query=chosen.query(**{name: value, **reset}), is_chosen=getattr(chosen, name) == value)
            for value, label in values
        )

    every = ("", _("All"))
    kinds = ((name, _(label)) for name, label in _known(held).items())
    yield Choices(label=_("Kind"), links=links("procedure", (every, *kinds), stage=""))
    states = ((name, _(STATE_LABELS[name])) for name in STATES)
    yield Choices(label=_("State"), links=links("state", (every, *states)))
    stages = _stages(held, chosen.procedure)
    if stages:
        yield Choices(label=_("Stage"), links=links("stage", (every, *stages.items())))
    parties = ((party, party_name(party)) for party in sorted(held.framework.parties))
    yield Choices(label=_("Whose"), links=links("party", (every, *parties)))
    yield Choices(label=_("Sorted by"), links=links("sort", ((name, _(SORT_LABELS[name])) for name in SORTS)))


def _stages(held: Reading, procedure: str) -> dict[str, str]:
    """Give the stages of a kind of dossier, of all its versions."""
    compiled = [each for each in held.framework.procedures.values() if each.procedure.name == procedure]
    return {stage.name: _(stage.label) for each in compiled for stage in each.procedure.stages}


def _as_csv(held: Reading, rows: Rows, chosen: Filter, now: Instant) -> HttpResponse:
    """Give what the list shows as a file for spreadsheets: what is sealed is in no line."""
    count = rows.count()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(
        [
            _("Number"),
            _("Kind"),
            _("Dossier"),
            _("Stage"),
            _("Closed"),
            _("Late"),
            _("Who"),
            _("First date"),
            _("Present date"),
            _("Opened"),
            _("Last moved"),
        ]
    )
    for line in said_lines(held, rows.read(CSV_ROWS_MAX), now):
        dates = (line.first_due, line.due_on or line.date, _written(line.opened), _written(line.moved))
        state = (_yes(line.is_closed), _yes(line.is_late))
        writer.writerow(map(_plain, (line.code, line.label, line.title, line.stage, *state, line.owner, *dates)))
    if count > CSV_ROWS_MAX:
        words = _("Only the first %(shown)s of %(count)s: choose filters for the others.")
        writer.writerow([words % {"shown": CSV_ROWS_MAX, "count": count}])
    # Spreadsheets take a file without this mark for one of the old one-byte alphabets.
    response = HttpResponse("\N{ZERO WIDTH NO-BREAK SPACE}" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{held.row.pk}-{format_instant(now)[:10]}.csv"'
    return response


def _written(at: Instant | None) -> str:
    return "" if at is None else format_instant(at)


def _yes(is_so: bool) -> str:
    return _("yes") if is_so else ""


def _plain(cell: str) -> str:
    """Keep a cell from being read as a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_BEGINS) else cell
