"""Entering the record: each node performs its own party's acts, pouches carry them to the others."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from jisr.base import N_
from jisr.cli.demo.cast import FRAMEWORKS, POSTS
from jisr.cli.demo.processes import NodeProcess, NodeTrouble
from jisr.cli.demo.record import RecordedAct
from jisr.cli.demo.turns import named_in_fields, turns
from jisr.cli.language import gettext as _


@dataclass(frozen=True, slots=True)
class Pouch:
    """A pouch on its way, in base64, and the party that opens it."""

    to: str
    packed: str


def seed(nodes: Mapping[str, NodeProcess], acts: Sequence[RecordedAct], *, tell: Callable[[str], None]) -> None:
    """Perform a record, turn by turn, with an exchange after each."""
    numbers: dict[str, str] = {}
    done, pouches = 0, list[Pouch]()
    for turn in turns(acts):
        batches = {party: _orders([acts[at] for at in places], numbers) for party, places in turn.items()}
        speaking = {(acts[at].framework, party) for party, places in turn.items() for at in places}
        done_by, pouches = _take_turn(nodes, pouches, batches, speaking)
        for party, places in turn.items():
            for at, number in zip(places, done_by[party], strict=True):
                numbers |= {label: number for label in (acts[at].opens, acts[at].label) if label}
            done += len(places)
        tell(_("Entering the public record … %(done)s of %(count)s acts") % {"done": done, "count": len(acts)})
    everybody = {(code, party) for code, parties in FRAMEWORKS.items() for party in parties}
    for speaking in (everybody, set[tuple[str, str]]()):
        _done, pouches = _take_turn(nodes, pouches, {}, speaking)


def _take_turn(
    nodes: Mapping[str, NodeProcess],
    pouches: Sequence[Pouch],
    batches: Mapping[str, list[dict[str, Any]]],
    speaking: Set[tuple[str, str]],
) -> tuple[dict[str, list[str]], list[Pouch]]:
    """Let each node open what came for it, act, and pack what it has to say to the others of a framework.

    All is told to it at once, for it needs no other's answer; give the numbers of the acts, and the pouches.
    """
    ways = [(code, a, b) for code, a in sorted(speaking) for b in FRAMEWORKS[code] if a != b]
    for pouch in pouches:
        nodes[pouch.to].send({"do": "open", "pouch": pouch.packed})
    for party, batch in batches.items():
        nodes[party].send({"do": "acts", "acts": batch})
    for code, a, b in ways:
        nodes[a].send({"do": "pouch", "framework": code, "to": b})
    for pouch in pouches:
        refused = nodes[pouch.to].receive()["refused"]
        if refused:
            raise NodeTrouble(N_("%(party)s refused part of a pouch: %(refused)s"), party=pouch.to, refused=refused)
    done = {party: nodes[party].receive() for party in batches}
    return done, [Pouch(b, nodes[a].receive()) for _code, a, b in ways]


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
