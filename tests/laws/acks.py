"""The node's own answer to whether it owes an ack (protocol 3.4), asked without its store.

The function is taken from the node's source as it stands there and given rows in memory.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jisr
from jisr.base import EntryId, Party, Seq
from jisr.kernel import ACK
from tests.strategies.worlds import Node

WHERE = Path(jisr.__file__).parent / "node" / "services" / "acts.py"


class Rows:
    """The entries of a log, as a store's query gives them: their acts, from a number on."""

    def __init__(self, acts: Sequence[str]) -> None:
        self.acts = acts

    def filter(self, *, log: "Rows", seq__gte: int) -> "Rows":
        """Give a log's rows from a number on."""
        return Rows(log.acts[seq__gte:])

    def exclude(self, *, act: str) -> "Rows":
        """Leave an act out."""
        return Rows([each for each in self.acts if each != act])

    def exists(self) -> bool:
        """Say whether any row is left."""
        return bool(self.acts)


def owes(party: str, seen: Mapping[str, int], logs: Mapping[str, Sequence[str]]) -> bool:
    """Say whether a node owes an ack that has seen so much, and taken in these acts."""
    tree = ast.parse(WHERE.read_text("utf-8"))
    named = [each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == "owes_ack"]
    names: dict[str, Any] = {
        "ACK": ACK,
        "Writing": object,
        "this_party": lambda: party,
        "models": SimpleNamespace(Entry=SimpleNamespace(objects=Rows(()))),
    }
    exec(compile(ast.Module(named, []), str(WHERE), "exec"), names)  # our own source
    ask: Callable[[Any], bool] = names["owes_ack"]
    tail = SimpleNamespace(seen=seen)
    return ask(SimpleNamespace(tail=lambda _: tail, rows={each: Rows(acts) for each, acts in logs.items()}))


class AskedNode(Node):
    """A node that owes what the program's own function says."""

    def owes_ack(self) -> bool:
        acts = {party: [_act(self, party, seq) for seq in range(len(log))] for party, log in self.raw.items()}
        return owes(self.party, self.covered, acts)


def _act(node: Node, party: Party, seq: int) -> str:
    entry = node.acts.get(EntryId(party, Seq(seq)))
    return "" if entry is None else entry.act
