"""What every view does: the officer, the page around a value, errors said in words."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from jisr.base import JisrError
from jisr.node import models
from jisr.node.errors import DayFull, Halted, NotJudged, NotYours, UnknownThing
from jisr.node.events import note
from jisr.node.queries.exchanges import ExchangeLine, exchange_lines
from jisr.node.queries.people import party_name

View = Callable[..., HttpResponse]


def officer_of(request: HttpRequest) -> models.Officer:
    """Give the officer who is signed in."""
    officer = request.user
    assert isinstance(officer, models.Officer), "the page asks for sign-in first"
    return officer


def around() -> dict[str, Any]:
    """Give what stands around every page: whose node it is."""
    home = settings.HOME
    return {
        "party": home.party,
        "party_name": party_name(home.party),
        "is_demo": home.is_demo,
        "languages": settings.LANGUAGES,
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
        lines = exchange_lines(framework)
    context = {**around(), "framework": framework, "exchange": lines or [], **values}
    return render(request, template, context, status=status)


def show_error(request: HttpRequest, status: int, title: str, words: str, remedy: str) -> HttpResponse:
    """Render the page that says what happened and what to do."""
    return show(request, "jisr/error.html", status=status, title=title, words=words, remedy=remedy)


def told(view: View) -> View:
    """Turn what jisr refuses into a page that says what happened and what to do."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except JisrError as error:
            note("page.refused", path=request.path, kind=type(error).__name__)
            return show_error(request, *_words(error))

    return guarded


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
        case NotYours():
            return (
                403,
                _("Your post does not permit this"),
                _("No authority for which you act holds the mandate that this needs."),
                _("Ask the administrator of your authority, or a colleague whose post permits it."),
            )
        case DayFull():
            return (
                409,
                _("No more can be recorded today"),
                _("This side has recorded as much today as the other sides take in on one day."),
                _("What protects somebody is recorded all the same. All else goes on tomorrow, at midnight in UTC."),
            )
        case Halted():
            return (
                409,
                _("This node records nothing just now"),
                _("Its own record or its clock is in doubt; nothing was recorded, and nothing is lost."),
                _("Tell the operator of this node. It goes on by itself once it has reached another node."),
            )
    return (
        409,
        _("This was not possible"),
        _("Nothing was recorded, and nothing is lost."),
        _("Go back and try again; if it happens again, tell the operator of this node."),
    )
