"""One act by itself: the paper, and the proof that it is in its party's log."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse

from jisr.node.queries.openings import correctable, posts_of
from jisr.node.queries.papers import paper_of
from jisr.node.queries.people import framework_name
from jisr.node.queries.proofs import proof_of
from jisr.node.queries.sealed_fields import sealed_in
from jisr.web.views.common import officer_of, show, told
from jisr.web.views.dossiers import entitled


@login_required
@told
def entry_page(request: HttpRequest, framework: str, entry: str) -> HttpResponse:
    """Show one act as a paper."""
    held = entitled(request, framework)
    paper = paper_of(held, entry)
    docket = held.docket(paper.dossier)
    return show(
        request,
        "jisr/entry.html",
        framework=framework,
        protects=paper.dossier,
        name=framework_name(held.row),
        paper=paper,
        row=paper.row,
        sealed=sealed_in(held, docket, [paper.row.entry], officer_of(request)),
        can_correct=bool(correctable(posts_of(officer_of(request), held), docket, [paper.row.entry])),
    )


@login_required
@told
def proof(request: HttpRequest, framework: str, entry: str) -> HttpResponse:
    """Give an act with the proof that it is in its party's log."""
    held = entitled(request, framework)
    response = JsonResponse(proof_of(framework, entry, held), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{framework}-{entry}.json"'
    return response
