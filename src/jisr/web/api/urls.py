"""All addresses of the API, put together with ninja. Read at the first request only: see `door`."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, URLResolver, path
from django.urls.resolvers import RegexPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from jisr.base import N_, JisrError
from jisr.node.catalogue import gettext as _
from jisr.web.api import acting, files, lists, reading, sealed
from jisr.web.api.bearer import Bearer
from jisr.web.api.described import described
from jisr.web.api.problems import problem, problem_of, wrong_method
from jisr.web.api.router import router

READ_AGAIN = N_("Compare it with /api/1/docs, and send it again; nothing was recorded.")

AMISS = {
    "missing": N_("It is missing."),
    "extra_forbidden": N_("There is no such field here."),
    "string_pattern_mismatch": N_("It is not spelt as it must be."),
}
OF_WRONG_TYPE = N_("It is not of the type or size that it must be.")


class ReadJson(Parser):
    """Reads JSON as the protocol permits it: no NaN, no lone surrogates, nothing nested without end."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Read the body."""
        return orjson.loads(request.body)


class WriteJson(BaseRenderer):
    """Writes JSON."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Write a value."""
        return orjson.dumps(data)


def _build() -> NinjaAPI:
    api = NinjaAPI(
        title="jisr",
        version="1",
        auth=Bearer(),
        openapi_url=None,
        docs_url=None,
        parser=ReadJson(),
        renderer=WriteJson(),
        urls_namespace="jisr-api-1",
    )
    # One router, on which each of these has put its addresses: one that is read and written is one.
    assert all(each.router is router for each in (acting, files, lists, reading, sealed))
    api.add_router("", router)
    api.add_exception_handler(JisrError, lambda request, error: problem_of(error))  # type: ignore[arg-type]  # by its class
    api.add_exception_handler(ValidationError, _amiss)  # type: ignore[arg-type]  # by its class
    api.add_exception_handler(HttpError, _unreadable)  # type: ignore[arg-type]  # by its class
    return api


def _amiss(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name each field that is amiss, in the body, the address or a header."""
    fields = [
        {"field": _place(each["loc"]), "message": _(AMISS.get(each["type"], OF_WRONG_TYPE))} for each in error.errors
    ]
    return problem(
        "wrong-field", _("What was sent has not the form that this address takes."), _(READ_AGAIN), fields=fields
    )


def _place(parts: Any) -> str:
    """Say where something stands: without the names that ninja gives to a body."""
    shown = [str(each) for each in parts if each not in ("wish",)]
    return ".".join(shown)


def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem("unreadable", _("The body is not JSON as it should be."), _(READ_AGAIN))


API = _build()


def openapi(request: HttpRequest) -> HttpResponse:
    """Describe the API to programs; nobody needs a token to read that."""
    if request.method not in ("GET", "HEAD"):
        return wrong_method("GET, HEAD")
    return HttpResponse(orjson.dumps(described(API)), content_type="application/json")


_found = URLResolver(RegexPattern(""), [*API.urls[0], path("openapi.json", openapi)])


def find(rest: str) -> ResolverMatch:
    """Find what answers to an address below /api/1/; raises Resolver404."""
    return _found.resolve(rest)
