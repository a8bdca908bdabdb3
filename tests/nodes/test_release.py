"""What protects is released while the own log is in doubt, and recorded first once it is not (protocol 9.6, 12.42)."""

import time

from tests.nodes.linked import Linked
from tests.nodes.nodes import FRAMEWORK, Node
from tests.nodes.postgres import run
from tests.nodes.test_domestic import acts_in

WHY = "the child is on the way to the airport"
ROWS = "SELECT act, written FROM released ORDER BY id"
ENTRIES = "SELECT COUNT(*) FROM entry"
SECONDS_MAX = 60


def released(node: Node) -> list[tuple[str, str]]:
    return [(act, written) for act, written in run(node, ROWS)]


def stop(linked: Linked, transfer: str, *more: str, code: int = 0, act: str = "stop") -> str:
    said = linked.act(FRAMEWORK, transfer, act, *more, code=code, officer="omar")
    return said.err + said.out


def test_a_stop_is_kept_and_recorded_when_a_peer_has_answered(linked: Linked) -> None:
    _file, transfer = linked.transfer()
    linked.exchange()
    entries = run(linked.mar, ENTRIES)
    assert "in no doubt" in stop(linked, transfer, "--release", WHY, code=1)
    linked.mar.home.mark(FRAMEWORK).unlink()
    assert "jisr sync" in stop(linked, transfer, code=1)
    assert "Say in 1 to 1000" in stop(linked, transfer, "--release", " ", code=1)
    assert "Only an act that protects" in stop(linked, transfer, "--release", WHY, code=1, act="receive")
    for _ in range(2):
        stop(linked, transfer, "--release", WHY)
    assert released(linked.mar) == [("stop", "")], "sent twice, it waits once"
    assert run(linked.mar, ENTRIES) == entries, "to what it would be added nobody knows"
    health = linked.mar.jisr("node", "status", "--json").value["health"]
    assert [each["state"] for each in health if each["subject"] == "released"] == ["act"]

    servings = [linked.mar.serve(), linked.esp.serve()]
    try:
        until = time.monotonic() + SECONDS_MAX
        while not released(linked.mar)[0][1]:
            assert time.monotonic() < until, "the stop has not been recorded"
            time.sleep(0.5)
    finally:
        for each in servings:
            each.stop()
    linked.exchange()
    for node in (linked.esp, linked.mar):
        (found,) = [each for each in acts_in(node, FRAMEWORK, transfer) if each["act"] == "stop"]
        assert f"{found['party']}.{found['seq']}" == released(linked.mar)[0][1]
        assert found["by"]["mandate"] != "clock", "it is the officer's act, not the node's"
        assert node.jisr("verify", "--json").value["violations"] == []


def test_until_it_is_recorded_nothing_irrevocable_is_agreed_to(linked: Linked) -> None:
    file, transfer = linked.transfer()
    linked.act(FRAMEWORK, transfer, "attest_no_obstacle")
    linked.exchange()
    linked.act(FRAMEWORK, transfer, "receive", officer="omar")
    linked.exchange()
    linked.act("esp", file, "hear")
    proposal = linked.act(FRAMEWORK, transfer, "propose_hand_over").value["entry"]
    linked.exchange()
    mark = linked.mar.home.mark(FRAMEWORK)
    kept = mark.read_bytes()
    mark.unlink()
    stop(linked, transfer, "--release", WHY)
    mark.write_bytes(kept)
    # The log is the one that left the machine; what was released is not recorded yet.
    assert "protects waits to be written" in stop(linked, transfer, "--item", proposal, code=1, act="concur_hand_over")
    run(linked.mar, "UPDATE released SET taken_back_by_id = officer_id")
    stop(linked, transfer, "--item", proposal, act="concur_hand_over")
