"""Filling the demo's nodes: databases, frameworks, officers, the record; durable once it is done."""

from collections.abc import Callable, Mapping, Sequence

from jisr.cli.demo.founding import found
from jisr.cli.demo.processes import NodeProcess
from jisr.cli.demo.record import RecordedAct
from jisr.cli.demo.seeding import seed
from jisr.cli.language import gettext as _
from jisr.node.home import Home


def fill(
    homes: Mapping[str, Home],
    nodes: Mapping[str, NodeProcess],
    acts: Sequence[RecordedAct],
    *,
    tell: Callable[[str], None],
) -> None:
    """Found the frameworks and enter a record; when this returns all of it is on the disk."""
    tell(_("Founding two frameworks …"))
    found(homes, nodes)
    seed(nodes, acts, tell=tell)
    for node in nodes.values():
        node.send({"do": "settle"})
    for node in nodes.values():
        node.receive()
