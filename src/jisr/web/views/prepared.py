"""Acts that wait for a second officer: what would be written, to be confirmed or sent back."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jisr.base.limits import REASON_CHARACTERS_MAX
from jisr.node.catalogue import gettext as _
from jisr.node.errors import NotPossible, NotPrepared
from jisr.node.queries.headings import dossier_heading
from jisr.node.queries.people import framework_name
from jisr.node.queries.prepared import prepared_numbered, seconds_of
from jisr.node.queries.second_place import wait_until_it_lies_there
from jisr.node.queries.words import reasons_said
from jisr.node.services.preparing import PREPARED_DAYS, confirm_prepared, send_back
from jisr.rules.say import Sentence
from jisr.web.filters import together
from jisr.web.views.acts import prepared_refused
from jisr.web.views.common import HELD_UP, held_up_said, officer_of, show, signed_in, told
from jisr.web.views.dossiers import entitled

CONFIRM, SEND_BACK = "confirm", "send-back"


@signed_in
@told
def prepared_page(request: HttpRequest, framework: str, number: int) -> HttpResponse:
    """Show a prepared act to either officer; let the second confirm it or send it back, the first withdraw it."""
    held = entitled(request, framework)
    officer = officer_of(request)
    shown = prepared_numbered(officer, held, number)
    docket = held.docket(shown.dossier)
    reasons: Sequence[Sentence] = ()
    if request.method == "POST":
        try:
            return _answer(request, framework, number, shown.dossier)
        except NotPossible as error:
            reasons = reasons_said(error.reasons, docket)
        except NotPrepared as error:
            reasons = prepared_refused(error)
        except HELD_UP as error:
            reasons = held_up_said(error)
    return show(
        request,
        "jisr/prepared.html",
        framework=framework,
        protects=shown.dossier,
        name=framework_name(held.row),
        heading=dossier_heading(docket),
        code=shown.dossier,
        one=prepared_numbered(officer, held, number),
        seconds=together(seconds_of(officer, held, docket, shown.act)),
        reason=request.POST.get("reason", ""),
        reason_max=REASON_CHARACTERS_MAX,
        days=PREPARED_DAYS,
        reasons=reasons,
        status=409 if reasons else 200,
    )


def _answer(request: HttpRequest, framework: str, number: int, code: str) -> HttpResponse:
    officer = officer_of(request)
    if request.POST.get("answer") == CONFIRM:
        done = confirm_prepared(number, officer=officer)
        wait_until_it_lies_there(framework, done)
        return redirect(f"{reverse('dossier', args=[framework, code])}?done={done}")
    row = send_back(number, officer=officer, reason=request.POST.get("reason", ""))
    if row.officer_id == officer.pk:
        messages.success(request, _("Taken back. Nothing was recorded."))
    else:
        messages.success(request, _("Sent back with your reason. Nothing was recorded."))
    return redirect("dossier", framework, code)
