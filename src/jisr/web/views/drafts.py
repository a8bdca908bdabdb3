"""An officer's drafts: listed, and let go."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from jisr.node.catalogue import gettext as _
from jisr.node.queries.drafts import drafts_of
from jisr.node.services.drafting import DRAFT_DAYS, DRAFTS_MAX, discard_draft
from jisr.web.views.common import officer_of, sent_only, show, told


@login_required
@told
def drafts_page(request: HttpRequest) -> HttpResponse:
    """List what the officer has begun and not sent."""
    drafts = drafts_of(officer_of(request))
    return show(request, "jisr/drafts.html", drafts=drafts, limit=DRAFTS_MAX, days=DRAFT_DAYS)


@login_required
@told
@sent_only
def discard(request: HttpRequest) -> HttpResponse:
    """Let a draft go."""
    framework, dossier, act = (request.POST.get(each, "") for each in ("framework", "dossier", "act"))
    if discard_draft(officer_of(request), framework=framework, dossier=dossier, act=act):
        messages.success(request, _("The draft is discarded. Nothing was recorded."))
    return redirect("drafts")
