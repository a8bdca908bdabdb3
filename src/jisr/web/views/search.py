"""The search box: acts by their words, or straight to one by its number."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jisr.node.queries.search import ASKED_CHARACTERS_MAX, HITS_MAX, Numbered, found_by, numbered
from jisr.node.queries.waiting import COUNTED_MAX
from jisr.node.queries.work import groups_of
from jisr.web.views.common import officer_of, show, told
from jisr.web.views.dossiers import page_number

PAGES_MAX = COUNTED_MAX // HITS_MAX


@login_required
@told
def search(request: HttpRequest) -> HttpResponse:
    """Show the acts in which all the words are that were typed; a number leads to its act."""
    groups = groups_of(officer_of(request))
    asked = request.GET.get("q", "").strip()[:ASKED_CHARACTERS_MAX]
    places = numbered(groups, asked)
    if places is not None and len(places) == 1:
        return redirect(address_of(places[0]))
    page = min(page_number(request), PAGES_MAX)
    hits, count = found_by(groups, asked, page=page)
    pages = max(1, (count.number + HITS_MAX - 1) // HITS_MAX)
    return show(
        request,
        "jisr/search.html",
        asked=asked,
        places=[(each, address_of(each)) for each in places or ()],
        is_number=places is not None,
        hits=hits,
        count=count,
        page=page,
        pages=pages,
        query=f"{urlencode({'q': asked})}&",
        names={each.code: each.name for each in groups},
    )


def address_of(place: Numbered) -> str:
    """Give the address of an act on its dossier's page."""
    page = reverse("dossier", args=(place.framework, place.dossier))
    return f"{page}?at={place.entry}#{place.entry}"
