"""Two nodes with children's files: one up to the day before a departure, one that has just begun."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from jisr.cli.demo.childs_file import HOME, INVENTED, PROTECTION, SECOND, SHARED, lay
from jisr.cli.demo.founding import found, make_homes
from jisr.cli.demo.processes import NodeProcess
from tests.browser.world import World, free_ports, until_described
from tests.nodes.nodes import StartedNode

# Who serves; the Netherlands have their keys, for Morocco has a group with them, and no node.
SERVED: Final = ("MAR", "ESP")
PARTIES_COUNT: Final = 3


@dataclass
class ChildsWorld(World):
    """The nodes of both states, and the numbers of the files on them."""

    # Of one child: at home, and what is shared with Morocco, in which all but the guardian's word is said.
    file: str = ""
    shared: str = ""
    # Of another, who was found today.
    fresh: str = ""


@contextmanager
def childs_world(place: Path) -> Iterator[ChildsWorld]:
    """Found both nodes, play the files, and let the nodes serve."""
    homes = make_homes(place, first_port=free_ports(PARTIES_COUNT))
    nodes: dict[str, NodeProcess] = {party: StartedNode(homes[party], module="tests.browser.child") for party in SERVED}
    world = ChildsWorld({party: homes[party] for party in SERVED}, nodes)
    try:
        found(homes, nodes)
        lay(homes, nodes)
        _go_on(world)
        for node in nodes.values():
            node.send({"do": "settle"}, is_asked=False)
            node.send({"do": "serve"})
        for node in nodes.values():
            node.receive()
        # Of Morocco's other group nobody serves the other node, and nothing of it is ever described.
        until_described([homes["ESP"]])
        yield world
    finally:
        world.stop()


def _go_on(world: ChildsWorld) -> None:
    """Ask the child again, clear the departure, and agree with Morocco; find another child."""
    numbers = "SELECT code FROM dossier WHERE procedure LIKE ? || '%'"
    ((world.file,),) = world.node("ESP").rows(numbers.replace("?", "'protection.'"))
    ((world.shared,),) = world.node("ESP").rows(numbers.replace("?", "'return.'"))
    _do(world, "ask_view", "esp.guardianship", "guardian", fields={"interpreter": "present"}, sealed=["view"])
    _do(world, "agree_departure", "esp.prosecutor", "prosecutor", sealed=["reason"])
    now = {"fitness": "seen", "papers": "ready"}
    _do(world, "clear_departure", "esp.care", "child_protection", fields=now)
    _do(world, "attest_decision", "esp.delegation", "liaison", where=SHARED, fields={"mode": "family"})
    chosen = _do(world, "propose_choose_receiver", "esp.care", "child_protection", where=SHARED)
    planned = _do(world, "propose_agree_plan", "esp.care", "child_protection", where=SHARED, sealed=["plan"])
    _carry(world.processes, "ESP", "MAR")
    _do(world, "concur_choose_receiver", "mar.prosecutor", "competent_authority", where=SHARED, item=chosen)
    _do(world, "concur_agree_plan", "mar.care", "child_protection", where=SHARED, item=planned)
    _do(world, "confirm_reception", "mar.care", "child_protection", where=SHARED)
    for _ in range(2):
        _carry(world.processes, "MAR", "ESP")
        _carry(world.processes, "ESP", "MAR")
    today = datetime.now(UTC).date().isoformat()
    world.fresh = _do(
        world, "locate", "esp.police", "police", dossier=None,
        fields={"found_on": today}, sealed=["identity", "circumstances"],
    )  # fmt: skip


def _do(
    world: ChildsWorld,
    act: str,
    authority: str,
    mandate: str,
    *,
    where: str = HOME,
    fields: Mapping[str, Any] | None = None,
    sealed: list[str] | None = None,
    **more: Any,
) -> str:
    """Do an act; give its number."""
    opening = {"procedure": PROTECTION.id, "sides": {"host": "ESP"}} if "dossier" in more else {}
    order = {
        "username": authority, "second": authority + SECOND, "authority": authority, "mandate": mandate,
        "framework": where, "dossier": world.file if where == HOME else world.shared, "act": act,
        "fields": dict(fields or {}), "sealed": dict.fromkeys(sealed or [], INVENTED), **opening, **more,
    }  # fmt: skip
    node = world.processes[authority.partition(".")[0].upper()]
    node.send({"do": "acts", "acts": [order]})
    (number,) = node.receive()
    return str(number)


def _carry(nodes: Mapping[str, NodeProcess], of: str, to: str) -> None:
    """Carry what one node has for the other."""
    nodes[of].send({"do": "pouch", "framework": SHARED, "to": to})
    nodes[to].send({"do": "open", "pouch": nodes[of].receive()})
    nodes[to].receive()
