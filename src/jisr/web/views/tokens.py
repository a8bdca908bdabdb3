"""An officer's tokens: what they are for, making one, ending one, what one was used for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from jisr.base import N_, format_instant
from jisr.node import models
from jisr.node.api_limits import TOKEN_DAYS_DEFAULT, TOKEN_DAYS_MAX
from jisr.node.catalogue import gettext as _
from jisr.node.clock import CLOCK
from jisr.node.errors import UnknownThing, WrongField
from jisr.node.queries.people import framework_name
from jisr.node.queries.scopes import posted_in, procedure_names
from jisr.node.queries.tokens import TokenShown, UseShown, token_shown, tokens_shown, uses_shown
from jisr.node.services.tokens import ACT, READ, SEALED, end_of_day, make_token, revoke_token
from jisr.rules import Field
from jisr.web.forms import ActForm, form_of
from jisr.web.inputs import Input
from jisr.web.views.acts import form_token
from jisr.web.views.common import officer_of, sent_only, show, told

SCOPE_LABELS = {
    READ: N_("Read only"),
    ACT: N_("Read, and do acts in my name"),
    SEALED: N_("Read, and read sealed fields in my name, each reading logged"),
}
PURPOSE, SCOPE, UNTIL, FRAMEWORKS, PROCEDURES = "title", "scope", "until", "frameworks", "procedures"
# The names of fields as the service has them, and as the form has them.
NAMES = {"purpose": PURPOSE, "scope": SCOPE, "until": UNTIL, "frameworks": FRAMEWORKS, "procedures": PROCEDURES}


@dataclass(slots=True)
class Boxes:
    """Several answers to one question, each ticked or not."""

    name: str
    label: str
    help: str
    choices: Sequence[tuple[str, str]]
    chosen: Sequence[str]
    error: str = ""

    @property
    def first(self) -> str:
        """Give the id of the first control: where an error leads."""
        return f"field-{self.name}-1"


@dataclass(slots=True)
class TokenForm:
    """The form by which a token is made."""

    asked: ActForm
    boxes: Sequence[Boxes]

    @property
    def inputs(self) -> list[Input]:
        """Give what is typed or chosen once."""
        return self.asked.inputs

    @property
    def errors(self) -> list[Input | Boxes]:
        """Give what is amiss, in the order of the page."""
        return [*self.asked.errors, *(each for each in self.boxes if each.error)]

    def blame(self, name: str, error: str) -> None:
        """Say at a field what is amiss with it."""
        boxes = next((each for each in self.boxes if each.name == name), None)
        if boxes is None:
            self.asked.blame(name, error)
        else:
            boxes.error = error


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPage:
    """One token with what it was used for."""

    token: TokenShown
    scope: str
    frameworks: Sequence[str]
    procedures: Sequence[str]
    uses: Sequence[UseShown] = field(default=())


@login_required
@told
def tokens(request: HttpRequest) -> HttpResponse:
    """List the officer's tokens."""
    found = tokens_shown(officer_of(request))
    return show(
        request, "jisr/tokens.html", tokens=[_page(each) for each in found], can_make=_frameworks(request) != ()
    )


@login_required
@told
def token(request: HttpRequest, number: int) -> HttpResponse:
    """Show one token, and what it was used for."""
    found = token_shown(officer_of(request), number)
    if found is None:
        raise UnknownThing(N_("no token %(number)s"), number=number)
    return show(request, "jisr/token.html", page=_page(found, uses_shown(officer_of(request), number)))


@login_required
@told
@sent_only
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """End a token at once."""
    row = revoke_token(officer_of(request), number)
    messages.success(request, _("The token “%(purpose)s” lets nobody in any more.") % {"purpose": row.purpose})
    return redirect("tokens")


