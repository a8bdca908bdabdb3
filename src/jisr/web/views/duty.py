"""Duty: the rotas of an officer's authorities, and leave."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from jisr.base import N_, JisrError
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.errors import UnknownThing
from jisr.node.queries.rotas import leaves_page, rota_page
from jisr.node.services.duty import WrongTimes, add_turn, end_leave, end_turn, go_on_leave, name_lead, require_member
from jisr.node.services.officers import officer_numbered
from jisr.web.typed import day_of, number_of, wall_of
from jisr.web.views.common import Problem, officer_of, problem_of, show, told

_MISSING_DAYS = N_("the first or the last day is missing, or is no real day")
_MISSING_TIMES = N_("beginning or end is missing, or is no real time")
_NO_CHANGE = N_("this form asks for nothing that a rota can do")


@login_required
@told
def rotas(request: HttpRequest) -> HttpResponse:
    """Lead to the rotas of the officer's authorities; keep when the officer is away and who stands in."""
    officer = officer_of(request)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            said = _leave(request, officer)
        except JisrError as error:
            problem = problem_of(error, "substitute")
        else:
            messages.success(request, said)
            return redirect("rotas")
    page = leaves_page(officer)
    status = 422 if problem else 200
    return show(request, "jisr/rotas.html", page=page, problem=problem, typed=request.POST, status=status)


def _leave(request: HttpRequest, officer: models.Officer) -> str:
    post = request.POST
    if post.get("do") == "back":
        end_leave(number_of(post.get("number", "")), officer=officer)
        return _("You are back: notices come to you again.")
    starts, ends = day_of(post.get("first", "")), day_of(post.get("last", ""))
    if starts is None or ends is None:
        raise WrongTimes(_MISSING_DAYS)
    substitute = officer_numbered(number_of(post.get("substitute", "")))
    go_on_leave(officer, substitute=substitute, first=starts, last=ends)
    return _("From that day on notices for you go to your colleague, who also sees your files.")


@login_required
@told
def rota(request: HttpRequest, authority: str) -> HttpResponse:
    """Show who is on duty for an authority in the next four weeks, and change it."""
    officer = officer_of(request)
    require_member(authority, officer)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            said = _change(request, authority, officer)
        except UnknownThing as error:
            problem = problem_of(error, "turn-officer")
        except WrongTimes as error:
            problem = problem_of(error, "starts")
        else:
            messages.success(request, said)
            return redirect("rota", authority)
    page = rota_page(authority, officer.zone)
    status = 422 if problem else 200
    return show(request, "jisr/rota.html", page=page, problem=problem, typed=request.POST, status=status)


def _change(request: HttpRequest, authority: str, officer: models.Officer) -> str:
    post = request.POST
    match post.get("do"):
        case "turn":
            _put_turn(request, authority, officer)
            return _("It is in the rota.")
        case "end":
            end_turn(number_of(post.get("number", "")), by=officer)
            return _("It is out of the rota; that it was there is kept.")
        case "leads":
            for role in ("deputy", "head"):
                number = number_of(post.get(role, ""))
                name_lead(authority, role, officer=officer_numbered(number) if number else None, by=officer)
            return _("Deputy and head are kept.")
    raise UnknownThing(_NO_CHANGE)


def _put_turn(request: HttpRequest, authority: str, officer: models.Officer) -> None:
    post = request.POST
    starts, ends = wall_of(post.get("starts", "")), wall_of(post.get("ends", ""))
    if starts is None or ends is None:
        raise WrongTimes(_MISSING_TIMES)
    until = day_of(post.get("until", ""))
    add_turn(
        authority,
        officer=officer_numbered(number_of(post.get("officer", ""))),
        starts=starts,
        ends=ends,
        is_weekly="weekly" in post,
        until="" if until is None else until.isoformat(),
        by=officer,
    )
