"""The dossier's page: where it stands, what is certain, what I can do, who must act by when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from jisr.base import EntryId, JisrError, format_instant, parse_entry_id
from jisr.kernel import Docket
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.clock import CLOCK
from jisr.node.queries.accesses import sees_accesses
from jisr.node.queries.agenda_figures import CALLING_MIN, offer_in
from jisr.node.queries.checklist import checklist
from jisr.node.queries.dossiers import DossierView, dossier_view
from jisr.node.queries.drafts import drafts_of
from jisr.node.queries.erased import ERASE
from jisr.node.queries.headings import dossier_heading
from jisr.node.queries.holdings import taking_of
from jisr.node.queries.items import item_shown
from jisr.node.queries.links import links_of
from jisr.node.queries.mends import mends_of
from jisr.node.queries.openings import ANSWERING, Card, Lacking, Post, card_for, cards, correctable, posts_of
from jisr.node.queries.parts import page_of
from jisr.node.queries.people import framework_name
from jisr.node.queries.postings import has_post
from jisr.node.queries.prepared import prepared_in
from jisr.node.queries.proposals import ProposalShown
from jisr.node.queries.reading import Reading, own_party, reading
from jisr.node.queries.references import References
from jisr.node.queries.released import released_of
from jisr.node.queries.sealed_fields import sealed_in
from jisr.node.queries.second_place import NOT_THERE_YET, Lies, lies
from jisr.node.queries.telling import Told, told_of
from jisr.node.queries.timeline import named_by
from jisr.node.queries.words import act_label, group_label
from jisr.rules.say import Sentence
from jisr.web.pictures import picture_of
from jisr.web.views.common import officer_of, show, told
from jisr.web.views.dossiers import Opening, entitled, openings, page_number


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYet:
    """Acts that lack the same, so that it is said once: name and label of each, and what is missing."""

    acts: tuple[tuple[str, str], ...]
    missing: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """A proposal with what this officer can do about it."""

    proposal: ProposalShown
    steps: tuple[Card, ...]

    @property
    def can_agree(self) -> bool:
        """Say whether the officer may agree to it now."""
        return any(card.kind == "concur" for card in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What the officer can do in a dossier, and what not yet and why."""

    answers: tuple[Answering, ...]
    # By which a contest is answered, where one is open and the post permits it.
    answer: Card | None
    protective: tuple[Card, ...]
    groups: tuple[tuple[str, tuple[Card, ...]], ...]
    inner: tuple[Opening, ...]
    reopen: Card | None
    later: tuple[NotYet, ...]

    @property
    def later_count(self) -> int:
        """Count the acts that are not possible yet."""
        return sum(len(each.acts) for each in self.later)

    @property
    def can_anything(self) -> bool:
        """Say whether any act is open to the officer."""
        return bool(self.protective or self.groups or self.inner or self.reopen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An act that was just recorded from this page, and who has been told of it."""

    entry: str
    label: str
    waits_for_others: bool
    told: tuple[Told, ...]
    # Of a domestic act: what alone others are told for it, in the shared dossier.
    echoed: str = ""
    # It is to lie in the second place before it is confirmed, and does not.
    not_there: bool = False


@login_required
@told
def dossier_page(request: HttpRequest, framework: str, code: str) -> HttpResponse:
    """Show a dossier to an officer."""
    held = entitled(request, framework)
    view = dossier_view(held, code, page=page_number(request), at=request.GET.get("at", ""))
    docket = held.docket(code)
    officer = officer_of(request)
    posts = posts_of(officer, held)
    return show(
        request,
        "jisr/dossier.html",
        framework=framework,
        protects=code,
        name=framework_name(held.row),
        exchange=list(view.exchange),
        taking=taking_of(framework, code, officer),
        view=view,
        ended=mends_of(held, dossier=code),
        links=links_of(held, docket, officer),
        doing=_doing(held, docket, posts, view, officer),
        done=_done(held, docket, request.GET.get("done", ""), officer),
        not_there_yet=NOT_THERE_YET,
        stops=checklist(held, docket).stops if is_of_person(docket) else (),
        periods=[(each, picture_of(each)) for each in view.periods],
        prepared=prepared_in(officer, held, code),
        released=released_of(held, docket, officer),
        drafts=drafts_of(officer, framework=framework, dossier=code),
        correctable=correctable(posts, docket, [row.entry for row in view.timeline]),
        sealed=sealed_in(held, docket, [row.entry for row in view.timeline], officer),
        sees_readings=is_of_person(docket) and sees_accesses(officer, held, docket),
        erase=_erase(held, docket, posts),
        posts=posts,
        figures=offer_in(officer, held, docket),
        least=CALLING_MIN,
        today=format_instant(CLOCK.now())[:10],
    )


def _doing(held: Reading, docket: Docket, posts: Sequence[Post], view: DossierView, officer: models.Officer) -> Doing:
    mine = cards(posts, held, docket, officer=officer)
    plain = [card for card in mine if card.kind not in ANSWERING]
    possible = [card for card in plain if card.is_open and card.kind != "reopen"]
    # What the officer's post does not permit is not offered at all.
    inner = [each for each in openings(held, posts, outer=docket) if each.may] if docket.compiled else []
    later = [(card.name, card.label, card.missing) for card in plain if not card.is_open]
    later += [(each.act, each.label, _lacking(each.missing)) for each in inner if each.missing]
    return Doing(
        answers=tuple(_answering(each, mine) for each in view.proposals.shown),
        answer=card_for(posts, held, docket, "answer") if view.contests.count else None,
        protective=tuple(card for card in possible if card.protective),
        groups=_groups([card for card in possible if not card.protective]),
        inner=tuple(each for each in inner if not each.missing),
        reopen=next((card for card in plain if card.kind == "reopen" and card.is_open), None),
        later=tuple(_not_yet(later)),
    )


def _erase(held: Reading, docket: Docket, posts: Sequence[Post]) -> Card | None:
    """Give the card by which sealed content is erased, where there is any of the own side and a post permits it."""
    card = card_for(posts, held, docket, ERASE)
    return card if card is not None and card.is_open else None


def _lacking(missing: Iterable[Sentence]) -> tuple[Lacking, ...]:
    return tuple(each if isinstance(each, Lacking) else Lacking(each.text, each.source) for each in missing)


def _not_yet(lacking: Iterable[tuple[str, str, tuple[Lacking, ...]]]) -> list[NotYet]:
    """Put acts together that lack the same, in the order of the procedure."""
    by_missing: dict[tuple[Lacking, ...], list[tuple[str, str]]] = {}
    for name, label, missing in lacking:
        by_missing.setdefault(missing, []).append((name, label))
    return [NotYet(acts=tuple(acts), missing=missing) for missing, acts in by_missing.items()]


def _groups(found: list[Card]) -> tuple[tuple[str, tuple[Card, ...]], ...]:
    """Put acts under the headings of their groups, in the order of the procedure."""
    by_group: dict[str, list[Card]] = {}
    for card in found:
        by_group.setdefault(card.group, []).append(card)
    return tuple((group_label(group), tuple(each)) for group, each in by_group.items())


def _answering(proposal: ProposalShown, mine: list[Card]) -> Answering:
    """Give the steps that are open to the officer for one proposal, agreement first."""
    about = [card for card in mine if card.kind in ANSWERING and card.name.endswith(f"_{proposal.act}")]
    fitting = [c for c in about if c.name == f"{c.kind}_{proposal.act}"]
    steps = tuple(card for card in fitting if any(each.code == proposal.code for each in card.items))
    return Answering(proposal=proposal, steps=steps)


def is_of_person(docket: Docket) -> bool:
    """Say whether a dossier is about a person."""
    return docket.compiled is not None and docket.compiled.procedure.persons


def _done(held: Reading, docket: Docket, code: str, officer: models.Officer) -> Done | None:
    """Give the act that an address names as just done: one of our own in this dossier."""
    at = _own_entry(code)
    deed = docket.deeds.get(code) if at is not None else None
    if at is None or deed is None:
        return None
    parties = tuple(sorted(docket.sides.values() or held.framework.parties))
    kind = deed.step.kind if deed.step is not None else ""
    echoed, told = _echoed(held, docket, code, officer)
    return Done(
        entry=code,
        label=act_label(docket.words_of(deed), deed.entry.act),
        waits_for_others=kind == "propose",
        told=told_of(held, at, parties) or told,
        echoed=echoed,
        not_there=lies(held.row.pk, at) == Lies.HERE_ALONE,
    )


def _echoed(held: Reading, docket: Docket, code: str, officer: models.Officer) -> tuple[str, tuple[Told, ...]]:
    """Say what a domestic act called for in a shared dossier, and who has been told; nothing to who does not see it."""
    asked = models.Echo.objects.filter(link__domestic=held.row, link__dossier=docket.id, entry=code)
    echo = asked.exclude(written="").select_related("link").first()
    if echo is None:
        return "", ()
    shared = reading(echo.link.shared_id, by=officer)
    if not has_post(officer, echo.link.shared_id) or not shared.sees(echo.link.shared_dossier):
        return "", ()
    compiled = shared.docket(echo.link.shared_dossier).compiled
    told = told_of(shared, parse_entry_id(echo.written), tuple(shared.framework.parties))
    return act_label(compiled, echo.act), told


def _own_entry(code: str) -> EntryId | None:
    try:
        at = parse_entry_id(code)
    except JisrError:
        return None
    return at if at.party == own_party() else None


@login_required
@told
def items_page(request: HttpRequest, framework: str, code: str, kind: str) -> HttpResponse:
    """List all items of one kind of a dossier, newest first, fifty a page."""
    held = entitled(request, framework)
    docket = held.docket(code)
    kinds = docket.compiled.procedure.items if docket.compiled is not None else ()
    declared = next((each for each in kinds if each.name == kind), None)
    codes: Sequence[str] = docket.state.items_of(kind)[::-1] if docket.state is not None and declared else ()
    some, page, pages = page_of(codes, page_number(request))
    by_key = docket.deeds
    known = References(held, named_by(docket, [by_key[each] for each in some], by_key))
    return show(
        request,
        "jisr/items.html",
        framework=framework,
        protects=code,
        name=framework_name(held.row),
        heading=dossier_heading(docket),
        code=code,
        label=_(declared.plural) if declared else _("Nothing of this kind"),
        count=len(codes),
        items=[item_shown(docket, each, kind, by_key, known) for each in some],
        page=page,
        pages=pages,
    )