@login_required
@told
def make(request: HttpRequest) -> HttpResponse:
    """Make a token; how it is spelt is shown on the page that answers, and never again."""
    form = _form(request)
    if request.method == "POST" and not form.errors:
        values, boxes = form.asked.values, {each.name: each.chosen for each in form.boxes}
        end = end_of_day(values[UNTIL])
        assert end is not None, "the form has read a date"
        try:
            row, spelt = make_token(
                officer_of(request),
                purpose=values[PURPOSE],
                scope=values[SCOPE],
                frameworks=boxes[FRAMEWORKS],
                procedures=boxes[PROCEDURES],
                until=end,
                once=request.POST.get("once", "")[:64],
            )
        except WrongField as error:
            form.blame(NAMES[error.field], _amiss(error))
        else:
            return _made(request, row, spelt)
    return show(
        request,
        "jisr/token_make.html",
        form=form,
        once=form_token(),
        status=422 if request.method == "POST" else 200,
    )


def _made(request: HttpRequest, row: models.Token, spelt: str) -> HttpResponse:
    shown = token_shown(officer_of(request), row.pk)
    assert shown is not None, "it was made for this officer"
    answer = show(request, "jisr/token_made.html", page=_page(shown), spelt=spelt)
    # Neither the browser's store nor its way back keeps the token.
    answer.headers["Cache-Control"] = "no-store"
    return answer


AMISS = {
    "purpose": N_(
        "Say in one line of at most 200 characters what it is for; of the tokens that are good you have at most 20."
    ),
    "frameworks": N_("Choose at least one group in which you act for somebody"),
    "procedures": N_("Choose procedures of the groups that you have chosen"),
    "until": N_("The last day must lie ahead, at most 366 days"),
}


def _amiss(error: WrongField) -> str:
    return _(AMISS[error.field]) if error.field in AMISS else error.said_in(_)


def _form(request: HttpRequest) -> TokenForm:
    data = request.POST if request.method == "POST" else None
    frameworks = _frameworks(request)
    procedures = sorted((name, _(label)) for name, label in procedure_names(code for code, _name in frameworks).items())
    asked = form_of(
        [
            Field(
                name=PURPOSE,
                type="text",
                label=N_("What is it for?"),
                help=N_("For example, the list of what is due on the wall of our office"),
            ),
            Field(name=SCOPE, type="choice", label=N_("What may it do?"), choices=tuple(SCOPE_LABELS.items())),
            Field(
                name=UNTIL,
                type="date",
                label=N_("The last day on which it is good"),
                help=N_("At most 366 days from today"),
            ),
        ],
        data,
        {SCOPE: READ, UNTIL: _default_end()},
    )
    alone = [code for code, _name in frameworks] if len(frameworks) == 1 else []
    boxes = [
        Boxes(FRAMEWORKS, _("Which groups does it reach?"), "", frameworks, _chosen(request, FRAMEWORKS, alone)),
        Boxes(
            PROCEDURES,
            _("Which kinds of dossiers?"),
            _("None chosen: every kind."),
            procedures,
            _chosen(request, PROCEDURES, []),
        ),
    ]
    form = TokenForm(asked, boxes)
    if data is not None and not boxes[0].chosen:
        form.blame(FRAMEWORKS, _(AMISS[FRAMEWORKS]))
    return form


def _chosen(request: HttpRequest, name: str, initial: list[str]) -> list[str]:
    return request.POST.getlist(name) if request.method == "POST" else initial


def _default_end() -> str:
    today = date.fromisoformat(format_instant(CLOCK.now())[:10])
    return (today + timedelta(days=min(TOKEN_DAYS_DEFAULT, TOKEN_DAYS_MAX))).isoformat()


def _frameworks(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    rows = models.Framework.objects.filter(pk__in=posted_in(officer_of(request))).order_by("pk")
    return tuple((each.pk, framework_name(each)) for each in rows)


def _page(found: TokenShown, uses: Sequence[UseShown] = ()) -> TokenPage:
    names = {each.pk: framework_name(each) for each in models.Framework.objects.filter(pk__in=found.frameworks)}
    labels = procedure_names(names)
    return TokenPage(
        token=found,
        scope=_(SCOPE_LABELS[found.scope]),
        frameworks=[names.get(each, each) for each in found.frameworks],
        procedures=[_(labels[each]) if each in labels else each for each in found.procedures],
        uses=uses,
    )
