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
from jisr.node.errors import UnknownThing
from jisr.node.queries.exchanges import ExchangeLine, exchange_lines
from jisr.node.queries.people import party_name

View = Callable[..., HttpResponse]


def officer_of(request: HttpRequest) -> models.Officer:
    """Give the officer who is signed in."""
    officer = request.user
    assert isinstance(officer, models.Officer), "the page asks for sign-in first"
    return officer


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
    home = settings.HOME
    lines = exchange
    if lines is None and framework:
        lines = exchange_lines(framework)
    context = {
        "party": home.party,
        "party_name": party_name(home.party),
        "is_demo": home.is_demo,
        "framework": framework,
        "exchange": lines or [],
        **values,
    }
    return render(request, template, context, status=status)


def told(view: View) -> View:
    """Turn what jisr refuses into a page that says what happened and what to do."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except UnknownThing as error:
            return show(request, "jisr/error.html", status=404, title=_("Not found"), error=error)
        except JisrError as error:
            return show(request, "jisr/error.html", status=409, title=_("Not possible"), error=error)

    return guarded
