"""The first page: what waits for me, for the other sides, what is owed this week, what has not arrived yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from jisr.base import N_, Instant, format_instant
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.clock import CLOCK
from jisr.node.queries.agenda_figures import CALLING_MIN, Offer, call_in
from jisr.node.queries.exchanges import exchange_lines
from jisr.node.queries.listing import behind
from jisr.node.queries.prepared import PreparedShown, prepared_for
from jisr.node.queries.retention import Kept, due_for
from jisr.node.queries.sent import SENT_MAX, Sent, count_sent, sent_by
from jisr.node.queries.waiting import Counted, counted, counted_each
from jisr.node.queries.work import (
    TASKS_MAX,
    Group,
    NextSession,
    Task,
    WorkFilter,
    groups_of,
    next_session,
    shapes_in,
    tasks_of,
    waiting_for,
)
from jisr.web.views.common import officer_of, show, told
from jisr.web.views.dossiers import page_number
from jisr.web.views.lists import Choice, Choices

# Of each part so much stands on the first page; a link leads to the rest.
FIRST_MAX = 10
WHO_LABELS = {
    "": N_("Overview"),
    "mine": N_("Waits for me"),
    "ours": N_("Waits for colleagues"),
    "theirs": N_("Waits for the other side"),
    "sent": N_("Not yet acknowledged"),
}
KIND_LABELS = {"": N_("All"), "answers": N_("Answers"), "dates": N_("Dates and periods")}
WHEN_LABELS = {"": N_("All"), "late": N_("Late"), "week": N_("Within a week")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the overview: its first tasks, how many there are, and where all of them stand."""

    name: str
    title: str
    empty: str
    tasks: list[Task]
    count: Counted
    query: str

    @property
    def has_more(self) -> bool:
        """Say whether there is more than is shown."""
        return self.count.number > len(self.tasks)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupShown:
    """A group at the top of the page: its name, the posts in it, the session that comes next."""

    code: str
    name: str
    posts: list[tuple[str, list[str]]]
    next_session: NextSession | None
    # The figures on dossiers about persons, where something calls for them on that session's agenda.
    figures: Offer | None
    # What is kept beyond its time and the officer may erase.
    kept_too_long: list[Kept]
    sent: int
    is_domestic: bool


@login_required
@told
def my_work(request: HttpRequest) -> HttpResponse:
    """Show what waits for the officer, what waits for the other sides, what is late."""
    groups, now = groups_of(officer_of(request)), CLOCK.now()
    chosen = WorkFilter.of(request.GET.dict(), [each.code for each in groups])
    exchange = [line for each in groups for line in exchange_lines(each.code, each.held.sight)]
    names = {each.code: each.name for each in groups}
    values: dict[str, Any] = {
        "chosen": chosen,
        "exchange": exchange,
        "exchange_named": len(groups) > 1,
        "names": names,
        "behind": sum(behind(each.held) for each in groups),
        "filters": list(_filters(chosen, names)),
    }
    if not groups or not chosen.who:
        return show(
            request,
            "jisr/my_work.html",
            **values,
            **_overview(officer_of(request), groups, chosen, now),
            prepared=_prepared(request, groups, chosen),
        )
    if chosen.who == "sent":
        return show(request, "jisr/my_work_sent.html", **values, **_sent(request, groups, chosen))
    return show(request, "jisr/my_work_list.html", **values, **_listed(request, groups, chosen, now))


def _filters(chosen: WorkFilter, names: dict[str, str]) -> Iterator[Choices]:
    """Give the filters as links; a filter that says nothing here is not given."""

    def links(name: str, values: dict[str, str], **reset: str) -> tuple[Choice, ...]:
        return tuple(
            Choice(label=label, query=chosen.query(**{name: value, **reset}), is_chosen=getattr(chosen, name) == value)
            for value, label in values.items()
        )

    who = {name: _(label) for name, label in WHO_LABELS.items()}
    yield Choices(label=_("Show"), links=links("who", who, kind="", when=""))
    if chosen.who and chosen.who != "sent":
        yield Choices(label=_("Kind"), links=links("kind", {name: _(label) for name, label in KIND_LABELS.items()}))
        yield Choices(
            label=_("Until when"), links=links("when", {name: _(label) for name, label in WHEN_LABELS.items()})
        )
    if len(names) > 1:
        yield Choices(label=_("Group"), links=links("group", {"": _("All"), **names}))


