"""What is due is written once, even where the act does not end its period (protocol 4.4)."""

from jisr.base import Party
from jisr.kernel import By, node_authority, stub
from jisr.node.dues import dues
from tests.strategies.desk import Desk

ESP = Party("ESP")


def owed(desk: Desk) -> list[str]:
    """Name what Spain's node would write now."""
    node = desk.world.nodes[ESP]
    docket = next(iter(node.dockets()))
    by = By(node_authority(ESP), "clock", "node")
    looked = stub(desk.world.setting.id, _Ended(node), ESP, "reopen", by, now=desk.world.now)
    scene = docket.scene(looked)
    assert scene is not None
    return [each.act for each in dues(docket, scene, ESP) if each.at <= desk.world.now]


class _Ended:
    """Logs that know their ends, as a node's."""

    def __init__(self, node: object) -> None:
        self.logs = node.logs  # type: ignore[attr-defined]  # of a world's node
        self.tails = {party: log.tail for party, log in self.logs.logs.items()}


def test_it_is_owed_when_its_time_has_come_and_not_again_until_the_period_begins_anew() -> None:
    desk = Desk()
    desk.act("ESP", "ask")
    assert owed(desk) == []
    desk.wait(3_600 * 24 * 30)
    assert owed(desk) == ["grant"]
    desk.act("ESP", "grant", mandate="clock")
    assert owed(desk) == []
    desk.act("ESP", "ask")
    assert owed(desk) == []
    desk.wait(3_600 * 24 * 30)
    assert owed(desk) == ["grant"]
