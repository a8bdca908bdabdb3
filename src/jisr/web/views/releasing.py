"""Protective acts that wait for a log in doubt: released from an act's page, and taken back (protocol 9.6, 12.42)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from jisr.base import N_
from jisr.node.catalogue import gettext as _
from jisr.node.errors import NotReleased, UnknownThing
from jisr.node.queries.released import released_in
from jisr.node.services.releasing import take_back
from jisr.web.views.common import officer_of, sent_only, signed_in, told
from jisr.web.views.dossiers import entitled


@signed_in
@told
@sent_only
def released(request: HttpRequest, framework: str, code: str) -> HttpResponse:
    """Take a released act back; it was never written."""
    held = entitled(request, framework)
    docket = held.docket(code)
    number = request.POST.get("number", "")
    row = released_in(framework).filter(dossier=docket.id, pk=int(number) if number.isdecimal() else 0).first()
    if row is None:
        raise UnknownThing(N_("no act waits here under this number"))
    try:
        take_back(row.pk, officer=officer_of(request))
    except NotReleased as error:
        messages.warning(request, error.said_in(_))
    else:
        messages.success(request, _("Taken back. Nothing was recorded."))
    return redirect("dossier", framework, code)
