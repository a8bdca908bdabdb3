"""Where an officer can stop or protect: dossiers with what protects in each, without asking for anything first."""

from collections.abc import Iterator
from dataclasses import dataclass

from jisr.base import JisrError, parse_entry_id
from jisr.kernel import Docket
from jisr.node import models
from jisr.node.queries.cards import Card
from jisr.node.queries.headings import dossier_heading
from jisr.node.queries.holders import Post, posts_of
from jisr.node.queries.openings import card_for
from jisr.node.queries.postings import frameworks_of
from jisr.node.queries.reading import Reading, reading
from jisr.node.queries.sight import only_seen
from jisr.node.queries.unjudged import dossier_unjudged
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
    # What protects here, too, and is not possible just now.
    closed: tuple[Card, ...]


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
        mine = list(_protecting(held, docket, posts))
        stops = tuple(_stop(card) for card in mine if card.is_open and not card.takes_nothing_back)
        if stops or number:
            heading = dossier_heading(docket)
            found.append(
                Stoppable(
                    framework=held.row.pk,
                    code=code,
                    label=heading.label,
                    title=heading.title,
                    stops=stops,
                    closed=tuple(card for card in mine if not card.is_open),
                )
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


def _protecting(held: Reading, docket: Docket, posts: list[Post]) -> Iterator[Card]:
    """Give the acts that protect in a dossier and that one of the posts is admitted to, possible now or not."""
    if docket.compiled is None or dossier_unjudged(held, docket) is not None:
        return
    for each in docket.compiled.steps.values():
        if each.protective and each.kind == "act" and not each.opens:
            card = card_for(posts, held, docket, each.name)
            if card is not None:
                yield card


def _stop(card: Card) -> Stop:
    return Stop(act=card.name, label=card.label, is_at_once=not needs_words(card))


def needs_words(card: Card) -> bool:
    """Say whether something must be said with an act, or looked at, before it is done."""
    return card.is_grave or card.needs_item or any(each.required for each in card.fields)


def _number(text: str) -> str:
    """Read the number of a dossier as it is typed: with its framework or without, in small letters or capitals."""
    code = text.strip().upper().rpartition("/")[2]
    try:
        return str(parse_entry_id(code))
    except JisrError:
        return ""


__all__ = ["LISTED_MAX", "Stop", "Stoppable", "needs_words", "stoppable"]
