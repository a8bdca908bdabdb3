"""What every view does: the officer, the page around a value, errors said in words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from jisr.base import JisrError
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.catalogue import speaking
from jisr.node.errors import (
    DatabaseUnreachable,
    DayFull,
    Halted,
    NeedsSecond,
    NotJudged,
    NotOperator,
    NotPrepared,
    NotWritten,
    NotYours,
    ProtectedAhead,
    UnknownThing,
)
from jisr.node.events import note
from jisr.node.queries.exchanges import ExchangeLine, exchange_lines
from jisr.node.queries.notices import open_count
from jisr.node.queries.people import party_within
from jisr.node.queries.postings import asked_once
from jisr.node.queries.sight import EVERYTHING
from jisr.rules.say import Sentence
from jisr.web.api.problems import problem_for_page
from jisr.web.views.kept import Kept, kept_of

View = Callable[..., HttpResponse]
# The engine that renders our templates, by its name in the settings.
PAGES = "pages"


def officer_of(request: HttpRequest) -> models.Officer:
    """Give the officer who is signed in."""
    officer = request.user
    assert isinstance(officer, models.Officer), "the page asks for sign-in first"
    return officer


def around() -> dict[str, Any]:
    """Give what stands around every page: whose node it is, and nothing of what only some pages have."""
    home = settings.HOME
    return {
        "party": home.party,
        "party_name": party_within(home.party),
        "is_demo": home.is_demo,
        "languages": settings.LANGUAGES,
        "framework": "",
        "protects": "",
        "exchange": (),
        "exchange_named": False,
        "open_notices": 0,
        "zone": "",
        # The form that the buttons of languages send, so that what is typed is not lost.
        "typed_form": "",
        # What the links of public pages carry along.
        "carry": "",
    }


def show(
    request: HttpRequest,
    template: str,
    *,
    framework: str = "",
    exchange: list[ExchangeLine] | None = None,
    status: int = 200,
    **values: Any,
) -> HttpResponse:
    """Render a page's value with what stands around every page."""
    lines = exchange
    if lines is None and framework:
        lines = exchange_lines(framework, getattr(request, "sight", EVERYTHING))
    # What is refused before anybody is known has no officer.
    officer = getattr(request, "user", None)
    # An officer sees on every page that something waits to be seen.
    told = {"open_notices": open_count(officer), "zone": officer.zone} if isinstance(officer, models.Officer) else {}
    context = {**around(), **told, "framework": framework, "exchange": lines or [], **values}
    return render(request, template, context, status=status, using=PAGES)


def show_error(
    request: HttpRequest, status: int, title: str, words: str, remedy: str, *, kept: Kept | None = None, link: str = ""
) -> HttpResponse:
    """Render the page that says what happened and what to do, with what was typed where a form was sent."""
    return problem_for_page(request, status, words, remedy) or show(
        request, "jisr/error.html", status=status, title=title, words=words, remedy=remedy, kept=kept, link=link
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is amiss with a form that was sent: words, remedy, and the field where it is mended."""

    words: str
    remedy: str
    field: str


def problem_of(error: JisrError, field: str) -> Problem:
    """Say an error above the form that it came from."""
    return Problem(words=error.said_in(_), remedy=error.remedy_in(_), field=field)


def told(view: View) -> View:
    """Turn what jisr refuses into a page that says what happened and what to do."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with _asked_once() if request.method in ("GET", "HEAD") else nullcontext():
                return view(request, *args, **kwargs)
        except JisrError as error:
            note("page.refused", path=request.path, kind=type(error).__name__)
            return show_error(request, *_words(error), kept=kept_of(request))

    return guarded


@contextmanager
def _asked_once() -> Iterator[None]:
    """While a page is made that only shows, neither who it is for nor the language moves."""
    with asked_once(), speaking(translation.get_language() or settings.LANGUAGE_CODE):
        yield


def sent_only(view: View) -> View:
    """Answer to what is sent alone; who is led to its address by signing in is told what to do."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return view(request, *args, **kwargs)
        answer = show_error(
            request,
            405,
            _("Nothing was sent"),
            _("This address belongs to a button and is no page. Nothing was recorded."),
            _("Go back to the page with the button, load it again, and press its button again."),
        )
        answer.headers["Allow"] = "POST"
        return answer

    return guarded


def signed_in(view: View) -> View:
    """Ask for sign-in first; who was signed out while a form was open keeps what was typed."""
    asking = login_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept = None if request.user.is_authenticated else kept_of(request)
        if kept is None:
            return asking(request, *args, **kwargs)
        return show_error(
            request,
            403,
            _("You are signed out"),
            _("The session ended while this form was open. Nothing was recorded."),
            _("Sign in on the page that the link opens, come back to this one, and send the form again."),
            kept=kept,
            link=f"{reverse('sign-in')}?{urlencode({'next': request.path}, safe='/')}",
        )

    return guarded


# What holds an act up for a while, whatever was typed: the form comes back as it was sent.
HELD_UP = (Halted, NotWritten, DatabaseUnreachable)


def held_up_said(error: JisrError) -> list[Sentence]:
    """Say above a form why nothing can be recorded just now, and what to do."""
    _status, _title, words, remedy = _words(error)
    return [Sentence(words, ""), Sentence(remedy, "")]


def _words(error: JisrError) -> tuple[int, str, str, str]:
    """Give status, title, words and remedy of an error, in the reader's language."""
    match error:
        case UnknownThing():
            return (
                404,
                _("Page not found"),
                _("This node has nothing under this address."),
                _("Compare the number. What another side has done is here only after the next exchange."),
            )
        case NotJudged():
            return (
                409,
                _("Not judged here"),
                str(error),
                _("Nothing was recorded. Until then nothing can be done here from this node; other dossiers go on."),
            )
        case NotOperator():
            return (403, _("Not permitted"), _("Only operators of this node see how it stands."), error.remedy_in(_))
        case NotYours():
            return (
                403,
                _("Your post does not permit this"),
                _("No authority for which you act holds the mandate that this needs."),
                _("Ask the administrator of your authority, or a colleague whose post permits it."),
            )
        case NeedsSecond():
            return (
                409,
                _("This needs a second officer"),
                _("It is recorded only when another officer has looked at it."),
                _("Prepare it on the dossier's page; another officer whose post permits it confirms it there."),
            )
        case NotPrepared():
            return (409, _("This could not be confirmed"), error.said_in(_), error.remedy_in(_))
        case DayFull():
            return (
                409,
                _("No more can be recorded today"),
                _("This side has recorded as much today as the other sides take in on one day."),
                _("What protects somebody is recorded all the same. All else goes on tomorrow, at midnight in UTC."),
            )
        case ProtectedAhead():
            return (
                409,
                _("The other side has stopped this, or protects somebody in it"),
                error.said_in(_),
                error.remedy_in(_),
            )
        case Halted():
            return (
                409,
                _("This node records nothing just now"),
                _("Its own record or its clock is in doubt; nothing was recorded, and nothing is lost."),
                _("Tell the operator of this node. It goes on by itself once it has reached another node."),
            )
        case NotWritten() | DatabaseUnreachable():
            return (
                503,
                _("This node could not write"),
                _("Its store took nothing in. Nothing was recorded, and nothing is lost."),
                _("Tell the operator of this node, and send it again later."),
            )
    return (
        409,
        _("This was not possible"),
        _("Nothing was recorded, and nothing is lost."),
        _("Go back and try again; if it happens again, tell the operator of this node."),
    )
