"""Administering officers with four eyes: one proposes, another confirms. Nobody sees a dossier by it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from jisr.base import N_, JisrError
from jisr.base.limits import REASON_CHARACTERS_MAX
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.errors import UnknownThing, WrongField
from jisr.node.queries.officer_changes import (
    CONSEQUENCES,
    KINDS,
    change_shown,
    decided_changes,
    post_words,
    waiting_changes,
)
from jisr.node.queries.officers import administrators, officer_lines, officer_page
from jisr.node.queries.offices import offices
from jisr.node.services.changes import (
    CONFIRMED,
    REJECTED,
    WITHDRAWN,
    NotConfirmable,
    decide,
    require_administrator,
)
from jisr.node.services.changes import propose as propose_change
from jisr.node.services.changing import USERNAME_CHARACTERS_MAX
from jisr.rules import Field
from jisr.rules.say import Sentence
from jisr.web.forms import ActForm, form_of
from jisr.web.recent import grave
from jisr.web.views.common import View, officer_of, show, told

DAY_SECONDS: Final = 86_400
VERDICTS: Final = frozenset({CONFIRMED, REJECTED, WITHDRAWN})
# What can be proposed about an officer, in the order in which it is offered.
ABOUT: Final = (
    "post",
    "end_post",
    "password",
    "factor",
    "unlock",
    "link",
    "suspend",
    "restore",
    "administer",
    "step_down",
)
REASON: Final = Field(
    name="reason", type="text", label=N_("Reason"), help=N_("Both administrators see it, and it is kept.")
)
# What these changes take; a text of an act may be longer.
MOST: Final = {"username": USERNAME_CHARACTERS_MAX, "reason": REASON_CHARACTERS_MAX}


def administering(view: View) -> View:
    """Let only administrators in."""

    @grave
    @told
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_administrator(officer_of(request))
        return view(request, *args, **kwargs)

    return guarded


@administering
def officers(request: HttpRequest) -> HttpResponse:
    """List the officers of this node, and what waits to be confirmed."""
    waiting = waiting_changes(officer_of(request))
    return show(
        request,
        "jisr/administration.html",
        lines=officer_lines(),
        waiting=waiting,
        administrators=administrators(),
    )


@administering
def officer(request: HttpRequest, number: int) -> HttpResponse:
    """Show one officer: posts, state, and what can be proposed."""
    who = _officer(number)
    page = officer_page(who)
    posts = [
        (each, post_words({"mandates": each.mandates, "starts": each.starts, "ends": each.ends})) for each in page.posts
    ]
    offered = [(kind, _(KINDS[kind]), _(CONSEQUENCES[kind])) for kind in ABOUT if _is_offered(kind, page.line)]
    waiting = [each for each in waiting_changes(officer_of(request)) if each.officer_id == number]
    return show(request, "jisr/administration_officer.html", page=page, posts=posts, offered=offered, waiting=waiting)


def _is_offered(kind: str, line: Any) -> bool:
    """Leave out what cannot be: to lift a suspension that is none."""
    impossible = {
        "suspend": not line.is_active,
        "restore": line.is_active,
        "administer": line.administers,
        "step_down": not line.administers,
        "factor": not line.has_factor,
        "end_post": not line.posts,
        "link": settings.HOME.entrance.sign_on is None,
    }
    return not impossible.get(kind, False)


@administering
def add(request: HttpRequest) -> HttpResponse:
    """Propose a new officer."""
    return _proposing(request, "add", None)


@administering
def propose(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Propose a change about one officer."""
    if kind not in ABOUT:
        raise UnknownThing(N_("no change %(change)s in this node"), change=kind)
    return _proposing(request, kind, _officer(number))


def _proposing(request: HttpRequest, kind: str, who: models.Officer | None) -> HttpResponse:
    fields = (*_fields(kind, who), REASON)
    form = form_of(fields, request.POST if request.method == "POST" else None, _initial(request, kind), most=MOST)
    reasons: Sequence[Sentence] = ()
    if request.method == "POST" and not form.errors:
        values = {**form.values}
        reason = str(values.pop("reason"))
        try:
            change = propose_change(kind, by=officer_of(request), officer=who, what=_what(values), reason=reason)
        except WrongField as error:
            reasons = _blamed(form, error)
        else:
            words = _("Proposed. Another administrator has to confirm it.")
            if kind == "suspend":
                words = _("Suspended at once. Another administrator has to confirm it.")
            messages.success(request, words)
            return redirect("administration-change", change.pk)
    return show(
        request,
        "jisr/administration_propose.html",
        form=form,
        kind=kind,
        label=_(KINDS[kind]),
        consequence=_(CONSEQUENCES[kind]),
        who=who,
        reasons=reasons,
        status=422 if form.errors or reasons else 200,
    )


