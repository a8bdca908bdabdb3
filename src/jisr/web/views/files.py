"""Files: taken on, offered to a colleague, accepted, laid down."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from jisr.base import N_, JisrError
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.errors import UnknownThing
from jisr.node.queries.holdings import files_of
from jisr.node.services.holdings import FileTaken, accept, give_back, offer
from jisr.node.services.holdings import take_on as take_file_on
from jisr.node.services.officers import officer_numbered
from jisr.web.typed import number_of
from jisr.web.views.common import Problem, officer_of, problem_of, sent_only, show, told
from jisr.web.views.dossiers import entitled

_NOTHING = N_("this form asks for nothing that can be done with a file")


@login_required
@told
def my_files(request: HttpRequest) -> HttpResponse:
    """Show an officer's files, and hand one over."""
    officer = officer_of(request)
    problem: Problem | None = None
    number = number_of(request.POST.get("number", ""))
    if request.method == "POST":
        try:
            said = _do(request, officer, number)
        except JisrError as error:
            problem = problem_of(error, f"to-{number}")
        else:
            messages.success(request, said)
            return redirect("files")
    status = 422 if problem else 200
    note = request.POST.get("note", "")
    return show(
        request, "jisr/files.html", page=files_of(officer), problem=problem, sent=number, note=note, status=status
    )


def _do(request: HttpRequest, officer: models.Officer, number: int) -> str:
    match request.POST.get("do"):
        case "offer":
            colleague = officer_numbered(number_of(request.POST.get("to", "")))
            offer(number, to=colleague, note=request.POST.get("note", "").strip(), officer=officer)
            return _("The file is offered. It stays with its holder until the colleague accepts.")
        case "accept":
            accept(number, officer=officer)
            return _("The file is yours.")
        case "give-back":
            give_back(number, officer=officer)
            return _("The file is with nobody now.")
    raise UnknownThing(_NOTHING)


@login_required
@told
@sent_only
def take_on(request: HttpRequest, framework: str, code: str) -> HttpResponse:
    """Take a dossier on for one of the officer's authorities."""
    entitled(request, framework).docket(code)
    try:
        take_file_on(framework, code, request.POST.get("authority", ""), officer=officer_of(request))
    except FileTaken as error:
        messages.warning(request, error.said_in(_))
    else:
        messages.success(request, _("The file is yours. Notices about it come to you, too."))
    return redirect("dossier", framework, code)
