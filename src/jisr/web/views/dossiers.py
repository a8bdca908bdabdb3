"""Frameworks, lists and the dossier's page."""

from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse

from jisr.node import models
from jisr.node.errors import NotYours
from jisr.node.queries.dossiers import LISTED_MAX, dossier_view, lines
from jisr.node.queries.openings import cards, posts_of
from jisr.node.queries.people import framework_name
from jisr.node.queries.proofs import proof_of
from jisr.node.queries.reading import Reading, reading
from jisr.web.views.common import officer_of, show, told


def entitled(request: HttpRequest, framework: str) -> Reading:
    """Open a framework for an officer who has a post in it."""
    held = reading(framework)
    if not models.Posting.objects.filter(officer=officer_of(request), framework=held.row).exists():
        raise NotYours(f"no post in {framework}")
    return held


@login_required
@told
def framework_page(request: HttpRequest, framework: str) -> HttpResponse:
    """Show a framework: its sessions as a series, commitments, plans, parties, exchange."""
    held = entitled(request, framework)
    openings = [
        procedure
        for digest, compiled in held.framework.procedures.items()
        for procedure in [compiled.procedure]
        if procedure.within is None and any(act.opens for act in procedure.acts)
    ]
    return show(
        request,
        "jisr/framework.html",
        framework=framework,
        name=framework_name(held.row),
        parties=held.row.parties,
        sessions=lines(held, procedure="session"),
        commitments=lines(held, procedure="commitment"),
        plans=lines(held, procedure="action_plan"),
        openings=openings,
        posts=posts_of(officer_of(request), held),
    )


@login_required
@told
def dossier_list(request: HttpRequest, framework: str) -> HttpResponse:
    """List a framework's dossiers, fifty a page, by procedure if asked."""
    held = entitled(request, framework)
    procedure = request.GET.get("procedure", "")
    page = max(1, int(request.GET["page"])) if request.GET.get("page", "").isdigit() else 1
    rows = models.Dossier.objects.filter(framework=held.row).exclude(code="framework")
    if procedure:
        rows = rows.filter(procedure__startswith=f"{procedure}/")
    count = rows.count()
    found = lines(held, procedure=procedure, offset=(page - 1) * LISTED_MAX)
    return show(
        request,
        "jisr/dossiers.html",
        framework=framework,
        name=framework_name(held.row),
        lines=found,
        count=count,
        page=page,
        pages=range(1, (count + LISTED_MAX - 1) // LISTED_MAX + 1),
        procedure=procedure,
        procedures=[each.procedure for each in held.framework.procedures.values() if each.id != "framework/1"],
    )


@login_required
@told
def dossier_page(request: HttpRequest, framework: str, code: str) -> HttpResponse:
    """Show a dossier: where it stands, what is certain, what I can do, who must act by when."""
    held = entitled(request, framework)
    view = dossier_view(framework, code)
    mine = cards(officer_of(request), held, held.docket(code))
    open_cards = sorted((card for card in mine if card.is_open), key=lambda card: card.group)
    compiled = held.docket(code).compiled
    inner = [
        each.procedure
        for each in held.framework.procedures.values()
        if compiled is not None and each.procedure.within == compiled.procedure.name
    ]
    return show(
        request,
        "jisr/dossier.html",
        framework=framework,
        exchange=list(view.exchange),
        view=view,
        answers=[card for card in open_cards if card.waiting],
        protective=[card for card in open_cards if card.protective and card.name.split("_")[0] != "withdraw"],
        groups=[
            (group, list(found))
            for group, found in groupby(
                (c for c in open_cards if not c.waiting and not c.protective), key=lambda card: card.group
            )
        ],
        withdrawals=[card for card in open_cards if card.name.startswith("withdraw_")],
        later=[card for card in mine if not card.is_open],
        inner_openings=inner,
        posts=posts_of(officer_of(request), held),
    )


@login_required
@told
def proof(request: HttpRequest, framework: str, entry: str) -> HttpResponse:
    """Give an act with the proof that it is in its party's log."""
    entitled(request, framework)
    response = JsonResponse(proof_of(framework, entry), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{framework}-{entry}.json"'
    return response
