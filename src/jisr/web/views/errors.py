"""Pages for what no view answers: wrong addresses, forms of another session, faults."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from jisr.node.catalogue import gettext as _
from jisr.web.views.common import show_error
from jisr.web.views.kept import kept_of


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page."""
    del exception
    title, words = _("Page not found"), _("This node has no page at this address.")
    return show_error(request, 404, title, words, _("Compare the address, or begin at the first page."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that this is not for this officer."""
    del exception
    title, words = _("Not permitted"), _("Your post does not permit this.")
    return show_error(request, 403, title, words, _("Ask the administrator of your authority."))


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


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request could not be read."""
    del exception
    title, words = _("The request could not be read"), _("Nothing was recorded.")
    return show_error(request, 400, title, words, _("Go back, load the page again, and try again."))


def failed(request: HttpRequest) -> HttpResponse:
    """Say that this node made a mistake; what was acknowledged is kept."""
    return show_error(
        request,
        500,
        _("Something went wrong in this node"),
        _("What had been confirmed to you is kept. What you sent last may not have been recorded."),
        _("Look at the dossier before you send it again; tell the operator of this node when it happened."),
    )
