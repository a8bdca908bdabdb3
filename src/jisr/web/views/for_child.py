"""The page that a guardian shows or prints for the child, in the child's language."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from jisr.base import N_
from jisr.node.catalogue import speaking
from jisr.node.errors import UnknownThing
from jisr.node.queries.checklist import checklist
from jisr.node.queries.for_child import for_child
from jisr.web.views.common import show, told
from jisr.web.views.dossiers import entitled


@login_required
@told
def child_page(request: HttpRequest, framework: str, code: str) -> HttpResponse:
    """Show the page for the child; `in` is the language that the child reads, the officer's own stays as it is."""
    held = entitled(request, framework)
    docket = held.docket(code)
    asked = request.GET.get("in", "")
    language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
    with speaking(language):
        page = for_child(held, docket)
        if page is None:
            raise UnknownThing(N_("%(dossier)s is not the file of a child in care"), dossier=code)
        answer = show(
            request,
            "jisr/for_child.html",
            framework=framework,
            protects=code,
            code=code,
            page=page,
            stopped=bool(checklist(held, docket).stops),
        )
        answer.headers["Content-Language"] = language or settings.LANGUAGE_CODE
        return answer
