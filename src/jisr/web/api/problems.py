"""Errors as programs read them: problem details (RFC 9457), with the rule that was broken and the remedy."""

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from jisr.base import N_, JisrError, Malformed, Phrase, Refused
from jisr.node.catalogue import gettext as _
from jisr.node.errors import (
    DatabaseUnreachable,
    Halted,
    NotDeclared,
    NotJudged,
    NoToken,
    NotPossible,
    NotSealedHere,
    NotWritten,
    NotYours,
    OutOfScope,
    TooManyRequests,
    UnknownThing,
    WrongField,
    WrongSides,
)

ROOT = "/api/"
MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 60
COMPARE = N_("Compare the address and what was sent with /api/1/docs.")
METHODS = N_("Use one of: %(methods)s.")
# What the problem is, by status and kind: its anchor on the page of the API says the same.
TITLES: dict[str, str] = {
    "unreadable": N_("The request could not be read"),
    "no-token": N_("No token that is good came with the request"),
    "out-of-scope": N_("The token was not made for this"),
    "not-permitted": N_("Your post does not permit this"),
    "not-found": N_("There is no such thing in this node"),
    "method": N_("This address does not answer to that method"),
    "not-possible": N_("Not possible now; nothing was recorded"),
    "too-large": N_("The request is too large"),
    "wrong-field": N_("A field is not as it must be"),
    "too-many": N_("Too many requests"),
    "failed": N_("Something went wrong in this node"),
    "unavailable": N_("This node could not write"),
}
STATUSES: dict[str, int] = {
    "unreadable": 400,
    "no-token": 401,
    "out-of-scope": 403,
    "not-permitted": 403,
    "not-found": 404,
    "method": 405,
    "not-possible": 409,
    "too-large": 413,
    "wrong-field": 422,
    "too-many": 429,
    "failed": 500,
    "unavailable": 503,
}
# By the first kind that fits.
KINDS: tuple[tuple[type[JisrError] | tuple[type[JisrError], ...], str], ...] = (
    (NoToken, "no-token"),
    (OutOfScope, "out-of-scope"),
    (NotYours, "not-permitted"),
    (NotDeclared, "wrong-field"),
    ((UnknownThing, NotSealedHere), "not-found"),
    ((NotPossible, Halted, NotJudged), "not-possible"),
    ((WrongField, WrongSides, Malformed), "wrong-field"),
    (TooManyRequests, "too-many"),
    ((NotWritten, DatabaseUnreachable), "unavailable"),
)


def problem(
    kind: str,
    detail: str,
    remedy: str,
    *,
    rule: str | None = None,
    fields: Sequence[dict[str, str]] = (),
    reasons: Sequence[dict[str, Any]] = (),
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """Answer with a problem, its words in the reader's language."""
    value: dict[str, Any] = {
        "type": f"{ROOT}1/docs#problem-{kind}",
        "title": _(TITLES[kind]),
        "status": STATUSES[kind],
        "detail": detail,
        "remedy": remedy,
        "rule": rule,
    }
    value |= {"fields": list(fields)} if fields else {}
    value |= {"reasons": list(reasons)} if reasons else {}
    body = json.dumps(value, ensure_ascii=False)
    return HttpResponse(body, status=STATUSES[kind], content_type=MEDIA_TYPE, headers=_headers(kind, headers))


def _headers(kind: str, more: dict[str, str] | None) -> dict[str, str]:
    headers = {"Cache-Control": "no-store", **(more or {})}
    if kind == "no-token":
        headers["WWW-Authenticate"] = 'Bearer realm="jisr"'
    if kind == "unavailable":
        headers["Retry-After"] = str(RETRY_SECONDS)
    return headers


def kind_of(error: JisrError) -> str:
    """Say which problem an error is; what nobody foresaw is not possible now."""
    return next((kind for types, kind in KINDS if isinstance(error, types)), "not-possible")


def problem_of(error: JisrError, *, detail: str = "", **more: Any) -> HttpResponse:
    """Answer with an error of ours; `detail` are words that say more than its own."""
    if isinstance(error, TooManyRequests):
        more["headers"] = {"Retry-After": str(error.wait)}
    rule = error.rule if isinstance(error, Malformed | Refused) else None
    return problem(kind_of(error), detail or error.said_in(_), error.remedy_in(_), **{"rule": rule, **more})


def problem_for_page(request: HttpRequest, status: int, words: str, remedy: str) -> HttpResponse | None:
    """Give a program, where a program asked, what a person would get as a page; None: a person asked."""
    if not request.path_info.startswith(ROOT):
        return None
    kind = next((each for each, known in STATUSES.items() if known == status), "failed")
    return problem(kind, words, _(COMPARE) if kind in ("unreadable", "not-found") else remedy)


def not_found() -> HttpResponse:
    """Say that the API has no such address."""
    return problem("not-found", _("The API has nothing under this address."), _(COMPARE))


def wrong_method(allowed: str) -> HttpResponse:
    """Say which methods an address answers to."""
    remedy = Phrase(METHODS, methods=allowed).said_in(_)
    kind = "method"
    return problem(kind, _(TITLES[kind]), remedy, headers={"Allow": allowed})


__all__ = [
    "MEDIA_TYPE",
    "ROOT",
    "STATUSES",
    "TITLES",
    "kind_of",
    "not_found",
    "problem",
    "problem_for_page",
    "problem_of",
    "wrong_method",
]
