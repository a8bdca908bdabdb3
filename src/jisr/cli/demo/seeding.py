"""Entering the record: each node performs its own party's acts, pouches carry them to the others."""

from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

from jisr.cli.demo.cast import FRAMEWORKS, POSTS
from jisr.cli.demo.processes import NodeProcess, NodeTrouble
from jisr.cli.demo.record import RecordedAct

Families = dict[str, deque[RecordedAct]]


def seed(nodes: Mapping[str, NodeProcess], acts: Sequence[RecordedAct], *, tell: Callable[[str], None]) -> None:
    """Perform a record, in rounds: all that can be done at once, then an exchange.

    The acts of one session's family keep their order; an act of another party is performed
    only after the exchange of all that comes before it.
    """
    families: Families = defaultdict(deque)
    for act in acts:
        families[act.family].append(act)
    numbers: dict[str, str] = {}
    done = 0
    while any(families.values()):
        turn = _next_turn(families, numbers)
        for party, batch in turn.items():
            nodes[party].send({"do": "acts", "acts": [_order(act, numbers) for act in batch]})
        for party, batch in turn.items():
            for act, number in zip(batch, nodes[party].receive(), strict=True):
                for label in (act.opens, act.label):
                    if label:
                        numbers[label] = number
            done += len(batch)
        _exchange(nodes, {(act.framework, act.party) for batch in turn.values() for act in batch})
        tell(f"Entering the public record … {done} of {len(acts)} acts")
    everybody = {(code, party) for code, parties in FRAMEWORKS.items() for party in parties}
    for _ in range(2):
        _exchange(nodes, everybody)


def _next_turn(families: Families, numbers: Mapping[str, str]) -> dict[str, list[RecordedAct]]:
    """Take from each family the run of acts of the party whose turn it is."""
    turn: dict[str, list[RecordedAct]] = defaultdict(list)
    for waiting in families.values():
        party = waiting[0].party if waiting else ""
        fresh: set[str] = set()
        while waiting and waiting[0].party == party and _is_resolved(waiting[0], numbers, fresh):
            act = waiting.popleft()
            fresh |= {act.opens, act.label} - {""}
            turn[party].append(act)
            if fresh:
                # Later acts may name what this one opens: its number comes with the answer.
                break
    if not turn:
        raise NodeTrouble("the record names labels that no act before it defines")
    return turn


def _labels(act: RecordedAct) -> set[str]:
    found = {act.dossier, act.within, act.item} | {
        value[1:] for value in act.fields.values() if isinstance(value, str) and value.startswith("@")
    }
    return found - {""}


def _is_resolved(act: RecordedAct, numbers: Mapping[str, str], fresh: set[str]) -> bool:
    return all(label in numbers and label not in fresh for label in _labels(act))


def _order(act: RecordedAct, numbers: Mapping[str, str]) -> dict[str, Any]:
    post = next(each for each in POSTS[act.party] if each.mandate == act.mandate)
    item = act.within or act.item
    return {
        "username": post.username,
        "authority": post.authority,
        "mandate": post.mandate,
        "framework": act.framework,
        "dossier": numbers[act.dossier] if act.dossier else None,
        "procedure": f"{act.procedure}/1" if act.procedure else None,
        "act": act.act,
        "item": numbers[item] if item else None,
        "fields": {
            name: numbers[value[1:]] if isinstance(value, str) and value.startswith("@") else value
            for name, value in act.fields.items()
        },
    }


def _exchange(nodes: Mapping[str, NodeProcess], speaking: Set[tuple[str, str]]) -> None:
    """Carry a pouch from each party that has something to say in a framework to the others of it."""
    ways = [(code, a, b) for code, a in sorted(speaking) for b in FRAMEWORKS[code] if a != b]
    for code, a, b in ways:
        nodes[a].send({"do": "pouch", "framework": code, "to": b})
    pouches = [(b, nodes[a].receive()) for _, a, b in ways]
    for party, pouch in pouches:
        nodes[party].send({"do": "open", "pouch": pouch})
    for party, _ in pouches:
        receipt = nodes[party].receive()
        if receipt["refused"]:
            raise NodeTrouble(f"{party} refused part of a pouch: {receipt['refused']}")
