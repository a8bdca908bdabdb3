"""The node's own answer to whether it owes an ack (protocol 3.4), asked without its store.

The function is taken from the node's source as it stands there and given rows in memory.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import CodeType, SimpleNamespace
from typing import Any

import jisr
from jisr.base import EntryId, Party, Seq
from jisr.kernel import ACK
from tests.strategies.worlds import Node

WHERE = Path(jisr.__file__).parent / "node" / "services" / "acts.py"


def owes(party: str, seen: Mapping[str, int], logs: Mapping[str, Sequence[str]]) -> bool:
    """Say whether a node owes an ack that has seen so much, and taken in these acts."""
    names: dict[str, Any] = {
        "ACK": ACK,
        "Writing": object,
        "this_party": lambda: party,
        "has_beyond": lambda acts, seq, *, but: any(each != but for each in acts[seq:]),
    }
    exec(_source(), names)  # our own
    ask: Callable[[Any], bool] = names["owes_ack"]
    tail = SimpleNamespace(seen=seen)
    nobody = SimpleNamespace(left={})
    return ask(SimpleNamespace(tail=lambda _: tail, rows=dict(logs), register=nobody))


@cache
def _source() -> CodeType:
    """Give the function's own source, compiled; it is asked thousands of times."""
    tree = ast.parse(WHERE.read_text("utf-8"))
    named = [each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == "owes_ack"]
    assert len(named) == 1
    return compile(ast.Module(named, []), str(WHERE), "exec")


class AskedNode(Node):
    """A node that owes what the program's own function says."""

    def owes_ack(self) -> bool:
        acts = {party: [_act(self, party, seq) for seq in range(len(log))] for party, log in self.raw.items()}
        return owes(self.party, self.covered, acts)


def _act(node: Node, party: Party, seq: int) -> str:
    entry = node.acts.get(EntryId(party, Seq(seq)))
    return "" if entry is None else entry.act
