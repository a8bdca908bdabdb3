"""Acting from a page: the form of one act, its check, and the act itself."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jisr.base import DossierId, FrameworkId, JisrError, Phrase
from jisr.base.limits import REASON_CHARACTERS_MAX
from jisr.kernel import Docket
from jisr.node.catalogue import gettext as _
from jisr.node.errors import NotJudged, NotPossible, NotPrepared, NotYours, WrongField
from jisr.node.queries.drafts import draft_values
from jisr.node.queries.headings import dossier_heading
from jisr.node.queries.openings import Card, card_for, posts_of
from jisr.node.queries.people import framework_name
from jisr.node.queries.posts import field_refused
from jisr.node.queries.prepared import seconds_of
from jisr.node.queries.proposals import open_proposals, proposals_of
from jisr.node.queries.reading import Reading
from jisr.node.queries.references import References, reference_to
from jisr.node.queries.released import own_doubt
from jisr.node.queries.second_place import wait_until_it_lies_there
from jisr.node.queries.timeline import named_by
from jisr.node.queries.unjudged import dossier_unjudged
from jisr.node.queries.words import reasons_said
from jisr.node.services.acts import Wish, perform_once, would_stand
from jisr.node.services.drafting import discard_draft, keep_draft
from jisr.node.services.preparing import PREPARED_DAYS, prepare_act
from jisr.node.services.releasing import release_act
from jisr.rules.say import Sentence
from jisr.web.filters import together
from jisr.web.forms import ActForm
from jisr.web.views.asking import answers, form_for, is_gone, tell_readers, wish_of
from jisr.web.views.attaching import attach_files, large_query
from jisr.web.views.common import HELD_UP, held_up_said, officer_of, show, signed_in, told
from jisr.web.views.dossiers import entitled
from jisr.web.views.kept import CHANGE, CHECKED, CHECKING, FILE_PARTS, ITEM_FIELD, NUMBER_FIELD, SAVE, TYPED_FORM
from jisr.web.views.spoken import is_respoken, respoken

# Why an act is kept until the log is whole: a name that no field of a procedure has.
RELEASE_FIELD = "do:release"


@dataclass(slots=True, kw_only=True)
class Asked:
    """One act that somebody wants to do from a page, with what was typed for it so far."""

    request: HttpRequest
    held: Reading
    docket: Docket
    code: str
    card: Card
    item: str
    draft: Mapping[str, str]
    form: ActForm
    reasons: Sequence[Sentence] = ()
    # Why an act that protects is kept, and not recorded yet: this party's log is in doubt.
    doubt: Phrase | None = None

    @property
    def framework(self) -> str:
        """Give the framework."""
        return self.held.row.pk

    @property
    def is_sent(self) -> bool:
        """Say whether the form was sent to be done."""
        return self.request.method == "POST" and CHANGE not in self.request.POST and not is_respoken(self.request)

    @property
    def is_checked(self) -> bool:
        """Say whether the officer has seen what would be recorded, where that is asked for."""
        return not self.is_grave or (CHECKED in self.request.POST and not is_respoken(self.request))

    @property
    def is_grave(self) -> bool:
        """Say whether the officer looks once more before it is recorded."""
        return self.card.is_grave or bool(self.form.files)


@signed_in
@told
@respoken
def do_act(request: HttpRequest, framework: str, code: str, act: str) -> HttpResponse:
    """Perform an act, or show again why it cannot be."""
    asked = _asked(request, entitled(request, framework), code, act)
    if request.method == "POST" and SAVE in request.POST:
        return _save(asked)
    if is_respoken(request):
        return _again(asked)
    if not asked.is_sent:
        return _ask(asked)
    if is_gone(asked.card):
        asked.reasons = asked.card.missing
    elif not asked.form.errors:
        answer = _try(asked)
        if answer is not None:
            return answer
    _keep(asked)
    return _ask(asked)


def _again(asked: Asked) -> HttpResponse:
    """Show what was being filled in, or checked, in the language that was chosen; nothing is recorded."""
    if CHECKING in asked.request.POST and asked.is_grave and not asked.form.errors and not is_gone(asked.card):
        answer = _try(asked)
        if answer is not None:
            return answer
    _keep(asked)
    _forget_faults(asked.form)
    return _ask(asked)


def _forget_faults(form: ActForm) -> None:
    """Say nothing yet of what is amiss: nobody has sent it."""
    for each in form.inputs:
        each.error = ""


def _asked(request: HttpRequest, held: Reading, code: str, act: str) -> Asked:
    docket = held.docket(code)
    unjudged = dossier_unjudged(held, docket)
    if unjudged is not None:
        raise NotJudged(unjudged.words, unjudged.how)
    sent = request.POST
    number = sent.get(NUMBER_FIELD, "").strip().rpartition("/")[2]
    item = number or sent.get(ITEM_FIELD) or request.GET.get(ITEM_FIELD) or ""
    officer = officer_of(request)
    card = card_for(posts_of(officer, held), held, docket, act, item, officer=officer)
    if card is None:
        raise NotYours(act)
    draft = _draft(request, held, code, card, item)
    form = ActForm([]) if is_gone(card) else form_for(request, card, draft)
    if request.method == "POST" and CHANGE in sent:
        _forget_faults(form)
    tell_readers(form, held.register, docket.sides, card.authority)
    if request.method == "POST":
        wish = Wish(framework=FrameworkId(held.row.pk), dossier=DossierId(code), act=card.name, item=card.target)
        attach_files(request, form, lambda: wish, card.authority)
    doubt = own_doubt(held) if card.protective and not card.second_officer else None
    return Asked(
        request=request, held=held, docket=docket, code=code, card=card, item=item, draft=draft, form=form, doubt=doubt
    )


def _draft(request: HttpRequest, held: Reading, code: str, card: Card, item: str) -> dict[str, str]:
    """Give the draft of this form: of an act about something else than is asked for, none."""
    if request.method == "POST" or "fact" in request.GET:
        return {}
    found = draft_values(officer_of(request), framework=held.row.pk, dossier=code, act=card.name)
    return found if not item or found.get(ITEM_FIELD, item) == item else {}


def _try(asked: Asked) -> HttpResponse | None:
    """Do it, or ask for the check that comes first; None where it cannot be, and the form says why."""
    wish = wish_of(asked.framework, asked.code, asked.card, asked.form)
    try:
        if not asked.is_checked:
            officer = officer_of(asked.request)
            would_stand(wish, officer=officer, authority=asked.card.authority, mandate=asked.card.mandate)
            return _check(asked)
        return _done(asked, wish)
    except NotPossible as error:
        asked.reasons = reasons_said(error.reasons, asked.docket)
    except WrongField as error:
        asked.form.blame(error.field, field_refused(wish, error))
    except NotPrepared as error:
        asked.reasons = prepared_refused(error)
    except HELD_UP as error:
        asked.reasons = held_up_said(error)
    return None


def _done(asked: Asked, wish: Wish) -> HttpResponse:
    card, officer = asked.card, officer_of(asked.request)
    place = {"framework": asked.framework, "dossier": asked.code}
    if asked.doubt is not None:
        _release(asked, wish)
        discard_draft(officer, **place, act=card.name)
        return redirect("dossier", asked.framework, asked.code)
    if card.second_officer:
        row = prepare_act(wish, officer=officer, authority=card.authority, mandate=card.mandate)
        discard_draft(officer, **place, act=card.name)
        messages.success(asked.request, _("Prepared: %(act)s. It waits for a second officer.") % {"act": card.label})
        return redirect("prepared", asked.framework, row.pk)
    done = perform(asked.request, wish, card.authority, card.mandate)
    discard_draft(officer, **place, act=card.name)
    return redirect(f"{reverse('dossier', args=[asked.framework, asked.code])}?{urlencode({'done': done})}")


def _release(asked: Asked, wish: Wish) -> None:
    """Keep what protects until this party's log is whole again (protocol 12.42)."""
    card, reason = asked.card, asked.request.POST.get(RELEASE_FIELD, "")
    officer = officer_of(asked.request)
    release_act(wish, officer=officer, authority=card.authority, mandate=card.mandate, reason=reason)
    words = _("Kept: %(act)s. It is recorded before all else, as soon as this party's log is whole again.")
    messages.success(asked.request, words % {"act": card.label})


