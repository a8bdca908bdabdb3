"""Opening a dossier from a page: whose sides, within which other dossier, and the opening act itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jisr.base import N_, DossierId, FrameworkId, JisrError, Party, parse_entry_id
from jisr.kernel import Compiled, Docket, Step
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.errors import NotLinked, NotPossible, NotYours, UnknownThing, WrongField
from jisr.node.leaving import openable
from jisr.node.queries.attested import lacking_in
from jisr.node.queries.drafts import draft_values
from jisr.node.queries.linked import UNSEEN
from jisr.node.queries.openings import missing_around, posts_of
from jisr.node.queries.people import framework_name, party_name
from jisr.node.queries.postings import has_post
from jisr.node.queries.posts import field_refused
from jisr.node.queries.reading import Reading, may_know, own_party
from jisr.node.queries.references import reference_to
from jisr.node.queries.second_place import NOT_THERE_YET, Lies, lies
from jisr.node.queries.sides import Seat, Seating, seating_of
from jisr.node.queries.words import consequence_said, sentences
from jisr.node.services.acts import Wish
from jisr.node.services.drafting import discard_draft
from jisr.node.services.linking import dossier_of
from jisr.rules import EACH, Field
from jisr.rules.say import Sentence
from jisr.web.forms import ActForm, form_of
from jisr.web.views.acts import form_token, keep_form, perform, status_of
from jisr.web.views.asking import tell_readers
from jisr.web.views.attaching import attach_files, large_query
from jisr.web.views.common import HELD_UP, held_up_said, officer_of, show, signed_in, told
from jisr.web.views.dossiers import entitled
from jisr.web.views.kept import SAVE, SIDE, TYPED_FORM
from jisr.web.views.spoken import is_respoken, respoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is opened, and where: a procedure, its opening act, the dossier around it if it lives in one."""

    compiled: Compiled
    step: Step
    seating: Seating
    outer: Docket | None
    missing: tuple[Sentence, ...]
    # The domestic dossier from which it is opened, as in esp/ESP.3; empty where there is none.
    linked: str = ""


@signed_in
@told
@respoken
def open_dossier(request: HttpRequest, framework: str, procedure: str) -> HttpResponse:
    """Open a dossier by the opening act of a procedure."""
    held = entitled(request, framework)
    place = _place(request, held, procedure)
    if not place.seating.may:
        raise NotYours(place.step.name)
    outer = place.outer.id if place.outer is not None else ""
    draft = {} if request.method == "POST" else _draft(request, framework, outer, place)
    form = _form(request, place, draft)
    _tell_readers(held, place, form)
    if request.method == "POST" and not any(each.error for each in form.inputs if each.field.name.startswith(SIDE)):
        attach_files(request, form, lambda: _wish(framework, place, form), _post(place.seating, form)[0])
    reasons: Sequence[Sentence] = ()
    if SAVE in request.POST and keep_form(request, framework, outer, place.compiled.id, form.typed):
        messages.success(request, _("Kept as a draft: %(act)s. Nothing was recorded.") % {"act": _label(place.step)})
        return redirect("dossier", framework, outer) if outer else redirect("framework", framework)
    if is_respoken(request):
        for each in form.inputs:
            each.error = ""
    elif request.method == "POST" and place.missing:
        reasons = place.missing
    elif request.method == "POST" and not form.errors:
        wish = _wish(framework, place, form)
        try:
            done = perform(request, wish, *_post(place.seating, form))
        except NotPossible as error:
            around = place.outer.compiled.procedure if place.outer is not None else None
            reasons = sentences(error.reasons, place.compiled.procedure, around)
        except NotLinked as error:
            reasons = (Sentence(error.said_in(_), ""),)
        except WrongField as error:
            form.blame(error.field, field_refused(wish, error))
        except HELD_UP as error:
            reasons = held_up_said(error)
        else:
            discard_draft(officer_of(request), framework=framework, dossier=outer, act=place.compiled.id)
            if lies(framework, parse_entry_id(done)) == Lies.HERE_ALONE:
                messages.warning(request, f"{done}: {_(NOT_THERE_YET)}")
            else:
                messages.success(request, _("Opened as %(number)s.") % {"number": done})
            return redirect("dossier", framework, done)
    if request.method == "POST":
        keep_form(request, framework, outer, place.compiled.id, form.typed)
    return show(
        request,
        "jisr/open.html",
        framework=framework,
        name=framework_name(held.row),
        procedure=place.compiled.id,
        act=place.step.name,
        label=_label(place.step),
        consequence=consequence_said(place.step.act, place.compiled.procedure) if place.step.act else "",
        form=form,
        is_draft=bool(draft),
        missing=place.missing,
        outer=outer,
        linked=place.linked,
        home=_home_of(place.linked),
        around=reference_to(held, outer) if outer else None,
        post=_post(place.seating, form),
        reasons=reasons,
        status=200 if is_respoken(request) else status_of(request, reasons),
        typed_form="" if place.missing else TYPED_FORM,
        large=large_query(form, reverse("open", args=[framework, place.compiled.id])),
        once=form_token(),
    )


def _place(request: HttpRequest, held: Reading, procedure: str) -> Place:
    compiled = next((each for each in held.framework.procedures.values() if each.id == procedure), None)
    if compiled is None:
        words = N_("no procedure %(procedure)s in force in %(framework)s")
        raise UnknownThing(words, procedure=procedure, framework=held.row.pk)
    step = next((s for s in compiled.steps.values() if s.act is not None and s.act.opens), None)
    if step is None or step.act is None:
        raise UnknownThing(N_("%(procedure)s opens no dossiers"), procedure=procedure)
    outer = _outer(request, held, compiled)
    posts = posts_of(officer_of(request), held)
    parties = openable(held, outer)
    seating = seating_of(compiled, step, posts, parties, around=outer is not None)
    if outer is not None:
        missing = (*seating.lacking, *missing_around(held, outer, step.act.needs))
    elif compiled.procedure.within is not None:
        missing = (needs_around(held, compiled),)
    else:
        missing = seating.lacking
    linked = request.POST.get("linked") or request.GET.get("linked") or ""
    missing = (*missing, *_missing_at_home(officer_of(request), step, linked))
    return Place(compiled=compiled, step=step, seating=seating, outer=outer, missing=missing, linked=linked)


