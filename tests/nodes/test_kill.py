"""A node killed at any moment loses nothing that it acknowledged, and forks nothing."""

import json
import random
import signal
import time

from tests.nodes.nodes import FRAMEWORK, Node, Pair
from tests.nodes.started import Piped

KILLS = 8
# What acts until it is killed, and says each number only after the act is recorded.
ACTING = """
import sys
from jisr.cli.entering import enter
home = enter(None)
from jisr.base import DossierId, FrameworkId
from jisr.node import models
from jisr.node.services.acts import Wish, perform_act
from jisr.node.services.messages import own_head
framework, dossier, heads = FrameworkId(sys.argv[1]), DossierId(sys.argv[2]), sys.argv[3] == "heads"
name = f"{home.party.lower()}.co_chair"
officer = models.Officer.objects.get(username=name)
for at in range(int(sys.argv[4])):
    wish = Wish(framework=framework, dossier=dossier, act="raise_item",
                fields={"title": f"item {at}", "dimension": "border"})
    print(perform_act(wish, officer=officer, authority=name, mandate="co_chair"), flush=True)
    if heads:
        own_head(framework)
"""


def acting(node: Node, dossier: str, *, acts: int = 1_000_000, heads: bool = True) -> Piped:
    """Start a process that acts."""
    return Piped(
        f"nodes of {node.party}",
        environment=node.environment,
        arguments=(FRAMEWORK, dossier, "heads" if heads else "", str(acts)),
        program=ACTING,
    )


def numbers_here(node: Node, dossier: str) -> list[str]:
    return [f"{each['party']}.{each['seq']}" for each in node.jisr("dossier", "show", dossier, "--json").value["acts"]]


def test_nothing_acknowledged_is_lost_by_kill_9(pair: Pair) -> None:
    chance, acknowledged = random.Random(9), []
    for _ in range(KILLS):
        process = acting(pair.mar, pair.session)
        assert process.stdout is not None
        acknowledged.append(process.stdout.readline().strip())
        time.sleep(chance.random() * 0.08)
        process.send_signal(signal.SIGKILL)
        acknowledged += process.stdout.read().split()
        process.wait()
    assert len(acknowledged) >= KILLS and all(acknowledged)
    assert len({*acknowledged}) == len(acknowledged), "no number was given twice"
    assert {*acknowledged} <= {*numbers_here(pair.mar, pair.session)}
    pair.mar.jisr("verify")
    # The mark is never ahead of the log, and what follows is an ordinary exchange.
    pair.mar.raise_item(pair.session, "after all that")
    pair.exchange()
    assert pair.esp.size("MAR") == pair.mar.size("MAR")
    pair.esp.jisr("verify")


def test_several_processes_act_and_exchange_at_once_and_never_fork_the_log(pair: Pair) -> None:
    serving = [pair.mar.serve(), pair.esp.serve()]
    try:
        processes = [acting(pair.mar, pair.session, acts=15, heads=at == 0) for at in range(3)]
        processes += [acting(pair.esp, pair.session, acts=15, heads=False)]
        for _ in range(3):
            pair.mar.jisr("sync", code=None)
        outs = [process.communicate(timeout=60) for process in processes]
        assert all(process.returncode == 0 for process in processes), outs
        numbers = [number for out, _ in outs for number in out.split()]
        assert len({*numbers}) == len(numbers) == 60
        wait_for_agreement(pair)
    finally:
        for each in serving:
            each.stop()
    for node in (pair.mar, pair.esp):
        assert {*numbers} <= {*numbers_here(node, pair.session)}
        assert node.rows("SELECT count(*) FROM aside WHERE kind = 'evidence'") == [(0,)]
        node.jisr("verify")
    entries = "SELECT party, seq, raw FROM entry JOIN log ON log.id = log_id ORDER BY 1, 2"
    assert pair.mar.rows(entries) == pair.esp.rows(entries)


def wait_for_agreement(pair: Pair, *, seconds: float = 20) -> None:
    """Wait until both nodes have the same logs and nothing more is said."""
    until, before = time.monotonic() + seconds, None
    while time.monotonic() < until:
        sizes = [(node.size("MAR"), node.size("ESP")) for node in (pair.mar, pair.esp)]
        if sizes[0] == sizes[1] and sizes == before:
            return
        before = sizes
        time.sleep(0.5)
    raise AssertionError(f"the nodes do not agree: {json.dumps(before)}")