def _blamed(form: ActForm, error: WrongField) -> Sequence[Sentence]:
    """Say at its field what is amiss; above the form where it has none."""
    because = error.phrase.holes.get("because")
    words = because.said_in(_) if hasattr(because, "said_in") else str(because or error)
    if any(each.field.name == error.field for each in form.inputs):
        form.blame(error.field, words[:1].upper() + words[1:])
        return ()
    return (Sentence(words[:1].upper() + words[1:], ""),)


def _fields(kind: str, who: models.Officer | None) -> tuple[Field, ...]:
    if kind == "add":
        return (
            Field(
                name="username",
                type="text",
                label=N_("User name"),
                help=N_("By which the officer signs in, as in a.alami"),
            ),
            Field(name="name", type="text", label=N_("Name"), help=N_("It never leaves this node.")),
        )
    if kind == "link":
        words = N_("What never changes of the officer there, as its administrators state it. Empty: no link any more.")
        return (Field(name="subject", type="text", label=N_("Known to the ministry as"), help=words, required=False),)
    if kind not in ("post", "end_post"):
        return ()
    known = offices()
    held = set() if who is None else set(who.postings.values_list("framework_id", "authority"))
    frameworks, authorities = known.frameworks, known.authorities
    if kind == "end_post":
        frameworks = tuple(each for each in frameworks if each[0] in {framework for framework, _code in held})
        authorities = tuple(each for each in authorities if each[0] in {code for _framework, code in held})
    which = (
        Field(name="framework", type="choice", label=N_("Group"), choices=frameworks),
        Field(name="authority", type="choice", label=N_("Authority"), choices=authorities),
    )
    if kind == "end_post":
        return which
    codes = ", ".join(code for code, _name in known.mandates)
    narrow = _("Empty: all that the authority holds. Else some of: %(codes)s") % {"codes": codes}
    return (
        *which,
        Field(name="mandates", type="codes", label=N_("Only these mandates"), help=narrow, required=False),
        Field(name="starts", type="date", label=N_("First day"), required=False),
        Field(name="ends", type="date", label=N_("Last day"), required=False),
    )


def _initial(request: HttpRequest, kind: str) -> dict[str, Any]:
    if kind not in ("post", "end_post"):
        return {}
    return {name: request.GET[name] for name in ("framework", "authority") if name in request.GET}


def _what(values: dict[str, Any]) -> dict[str, Any]:
    """Give what a form says as a change keeps it: days as instants, from the first to the end of the last, in UTC."""
    told_there = {**values}
    for name, more in (("starts", 0), ("ends", DAY_SECONDS)):
        if told_there.get(name):
            day = datetime.fromisoformat(told_there[name]).replace(tzinfo=UTC)
            told_there[name] = int(day.timestamp()) + more
    return told_there


@administering
def changes(request: HttpRequest) -> HttpResponse:
    """List what waits to be decided, and what was decided."""
    reader = officer_of(request)
    return show(
        request, "jisr/administration_changes.html", waiting=waiting_changes(reader), decided=decided_changes(reader)
    )


@administering
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Show a change to both administrators, and take the decision of the second."""
    row = models.Change.objects.select_related("officer", "proposer").filter(pk=number).first()
    if row is None:
        raise UnknownThing(N_("no change %(change)s in this node"), change=number)
    password, reasons = "", tuple[Sentence, ...]()
    if request.method == "POST":
        verdict = request.POST.get("verdict", "")
        try:
            if verdict not in VERDICTS:
                raise WrongField("change", "verdict")
            reason = request.POST.get("reason", "")[:REASON_CHARACTERS_MAX]
            password = decide(number, by=officer_of(request), verdict=verdict, reason=reason).password
        except (NotConfirmable, WrongField, UnknownThing) as error:
            reasons = (Sentence(_because(error), ""),)
        else:
            if not password:
                messages.success(request, _(DECIDED[verdict]))
                return redirect("administration-change", number)
    # A first password is on this answer only: it is kept nowhere that it could be read again.
    shown = change_shown(row, officer_of(request))
    status = 409 if reasons else 200
    return show(
        request, "jisr/administration_change.html", change=shown, password=password, reasons=reasons, status=status
    )


DECIDED: Final = {
    CONFIRMED: N_("Confirmed. It holds from now on."),
    REJECTED: N_("Rejected. Nothing is changed."),
    WITHDRAWN: N_("Withdrawn. Nothing is changed."),
}


def _because(error: JisrError) -> str:
    because = error.phrase.holes.get("because")
    words: str = because.said_in(_) if hasattr(because, "said_in") else error.said_in(_)
    return words[:1].upper() + words[1:]


def _officer(number: int) -> models.Officer:
    found = models.Officer.objects.filter(pk=number).first()
    if found is None:
        raise UnknownThing(N_("no officer %(officer)s in this node"), officer=number)
    return found


__all__ = ["add", "administering", "change", "changes", "officer", "officers", "propose"]
