"""First contact: what two officers read out to each other, and that they heard the same."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from jisr.base import N_
from jisr.manifest import Manifest
from jisr.manifest.ceremony import LANGUAGES, Same
from jisr.node.catalogue import gettext as _
from jisr.node.ceremony import MEANS, Subject, compared_said
from jisr.node.errors import HeardOtherwise, WrongField
from jisr.node.queries.ceremony import (
    ceremony_manifest,
    ceremony_page,
    language_of_others,
    require_ceremony,
    subject_of,
)
from jisr.node.queries.people import framework_name
from jisr.node.queries.postings import has_post
from jisr.node.queries.reading import reading
from jisr.node.services.ceremony import Told, note_heard, require_heard
from jisr.web.views.common import Problem, officer_of, problem_of, show, told

COMPARE, NOTE = "compare", "note"


@login_required
@told
def ceremony(request: HttpRequest, framework: str) -> HttpResponse:
    """Show what is read out; compare words that were typed in, and note that the same was heard."""
    officer, held = officer_of(request), reading(framework)
    require_ceremony(officer, held)
    asked = request.POST if request.method == "POST" else request.GET
    manifest = ceremony_manifest(framework, asked.get("version", ""))
    subject = subject_of(manifest, asked.get("of", ""))
    mine, theirs = translation.get_language() or LANGUAGES[0], asked.get("theirs", "")
    if theirs not in LANGUAGES:
        theirs = language_of_others(manifest)
    problem, said = None, ""
    try:
        if asked.get("do") == NOTE:
            note_heard(manifest, subject, _told(request), officer=officer, language=mine)
            messages.success(request, _("It is noted that you heard the same."))
            return redirect(f"{reverse('ceremony', args=[framework])}?{_query(manifest, subject, theirs)}")
        if asked.get("do") == COMPARE:
            require_heard(asked.get("words", ""), subject, language=mine)
            said = compared_said(Same()).said_in(_)
    except (WrongField, HeardOtherwise) as error:
        problem = _problem(error)
    return show(
        request,
        "jisr/ceremony.html",
        framework=framework,
        name=framework_name(held.row),
        has_post=has_post(officer, framework),
        page=ceremony_page(held, manifest, subject, mine=mine, theirs=theirs),
        means=[(code, _(words)) for code, words in MEANS.items()],
        typed=_told(request),
        problem=problem,
        said=said,
        status=409 if problem else 200,
    )


def _query(manifest: Manifest, subject: Subject, theirs: str) -> str:
    return urlencode({"version": manifest.version, "of": subject.code, "theirs": theirs})


def _told(request: HttpRequest) -> Told:
    post = request.POST
    return Told(
        party=post.get("party", ""),
        whom=post.get("whom", ""),
        means=post.get("means", ""),
        is_same="same" in post,
        words=post.get("words", ""),
    )


# What a field is called on the page, for who is told that it is amiss.
ASKED = {
    "whom": N_("Say with whom you spoke."),
    "means": N_("Say by what means you spoke."),
    "party": N_("Choose the party with whom you spoke."),
    "same": N_("Say that it was the same, or type in the words that you heard."),
    "words": N_("Type in the words that you heard: 32, in any of the five languages."),
}


def _problem(error: WrongField | HeardOtherwise) -> Problem:
    if isinstance(error, HeardOtherwise):
        return problem_of(error, "words")
    return Problem(words=_(ASKED[error.field]), remedy=_("Nothing was noted yet."), field=error.field)
