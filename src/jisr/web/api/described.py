"""The API described as OpenAPI: what ninja knows of it, and what it does not: problems, headers, examples."""

from typing import Any

from django.conf import settings
from ninja import NinjaAPI

from jisr.base import N_
from jisr.node.catalogue import gettext as _
from jisr.web.api.problems import MEDIA_TYPE, STATUSES, TITLES
from jisr.web.api.schemas import Problem

PREFIX = "/api/1/"
ABOUT = N_(
    "What this node's pages show, for officers' own programs, and one act at a time. A token is made for one purpose"
    " on the page of tokens; it never has more rights than its officer at the moment of use."
)
SCHEME = "Bearer"
ERROR = 400
# What every address may answer, besides what it is for.
ALWAYS = ("unreadable", "no-token", "out-of-scope", "not-found", "wrong-field", "too-many", "unavailable")
ACTING = ("not-possible", "too-large")
WAIT: dict[str, Any] = {
    "Retry-After": {"description": "Seconds until it may be sent again", "schema": {"type": "integer", "minimum": 1}}
}
HEADERS: dict[str, dict[str, Any]] = {
    "no-token": {"WWW-Authenticate": {"schema": {"type": "string", "const": 'Bearer realm="jisr"'}}},
    "too-many": WAIT,
    "unavailable": WAIT,
}
EXAMPLES: dict[str, Any] = {
    "ActWish": {"act": "raise_item", "fields": {"title": "Training of interpreters", "dimension": "capacity"}},
    "OpeningWish": {
        "procedure": "session/1",
        "act": "call",
        "fields": {"ordinal": 24, "place": "Rabat", "date": "2027-03-15", "format": "in_person"},
    },
}
# What can be asked for next with what an act has told.
LINKS: dict[str, Any] = {
    "dossier": {"operationId": "reading_dossier", "parameters": {"dossier": "$response.body#/dossier"}},
    "timeline": {"operationId": "reading_timeline", "parameters": {"dossier": "$response.body#/dossier"}},
    "acts": {"operationId": "reading_acts", "parameters": {"dossier": "$response.body#/dossier"}},
    "act": {"operationId": "acting_act", "parameters": {"dossier": "$response.body#/dossier"}},
    "proof": {"operationId": "reading_proof", "parameters": {"entry": "$response.body#/entry"}},
}
FRAMEWORK_TOLD = {"framework": "$response.body#/framework"}
EXAMPLE_KEY = "3f0c1e5e-raise-item-1"


def described(api: NinjaAPI) -> dict[str, Any]:
    """Give the description of the API, its words in the reader's language."""
    whole: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    whole["info"] = {"title": "jisr", "version": "1", "description": _(ABOUT)}
    whole["servers"] = [{"url": settings.HOME.address}]
    components = whole["components"]
    components["schemas"] |= _problem()
    components["responses"] = {kind: _response(kind) for kind in STATUSES}
    components["securitySchemes"][SCHEME]["description"] = "Authorization: Bearer jisr_…"
    for name, example in EXAMPLES.items():
        components["schemas"][name]["examples"] = [example]
    for path in whole["paths"].values():
        for method, operation in path.items():
            _complete(operation, is_act=method == "post")
    return whole


def _complete(operation: dict[str, Any], *, is_act: bool) -> None:
    """Say of an operation what it may answer besides, and its words in the reader's language."""
    operation["operationId"] = operation["operationId"].rpartition("api_")[2]
    for part in ("summary", "description"):
        operation[part] = _(operation[part])
    for kind in (*ALWAYS, *(ACTING if is_act else ())):
        operation["responses"][str(STATUSES[kind])] = {"$ref": f"#/components/responses/{kind}"}
    operation["responses"] = {str(status): each for status, each in operation["responses"].items()}
    if "201" in operation["responses"]:
        operation["responses"]["201"]["links"] = {
            name: {**each, "parameters": {**FRAMEWORK_TOLD, **each["parameters"]}} for name, each in LINKS.items()
        }
    for each in operation.get("parameters", ()):
        if each["name"] == "Idempotency-Key":
            each["example"] = EXAMPLE_KEY


def _problem() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    inner = schema.pop("$defs")
    # Left out where there is nothing to say.
    schema["required"] = [each for each in schema["required"] if each not in ("fields", "reasons")]
    return {**inner, "Problem": schema}


def _response(kind: str) -> dict[str, Any]:
    status = STATUSES[kind]
    example = {
        "type": f"{PREFIX}docs#problem-{kind}",
        "title": TITLES[kind],
        "status": status,
        "detail": TITLES[kind],
        "remedy": "",
        "rule": None,
    }
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}}
    return {"description": _(TITLES[kind]), "content": content, "headers": HEADERS.get(kind, {})}


__all__ = ["PREFIX", "described"]
