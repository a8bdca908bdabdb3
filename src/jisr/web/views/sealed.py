"""Sealed fields on pages: reading one is an act of its own, and who has read what is a page of its own."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters

from jisr.base import parse_entry_id
from jisr.node.catalogue import gettext as _
from jisr.node.errors import NotSealedHere, NotYours, WrongField
from jisr.node.queries.accesses import (
    ACCESSES_MAX,
    NOT_SHOWN,
    PURPOSES,
    accesses_of,
    all_accesses,
    chain_shown,
    oversees,
    require_sees_accesses,
)
from jisr.node.queries.bundled import BUNDLED_MAX, bundled_of
from jisr.node.queries.headings import dossier_heading
from jisr.node.queries.people import framework_name
from jisr.node.queries.postings import has_post
from jisr.node.queries.reading import reading
from jisr.node.queries.sealed_fields import sealed_in
from jisr.node.queries.values import shown
from jisr.node.services.reading_sealed import PURPOSE_CHARACTERS_MAX, Opened, deed_with, read_file, read_sealed
from jisr.rules import Field
from jisr.seal import NotOpened
from jisr.web.forms import ActForm, form_of
from jisr.web.views.common import officer_of, problem_of, show, told
from jisr.web.views.dossiers import entitled
from jisr.web.views.handing_out import FileShown, file_answer

PURPOSE, WORDS = "purpose", "purpose-words"
# The button that shows a file on a page instead of handing it out.
SHOW = "do:show"
# The names of fields as the service has them, and as the form has them.
NAMES = {"purpose": PURPOSE, "words": WORDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a sealed field says, on the one page that shows it."""

    value: str
    authority: str
    mandate: str


@sensitive_post_parameters()
@login_required
@told
def read_page(request: HttpRequest, framework: str, entry: str, field: str) -> HttpResponse:
    """Ask for what a sealed field is read; then show it, once, in answer to that form alone."""
    held = entitled(request, framework)
    at = parse_entry_id(entry)
    docket, deed = deed_with(held, at, field)
    officer = officer_of(request)
    one = next(each for each in sealed_in(held, docket, [deed.key], officer)[deed.key] if each.field == field)
    form = form_of(_asked(), request.POST if request.method == "POST" else None)
    opened, file, problem = None, None, None
    if request.method == "POST" and not form.errors:
        how = {"purpose": form.values[PURPOSE], "words": form.values.get(WORDS, ""), "way": "page"}
        try:
            if one.is_file:
                answer = file_answer(
                    read_file(framework, at, field, officer=officer, **how), shows=SHOW in request.POST
                )
                if not isinstance(answer, FileShown):
                    return answer
                file = answer
            else:
                opened = read_sealed(framework, at, field, officer=officer, **how)
        except WrongField as error:
            form.blame(NAMES.get(error.field, PURPOSE), error.said_in(_))
        except (NotSealedHere, NotOpened) as error:
            problem = problem_of(error, PURPOSE)
    return _secret(
        show(
            request,
            "jisr/sealed_read.html",
            framework=framework,
            protects=docket.id,
            name=framework_name(held.row),
            heading=dossier_heading(docket),
            code=docket.id,
            one=one,
            form=form,
            problem=problem,
            opened=_shown(opened) if opened is not None else None,
            file=file,
            status=_status(form, problem is not None),
        )
    )


def _asked() -> list[Field]:
    choices = tuple(PURPOSES.items())
    return [
        Field(name=PURPOSE, type="choice", label=_("For what do you read it?"), choices=choices),
        Field(
            name=WORDS,
            type="text",
            label=_("In your words"),
            help=_("At most %(limit)s characters, and no names: it stays in this node, in the log of readings.")
            % {"limit": PURPOSE_CHARACTERS_MAX},
            required=False,
        ),
    ]


def _shown(opened: Opened) -> Shown:
    return Shown(value=shown(opened.declared, opened.value), authority=opened.authority, mandate=opened.mandate)


def _status(form: ActForm, is_amiss: bool) -> int:
    if form.errors:
        return 422
    return 409 if is_amiss else 200


def _secret(response: HttpResponse) -> HttpResponse:
    """Let nobody keep the page: no cache, no history that shows it again, no address that tells where one was."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response


@login_required
@told
def readings_page(request: HttpRequest, framework: str, code: str) -> HttpResponse:
    """Show who has read which sealed field of a dossier, to the guardian's authority and to administrators."""
    officer = officer_of(request)
    # Who oversees sees who has read, in whatever dossier, and nothing of it besides (protocol 7.4).
    held = reading(framework)
    if not oversees(officer, held):
        held = reading(framework, by=officer)
    docket = held.docket(code)
    require_sees_accesses(officer, held, docket)
    is_posted = has_post(officer, framework)
    return _secret(
        show(
            request,
            "jisr/readings.html",
            framework=framework,
            protects=code if is_posted else "",
            name=framework_name(held.row),
            heading=dossier_heading(docket),
            code=code,
            readings=accesses_of(held, docket),
            most=ACCESSES_MAX,
            bundled=bundled_of(held, code),
            most_bundled=BUNDLED_MAX,
            has_post=is_posted,
            chain=chain_shown(held),
        )
    )


@login_required
@told
def all_readings_page(request: HttpRequest, framework: str) -> HttpResponse:
    """Show the newest readings of all dossiers to data protection and to administrators."""
    officer, held = officer_of(request), reading(framework)
    if not oversees(officer, held):
        raise NotYours(NOT_SHOWN)
    return _secret(
        show(
            request,
            "jisr/all_readings.html",
            framework=framework,
            name=framework_name(held.row),
            has_post=has_post(officer, framework),
            readings=all_accesses(held),
            most=ACCESSES_MAX,
            chain=chain_shown(held),
        )
    )


__all__ = ["all_readings_page", "read_page", "readings_page"]
