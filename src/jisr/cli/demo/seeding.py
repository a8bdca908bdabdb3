"""Entering the record: each node performs its own party's acts, pouches carry them to the others."""

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

from jisr.base import N_
from jisr.cli.demo.cast import FRAMEWORKS, POSTS
from jisr.cli.demo.processes import NodeProcess, NodeTrouble
from jisr.cli.demo.record import RecordedAct
from jisr.cli.demo.turns import named_in_fields, turns
from jisr.cli.language import gettext as _


def seed(nodes: Mapping[str, NodeProcess], acts: Sequence[RecordedAct], *, tell: Callable[[str], None]) -> None:
    """Perform a record, turn by turn, with an exchange after each."""
    numbers: dict[str, str] = {}
    done = 0
    for turn in turns(acts):
        for party, places in turn.items():
            nodes[party].send({"do": "acts", "acts": _orders([acts[at] for at in places], numbers)})
        for party, places in turn.items():
            for at, number in zip(places, nodes[party].receive(), strict=True):
                numbers |= {label: number for label in (acts[at].opens, acts[at].label) if label}
            done += len(places)
        _exchange(nodes, {(acts[at].framework, party) for party, places in turn.items() for at in places})
        tell(_("Entering the public record … %(done)s of %(count)s acts") % {"done": done, "count": len(acts)})
    everybody = {(code, party) for code, parties in FRAMEWORKS.items() for party in parties}
    for _time in range(2):
        _exchange(nodes, everybody)


def _orders(batch: Sequence[RecordedAct], numbers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Write acts as orders. What one of them names of another is told by its place: its number comes only then."""
    at_labels = {label: at for at, act in enumerate(batch) for label in (act.opens, act.label) if label}
    orders = []
    for act in batch:
        post = next(each for each in POSTS[act.party] if each.mandate == act.mandate)
        names = {"dossier": act.dossier, "item": act.within or act.item}
        fields = named_in_fields(act)
        orders.append(
            {
                "username": post.username,
                "authority": post.authority,
                "mandate": post.mandate,
                "framework": act.framework,
                "procedure": f"{act.procedure}/1" if act.procedure else None,
                "act": act.act,
                **{what: numbers.get(label) for what, label in names.items()},
                **{f"{what}_at": at_labels.get(label) for what, label in names.items()},
                "fields": {**act.fields, **{name: numbers.get(label) for name, label in fields.items()}},
                "fields_at": {name: at_labels[label] for name, label in fields.items() if label in at_labels},
            }
        )
    return orders


def _exchange(nodes: Mapping[str, NodeProcess], speaking: Set[tuple[str, str]]) -> None:
    """Carry a pouch from each party that has something to say in a framework to the others of it."""
    ways = [(code, a, b) for code, a in sorted(speaking) for b in FRAMEWORKS[code] if a != b]
    for code, a, b in ways:
        nodes[a].send({"do": "pouch", "framework": code, "to": b})
    pouches = [(b, nodes[a].receive()) for _code, a, b in ways]
    for party, pouch in pouches:
        nodes[party].send({"do": "open", "pouch": pouch})
    for party, _pouch in pouches:
        receipt = nodes[party].receive()
        if receipt["refused"]:
            raise NodeTrouble(
                N_("%(party)s refused part of a pouch: %(refused)s"), party=party, refused=receipt["refused"]
            )
