"""One dossier as its page shows it (pages, promises 2 to 4)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from jisr.base import Instant
from jisr.kernel import Deed
from jisr.node.queries.exchanges import ExchangeLine, exchange_lines
from jisr.node.queries.facts import ContestShown, FactShown, contests_shown, facts_shown
from jisr.node.queries.headings import by_nobody, opened_at, stage_of, title_of
from jisr.node.queries.items import ItemShown, items_shown
from jisr.node.queries.lines import DossierLine, inner_lines
from jisr.node.queries.periods import PeriodShown, periods_shown
from jisr.node.queries.proposals import ProposalShown, proposals_of
from jisr.node.queries.reading import own_party, reading
from jisr.node.queries.references import Reference, reference_to
from jisr.node.queries.statements import Said, figures_shown
from jisr.node.queries.timeline import Row, row_of
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
    outer: Reference | None
    opened: Instant | None
    parties: tuple[str, ...]
    figures: tuple[Said, ...]
    facts: tuple[FactShown, ...]
    contests: tuple[ContestShown, ...]
    items: tuple[tuple[str, tuple[ItemShown, ...]], ...]
    proposals: tuple[ProposalShown, ...]
    periods: tuple[PeriodShown, ...]
    timeline: tuple[Row, ...]
    count: int
    page: int
    pages: int
    inner: tuple["DossierLine", ...]
    exchange: tuple[ExchangeLine, ...]


def dossier_view(framework: str, code: str, *, page: int = 1, at: str = "") -> DossierView:
    """Give everything that a dossier's page shows but what the officer may do.

    The timeline is cut in pages; `at` names an entry whose page is wanted.
    """
    held = reading(framework)
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
    return DossierView(
        framework=framework,
        code=code,
        procedure=compiled.id if compiled else "",
        label=_(compiled.procedure.label) if compiled else _("A procedure that this node does not know"),
        title=title_of(docket, by_key),
        stage=stage_of(docket, stub),
        unjudged=unjudged.words if unjudged else "",
        is_closed=bool(docket.state and docket.state.fact("closed")),
        outer=reference_to(framework, docket.outer.id) if docket.outer else None,
        opened=opened_at(docket),
        parties=tuple(sorted(docket.sides.values())),
        figures=tuple(figures_shown(docket)),
        facts=tuple(facts_shown(docket)),
        contests=tuple(contests_shown(docket)),
        items=tuple(items_shown(docket, by_key)),
        proposals=tuple(proposals_of(docket)),
        periods=tuple(periods_shown(docket, stub)),
        timeline=tuple(row_of(held, docket, each, by_key) for each in newest[(page - 1) * ROWS_MAX : page * ROWS_MAX]),
        count=len(newest),
        page=page,
        pages=pages,
        inner=tuple(inner_lines(held, code)),
        exchange=tuple(exchange_lines(framework)),
    )
