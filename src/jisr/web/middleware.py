"""Headers that every answer bears."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponse

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "base-uri 'none'",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
    )
)
# What no page of a node uses; keys for signing in stay allowed to the node itself.
CLOSED: Final = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
PERMISSIONS: Final = ", ".join(
    [*(f"{each}=()" for each in CLOSED), "publickey-credentials-create=(self)", "publickey-credentials-get=(self)"]
)
HSTS: Final = f"max-age={365 * 86_400}; includeSubDomains"
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class SecurityHeaders:
    """Allow only what comes from this node, without exceptions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        # TLS ends at a proxy: whether there is any the node's address says, not the request.
        self.headers = {**HEADERS, **({"Strict-Transport-Security": HSTS} if _is_secure() else {})}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # What is refused here is refused within, so that the refusal bears the headers, too.
        response = _refused(request) if _has_nul(request) else self.get_response(request)
        for name, value in self.headers.items():
            # A page may have narrowed its own policy: what checks proofs may connect to nothing.
            if name != "Content-Security-Policy" or name not in response.headers:
                response.headers[name] = value
        if request.method == "HEAD" and not response.streaming:
            # The server sends what it is given: a body would be read as the answer to the next request.
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response


def _refused(request: HttpRequest) -> HttpResponse:
    return response_for_exception(request, SuspiciousOperation("U+0000 in a path, query or cookie"))


def _is_secure() -> bool:
    address: str = settings.HOME.address
    return address.startswith("https://")


def _has_nul(request: HttpRequest) -> bool:
    """Say whether an address or cookie holds what no text of PostgreSQL may hold."""
    asked = (value for _, values in request.GET.lists() for value in values)
    return any("\0" in each for each in (request.path_info, *request.COOKIES.values(), *asked))