def _overview(officer: models.Officer, groups: list[Group], chosen: WorkFilter, now: Instant) -> dict[str, Any]:
    """Give the first of everything."""
    here = [each for each in groups if chosen.group in ("", each.code)]
    parts: dict[str, tuple[str, str, dict[str, str]]] = {
        "mine": (N_("Waits for me"), N_("Nothing waits for you."), {"who": "mine", "kind": "answers"}),
        "owed": (
            N_("Owed by our side, late or within a week"),
            N_("Our side owes nothing within a week."),
            {"who": "mine", "kind": "dates", "when": "owed"},
        ),
        "ours": (N_("Waits for colleagues"), "", {"who": "ours"}),
        "theirs": (
            N_("Waits for the other side"),
            N_("Nothing waits for an answer of the other side."),
            {"who": "theirs", "kind": "answers"},
        ),
        "their-late": (N_("The other side is late"), "", {"who": "theirs", "kind": "dates", "when": "late"}),
    }
    filters = [WorkFilter(**what, group=chosen.group) for _title, _empty, what in parts.values()]
    shapes = shapes_in(here)
    wanted = [waiting_for(groups, shapes, each, now) for each in filters]
    sections = [
        Section(
            name=name,
            title=_(title),
            empty=_(empty) if empty else "",
            tasks=tasks_of(groups, rows, now, limit=FIRST_MAX) if count.number else [],
            count=count,
            query=asked.query(),
        )
        for (name, (title, empty, _what)), asked, rows, count in zip(
            parts.items(), filters, wanted, counted_each(wanted), strict=True
        )
    ]
    today = format_instant(now)[:10]
    return {
        "sections": sections,
        "groups": [_shown(officer, each, today, groups) for each in here],
        "least": CALLING_MIN,
    }


def _prepared(request: HttpRequest, groups: list[Group], chosen: WorkFilter) -> list[PreparedShown]:
    """Give what colleagues have prepared and this officer may confirm: nobody has to be told of it by telephone."""
    here = [each for each in groups if chosen.group in ("", each.code)]
    return [one for each in here for one in prepared_for(officer_of(request), each.held)]


def _shown(officer: models.Officer, group: Group, today: str, groups: list[Group]) -> GroupShown:
    session = next_session(group, today)
    figures = None
    if session is not None:
        at_home = [each.held for each in groups if each.is_domestic]
        figures = call_in(officer, group.held, session.code, posts=group.posts, at_home=at_home)
    return GroupShown(
        code=group.code,
        name=group.name,
        posts=[(each.authority, sorted(each.mandates)) for each in group.posts],
        next_session=session,
        figures=figures,
        kept_too_long=due_for(group.held, group.posts, CLOCK.now()),
        sent=count_sent(group.held),
        is_domestic=group.is_domestic,
    )


def _listed(request: HttpRequest, groups: list[Group], chosen: WorkFilter, now: Instant) -> dict[str, Any]:
    """Give one part of the work, fifty a page."""
    rows = waiting_for(groups, shapes_in(groups), chosen, now)
    count = counted(rows)
    pages = max(1, (count.number + TASKS_MAX - 1) // TASKS_MAX)
    page = min(page_number(request), pages)
    tasks = tasks_of(groups, rows, now, offset=(page - 1) * TASKS_MAX)
    title = _(WHO_LABELS[chosen.who])
    return {"tasks": tasks, "count": count, "page": page, "pages": pages, "query": f"{chosen.query()}&", "title": title}


@dataclass(frozen=True, slots=True, kw_only=True)
class SentShown:
    """What a group's other parties have not acknowledged."""

    code: str
    name: str
    count: int
    acts: list[Sent]


def _sent(request: HttpRequest, groups: list[Group], chosen: WorkFilter) -> dict[str, Any]:
    """Give the own acts that have not arrived everywhere; of several groups the first page of each."""
    here = [each for each in groups if chosen.group in ("", each.code) and not each.is_domestic]
    counts = {each.code: count_sent(each.held) for each in here}
    pages = max(1, (max(counts.values(), default=0) + SENT_MAX - 1) // SENT_MAX)
    page = min(page_number(request), pages)
    shown = [
        SentShown(
            code=each.code,
            name=each.name,
            count=counts[each.code],
            acts=sent_by(each.held, offset=(page - 1) * SENT_MAX),
        )
        for each in here
    ]
    return {"sent": shown, "page": page, "pages": pages, "query": f"{chosen.query()}&"}