def _save(asked: Asked) -> HttpResponse:
    """Keep what was typed as a draft, and lead back to the dossier."""
    if not _keep(asked):
        if asked.form.sealed_values:
            messages.warning(asked.request, _("Nothing was kept: what is sealed is in no draft."))
        return _ask(asked)
    messages.success(asked.request, _("Kept as a draft: %(act)s. Nothing was recorded.") % {"act": asked.card.label})
    return redirect("dossier", asked.framework, asked.code)


def _keep(asked: Asked) -> bool:
    """Keep what was typed; say whether it was kept."""
    typed = asked.form.typed
    if asked.card.kind == "correct" and asked.item:
        typed[ITEM_FIELD] = asked.item
    return keep_form(asked.request, asked.framework, asked.code, asked.card.name, typed)


def keep_form(request: HttpRequest, framework: str, dossier: str, act: str, typed: Mapping[str, str]) -> bool:
    """Keep what was typed in a form as a draft; a form in which nothing was typed is none."""
    if not typed:
        return False
    try:
        row = keep_draft(officer_of(request), framework=framework, dossier=dossier, act=act, values=typed)
    except JisrError:
        # The store cannot write: the page itself says so, and has all that was typed.
        return False
    return row is not None


def _check(asked: Asked) -> HttpResponse:
    """Show what would be recorded, to be confirmed."""
    sent = [pair for each in asked.form.inputs for pair in each.sent]
    for each in asked.form.chosen:
        assert each.file is not None, "a form's files have arrived"
        name, size = (f"{each.field.name}{part}" for part in FILE_PARTS)
        sent += [(name, each.file.name), (size, str(each.file.size))]
    if asked.card.kind == "correct":
        sent.append((ITEM_FIELD, asked.item))
    officer = officer_of(asked.request)
    seconds = seconds_of(officer, asked.held, asked.docket, asked.card.name) if asked.card.second_officer else []
    return _show(
        asked,
        "jisr/check.html",
        answers=answers(asked.form),
        sent=sent,
        seconds=together(seconds),
        prepared_days=PREPARED_DAYS,
        once=asked.request.POST.get("once", "")[:64] or form_token(),
    )


