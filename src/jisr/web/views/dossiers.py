"""Who may see a framework, and what can be opened in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from jisr.base import N_
from jisr.kernel import Docket
from jisr.node.catalogue import gettext as _
from jisr.node.domestic import is_of_one
from jisr.node.errors import NotYours
from jisr.node.leaving import openable
from jisr.node.queries.in_force import procedures_now
from jisr.node.queries.openings import Post, missing_around
from jisr.node.queries.postings import has_post
from jisr.node.queries.reading import Reading, no_framework, own_party, reading
from jisr.node.queries.sides import seating_of
from jisr.node.queries.words import consequence_said
from jisr.rules import Act
from jisr.rules.say import Sentence
from jisr.web.views.common import officer_of

PAGE_DIGITS_MAX = 6


def entitled(request: HttpRequest, framework: str) -> Reading:
    """Open a framework for an officer who has a post in it."""
    officer = officer_of(request)
    held = reading(framework, by=officer)
    # What stands around the page counts no more than the page does.
    request.sight = held.sight  # type: ignore[attr-defined]  # read by `common.show`
    if not has_post(officer, framework):
        if is_of_one(held.row.parties):
            # Who does not work in a domestic framework is not told that there is one.
            raise no_framework(framework)
        raise NotYours(N_("no post in %(framework)s"), framework=framework)
    return held


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A dossier that can be opened: by which act, and whether this officer may."""

    procedure: str
    act: str
    label: str
    consequence: str
    may: bool
    missing: tuple[Sentence, ...] = ()


def openings(held: Reading, posts: Sequence[Post], *, outer: Docket | None = None) -> list[Opening]:
    """Give what can be opened in a framework, or within a dossier, with what is still missing."""
    within = outer.compiled.procedure.name if outer is not None and outer.compiled else None
    found = []
    for compiled in procedures_now(held, own_party()):
        opens = next((act for act in compiled.procedure.acts if act.opens), None)
        if opens is None or compiled.procedure.within != within:
            continue
        parties = openable(held, outer)
        seating = seating_of(compiled, compiled.steps[opens.name], posts, parties, around=outer is not None)
        found.append(
            Opening(
                procedure=compiled.id,
                act=opens.name,
                label=_(opens.label),
                consequence=consequence_said(opens, compiled.procedure),
                may=seating.may,
                missing=(
                    *_needs_home(opens),
                    *seating.lacking,
                    *(missing_around(held, outer, opens.needs) if outer is not None else ()),
                ),
            )
        )
    return found


def _needs_home(opens: Act) -> tuple[Sentence, ...]:
    """Say that an opening which attests is done from a domestic dossier's page (protocol 12.18)."""
    words = _("This is opened from a domestic dossier. Begin on that dossier's page.")
    return (Sentence(words, ""),) if opens.attests is not None else ()


def page_number(request: HttpRequest) -> int:
    """Read the number of a page; what is no number is the first."""
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < PAGE_DIGITS_MAX else 1
