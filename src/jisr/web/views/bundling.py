"""A whole dossier for a court: asked for on a page, given as one file."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from jisr.kernel import Docket
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.catalogue import speaking
from jisr.node.errors import NoBundle, NotSealedHere, WrongField
from jisr.node.queries.accesses import PURPOSES
from jisr.node.queries.bundled import BUNDLED_MAX, bundled_of
from jisr.node.queries.headings import dossier_heading
from jisr.node.queries.people import framework_name
from jisr.node.queries.reading import Reading
from jisr.node.queries.sealed_fields import sealed_in
from jisr.node.services.bundling import Bundle, Opening, make_bundle
from jisr.node.services.reading_sealed import PURPOSE_CHARACTERS_MAX
from jisr.rules import Field
from jisr.seal import NotOpened
from jisr.web.forms import ActForm, form_of
from jisr.web.paper.content import paper_of
from jisr.web.paper.readme import readme_of
from jisr.web.views.common import Problem, officer_of, problem_of, show, told
from jisr.web.views.dossiers import entitled

LANGUAGE, PURPOSE, WORDS = "language", "purpose", "purpose-words"
# The names of fields as the service has them, and as the form has them.
NAMES = {"purpose": PURPOSE, "words": WORDS}


@login_required
@told
def bundle_page(request: HttpRequest, framework: str, code: str) -> HttpResponse:
    """Ask for language and purpose; then give the file in answer to that form alone."""
    held = entitled(request, framework)
    docket = held.docket(code)
    officer = officer_of(request)
    readable = _readable(held, docket, officer)
    sent = request.POST if request.method == "POST" else None
    form = form_of(_asked(readable=readable), sent, {LANGUAGE: translation.get_language()})
    # Each language by its own name, whoever reads.
    form.inputs[0].choices = list(settings.LANGUAGES)
    problem: Problem | None = None
    if sent is not None and not form.errors:
        try:
            return _file(framework, code, _made(framework, code, officer, form))
        except WrongField as error:
            form.blame(NAMES.get(error.field, PURPOSE), error.said_in(_))
        except (NoBundle, NotSealedHere, NotOpened) as error:
            problem = problem_of(error, LANGUAGE)
    response = show(
        request,
        "jisr/bundle.html",
        framework=framework,
        protects=code,
        name=framework_name(held.row),
        heading=dossier_heading(docket),
        code=code,
        count=len(docket.deeds),
        readable=readable,
        form=form,
        problem=problem,
        bundled=bundled_of(held, code),
        most=BUNDLED_MAX,
        status=_status(form, problem),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _readable(held: Reading, docket: Docket, officer: models.Officer) -> int:
    """Count the sealed texts that are here and that the officer may read."""
    found = sealed_in(held, docket, docket.deeds, officer)
    return sum(each.is_here and each.reads_as is not None for some in found.values() for each in some)


def _asked(*, readable: int) -> list[Field]:
    languages = tuple(settings.LANGUAGES)
    asked = [Field(name=LANGUAGE, type="choice", label=_("Language of the paper"), choices=languages)]
    if not readable:
        return asked
    return [
        *asked,
        Field(
            name=PURPOSE,
            type="choice",
            label=_("For what do you open what is sealed?"),
            help=_("Choose nothing, and it stays sealed. Else each text that you may read is opened and logged."),
            choices=tuple(PURPOSES.items()),
            required=False,
        ),
        Field(
            name=WORDS,
            type="text",
            label=_("In your words"),
            help=_("At most %(limit)s characters, and no names: it stays in this node, in the log of readings.")
            % {"limit": PURPOSE_CHARACTERS_MAX},
            required=False,
        ),
    ]


def _made(framework: str, code: str, officer: models.Officer, form: ActForm) -> Bundle:
    purpose, words = form.values.get(PURPOSE) or "", form.values.get(WORDS) or ""
    opening = Opening(purpose=purpose, words=words) if purpose or words else None
    with speaking(form.values[LANGUAGE]):
        return make_bundle(
            framework, code, officer=officer, typeset=paper_of, readme=readme_of, opening=opening, way="page"
        )


def _file(framework: str, code: str, made: Bundle) -> HttpResponse:
    """Give the file; no cache keeps it."""
    response = HttpResponse(made.raw, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{framework}-{code}.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _status(form: ActForm, problem: Problem | None) -> int:
    if form.errors:
        return 422
    return 409 if problem is not None else 200


__all__ = ["bundle_page"]