def _ask(asked: Asked) -> HttpResponse:
    chosen = asked.form.values.get(ITEM_FIELD) or asked.item
    codes = [chosen] if chosen in open_proposals(asked.docket) else []
    by_key = asked.docket.deeds
    deeds = [by_key[each] for each in codes if each in by_key]
    known = References(asked.held, named_by(asked.docket, deeds, by_key))
    is_about = bool(asked.item) and asked.card.kind == "correct"
    return _show(
        asked,
        "jisr/act.html",
        item=asked.item,
        proposal=next(iter(proposals_of(asked.docket, codes, known)), None),
        about=reference_to(asked.held, asked.item) if is_about else None,
        is_draft=bool(asked.draft),
        status=status_of(asked.request, asked.reasons) if asked.is_sent else 200,
        once=form_token(),
    )


def _show(asked: Asked, template: str, **values: Any) -> HttpResponse:
    return show(
        asked.request,
        template,
        framework=asked.framework,
        protects=asked.code,
        name=framework_name(asked.held.row),
        heading=dossier_heading(asked.docket),
        code=asked.code,
        card=asked.card,
        form=asked.form,
        reasons=asked.reasons,
        doubt=asked.doubt.said_in(_) if asked.doubt is not None else "",
        release=asked.request.POST.get(RELEASE_FIELD, ""),
        reason_max=REASON_CHARACTERS_MAX,
        large=large_query(asked.form, reverse("act", args=[asked.framework, asked.code, asked.card.name])),
        typed_form="" if is_gone(asked.card) or not asked.card.is_open else TYPED_FORM,
        **values,
    )


def prepared_refused(error: NotPrepared) -> list[Sentence]:
    """Say why an act could not be prepared, confirmed or sent back, and what to do."""
    return [Sentence(error.said_in(_), ""), Sentence(error.remedy_in(_), "")]


def status_of(request: HttpRequest, reasons: Sequence[Sentence]) -> int:
    """Give the status of a form's page: shown, typed wrongly, or not possible."""
    if request.method != "POST":
        return 200
    return 409 if reasons else 422


def perform(request: HttpRequest, wish: Wish, authority: str, mandate: str) -> str:
    """Do it once: a form that is sent twice acts once."""
    officer = officer_of(request)
    token = request.POST.get("once", "")[:64]
    done = perform_once(wish, officer=officer, authority=authority, mandate=mandate, token=token)
    # The next page says what came of it.
    wait_until_it_lies_there(wish.framework, done)
    return str(done)


def form_token() -> str:
    """Give what tells one form that was opened from another."""
    return secrets.token_urlsafe(12)
