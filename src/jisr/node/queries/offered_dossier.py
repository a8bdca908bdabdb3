"""What the API says of one dossier: its acts, what can be done in it, its periods."""

from collections.abc import Iterable
from typing import Any

from jisr.kernel import Deed, Docket
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.queries.headings import by_nobody
from jisr.node.queries.instants import written
from jisr.node.queries.openings import Card, cards, posts_of
from jisr.node.queries.periods import periods_shown
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.references import References
from jisr.node.queries.timeline import Row, named_by, row_of
from jisr.rules import Field
from jisr.rules.say import Sentence

Value = dict[str, Any]
TIMELINE_MAX = 30


def timeline_page(held: Reading, docket: Docket, *, page: int = 1) -> Value:
    """Give the acts of a dossier with their standing in words, newest first; beyond the last page there is nothing."""
    deeds = sorted(docket.deeds.values(), key=Deed.listed, reverse=True)
    by_key = {each.key: each for each in deeds}
    first = (page - 1) * TIMELINE_MAX
    shown = deeds[first : first + TIMELINE_MAX]
    known = References(held, named_by(docket, shown, by_key))
    rows = (row_of(held, docket, each, by_key, known) for each in shown)
    return {
        "items": [_row_value(each) for each in rows],
        "count": len(deeds),
        "page": page,
        "pages": max(1, -(-len(deeds) // TIMELINE_MAX)),
        "size": TIMELINE_MAX,
    }


def _row_value(row: Row) -> Value:
    return {
        "entry": row.entry,
        "act": row.act,
        "label": row.label,
        "party": row.party,
        "authority": row.authority,
        "mandate": row.mandate,
        "time": written(row.at),
        "standing": row.standing,
        "final": row.is_final,
        "uncertain_since": None if row.uncertain_since is None else written(row.uncertain_since),
        "unacknowledged_by": list(row.unacknowledged_by),
        "reasons": _said_values(row.reasons),
        "said": [{"label": each.label, "value": each.value} for each in row.said],
        "item": row.item.entry if row.item is not None else None,
        "corrects": row.corrects or None,
        "corrected_by": row.corrected_by or None,
        "by_node": row.by_node,
    }


def _said_values(found: Iterable[Sentence]) -> list[Value]:
    """Give sentences with their sources."""
    return [{"text": each.text, "source": each.source} for each in found]


def acts_value(officer: models.Officer, held: Reading, docket: Docket) -> list[Value]:
    """Give every act that the officer's posts could do in a dossier: open ones, and what the others lack."""
    return [_card_value(each) for each in cards(posts_of(officer, held), held, docket, officer=officer)]


def _card_value(card: Card) -> Value:
    plain = ("label", "consequence", "group", "authority", "mandate", "kind", "source")
    flags = ("protective", "irrevocable", "joint", "closes", "needs_item")
    return {
        "act": card.name,
        **{each: getattr(card, each) for each in (*plain, *flags)},
        "open": card.is_open,
        "missing": _said_values(card.missing),
        "items": [{"id": each.code, "label": each.label} for each in card.items],
        "on_behalf": list(card.on_behalf),
        "fields": [_field_value(each) for each in card.fields],
    }


def _field_value(field: Field) -> Value:
    return {
        "name": field.name,
        "type": field.type,
        "label": _(field.label),
        "help": _(field.help) if field.help else "",
        "required": field.required,
        "sealed": field.sealed,
        "choices": [{"code": code, "label": _(label)} for code, label in field.choices],
    }


def periods_value(held: Reading, docket: Docket) -> list[Value]:
    """Give the periods of a dossier that have begun, at this node's clock."""
    stub = held.stub(own_party(), "reopen", by_nobody())
    return [
        {
            "name": each.name,
            "label": each.label,
            "starts": written(each.start),
            "ends": written(each.end),
            "over": each.is_over,
            "running": each.is_running,
            "runs_on": each.runs_on or None,
            "then": each.due,
            "source": each.source,
        }
        for each in periods_shown(docket, stub)
    ]


__all__ = ["acts_value", "periods_value", "timeline_page"]
