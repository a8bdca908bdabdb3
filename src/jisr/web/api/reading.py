"""Reading: what pages show, as values. Every address asks for a token, and gives what its officer may see."""

from typing import Any

from django.http import HttpRequest
from ninja.params.functions import Path, Query

from jisr.base import N_, parse_entry_id
from jisr.node import models
from jisr.node.api_limits import PAGES_MAX
from jisr.node.errors import UnknownThing
from jisr.node.queries import offered, offered_dossier
from jisr.node.queries.plain import dossier_value
from jisr.node.queries.proofs import proof_of
from jisr.node.queries.scopes import frameworks_of, require_entry, require_procedure
from jisr.web.api import schemas
from jisr.web.api.bearer import token_of
from jisr.web.api.router import Dossier, Entry, Framework, reach, router

NO_PROCEDURE = N_("no procedure %(procedure)s in %(framework)s")
PageNumber = Query(1, ge=1, le=PAGES_MAX, description="Which page; beyond the last there is nothing on it")


@router.get(
    "/",
    response=schemas.Caller,
    summary=N_("Who am I"),
    description=N_("Say by which token a program asks, for which officer, in which frameworks and with which posts."),
)
def caller(request: HttpRequest) -> Any:
    return offered.caller_value(token_of(request))


@router.get(
    "/frameworks",
    response=list[schemas.FrameworkLine],
    summary=N_("Frameworks"),
    description=N_("List the frameworks that the token reaches."),
)
def frameworks(request: HttpRequest) -> Any:
    return [offered.framework_line(reach(request, code).held) for code in frameworks_of(token_of(request))]


@router.get(
    "/frameworks/{framework}",
    response=schemas.FrameworkValue,
    summary=N_("One framework"),
    description=N_("Say what is agreed in a framework, and which authority of which party holds which mandates."),
)
def framework(request: HttpRequest, framework: str = Framework) -> Any:
    return offered.framework_offered(reach(request, framework).held)


@router.get(
    "/frameworks/{framework}/exchange",
    response=list[schemas.ExchangeValue],
    summary=N_("State of the exchange"),
    description=N_(
        "Say how the exchange with each other party stands: when it was heard, what it has not acknowledged."
    ),
)
def exchange(request: HttpRequest, framework: str = Framework) -> Any:
    return offered.exchange_value(reach(request, framework).held)


@router.get(
    "/frameworks/{framework}/procedures",
    response=list[schemas.ProcedureLine],
    summary=N_("Procedures"),
    description=N_("List the procedures of a framework, those of older versions among them."),
)
def procedures(request: HttpRequest, framework: str = Framework) -> Any:
    return offered.procedures_value(reach(request, framework).held)


@router.get(
    "/frameworks/{framework}/procedures/{name}/{version}",
    response=dict[str, Any],
    summary=N_("One procedure"),
    description=N_(
        "Give a procedure: its acts, facts, periods and figures, as `jisr procedure show --json` writes it."
    ),
)
def procedure(
    request: HttpRequest,
    framework: str = Framework,
    name: str = Path(..., pattern=r"^[a-z0-9][a-z0-9._-]{0,47}$", description="As in session"),
    version: int = Path(..., ge=1, le=999_999_999, description="As in 1"),
) -> Any:
    here = reach(request, framework)
    require_procedure(here.token, name)
    wanted = f"{name}/{version}"
    compiled = next((each for each in here.held.framework.procedures.values() if each.id == wanted), None)
    if compiled is None:
        raise UnknownThing(NO_PROCEDURE, procedure=wanted, framework=framework)
    return offered.procedure_value(compiled)


@router.get(
    "/frameworks/{framework}/dossiers/{dossier}",
    response=schemas.DossierValue,
    summary=N_("One dossier"),
    description=N_(
        "Give a dossier whole, in the shape of protocol 10; times are those of the entries, never the machine's."
    ),
)
def dossier(request: HttpRequest, framework: str = Framework, dossier: str = Dossier) -> Any:
    reach(request, framework).docket(dossier)
    return dossier_value(framework, dossier)


@router.get(
    "/frameworks/{framework}/dossiers/{dossier}/timeline",
    response=schemas.TimelinePage,
    summary=N_("Timeline"),
    description=N_("Give the acts of a dossier, newest first, each with what it says and its standing in words."),
)
def timeline(request: HttpRequest, framework: str = Framework, dossier: str = Dossier, page: int = PageNumber) -> Any:
    here = reach(request, framework)
    return offered_dossier.timeline_page(here.held, here.docket(dossier), page=page)


@router.get(
    "/frameworks/{framework}/dossiers/{dossier}/acts",
    response=list[schemas.CardValue],
    summary=N_("What I can do"),
    description=N_(
        "Give the acts that the officer's posts admit: those that are open, and what the others still lack."
    ),
)
def acts(request: HttpRequest, framework: str = Framework, dossier: str = Dossier) -> Any:
    here = reach(request, framework)
    return offered_dossier.acts_value(here.token.officer, here.held, here.docket(dossier))


@router.get(
    "/frameworks/{framework}/dossiers/{dossier}/periods",
    response=list[schemas.PeriodValue],
    summary=N_("Periods"),
    description=N_("Give the periods of a dossier that have begun: from when, until when, on whose clock."),
)
def periods(request: HttpRequest, framework: str = Framework, dossier: str = Dossier) -> Any:
    here = reach(request, framework)
    return offered_dossier.periods_value(here.held, here.docket(dossier))


@router.get(
    "/frameworks/{framework}/entries/{entry}/proof",
    response=schemas.ProofValue,
    summary=N_("Proof of an act"),
    description=N_("Give an act with its exact bytes, a signed head, the path between them, and the key."),
)
def proof(request: HttpRequest, framework: str = Framework, entry: str = Entry) -> Any:
    here = reach(request, framework)
    at = parse_entry_id(entry)
    require_entry(
        here.token, here.held, models.Entry.objects.filter(log=here.held.rows.get(at.party), seq=at.seq).first()
    )
    return proof_of(framework, entry, here.held)
