"""A framework's counts of dossiers about persons."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from jisr.node.queries.people import framework_name
from jisr.node.queries.person_figures import CELL_MIN, person_figures
from jisr.web.views.common import show, told
from jisr.web.views.dossiers import entitled


@login_required
@told
def figures_page(request: HttpRequest, framework: str) -> HttpResponse:
    """Show counts by stage, outcome, clocks missed and stops; no cell under ten."""
    held = entitled(request, framework)
    return show(
        request,
        "jisr/figures.html",
        framework=framework,
        name=framework_name(held.row),
        figures=person_figures(held),
        least=CELL_MIN,
    )
