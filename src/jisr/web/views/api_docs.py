"""The API described to people: one list, made from what programs read in openapi.json, from this node alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from jisr.base import N_
from jisr.node.api_limits import ACTS_A_MINUTE_MAX, REQUESTS_A_MINUTE_MAX
from jisr.node.catalogue import gettext as _
from jisr.web.api.problems import STATUSES, TITLES
from jisr.web.views.common import show, told

WHERE = {"path": N_("in the address"), "query": N_("after the question mark"), "header": N_("in a header")}
IN_BODY = N_("in the body")
JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing that an address takes."""

    name: str
    where: str
    type: str
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One address with one method."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemShown:
    """One kind of refusal, under the name to which its `type` leads."""

    kind: str
    status: int
    title: str


@told
def docs(request: HttpRequest) -> HttpResponse:
    """List all addresses of the API, what they take and what they answer; nobody needs to sign in to read that."""
    # Read at the first request, as by the API itself.
    from jisr.web.api.described import described
    from jisr.web.api.urls import API

    whole = described(API)
    return show(
        request,
        "jisr/api_docs.html",
        about=whole["info"]["description"],
        address=settings.HOME.address,
        operations=list(_operations(whole)),
        problems=[ProblemShown(kind=kind, status=STATUSES[kind], title=_(title)) for kind, title in TITLES.items()],
        requests_most=REQUESTS_A_MINUTE_MAX,
        acts_most=ACTS_A_MINUTE_MAX,
    )


def _operations(whole: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in whole["paths"].items():
        for method, each in methods.items():
            yield Operation(
                id=each["operationId"],
                method=method.upper(),
                path=path,
                summary=each["summary"],
                description=each["description"],
                parameters=(*_parameters(each), *_body(whole, each)),
                answers=tuple(_answers(whole, each)),
            )


def _parameters(operation: Mapping[str, Any]) -> Iterator[Parameter]:
    for each in operation.get("parameters", ()):
        schema, place = each["schema"], each["in"]
        yield Parameter(
            name=each["name"], where=_(WHERE[place]), type=_type(schema), is_required=each.get("required", False)
        )


def _body(whole: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[Parameter]:
    if "requestBody" not in operation:
        return
    [(media, body)] = operation["requestBody"]["content"].items()
    if media != JSON:
        yield Parameter(name=media, where=_(IN_BODY), type=_type(body["schema"]), is_required=True)
        return
    reference = body["schema"]["$ref"]
    schema = whole["components"]["schemas"][reference.rpartition("/")[2]]
    for name, each in schema["properties"].items():
        required = name in schema.get("required", ())
        yield Parameter(name=name, where=_(IN_BODY), type=_type(each), is_required=required)


def _type(schema: Mapping[str, Any]) -> str:
    """Write a type as programmers do; names of types are the same in all languages."""
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    return " | ".join(
        str(each.get("type", "")) for each in schema.get("anyOf", (schema,)) if each.get("type") != "null"
    )


def _answers(whole: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for status, each in sorted(operation["responses"].items()):
        if "$ref" in each:
            kind = each["$ref"].rpartition("/")[2]
            yield status, _(TITLES[kind])


__all__ = ["docs"]
