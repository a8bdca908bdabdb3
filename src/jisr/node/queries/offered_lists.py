"""The lists that the API gives: the desk's, as the pages show them, and what the search box finds.

Each goes on after a place in its own order, and not by counting: what does not move while a program
reads comes once, however much else moves meanwhile.
"""

from collections.abc import Sequence
from typing import Any

from jisr.base import parse_entry_id
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.queries.instants import written
from jisr.node.queries.listing import (
    LISTED_MAX,
    Filter,
    ListLine,
    Place,
    behind,
    rows_of,
    said_lines,
)
from jisr.node.queries.reading import Reading
from jisr.node.queries.scopes import groups_by
from jisr.node.queries.search import (
    ASKED_CHARACTERS_MAX,
    HITS_MAX,
    Hit,
    Numbered,
    count_found,
    found_rows,
    hits_of,
    numbered,
    sought,
)
from jisr.node.queries.sent import SENT_MAX, Sent, count_sent, sent_by
from jisr.node.queries.waiting import Counted, beyond, counted
from jisr.node.queries.work import TASKS_MAX, Group, Task, WorkFilter, shapes_in, tasks_of, waiting_for

Value = dict[str, Any]
NO_TIME = "-"


def dossiers_listed(held: Reading, chosen: Filter, *, after: str = "") -> Value:
    """List dossiers by the filters and in the order of their page; `after` is what the list before gave as `next`."""
    now = CLOCK.now()
    rows = rows_of(held, chosen, now)
    wanted = rows.beyond(_line_place(after)) if after else rows
    found = wanted.read(LISTED_MAX + 1)
    shown = found[:LISTED_MAX]
    return {
        **_listed(
            [_line_value(each) for each in said_lines(held, shown, now)],
            count=Counted(number=rows.count()),
            size=LISTED_MAX,
            after=_line_told(rows.place(shown[-1])) if len(found) > LISTED_MAX else None,
        ),
        "behind": behind(held),
    }


def _line_told(place: Place) -> str:
    at, code = place
    return f"{NO_TIME if at is None else at}.{code}"


def _line_place(told: str) -> Place:
    at, _, code = told.partition(".")
    return None if at == NO_TIME else int(at), code


def _line_value(line: ListLine) -> Value:
    return {
        "framework": line.framework,
        "id": line.code,
        "procedure": line.procedure_id or None,
        "label": line.label,
        "title": line.title,
        "stage": line.stage_code or None,
        "stage_label": line.stage,
        "within": line.outer or None,
        "closed": line.is_closed,
        "late": line.is_late,
        "opened": written(line.opened),
        "moved": written(line.moved),
        "first_due": line.first_due or None,
        "due_on": line.due_on or None,
        "date": line.date or None,
        "owner": line.owner_code or None,
        "owner_label": line.owner,
        "open_proposals": line.open_proposals,
        "open_contests": line.open_contests,
    }


def work_listed(token: models.Token, chosen: WorkFilter, *, after: str = "") -> Value:
    """List what waits, as "My work" does; `chosen.group` is a framework that the token reaches, or empty."""
    groups, now = groups_by(token, chosen.group), CLOCK.now()
    every = waiting_for(groups, shapes_in(groups), chosen, now, kinds=token.procedures)
    wanted = beyond(every, _task_place(after)) if after else every
    found = tasks_of(groups, wanted, now, limit=TASKS_MAX + 1)
    shown = found[:TASKS_MAX]
    return {
        **_listed(
            [_task_value(each) for each in shown],
            count=counted(every),
            size=TASKS_MAX,
            after=".".join(map(str, shown[-1].place)) if len(found) > TASKS_MAX else None,
        ),
        "behind": sum(behind(each.held) for each in groups),
    }


def _task_place(told: str) -> tuple[int, int, int]:
    by, since, number = map(int, told.split("."))
    return by, since, number


def _task_value(task: Task) -> Value:
    plain = ("framework", "dossier", "kind", "label", "title", "words", "about", "party")
    return {
        **{each: getattr(task, each) for each in plain},
        "act": task.act or None,
        "mandates": list(task.mandates),
        "asked_by": task.asked_by or None,
        "since": written(task.since),
        "starts": written(task.starts),
        "due": written(task.due),
        "late": task.is_late,
        "may": task.may,
    }


def sent_listed(token: models.Token, held: Reading, *, after: str = "") -> Value:
    """List the own acts that have not arrived everywhere, those that wait for longest first."""
    begin = int(after) + 1 if after else 0
    found = sent_by(held, kinds=token.procedures, begin=begin, limit=SENT_MAX + 1)
    shown = found[:SENT_MAX]
    return _listed(
        [_sent_value(each) for each in shown],
        count=Counted(number=count_sent(held, kinds=token.procedures)),
        size=SENT_MAX,
        after=str(shown[-1].seq) if len(found) > SENT_MAX else None,
    )


def _sent_value(sent: Sent) -> Value:
    plain = ("framework", "dossier", "entry", "act", "label", "title")
    return {**{each: getattr(sent, each) for each in plain}, "time": written(sent.at), "lacking": list(sent.lacking)}


def acts_found(token: models.Token, text: str, *, after: str = "") -> Value:
    """Find acts as the search box does: by a number, else by words in whatever language; the latest first."""
    groups, asked = groups_by(token), text.strip()[:ASKED_CHARACTERS_MAX]
    places = numbered(groups, asked, kinds=token.procedures)
    if places is not None:
        hits = hits_of(groups, _rows_of(groups, places), ())
        found = _listed([_hit_value(each) for each in hits], count=Counted(number=len(hits)), size=HITS_MAX, after=None)
        return {**found, "by_number": True}
    wanted = sought(groups, asked, kinds=token.procedures)
    rows = [] if wanted is None else found_rows(wanted, limit=HITS_MAX + 1, before=int(after) if after else None)
    shown = rows[:HITS_MAX]
    hits = [] if wanted is None else hits_of(groups, [row[1:] for row in shown], wanted.asked)
    found = _listed(
        [_hit_value(each) for each in hits],
        count=Counted(number=0) if wanted is None else count_found(wanted),
        size=HITS_MAX,
        after=str(shown[-1][0]) if len(rows) > HITS_MAX else None,
    )
    return {**found, "by_number": False}


def _rows_of(groups: Sequence[Group], places: Sequence[Numbered]) -> list[tuple[int, int, str]]:
    """Give the log, number and dossier of acts that were found by their numbers."""
    logs = {each.code: each.held.rows for each in groups}
    found = [(each, parse_entry_id(each.entry)) for each in places]
    return [(logs[each.framework][at.party].pk, at.seq, each.dossier) for each, at in found]


def _hit_value(hit: Hit) -> Value:
    plain = ("framework", "dossier", "entry", "party", "label", "title", "standing")
    return {
        **{each: getattr(hit, each) for each in plain},
        "time": written(hit.at),
        "parts": [{"text": each.text, "marked": each.is_marked} for each in hit.parts],
    }


def _listed(items: Sequence[Value], *, count: Counted, size: int, after: str | None) -> Value:
    """Give a list: how long all of it is, and with what to ask for what comes after."""
    return {"items": items, "count": count.number, "at_least": count.is_more, "size": size, "next": after}


__all__ = ["acts_found", "dossiers_listed", "sent_listed", "work_listed"]
