"""Lists: what waits, dossiers, own acts under way, acts found by words. Filtered as the pages filter them."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja.params.functions import Query

from jisr.base import N_
from jisr.node.queries import offered_lists
from jisr.node.queries.listing import WORDS_CHARACTERS_MAX, Filter
from jisr.node.queries.scopes import require_listed
from jisr.node.queries.search import ASKED_CHARACTERS_MAX
from jisr.node.queries.work import WorkFilter
from jisr.web.api import list_schemas
from jisr.web.api.bearer import token_of
from jisr.web.api.router import Framework, reach, router

# No text of PostgreSQL holds U+0000, and so nothing that is found does.
TEXT = r"^[^\u0000]*$"
AFTER = "What the list before gave as `next`"


@router.get(
    "/work",
    response=list_schemas.WorkList,
    summary=N_("My work"),
    description=N_("Give what waits, what is due first first: proposals, contests, periods, promised dates."),
)
def work(
    request: HttpRequest,
    who: Literal["mine", "ours", "theirs"] = Query(
        "mine", description="What waits for my posts, for colleagues, or for the other sides"
    ),
    kind: Literal["", "answers", "dates"] = Query("", description="Only answers, or only dates and periods"),
    when: Literal["", "late", "week", "owed"] = Query(
        "", description="What is late; what is due within a week; owed: both"
    ),
    framework: str = Query("", pattern=r"^([a-z0-9-]{1,64})?$", description="Only of this framework"),
    after: str = Query("", pattern=list_schemas.WORK_PLACE, description=AFTER),
) -> Any:
    chosen = WorkFilter(who=who, kind=kind, when=when, group=framework)
    return offered_lists.work_listed(token_of(request), chosen, after=after)


@router.get(
    "/search",
    response=list_schemas.SearchList,
    summary=N_("Search"),
    description=N_("Find acts by their words, in whatever language they were written, or by a number such as ESP.12."),
)
def search(
    request: HttpRequest,
    q: str = Query(
        ...,
        min_length=1,
        max_length=ASKED_CHARACTERS_MAX,
        pattern=TEXT,
        description="Words that must all be in one act, or the number of an act",
    ),
    after: str = Query("", pattern=list_schemas.NUMBER_PLACE, description=AFTER),
) -> Any:
    return offered_lists.acts_found(token_of(request), q, after=after)


@router.get(
    "/frameworks/{framework}/dossiers",
    response=list_schemas.DossierList,
    summary=N_("Dossiers"),
    description=N_("List dossiers, those that moved last first, or in another order."),
)
def dossiers(
    request: HttpRequest,
    framework: str = Framework,
    procedure: str = Query(
        "", pattern=r"^([a-z0-9][a-z0-9._-]{0,47})?$", description="Only of this procedure, as in session"
    ),
    state: Literal["", "open", "closed", "late"] = Query("", description="Only what is open, closed or late"),
    stage: str = Query("", pattern=r"^([a-z0-9][a-z0-9._-]{0,63})?$", description="Only at this stage, as in called"),
    party: str = Query("", pattern=r"^([A-Z]{3})?$", description="Only what this party owes or has opened"),
    words: str = Query(
        "", max_length=WORDS_CHARACTERS_MAX, pattern=TEXT, description="Only where all these words are in the name"
    ),
    sort: Literal["moved", "due", "opened"] = Query("moved", description="By which time; due: the earliest first"),
    after: str = Query("", pattern=list_schemas.DOSSIER_PLACE, description=AFTER),
) -> Any:
    here = reach(request, framework)
    require_listed(here.token, procedure)
    chosen = Filter(procedure=procedure, state=state, stage=stage, party=party, words=words.strip(), sort=sort)
    return offered_lists.dossiers_listed(here.held, chosen, after=after)


@router.get(
    "/frameworks/{framework}/sent",
    response=list_schemas.SentList,
    summary=N_("Not yet acknowledged"),
    description=N_("List the own acts that some party has not acknowledged, those that wait for longest first."),
)
def sent(
    request: HttpRequest,
    framework: str = Framework,
    after: str = Query("", pattern=list_schemas.NUMBER_PLACE, description=AFTER),
) -> Any:
    here = reach(request, framework)
    return offered_lists.sent_listed(here.token, here.held, after=after)
