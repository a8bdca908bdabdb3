"""How an officer is reached: address, what is sent when, the zone, programs that are called."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from jisr.base import JisrError
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.queries.ways import WaysPage, ways_of
from jisr.node.services.reach import (
    add_hook,
    confirm_address,
    end_hook,
    forget_address,
    prefer,
    set_address,
)
from jisr.web.typed import minutes_of, number_of
from jisr.web.views.common import Problem, officer_of, problem_of, show, told

Step = Callable[[HttpRequest, models.Officer], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed, so that an error loses nothing."""

    email: str = ""
    url: str = ""
    zone: str = ""


@login_required
@told
def reach_page(request: HttpRequest) -> HttpResponse:
    """Show how an officer is reached, and change it."""
    officer = officer_of(request)
    problem: Problem | None = None
    do = request.POST.get("do", "")
    if request.method == "POST" and do in STEPS:
        step, field = STEPS[do]
        try:
            said = step(request, officer)
        except JisrError as error:
            problem = problem_of(error, field)
        else:
            messages.success(request, said)
            return redirect("reach")
    officer.refresh_from_db()
    return _shown(request, ways_of(officer), problem)


def _shown(request: HttpRequest, page: WaysPage, problem: Problem | None) -> HttpResponse:
    post = request.POST
    typed = Typed(email=post.get("email", ""), url=post.get("url", ""), zone=post.get("zone", ""))
    status = 422 if problem else 200
    return show(request, "jisr/reach.html", page=page, problem=problem, typed=typed, status=status)


def _address(request: HttpRequest, officer: models.Officer) -> str:
    set_address(settings.HOME, officer, request.POST.get("email", "").strip())
    return _("A code is on its way to this address. Type it in below; until then nothing else is sent there.")


def _code(request: HttpRequest, officer: models.Officer) -> str:
    confirm_address(officer, request.POST.get("code", ""))
    return _("The address is confirmed.")


def _forget(request: HttpRequest, officer: models.Officer) -> str:
    forget_address(officer)
    return _("Nothing is sent to you by e-mail any more.")


def _prefer(request: HttpRequest, officer: models.Officer) -> str:
    post = request.POST
    prefer(
        officer,
        zone=post.get("zone", "").strip(),
        has_mail="has_mail" in post,
        has_digest="has_digest" in post,
        has_empty_digest="has_empty_digest" in post,
        digest_at=minutes_of(post.get("digest_at", "")),
        quiet_from=minutes_of(post.get("quiet_from", "")),
        quiet_until=minutes_of(post.get("quiet_until", "")),
    )
    return _("It is kept what you want sent, and when.")


def _hook(request: HttpRequest, officer: models.Officer) -> str:
    hook = add_hook(
        settings.HOME, request.POST.get("url", "").strip(), by=officer, authority=request.POST.get("authority", "")
    )
    words = _("The program is called from now on. Its secret, told only now: %(secret)s")
    return words % {"secret": hook.secret}


def _unhook(request: HttpRequest, officer: models.Officer) -> str:
    end_hook(number_of(request.POST.get("number", "")), by=officer)
    return _("The program is not called any more.")


# What a button asks for, and the field at which is said what was amiss.
STEPS: dict[str, tuple[Step, str]] = {
    "address": (_address, "email"),
    "code": (_code, "code"),
    "forget": (_forget, "email"),
    "prefer": (_prefer, "zone"),
    "hook": (_hook, "url"),
    "unhook": (_unhook, "url"),
}
