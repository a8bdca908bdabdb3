"""Two taps to a stop: what protects in a dossier, and from anywhere the dossiers in which something does."""

from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from jisr.node.queries.headings import dossier_heading
from jisr.node.queries.links import shows_who_is_told
from jisr.node.queries.openings import Card, card_for, cards, posts_of
from jisr.node.queries.people import framework_name
from jisr.node.queries.protecting import LISTED_MAX, needs_words, stoppable
from jisr.web.views.acts import form_token
from jisr.web.views.common import officer_of, show, told
from jisr.web.views.dossiers import entitled

NUMBER_CHARACTERS_MAX = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """One act that protects: whether a tap does it, and whether words can go with it all the same."""

    card: Card
    once: str
    is_at_once: bool
    takes_words: bool


@login_required
@told
def protect_page(request: HttpRequest, framework: str, code: str) -> HttpResponse:
    """Show what protects in a dossier: what needs no words has its button here."""
    held = entitled(request, framework)
    docket = held.docket(code)
    officer = officer_of(request)
    posts = posts_of(officer, held)
    mine = [card for card in cards(posts, held, docket) if card.protective]
    contest = card_for(posts, held, docket, "contest")
    possible = [card for card in (*mine, contest) if card is not None and card.is_open]
    stops = [card for card in possible if not card.takes_nothing_back]
    return show(
        request,
        "jisr/protect.html",
        framework=framework,
        protects=code,
        name=framework_name(held.row),
        heading=dossier_heading(docket),
        code=code,
        # What follows is said once of all in a row of which it is the same.
        stops=[(each, [_tap(card) for card in some]) for each, some in groupby(stops, _consequence)],
        shows_told=shows_who_is_told(held, docket, officer),
        idle=[card for card in possible if card.takes_nothing_back],
        closed=[card for card in mine if not card.is_open],
    )


def _consequence(card: Card) -> str:
    return card.consequence


def _tap(card: Card) -> Tap:
    """Let one tap do what needs no words; who has some finds the form."""
    is_at_once = not needs_words(card)
    return Tap(
        card=card,
        once=form_token(),
        is_at_once=is_at_once,
        takes_words=is_at_once and bool(card.fields or card.on_behalf),
    )


@login_required
@told
def protect_anywhere(request: HttpRequest) -> HttpResponse:
    """List dossiers with what protects in each, done by one tap; a dossier of any age is found by its number."""
    number = request.GET.get("number", "").strip()[:NUMBER_CHARACTERS_MAX]
    found = stoppable(officer_of(request), number)
    # One for all buttons: what is sent is told apart by dossier and act, and each is done once.
    once = form_token()
    return show(request, "jisr/protect_anywhere.html", found=found, number=number, limit=LISTED_MAX, once=once)
