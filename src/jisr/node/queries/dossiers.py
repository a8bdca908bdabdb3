"""One dossier as its page shows it (pages, promises 2 to 4)."""

from dataclasses import dataclass

from jisr.base import Instant
from jisr.kernel import Deed
from jisr.node.catalogue import gettext as _
from jisr.node.queries.ahead import AheadShown, ahead_shown
from jisr.node.queries.certainty import uncertain_among
from jisr.node.queries.exchanges import ExchangeLine, exchange_lines
from jisr.node.queries.facts import ContestShown, FactShown, contests_shown, facts_shown, open_contests
from jisr.node.queries.for_child import is_of_child
from jisr.node.queries.headings import by_nobody, opened_at, stage_of, title_of
from jisr.node.queries.inner import Inner, inner_of
from jisr.node.queries.items import ItemsShown, items_shown, newest_items
from jisr.node.queries.parts import PART_MAX, Part, first
from jisr.node.queries.periods import PeriodShown, periods_shown
from jisr.node.queries.proposals import ProposalShown, open_proposals, proposals_of
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.references import Reference, References
from jisr.node.queries.statements import Said, figures_shown
from jisr.node.queries.timeline import Row, named_by, row_of
from jisr.node.queries.under_way import UnderWay, under_way
from jisr.node.queries.unjudged import dossier_unjudged

ROWS_MAX = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierView:
    """One dossier, as an officer of one party may see it."""

    framework: str
    code: str
    procedure: str
    label: str
    title: str
    stage: str
    # Why it is not judged here; empty where it is.
    unjudged: str
    is_closed: bool
    # How many guarantees the procedure declares; whether a page for a child belongs to it.
    guarantees: int
    is_of_child: bool
    # What protects, came ahead of its turn and is not yet taken in.
    ahead: tuple[AheadShown, ...]
    # What cannot be undone and is proposed just now.
    under_way: tuple[UnderWay, ...]
    outer: Reference | None
    opened: Instant | None
    parties: tuple[str, ...]
    figures: tuple[Said, ...]
    facts: tuple[FactShown, ...]
    contests: Part[ContestShown]
    items: tuple[ItemsShown, ...]
    proposals: Part[ProposalShown]
    periods: tuple[PeriodShown, ...]
    timeline: tuple[Row, ...]
    # How many of its acts are not certain, since the key that signed them was stolen.
    uncertain: int
    count: int
    page: int
    pages: int
    inner: Inner
    exchange: tuple[ExchangeLine, ...]


def dossier_view(held: Reading, code: str, *, page: int = 1, at: str = "") -> DossierView:
    """Give everything that a dossier's page shows but what the officer may do.

    The timeline is cut in pages; `at` names an entry whose page is wanted. Of what may be many, a part
    is shown; the number of questions to the database is the same however many there are.
    """
    docket = held.docket(code)
    deeds = sorted(docket.deeds.values(), key=Deed.listed)
    by_key = {each.key: each for each in deeds}
    compiled = docket.compiled
    unjudged = dossier_unjudged(held, docket)
    stub = held.stub(own_party(), "reopen", by_nobody())
    newest = list(reversed(deeds))
    pages = max(1, (len(newest) + ROWS_MAX - 1) // ROWS_MAX)
    wanted = next((n // ROWS_MAX + 1 for n, each in enumerate(newest) if each.key == at), page)
    page = min(max(1, wanted), pages)
    rows = newest[(page - 1) * ROWS_MAX : page * ROWS_MAX]
    items, proposals = newest_items(docket), open_proposals(docket)
    shown = [by_key[each] for some in (*items.values(), proposals[:PART_MAX]) for each in some if each in by_key]
    outer = docket.outer.id if docket.outer else ""
    known = References(held, [outer, *named_by(docket, [*rows, *shown], by_key)])
    return DossierView(
        framework=held.row.pk,
        code=code,
        procedure=compiled.id if compiled else "",
        label=_(compiled.procedure.label) if compiled else _("A procedure that this node does not know"),
        title=title_of(docket, by_key),
        stage=stage_of(docket, stub),
        unjudged=unjudged.words if unjudged else "",
        is_closed=bool(docket.state and docket.state.fact("closed")),
        guarantees=len(compiled.procedure.guarantees) if compiled else 0,
        is_of_child=is_of_child(docket),
        ahead=ahead_shown(held.row.pk, docket),
        under_way=tuple(under_way(docket, stub)),
        outer=known.of(outer) if outer else None,
        opened=opened_at(docket),
        parties=tuple(sorted(docket.sides.values())),
        figures=tuple(figures_shown(docket)),
        facts=tuple(facts_shown(docket)),
        contests=first(contests_shown(docket), count=open_contests(docket)),
        items=tuple(items_shown(docket, by_key, items, known)),
        proposals=Part(
            shown=tuple(proposals_of(docket, proposals[:PART_MAX], known)),
            count=len(proposals),
        ),
        periods=tuple(periods_shown(docket, stub)),
        timeline=tuple(row_of(held, docket, each, by_key, known) for each in rows),
        uncertain=uncertain_among(held, docket, deeds),
        count=len(newest),
        page=page,
        pages=pages,
        inner=inner_of(held, code),
        exchange=tuple(exchange_lines(held.row.pk, held.sight)),
    )
