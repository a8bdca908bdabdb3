"""Several processes on one home: a second node is refused in words, and checking beside those that act disturbs nobody."""

import pytest

from jisr.cli.demo.processes import NodeTrouble
from tests.nodes.nodes import Pair, free_port
from tests.nodes.test_kill import acting, numbers_here, wait_for_agreement

ACTS = 40


def test_a_second_node_on_one_home_is_refused_and_the_first_goes_on(pair: Pair) -> None:
    serving = [pair.mar.serve(), pair.esp.serve()]
    try:
        said = pair.mar.jisr("node", "run", code=1)
        assert "PlaceTaken" in said.err and "Traceback" not in said.err
        with pytest.raises(NodeTrouble, match="PlaceTaken"):
            pair.mar.serve()
        number = pair.mar.raise_item(pair.session, "beside two that would not start")
        wait_for_agreement(pair)
        assert number in numbers_here(pair.esp, pair.session)
    finally:
        for each in serving:
            each.stop()


def test_two_nodes_on_one_home_at_two_places_never_fork_its_log(pair: Pair) -> None:
    """Against what operators are told; each sees what the other writes, and signs one history."""
    first, before = pair.mar.serve(), pair.mar.home.path.joinpath("node.toml").read_text("utf-8")
    moved = before.replace(pair.mar.home.listen, f"127.0.0.1:{free_port()}")
    pair.mar.home.path.joinpath("node.toml").write_text(moved, "utf-8")
    serving = [first, pair.mar.serve(), pair.esp.serve()]
    try:
        processes = [acting(node, pair.session, acts=15, heads=False) for node in (pair.mar, pair.mar, pair.esp)]
        outs = [process.communicate(timeout=60) for process in processes]
        assert all(process.returncode == 0 for process in processes), outs
        wait_for_agreement(pair)
    finally:
        for each in serving:
            each.stop()
    numbers = [number for out, _ in outs for number in out.split()]
    assert len({*numbers}) == 45
    for node in (pair.mar, pair.esp):
        assert {*numbers} <= {*numbers_here(node, pair.session)}
        assert node.rows("SELECT kind, rule FROM aside WHERE kind <> 'held'") == []
        node.jisr("verify")


@pytest.mark.parametrize("command", ["verify", "rebuild"])
def test_checking_while_others_act_finds_nothing_and_stops_nobody(pair: Pair, command: str) -> None:
    serving = [pair.mar.serve(), pair.esp.serve()]
    try:
        processes = [acting(node, pair.session, acts=ACTS, heads=False) for node in (pair.mar, pair.esp)]
        checked = 0
        while checked < 2 or any(process.poll() is None for process in processes):
            found = pair.mar.jisr(command, "--json").value
            assert found["violations" if command == "verify" else "differed"] == []
            checked += 1
        outs = [process.communicate(timeout=60) for process in processes]
        assert all(process.returncode == 0 for process in processes), outs
        wait_for_agreement(pair)
    finally:
        for each in serving:
            each.stop()
    numbers = [number for out, _ in outs for number in out.split()]
    assert len({*numbers}) == 2 * ACTS
    for node in (pair.mar, pair.esp):
        assert {*numbers} <= {*numbers_here(node, pair.session)}
        node.jisr("verify")
