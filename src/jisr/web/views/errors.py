"""Pages for what no view answers: wrong addresses, forms of another session, faults."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.web.api.problems import ROOT
from jisr.web.views.common import show_error
from jisr.web.views.kept import kept_of

Page = Callable[..., HttpResponse]


def to_reader(page: Page) -> Page:
    """Speak to who asked: what comes before any view has asked for no language yet, or not for the officer's.

    The thread may have answered somebody else before.
    """

    @wraps(page)
    def said(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        translation.activate(_language_of(request))
        request.LANGUAGE_CODE = translation.get_language()
        return page(request, *args, **kwargs)

    return said


def _language_of(request: HttpRequest) -> str:
    # What a program reads no session decides.
    officer = None if request.path_info.startswith(ROOT) else getattr(request, "user", None)
    chosen = officer.language if isinstance(officer, models.Officer) else ""
    return chosen or translation.get_language_from_request(request)


@to_reader
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page."""
    del exception
    title, words = _("Page not found"), _("This node has no page at this address.")
    return show_error(request, 404, title, words, _("Compare the address, or begin at the first page."))


@to_reader
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that this is not for this officer."""
    del exception
    title, words = _("Not permitted"), _("Your post does not permit this.")
    return show_error(request, 403, title, words, _("Ask the administrator of your authority."))


@to_reader
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form came without the token that this node gave."""
    del reason
    kept = kept_of(request) if _is_of_here(request) else None
    remedy = _("Go back, load the page again, and send the form again. Cookies of this site must be allowed.")
    if kept is not None:
        remedy = _("What you typed is kept below. Read it again, and send it.")
    return show_error(
        request,
        403,
        _("The form is no longer valid"),
        _("It was opened before you signed in, or in another browser. Nothing was recorded."),
        remedy,
        kept=kept,
    )


def _is_of_here(request: HttpRequest) -> bool:
    """Say whether a page of this node has sent the form, as the browser states it.

    What another site has filled in is not offered with a token that would let it pass.
    """
    origin = request.headers.get("Origin")
    return origin == f"{request.scheme}://{request.get_host()}" or origin in settings.CSRF_TRUSTED_ORIGINS


@to_reader
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request could not be read."""
    del exception
    title, words = _("The request could not be read"), _("Nothing was recorded.")
    return show_error(request, 400, title, words, _("Go back, load the page again, and try again."))


def failed(request: HttpRequest) -> HttpResponse:
    """Say that this node made a mistake; what was acknowledged is kept."""
    # Who is signed in is not asked: that may be what failed. A view has spoken to them before it did.
    if not hasattr(request, "LANGUAGE_CODE"):
        translation.activate(translation.get_language_from_request(request))
    return show_error(
        request,
        500,
        _("Something went wrong in this node"),
        _("What had been confirmed to you is kept. What you sent last may not have been recorded."),
        _("Look at the dossier before you send it again; tell the operator of this node when it happened."),
    )
