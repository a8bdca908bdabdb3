"""Signing in, and the first page: what waits for me."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from jisr.base import Instant, format_instant
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.queries.exchanges import exchange_lines
from jisr.node.queries.lines import DossierLine, lines
from jisr.node.queries.openings import Post, posts_of
from jisr.node.queries.people import framework_name
from jisr.node.queries.proposals import ProposalShown
from jisr.node.queries.reading import Reading, reading
from jisr.rules import EACH
from jisr.web.views.common import around, officer_of, show, told

LOOKED_AT_MAX = 400
SOON_SECONDS = 31 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A proposal that somebody must answer."""

    line: DossierLine
    proposal: ProposalShown
    may: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkWork:
    """One framework on the first page."""

    code: str
    name: str
    posts: list[Post]
    mine: list[Task]
    theirs: list[Task]
    contested: list[DossierLine]
    late: list[DossierLine]
    soon: list[DossierLine]
    next_session: DossierLine | None


def start(request: HttpRequest) -> HttpResponse:
    """Lead to the first page, or to sign-in."""
    return redirect("my-work" if request.user.is_authenticated else "sign-in")


class SignIn(LoginView):
    """Sign in with name and password."""

    template_name = "jisr/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add what stands around every page, and the demo's officers on a demo node."""
        demo = models.Officer.objects.filter(is_demo=True).order_by("username") if settings.HOME.is_demo else []
        return {**super().get_context_data(**kwargs), **around(), "demo_officers": demo}


class SignOut(LogoutView):
    """End the session."""

    next_page = "sign-in"


def health(request: HttpRequest) -> HttpResponse:  # Django hands it to every view
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
    exchange = [line for work in works for line in exchange_lines(work.code)]
    today = format_instant(CLOCK.now())[:10]
    return show(request, "jisr/my_work.html", works=works, exchange=exchange, today=today)


def _work(officer: models.Officer, code: str) -> FrameworkWork:
    held = reading(code)
    every = lines(held, limit=LOOKED_AT_MAX)
    posts = posts_of(officer, held)
    now = CLOCK.now()
    today, horizon = (format_instant(Instant(at))[:10] for at in (now, now + SOON_SECONDS))
    tasks = [
        Task(line=each, proposal=proposal, may=_may_answer(held, each, proposal, posts))
        for each in every
        for proposal in each.open_proposals
    ]
    dated = sorted((e for e in every if e.due_on and not e.is_closed), key=lambda each: each.due_on)
    coming = sorted((e for e in every if e.date >= today and not e.is_closed), key=lambda each: each.date)
    return FrameworkWork(
        code=code,
        name=framework_name(held.row),
        posts=posts,
        mine=[each for each in tasks if not each.proposal.mine],
        contested=[each for each in every if each.open_contests],
        theirs=[each for each in tasks if each.proposal.mine],
        late=[each for each in dated if each.due_on < today],
        soon=[each for each in dated if today <= each.due_on <= horizon],
        next_session=coming[0] if coming else None,
    )


def _may_answer(held: Reading, line: DossierLine, proposal: ProposalShown, posts: list[Post]) -> bool:
    """Say whether one of the officer's posts is admitted to the answer."""
    compiled = held.docket(line.code).compiled
    admitted = compiled.steps[f"concur_{proposal.act}"].by.get(EACH, frozenset())
    return any(post.mandates & admitted for post in posts)