def needs_linked() -> Sentence:
    """Say from where a dossier is opened whose opening attests."""
    return Sentence(_("This is opened from a domestic dossier. Begin on that dossier's page."), "")


def _missing_at_home(officer: models.Officer, step: Step, linked: str) -> tuple[Sentence, ...]:
    """Say what the linked domestic dossier lacks for an opening that attests; of one that does not, nothing."""
    if not step.attests:
        return ()
    try:
        framework, dossier = dossier_of(linked)
    except JisrError:
        return (needs_linked(),)
    if not has_post(officer, framework):
        return (needs_linked(),)
    lacking = lacking_in(step, framework, dossier, officer) if may_know(officer, framework, dossier) else (UNSEEN,)
    return tuple(sentences(lacking, None))


def _home_of(linked: str) -> tuple[str, str] | None:
    """Give framework and number of the domestic dossier, where one is named."""
    try:
        return dossier_of(linked) if linked else None
    except JisrError:
        return None


def needs_around(held: Reading, compiled: Compiled) -> Sentence:
    """Say within what a dossier is opened, and where one does that."""
    within = compiled.procedure.within
    known = [each.procedure for each in held.framework.procedures.values() if each.procedure.name == within]
    words = _("This is opened within another dossier, of the kind “%(kind)s”. Begin on that dossier's page.")
    return Sentence(words % {"kind": _(known[0].label) if known else within}, "4.within")


def _outer(request: HttpRequest, held: Reading, compiled: Compiled) -> Docket | None:
    """Give the dossier around, where the procedure lives in one and the request names one that fits."""
    code = request.POST.get("outer") or request.GET.get("outer") or ""
    if compiled.procedure.within is None or not code:
        return None
    try:
        docket = held.docket(DossierId(str(parse_entry_id(code))))
    except JisrError:
        return None
    fits = docket.compiled is not None and docket.compiled.procedure.name == compiled.procedure.within
    return docket if fits else None


def _draft(request: HttpRequest, framework: str, outer: str, place: Place) -> dict[str, str]:
    """Give what the officer had typed before."""
    return draft_values(officer_of(request), framework=framework, dossier=outer, act=place.compiled.id)


def _form(request: HttpRequest, place: Place, draft: Mapping[str, str]) -> ActForm:
    """Make the form: first who takes which side, then what the opening act asks."""
    if place.missing:
        return ActForm([])
    seating = place.seating
    choices = tuple((str(party), party_name(party)) for party in seating.parties)
    sides = [] if seating.are_given else [_side_field(each, choices) for each in seating.seats]
    initial = {f"{SIDE}{side}": party for side, party in seating.preset.items()}
    data = request.POST if request.method == "POST" else None
    files = request.FILES if data is not None else None
    form = form_of((*sides, *place.step.fields.values()), data, initial, files=files, typed=draft)
    if data is not None and not form.errors and seating.seats:
        amiss = seating.amiss(_sides(seating, form))
        if amiss is not None:
            form.blame(f"{SIDE}{amiss[0]}", amiss[1])
    return form


def _tell_readers(held: Reading, place: Place, form: ActForm) -> None:
    """Say who will read what is sealed: by the sides as chosen, else as the form begins."""
    chosen = {**place.seating.preset, **{s: Party(p) for s, p in _sides_chosen(place.seating, form).items()}}
    sides = chosen if place.seating.seats else {str(each): each for each in openable(held)}
    tell_readers(form, held.register, sides, _post(place.seating, form)[0])


def _sides_chosen(seating: Seating, form: ActForm) -> dict[str, str]:
    named = {each.side: form.values.get(f"{SIDE}{each.side}") for each in seating.seats}
    return {side: str(party) for side, party in named.items() if party}


def _side_field(seat: Seat, choices: tuple[tuple[str, str], ...]) -> Field:
    label = _("Who is: %(side)s") % {"side": seat.label}
    return Field(name=f"{SIDE}{seat.side}", type="choice", label=label, choices=choices)


def _sides(seating: Seating, form: ActForm) -> dict[str, str]:
    if seating.are_given:
        return {seating.seats[0].side: str(seating.parties[0])}
    return {each.side: form.values[f"{SIDE}{each.side}"] for each in seating.seats}


def _wish(framework: str, place: Place, form: ActForm) -> Wish:
    return Wish(
        framework=FrameworkId(framework),
        dossier=None,
        act=place.step.name,
        fields={name: value for name, value in form.open_values.items() if not name.startswith(SIDE)},
        sealed=form.sealed_values,
        item=place.outer.id if place.outer is not None else None,
        procedure=place.compiled.id,
        sides=_sides(place.seating, form) if place.seating.seats else None,
        linked=place.linked or None,
    )


def _post(seating: Seating, form: ActForm) -> tuple[str, str]:
    """Give the authority and mandate under which the officer opens, from the side that the own party takes."""
    seats = seating.seats
    taken = [e.side for e in seats if seating.are_given or form.values.get(f"{SIDE}{e.side}") == own_party()]
    first = next(iter(seating.posts.values()))
    return seating.posts.get(taken[0] if taken else EACH, first)


def _label(step: Step) -> str:
    assert step.act is not None, "an opening is declared"
    return _(step.act.label)
