"""A framework's counts of dossiers about persons, and how an officer puts them onto a session's agenda."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jisr.node.catalogue import gettext as _
from jisr.node.errors import NoFigures
from jisr.node.queries.agenda_figures import Statement, stated_in, statement_for
from jisr.node.queries.headings import dossier_heading
from jisr.node.queries.people import framework_name
from jisr.node.queries.person_figures import CELL_MIN, person_figures
from jisr.node.queries.reading import Reading
from jisr.node.queries.second_place import wait_until_it_lies_there
from jisr.node.queries.values import shown
from jisr.node.services.stating import state_figures
from jisr.rules.say import Sentence
from jisr.web.views.asking import Answer
from jisr.web.views.common import HELD_UP, held_up_said, officer_of, show, told
from jisr.web.views.dossiers import entitled

SEEN = "seen"


@login_required
@told
def figures_page(request: HttpRequest, framework: str) -> HttpResponse:
    """Show counts by stage, outcome, clocks missed and stops; no cell under ten."""
    held = entitled(request, framework)
    return show(
        request,
        "jisr/figures.html",
        framework=framework,
        name=framework_name(held.row),
        figures=person_figures(held),
        least=CELL_MIN,
    )


@login_required
@told
def agenda_page(request: HttpRequest, framework: str, session: str) -> HttpResponse:
    """Show what would be put onto a session's agenda, word for word; confirmed, it is an agenda item of this side."""
    held = entitled(request, framework)
    if request.method != "POST":
        return _show(request, held, session)
    try:
        done = state_figures(framework, session, officer=officer_of(request), seen=request.POST.get(SEEN, ""))
    except NoFigures as error:
        return _show(request, held, session, reasons=[Sentence(error.said_in(_), ""), Sentence(error.remedy_in(_), "")])
    except HELD_UP as error:
        return _show(request, held, session, reasons=held_up_said(error))
    wait_until_it_lies_there(framework, done)
    return redirect(f"{reverse('dossier', args=[framework, session])}?{urlencode({'done': done})}")


def _show(request: HttpRequest, held: Reading, session: str, *, reasons: list[Sentence] | None = None) -> HttpResponse:
    docket = held.docket(session)
    statement = statement_for(officer_of(request), held, docket)
    return show(
        request,
        "jisr/figures_agenda.html",
        framework=held.row.pk,
        protects=session,
        name=framework_name(held.row),
        heading=dossier_heading(docket),
        code=session,
        statement=statement,
        answers=_answers(statement),
        stated=stated_in(docket),
        reasons=reasons or [],
        least=CELL_MIN,
        status=409 if reasons else 200,
    )


def _answers(statement: Statement) -> list[Answer]:
    """Give the fields of the act as they would read, by the labels that the act declares."""
    fields = [each for each in statement.card.fields if each.name in statement.fields]
    return [Answer(label=_(each.label), value=shown(each, statement.fields[each.name])) for each in fields]
