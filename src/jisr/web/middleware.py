"""Headers that every answer bears."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'; script-src 'self'; connect-src 'self'"
)


class SecurityHeaders:
    """Allow only what comes from this node, without exceptions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _has_nul(request):
            raise SuspiciousOperation("U+0000 in a path, query or cookie")
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if request.method == "HEAD" and not response.streaming:
            # The server sends what it is given: a body would be read as the answer to the next request.
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response


def _has_nul(request: HttpRequest) -> bool:
    """Say whether an address or cookie holds what no text of PostgreSQL may hold."""
    asked = (value for _, values in request.GET.lists() for value in values)
    return any("\0" in each for each in (request.path_info, *request.COOKIES.values(), *asked))
