"""Where an officer can stop or protect: dossiers with what protects in each, without asking for anything first."""

from dataclasses import dataclass

from jisr.base import JisrError, parse_entry_id
from jisr.kernel import Docket, Step
from jisr.node import models
from jisr.node.queries.headings import dossier_heading
from jisr.node.queries.holders import Post, post_for_step, posts_of
from jisr.node.queries.postings import frameworks_of
from jisr.node.queries.reading import Reading, reading
from jisr.node.queries.sight import only_seen
from jisr.node.queries.words import act_label
from jisr.rules import ANY_MANDATE

# Of the dossiers that moved last; of any other, its number is asked for.
LISTED_MAX = 20
STOPPING_KINDS = ("act", "withdraw")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One act that protects: done by one tap, or by a form where words must go with it."""

    act: str
    label: str
    is_at_once: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stoppable:
    """A dossier with the acts by which it can be stopped or somebody protected."""

    framework: str
    code: str
    label: str
    title: str
    stops: tuple[Stop, ...]


def stoppable(officer: models.Officer, number: str = "") -> list[Stoppable]:
    """Give open dossiers in which the officer's posts admit what protects; of a number, those of that number."""
    found: list[Stoppable] = []
    for code in frameworks_of(officer):
        held = reading(code, by=officer)
        found += _in_framework(officer, held, number)
    return found


def _in_framework(officer: models.Officer, held: Reading, number: str) -> list[Stoppable]:
    posts = posts_of(officer, held)
    rows = only_seen(models.Dossier.objects.filter(framework=held.row), [held.sight], "code")
    if number:
        rows = rows.filter(code=_number(number))
    else:
        rows = rows.filter(is_closed=False, procedure__in=_protected(held, posts))
    listed = [row.code for row in rows.order_by("-moved", "code")[:LISTED_MAX]]
    held.shelf.read_all(listed)
    found = []
    for code in listed:
        docket = held.docket(code)
        stops = _stops(docket, posts)
        if stops or number:
            heading = dossier_heading(docket)
            found.append(
                Stoppable(framework=held.row.pk, code=code, label=heading.label, title=heading.title, stops=stops)
            )
    return found


def _protected(held: Reading, posts: list[Post]) -> list[str]:
    """Give the procedures in which something protects to which one of the posts is admitted."""
    mandates = frozenset[str]().union(*(post.mandates for post in posts))
    return [
        compiled.id
        for compiled in held.framework.procedures.values()
        if any(
            step.protective and step.kind in STOPPING_KINDS and (admitted & mandates or ANY_MANDATE in admitted)
            for step in compiled.steps.values()
            for admitted in step.by.values()
        )
    ]


def _stops(docket: Docket, posts: list[Post]) -> tuple[Stop, ...]:
    """Give the acts that protect; whether each is possible now, its own page says."""
    if docket.compiled is None:
        return ()
    steps = docket.compiled.steps.values()
    fitting = [each for each in steps if each.protective and each.kind == "act" and not each.opens]
    return tuple(
        Stop(act=each.name, label=act_label(docket.compiled, each.name), is_at_once=not _needs_words(each))
        for each in fitting
        if post_for_step(each, posts, docket) is not None
    )


def _needs_words(step: Step) -> bool:
    """Say whether something must be said with an act, or looked at, before it is done."""
    act = step.act
    is_grave = act is not None and (act.irrevocable or act.closes or act.second_officer)
    return is_grave or step.item is not None or any(each.required for each in step.fields.values())


def _number(text: str) -> str:
    """Read the number of a dossier as it is typed: with its framework or without, in small letters or capitals."""
    code = text.strip().upper().rpartition("/")[2]
    try:
        return str(parse_entry_id(code))
    except JisrError:
        return ""


__all__ = ["LISTED_MAX", "Stop", "Stoppable", "stoppable"]
