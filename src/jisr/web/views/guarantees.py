"""A dossier's guarantees as a list to tick, beside its clocks."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from jisr.node.queries.checklist import checklist
from jisr.node.queries.headings import by_nobody, dossier_heading, stage_of
from jisr.node.queries.people import framework_name
from jisr.node.queries.periods import periods_shown
from jisr.node.queries.reading import own_party
from jisr.web.pictures import picture_of
from jisr.web.views.common import show, told
from jisr.web.views.dossiers import entitled


@login_required
@told
def guarantees_page(request: HttpRequest, framework: str, code: str) -> HttpResponse:
    """Show what a dossier's guarantees lack, who gives it, and by when."""
    held = entitled(request, framework)
    docket = held.docket(code)
    stub = held.stub(own_party(), "reopen", by_nobody())
    return show(
        request,
        "jisr/guarantees.html",
        framework=framework,
        protects=code,
        name=framework_name(held.row),
        heading=dossier_heading(docket),
        code=code,
        stage=stage_of(docket, stub),
        list=checklist(held, docket),
        periods=[(each, picture_of(each)) for each in periods_shown(docket, stub)],
    )
