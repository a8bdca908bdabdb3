"""Acting from a page: the form of one act, its check, and the act itself."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from jisr.base import DossierId, FrameworkId
from jisr.kernel import Compiled
from jisr.node.errors import NotPossible, NotYours, UnknownThing
from jisr.node.queries.dossiers import dossier_view
from jisr.node.queries.openings import Card, card_for, posts_of
from jisr.node.queries.words import sentences
from jisr.node.services.acts import Wish, perform_act
from jisr.rules import EACH
from jisr.web.forms import ActForm, form_of
from jisr.web.views.common import officer_of, show, told
from jisr.web.views.dossiers import entitled


@login_required
@told
def do_act(request: HttpRequest, framework: str, code: str, act: str) -> HttpResponse:
    """Perform an act, or show again why it cannot be."""
    held = entitled(request, framework)
    docket = held.docket(code)
    card = card_for(officer_of(request), held, docket, act)
    if card is None:
        raise NotYours(act)
    item = request.POST.get("item") or request.GET.get("item") or _only(card)
    form = form_of(card.fields, request.POST if request.method == "POST" else None)
    if request.method == "POST" and not form.errors and (item or not card.needs_item):
        wish = Wish(
            framework=FrameworkId(framework),
            dossier=DossierId(code),
            act=act,
            fields=form.values,
            item=item if card.needs_item else None,
        )
        try:
            done = _perform(request, wish, card.authority, card.mandate)
        except NotPossible as error:
            reasons = sentences(error.reasons, docket.compiled.procedure)
            return _form_page(request, framework, code, card, form, item, reasons=reasons, status=409)
        messages.success(request, _done_words(card, done))
        return redirect("dossier", framework, code)
    status = 422 if request.method == "POST" else 200
    return _form_page(request, framework, code, card, form, item, status=status)


def _only(card: Card) -> str | None:
    return card.items[0].code if len(card.items) == 1 else None


def _done_words(card: Card, done: str) -> str:
    if card.joint and card.name.startswith("propose_"):
        return _("Proposed as %(number)s. It takes effect when the other side agrees.") % {"number": done}
    return _("Recorded as %(number)s: %(act)s") % {"number": done, "act": card.label}


def _perform(request: HttpRequest, wish: Wish, authority: str, mandate: str) -> str:
    """Do it once: a form that is sent twice acts once."""
    token = request.POST.get("once", "")
    before = request.session.get("once", {})
    if token and token in before:
        return str(before[token])
    done = perform_act(wish, officer=officer_of(request), authority=authority, mandate=mandate)
    kept = dict(list(before.items())[-20:])
    request.session["once"] = {**kept, token: str(done)} if token else kept
    return str(done)


def _form_page(
    request: HttpRequest,
    framework: str,
    code: str,
    card: Card,
    form: ActForm,
    item: str | None,
    *,
    reasons: Any = (),
    status: int = 200,
) -> HttpResponse:
    view = dossier_view(framework, code)
    chosen = next((p for p in view.proposals if p.code == item), None)
    return show(
        request,
        "jisr/act.html",
        framework=framework,
        exchange=list(view.exchange),
        view=view,
        card=card,
        form=form,
        item=item,
        proposal=chosen,
        reasons=reasons,
        status=status,
        once=_token(),
    )


def _token() -> str:
    return secrets.token_urlsafe(12)


@login_required
@told
def open_dossier(request: HttpRequest, framework: str, procedure: str) -> HttpResponse:
    """Open a dossier by the opening act of a procedure."""
    held = entitled(request, framework)
    compiled = next((each for each in held.framework.procedures.values() if each.id == procedure), None)
    if compiled is None:
        raise UnknownThing(f"no procedure {procedure} in force in {framework}")
    step = next(s for s in compiled.steps.values() if s.act is not None and s.act.opens)
    post = _post(step.by, posts_of(officer_of(request), held))
    outer = request.POST.get("outer") or request.GET.get("outer") or None
    form = form_of(tuple(step.fields.values()), request.POST if request.method == "POST" else None)
    reasons: Any = ()
    if request.method == "POST" and not form.errors:
        wish = Wish(
            framework=FrameworkId(framework),
            dossier=None,
            act=step.name,
            fields=form.values,
            item=outer,
            procedure=compiled.id,
        )
        try:
            done = _perform(request, wish, *post)
        except NotPossible as error:
            reasons = sentences(error.reasons, compiled.procedure)
        else:
            messages.success(request, _("Opened as %(number)s.") % {"number": done})
            return redirect("dossier", framework, done)
    status = 200 if request.method == "GET" else 409 if reasons else 422
    return show(
        request,
        "jisr/open.html",
        framework=framework,
        label=_opening_label(compiled),
        consequence=_(step.act.consequence) if step.act else "",
        form=form,
        outer=outer,
        reasons=reasons,
        status=status,
        once=_token(),
    )


def _opening_label(compiled: Compiled) -> str:
    return next(_(act.label) for act in compiled.procedure.acts if act.opens)


def _post(by: Mapping[str, frozenset[str]], posts: Any) -> tuple[str, str]:
    for post in posts:
        fitting = post.mandates & by.get(EACH, frozenset())
        if fitting:
            return post.authority, min(fitting)
    raise NotYours("open")
