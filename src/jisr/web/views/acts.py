"""Acting from a page: the form of one act, its check, and the act itself."""

import secrets
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from jisr.base import DossierId, FrameworkId
from jisr.node.errors import NotJudged, NotPossible, NotYours, WrongField
from jisr.node.queries.headings import dossier_heading
from jisr.node.queries.openings import (
    ANSWERING,
    CONTESTED_FIELD,
    REASON_FIELD,
    Card,
    card_for,
)
from jisr.node.queries.people import framework_name
from jisr.node.queries.posts import field_refused
from jisr.node.queries.proposals import proposals_of
from jisr.node.queries.references import reference_to
from jisr.node.queries.unjudged import dossier_unjudged
from jisr.node.queries.words import reasons_said
from jisr.node.services.acts import Wish, perform_once
from jisr.rules import Field
from jisr.rules.say import Sentence
from jisr.web.forms import ActForm, form_of
from jisr.web.views.common import HELD_UP, held_up_said, officer_of, show, signed_in, told
from jisr.web.views.dossiers import entitled
from jisr.web.views.kept import BEHALF_FIELD, ITEM_FIELD


@signed_in
@told
def do_act(request: HttpRequest, framework: str, code: str, act: str) -> HttpResponse:
    """Perform an act, or show again why it cannot be."""
    held = entitled(request, framework)
    docket = held.docket(code)
    unjudged = dossier_unjudged(held, docket)
    if unjudged is not None:
        raise NotJudged(unjudged.words, unjudged.how)
    item = request.POST.get(ITEM_FIELD) or request.GET.get(ITEM_FIELD) or ""
    card = card_for(officer_of(request), held, docket, act, item)
    if card is None:
        raise NotYours(act)
    # What was answered meanwhile by a colleague has no form any more, only its reason.
    is_gone = card.kind in ANSWERING and not card.is_open
    form = ActForm([]) if is_gone else _form(request, card)
    reasons: Sequence[Sentence] = ()
    if request.method == "POST" and is_gone:
        reasons = card.missing
    elif request.method == "POST" and not form.errors:
        wish = _wish(framework, code, card, form)
        try:
            done = perform(request, wish, card.authority, card.mandate)
        except NotPossible as error:
            reasons = reasons_said(error.reasons, docket)
        except WrongField as error:
            form.blame(error.field, field_refused(wish, error))
        except HELD_UP as error:
            reasons = held_up_said(error)
        else:
            messages.success(request, _done_words(card, done))
            return redirect("dossier", framework, code)
    chosen = form.values.get(ITEM_FIELD) or item
    return show(
        request,
        "jisr/act.html",
        framework=framework,
        name=framework_name(held.row),
        heading=dossier_heading(docket),
        code=code,
        card=card,
        form=form,
        item=item,
        proposal=next((each for each in proposals_of(docket) if each.code == chosen), None),
        about=reference_to(framework, item) if item and card.kind == "correct" else None,
        reasons=reasons,
        status=status_of(request, reasons),
        once=form_token(),
    )


def _form(request: HttpRequest, card: Card) -> ActForm:
    """Make the form of an act; where it can be about several things, the first question is which."""
    fields = card.fields
    initial = dict(card.initial)
    if card.needs_item and card.kind != "correct":
        choices = tuple((each.code, each.label) for each in card.items)
        fields = (Field(name=ITEM_FIELD, type="choice", label=_item_label(card), choices=choices), *fields)
        initial[ITEM_FIELD] = request.GET.get(ITEM_FIELD) or (choices[0][0] if len(choices) == 1 else None)
    if card.kind == "contest":
        initial[CONTESTED_FIELD] = request.GET.get("fact")
    if card.on_behalf:
        choices = tuple((each, each) for each in card.on_behalf)
        label = _("On behalf of")
        fields = (*fields, Field(name=BEHALF_FIELD, type="choice", label=label, choices=choices, required=False))
    return form_of(fields, request.POST if request.method == "POST" else None, initial)


def _item_label(card: Card) -> str:
    if card.kind in ("concur", "decline", "withdraw"):
        return _("Which proposal?")
    if card.kind == "answer":
        return _("Which contest?")
    return _("About which?")


def _wish(framework: str, code: str, card: Card, form: ActForm) -> Wish:
    """Turn what was typed into the act that is wished."""
    values = dict(form.values)
    item: str | None = values.pop(ITEM_FIELD, None)
    behalf = values.pop(BEHALF_FIELD, None)
    if card.kind == "correct":
        reason = values.pop(REASON_FIELD)
        item, values = card.target, {"fields": values, "reason": reason}
    if card.kind == "contest":
        fact, _bar, about = values.pop(CONTESTED_FIELD).partition("|")
        item, values = about or None, {"fact": fact}
    return Wish(
        framework=FrameworkId(framework),
        dossier=DossierId(code),
        act=card.name,
        fields=values,
        item=item,
        on_behalf=behalf,
    )


def status_of(request: HttpRequest, reasons: Sequence[Sentence]) -> int:
    """Give the status of a form's page: shown, typed wrongly, or not possible."""
    if request.method != "POST":
        return 200
    return 409 if reasons else 422


def _done_words(card: Card, done: str) -> str:
    names = {"number": done, "act": card.label}
    if card.kind == "propose":
        return _("Proposed as %(number)s. It takes effect when the other side agrees.") % names
    return _("Recorded as %(number)s: %(act)s") % names


def perform(request: HttpRequest, wish: Wish, authority: str, mandate: str) -> str:
    """Do it once: a form that is sent twice acts once."""
    officer = officer_of(request)
    token = request.POST.get("once", "")[:64]
    return str(perform_once(wish, officer=officer, authority=authority, mandate=mandate, token=token))


def form_token() -> str:
    """Give what tells one form that was opened from another."""
    return secrets.token_urlsafe(12)
