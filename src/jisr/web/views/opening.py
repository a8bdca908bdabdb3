"""Opening a dossier from a page: whose sides, within which other dossier, and the opening act itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from jisr.base import N_, DossierId, FrameworkId, JisrError, parse_entry_id
from jisr.kernel import Compiled, Docket, Step
from jisr.node.errors import NotPossible, NotYours, UnknownThing, WrongField
from jisr.node.queries.openings import missing_around, posts_of
from jisr.node.queries.people import framework_name, party_name
from jisr.node.queries.posts import field_refused
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.references import reference_to
from jisr.node.queries.sides import Seat, Seating, seating_of
from jisr.node.queries.words import sentences
from jisr.node.services.acts import Wish
from jisr.rules import EACH, Field
from jisr.rules.say import Sentence
from jisr.web.forms import ActForm, form_of
from jisr.web.views.acts import form_token, perform, status_of
from jisr.web.views.common import HELD_UP, held_up_said, officer_of, show, signed_in, told
from jisr.web.views.dossiers import entitled
from jisr.web.views.kept import SIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is opened, and where: a procedure, its opening act, the dossier around it if it lives in one."""

    compiled: Compiled
    step: Step
    seating: Seating
    outer: Docket | None
    missing: tuple[Sentence, ...]


@signed_in
@told
def open_dossier(request: HttpRequest, framework: str, procedure: str) -> HttpResponse:
    """Open a dossier by the opening act of a procedure."""
    held = entitled(request, framework)
    place = _place(request, held, procedure)
    if not place.seating.may:
        raise NotYours(place.step.name)
    form = _form(request, place)
    reasons: Sequence[Sentence] = ()
    if request.method == "POST" and place.missing:
        reasons = place.missing
    elif request.method == "POST" and not form.errors:
        wish = _wish(framework, place, form)
        try:
            done = perform(request, wish, *_post(place.seating, form))
        except NotPossible as error:
            around = place.outer.compiled.procedure if place.outer is not None else None
            reasons = sentences(error.reasons, place.compiled.procedure, around)
        except WrongField as error:
            form.blame(error.field, field_refused(wish, error))
        except HELD_UP as error:
            reasons = held_up_said(error)
        else:
            messages.success(request, _("Opened as %(number)s.") % {"number": done})
            return redirect("dossier", framework, done)
    outer = place.outer.id if place.outer is not None else ""
    return show(
        request,
        "jisr/open.html",
        framework=framework,
        name=framework_name(held.row),
        procedure=place.compiled.id,
        act=place.step.name,
        label=_label(place.step),
        consequence=_(place.step.act.consequence) if place.step.act and place.step.act.consequence else "",
        form=form,
        missing=place.missing,
        outer=outer,
        around=reference_to(framework, outer) if outer else None,
        post=_post(place.seating, form),
        reasons=reasons,
        status=status_of(request, reasons),
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
    parties = held.framework.parties if outer is None else frozenset(outer.sides.values())
    seating = seating_of(compiled, step, posts, parties, around=outer is not None)
    if outer is not None:
        missing = (*seating.lacking, *missing_around(held, outer, step.act.needs))
    elif compiled.procedure.within is not None:
        missing = (needs_around(held, compiled),)
    else:
        missing = seating.lacking
    return Place(compiled=compiled, step=step, seating=seating, outer=outer, missing=missing)


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


def _form(request: HttpRequest, place: Place) -> ActForm:
    """Make the form: first who takes which side, then what the opening act asks."""
    if place.missing:
        return ActForm([])
    seating = place.seating
    choices = tuple((str(party), party_name(party)) for party in seating.parties)
    sides = [_side_field(each, choices) for each in seating.seats]
    initial = {f"{SIDE}{side}": party for side, party in seating.preset.items()}
    data = request.POST if request.method == "POST" else None
    form = form_of((*sides, *place.step.fields.values()), data, initial)
    if data is not None and not form.errors and seating.seats:
        amiss = seating.amiss(_sides(seating, form))
        if amiss is not None:
            form.blame(f"{SIDE}{amiss[0]}", amiss[1])
    return form


def _side_field(seat: Seat, choices: tuple[tuple[str, str], ...]) -> Field:
    label = _("Who is: %(side)s") % {"side": seat.label}
    return Field(name=f"{SIDE}{seat.side}", type="choice", label=label, choices=choices)


def _sides(seating: Seating, form: ActForm) -> dict[str, str]:
    return {each.side: form.values[f"{SIDE}{each.side}"] for each in seating.seats}


def _wish(framework: str, place: Place, form: ActForm) -> Wish:
    return Wish(
        framework=FrameworkId(framework),
        dossier=None,
        act=place.step.name,
        fields={name: value for name, value in form.values.items() if not name.startswith(SIDE)},
        item=place.outer.id if place.outer is not None else None,
        procedure=place.compiled.id,
        sides=_sides(place.seating, form) if place.seating.seats else None,
    )


def _post(seating: Seating, form: ActForm) -> tuple[str, str]:
    """Give the authority and mandate under which the officer opens, from the side that the own party takes."""
    taken = [each.side for each in seating.seats if form.values.get(f"{SIDE}{each.side}") == own_party()]
    first = next(iter(seating.posts.values()))
    return seating.posts.get(taken[0] if taken else EACH, first)


def _label(step: Step) -> str:
    assert step.act is not None, "an opening is declared"
    return _(step.act.label)
