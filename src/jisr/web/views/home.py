"""Signing in, and the first page: what waits for me."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from jisr.base import Instant, format_instant
from jisr.node import models
from jisr.node.queries.dossiers import DossierLine, lines
from jisr.node.queries.exchanges import ExchangeLine, exchange_lines
from jisr.node.queries.openings import Post, posts_of
from jisr.node.queries.people import framework_name, party_name
from jisr.node.queries.reading import reading
from jisr.web.views.common import officer_of, show, told


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkWork:
    """One framework on the first page."""

    code: str
    name: str
    posts: list[Post]
    mine: list[DossierLine]
    theirs: list[DossierLine]
    late: list[DossierLine]
    exchange: list[ExchangeLine]


def start(request: HttpRequest) -> HttpResponse:
    """Lead to the first page, or to sign-in."""
    return redirect("my-work" if request.user.is_authenticated else "sign-in")


class SignIn(LoginView):
    """Sign in with name and password."""

    template_name = "jisr/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add what stands around every page, and the demo's officers on a demo node."""
        home = settings.HOME
        demo = models.Officer.objects.filter(is_demo=True).order_by("username") if home.is_demo else []
        return {
            **super().get_context_data(**kwargs),
            "party": home.party,
            "party_name": party_name(home.party),
            "is_demo": home.is_demo,
            "demo_officers": demo,
        }


class SignOut(LogoutView):
    """End the session."""

    next_page = "sign-in"


def health(request: HttpRequest) -> HttpResponse:
    """Say that the node answers: for supervisors, without any content."""
    models.Framework.objects.exists()
    return JsonResponse({"party": settings.HOME.party, "ok": True})


@login_required
@told
def my_work(request: HttpRequest) -> HttpResponse:
    """Show what waits for the officer, what waits for the other sides, what is late."""
    officer = officer_of(request)
    codes = models.Posting.objects.filter(officer=officer).values_list("framework_id", flat=True).distinct()
    works = [_work(officer, code) for code in sorted(codes)]
    exchange = [line for work in works for line in work.exchange]
    return show(request, "jisr/my_work.html", works=works, exchange=exchange)


def _work(officer: models.Officer, code: str) -> FrameworkWork:
    held = reading(code)
    every = lines(held, limit=200)
    today = models.Log.objects.filter(framework=code).order_by("-time").values_list("time", flat=True).first()
    return FrameworkWork(
        code=code,
        name=framework_name(held.row),
        posts=posts_of(officer, held),
        mine=[each for each in every if any(not p.mine for p in each.open_proposals)],
        theirs=[each for each in every if any(p.mine for p in each.open_proposals)],
        late=[each for each in every if each.due_on and _is_late(each, today)],
        exchange=exchange_lines(code),
    )


def _is_late(line: DossierLine, latest: int | None) -> bool:
    return latest is not None and line.due_on < format_instant(Instant(latest))[:10] and not line.is_closed
