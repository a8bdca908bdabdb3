"""The one address under which all of the API is found: its size, its language, and nothing else is looked at here."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from jisr.base import N_
from jisr.node.api_limits import BODY_BYTES_MAX
from jisr.node.catalogue import gettext as _
from jisr.web.api.problems import MEDIA_TYPE, not_found, problem, wrong_method
from jisr.web.large import bytes_max

LENGTH_DIGITS_MAX = 18
SHORTEN = N_("One act has at most 64 KiB: shorten its text. One request does one act.")


# No cookie lets anybody in here, so there is nothing that another site could send in an officer's name.
@csrf_exempt
def api(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer a request to the API, in the language that it asks for."""
    request.COOKIES = {}
    translation.activate(translation.get_language_from_request(request))
    request.LANGUAGE_CODE = translation.get_language()
    response = _answer(request, rest)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Vary"] = "Authorization, Accept-Language"
    return response


def _answer(request: HttpRequest, rest: str) -> HttpResponse:
    # Only a file is put, and its content goes through no memory; how large it may be is said where it is taken in.
    most = bytes_max(settings.HOME) if request.method == "PUT" else BODY_BYTES_MAX
    length = request.headers.get("Content-Length", "")
    # What is no number the server takes for none, and reads nothing.
    if length.isascii() and length.isdigit() and (len(length) > LENGTH_DIGITS_MAX or int(length) > most):
        words = _("The body is longer than %(most)s bytes.") % {"most": most}
        return problem("too-large", words, _(SHORTEN))
    # Read at the first request: a node, and a command, starts without it.
    from jisr.web.api.urls import find

    try:
        found = find(rest)
    except Resolver404:
        return not_found()
    method, request.method = request.method, "GET" if request.method == "HEAD" else request.method
    response: HttpResponse = found.func(request, *found.args, **found.kwargs)
    # Of who asked for the head alone the server must know.
    request.method = method
    if response.status_code == 405 and response["Content-Type"] != MEDIA_TYPE:
        return wrong_method(response["Allow"])
    return response
