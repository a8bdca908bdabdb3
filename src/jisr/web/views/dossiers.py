"""Frameworks, lists and the dossier's page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from jisr.base import N_, format_instant
from jisr.kernel import Docket
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.errors import NotYours
from jisr.node.queries.dossiers import dossier_view
from jisr.node.queries.frameworks import parties_of
from jisr.node.queries.in_force import procedures_now
from jisr.node.queries.lines import LISTED_MAX, DossierLine, count_of, lines
from jisr.node.queries.openings import ANSWERING, Card, card_for, cards, correctable, missing_around, posts_of
from jisr.node.queries.people import framework_name
from jisr.node.queries.proofs import proof_of
from jisr.node.queries.proposals import ProposalShown
from jisr.node.queries.reading import Reading, own_party, reading
from jisr.node.queries.sides import seating_of
from jisr.node.queries.words import group_label
from jisr.rules.say import Sentence
from jisr.web.views.common import officer_of, show, told

SERIES_MAX = 200
PAGE_DIGITS_MAX = 6


def entitled(request: HttpRequest, framework: str) -> Reading:
    """Open a framework for an officer who has a post in it."""
    held = reading(framework)
    if not models.Posting.objects.filter(officer=officer_of(request), framework=held.row).exists():
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


def openings(held: Reading, officer: models.Officer, *, outer: Docket | None = None) -> list[Opening]:
    """Give what can be opened in a framework, or within a dossier, with what is still missing."""
    within = outer.compiled.procedure.name if outer is not None and outer.compiled else None
    posts = posts_of(officer, held)
    found = []
    for compiled in procedures_now(held, own_party()):
        opens = next((act for act in compiled.procedure.acts if act.opens), None)
        if opens is None or compiled.procedure.within != within:
            continue
        parties = held.framework.parties if outer is None else frozenset(outer.sides.values())
        seating = seating_of(compiled, compiled.steps[opens.name], posts, parties, around=outer is not None)
        found.append(
            Opening(
                procedure=compiled.id,
                act=opens.name,
                label=_(opens.label),
                consequence=_(opens.consequence) if opens.consequence else "",
                may=seating.may,
                missing=(*seating.lacking, *(missing_around(held, outer, opens.needs) if outer is not None else ())),
            )
        )
    return found


@login_required
@told
def framework_page(request: HttpRequest, framework: str) -> HttpResponse:
    """Show a framework: its sessions as a series, commitments, plans, parties, exchange."""
    held = entitled(request, framework)
    officer = officer_of(request)
    sessions = lines(held, procedure="session", limit=SERIES_MAX)
    return show(
        request,
        "jisr/framework.html",
        framework=framework,
        name=framework_name(held.row),
        sessions=sorted(sessions, key=lambda each: (each.date, each.code), reverse=True),
        commitments=_by_date(lines(held, procedure="commitment")),
        commitment_count=count_of(held, "commitment"),
        plans=lines(held, procedure="action_plan"),
        plan_count=count_of(held, "action_plan"),
        openings=openings(held, officer),
        parties=parties_of(held),
        today=format_instant(CLOCK.now())[:10],
        posts=posts_of(officer, held),
    )


def _by_date(found: list[DossierLine]) -> list[DossierLine]:
    """Put open commitments first, those that are due first before the others."""
    return sorted(found, key=lambda each: (each.is_closed, each.due_on or "9999", each.code))


@login_required
@told
def dossier_list(request: HttpRequest, framework: str) -> HttpResponse:
    """List a framework's dossiers, fifty a page, by procedure if asked."""
    held = entitled(request, framework)
    procedure = request.GET.get("procedure", "")
    # By name: dossiers of an older version of a procedure are listed with it.
    known = {each.procedure.name: each.procedure for each in held.framework.procedures.values()}
    known.pop("framework", None)
    if procedure not in known:
        procedure = ""
    count = count_of(held, procedure)
    pages = max(1, (count + LISTED_MAX - 1) // LISTED_MAX)
    page = min(page_number(request), pages)
    return show(
        request,
        "jisr/dossiers.html",
        framework=framework,
        name=framework_name(held.row),
        lines=lines(held, procedure=procedure, offset=(page - 1) * LISTED_MAX),
        count=count,
        page=page,
        pages=pages,
        procedure=procedure,
        procedures=[Kind(name=each.name, label=_(each.label)) for each in known.values()],
        today=format_instant(CLOCK.now())[:10],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A procedure as a list is filtered by it."""

    name: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYet:
    """Acts that lack the same, so that it is said once: name and label of each, and what is missing."""

    acts: tuple[tuple[str, str], ...]
    missing: tuple[Sentence, ...]


def _not_yet(lacking: Iterable[tuple[str, str, tuple[Sentence, ...]]]) -> list[NotYet]:
    """Put acts together that lack the same, in the order of the procedure."""
    by_missing: dict[tuple[Sentence, ...], list[tuple[str, str]]] = {}
    for name, label, missing in lacking:
        by_missing.setdefault(missing, []).append((name, label))
    return [NotYet(acts=tuple(acts), missing=missing) for missing, acts in by_missing.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """A proposal with what this officer can do about it."""

    proposal: ProposalShown
    steps: tuple[Card, ...]

    @property
    def can_agree(self) -> bool:
        """Say whether the officer may agree to it now."""
        return any(card.kind == "concur" for card in self.steps)


@login_required
@told
def dossier_page(request: HttpRequest, framework: str, code: str) -> HttpResponse:
    """Show a dossier: where it stands, what is certain, what I can do, who must act by when."""
    held = entitled(request, framework)
    view = dossier_view(framework, code, page=page_number(request), at=request.GET.get("at", ""))
    docket = held.docket(code)
    officer = officer_of(request)
    mine = cards(officer, held, docket)
    plain = [card for card in mine if card.kind not in ANSWERING]
    possible = [card for card in plain if card.is_open and card.kind != "reopen"]
    # What the officer's post does not permit is not offered at all.
    inner = [each for each in openings(held, officer, outer=docket) if each.may] if docket.compiled else []
    later = [(card.name, card.label, card.missing) for card in plain if not card.is_open]
    later += [(each.act, each.label, each.missing) for each in inner if each.missing]
    return show(
        request,
        "jisr/dossier.html",
        framework=framework,
        name=framework_name(held.row),
        exchange=list(view.exchange),
        view=view,
        answers=[_answering(each, mine) for each in view.proposals],
        answer=card_for(officer, held, docket, "answer") if view.contests else None,
        groups=_groups([card for card in possible if not card.protective]),
        protective=[card for card in possible if card.protective],
        reopen=next((card for card in plain if card.kind == "reopen" and card.is_open), None),
        later=_not_yet(later),
        later_count=len(later),
        inner_openings=[each for each in inner if not each.missing],
        correctable=correctable(officer, held, docket, [row.entry for row in view.timeline]),
        posts=posts_of(officer, held),
        today=format_instant(CLOCK.now())[:10],
    )


def _groups(found: list[Card]) -> list[tuple[str, list[Card]]]:
    """Put acts under the headings of their groups, in the order of the procedure."""
    by_group: dict[str, list[Card]] = {}
    for card in found:
        by_group.setdefault(card.group, []).append(card)
    return [(group_label(group), each) for group, each in by_group.items()]


def _answering(proposal: ProposalShown, mine: list[Card]) -> Answering:
    """Give the steps that are open to the officer for one proposal, agreement first."""
    about = [card for card in mine if card.kind in ANSWERING and card.name.endswith(f"_{proposal.act}")]
    fitting = [c for c in about if c.name == f"{c.kind}_{proposal.act}"]
    steps = tuple(card for card in fitting if any(each.code == proposal.code for each in card.items))
    return Answering(proposal=proposal, steps=steps)


def page_number(request: HttpRequest) -> int:
    """Read the number of a page; what is no number is the first."""
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < PAGE_DIGITS_MAX else 1


@login_required
@told
def proof(request: HttpRequest, framework: str, entry: str) -> HttpResponse:
    """Give an act with the proof that it is in its party's log."""
    entitled(request, framework)
    response = JsonResponse(proof_of(framework, entry), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{framework}-{entry}.json"'
    return response
