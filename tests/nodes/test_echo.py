"""An echo and its domestic act are both written, or neither; what cannot be written yet waits and is never lost."""

import random
import signal
import time
from typing import Any

import pytest

from tests.nodes.linked import DOMESTIC, Linked
from tests.nodes.nodes import FRAMEWORK, Node
from tests.nodes.postgres import run
from tests.nodes.started import Piped
from tests.nodes.test_domestic import acts_in

KILLS = 3
# Does an act that is echoed, and is killed at a moment of its one transaction.
KILLED = """
import os, signal, sys
from jisr.cli.entering import enter
enter(None)
from jisr.base import DossierId, FrameworkId
from jisr.node import models
from jisr.node.services import linking
from jisr.node.services.acts import Wish, perform_act
do_try = linking._try
def kill(*given, **more):
    if sys.argv[2] == "after":
        do_try(*given, **more)
    os.kill(os.getpid(), signal.SIGKILL)
linking._try = kill
wish = Wish(framework=FrameworkId("esp"), dossier=DossierId(sys.argv[1]), act="note_sign")
perform_act(wish, officer=models.Officer.objects.get(username="ana"), authority="esp.care", mandate="care")
"""
# Does as many such acts as it can until it is killed.
NOTING = """
import sys
from jisr.cli.entering import enter
enter(None)
from jisr.base import DossierId, FrameworkId
from jisr.node import models
from jisr.node.services.acts import Wish, perform_act
officer = models.Officer.objects.get(username="ana")
while True:
    wish = Wish(framework=FrameworkId("esp"), dossier=DossierId(sys.argv[1]), act="note_sign")
    print(perform_act(wish, officer=officer, authority="esp.care", mandate="care"), flush=True)
"""
ECHOES = "SELECT link_id, entry, written FROM echo ORDER BY id"


def echoes(node: Node) -> list[tuple[Any, ...]]:
    return [(entry, written) for _, entry, written in run(node, ECHOES)]


def doing(node: Node, program: str, *arguments: str) -> Piped:
    return Piped(f"nodes of {node.party}", environment=node.environment, arguments=arguments, program=program)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_between_the_two_neither_is_written(linked: Linked, moment: str) -> None:
    file, transfer = linked.transfer()
    before = echoes(linked.esp)
    process = doing(linked.esp, KILLED, file, moment)
    assert process.wait() == -signal.SIGKILL
    assert [each["act"] for each in acts_in(linked.esp, DOMESTIC, file)] == ["open_file", "hear", "screen"]
    assert [each["act"] for each in acts_in(linked.esp, FRAMEWORK, transfer)] == ["open_transfer"]
    assert echoes(linked.esp) == before
    linked.act(DOMESTIC, file, "note_sign")
    assert [each["act"] for each in acts_in(linked.esp, FRAMEWORK, transfer)] == ["open_transfer", "stop"]
    assert linked.esp.jisr("verify", "--json").value["violations"] == []


def test_killed_at_any_moment_every_sign_has_its_stop(linked: Linked) -> None:
    file, transfer = linked.transfer()
    chance, acknowledged = random.Random(18), []
    for _ in range(KILLS):
        process = doing(linked.esp, NOTING, file)
        assert process.stdout is not None
        acknowledged.append(process.stdout.readline().strip())
        time.sleep(chance.random() * 0.08)
        process.send_signal(signal.SIGKILL)
        acknowledged += process.stdout.read().split()
        process.wait()
    signs = [each for each in acts_in(linked.esp, DOMESTIC, file) if each["act"] == "note_sign"]
    stops = [each for each in acts_in(linked.esp, FRAMEWORK, transfer) if each["act"] == "stop"]
    assert len(signs) == len(stops) >= KILLS
    assert {*acknowledged} <= {f"{each['party']}.{each['seq']}" for each in signs}
    assert [each["time"] for each in signs] == [each["time"] for each in stops]
    assert linked.esp.jisr("verify", "--json").value["violations"] == []


def test_a_stop_that_cannot_be_written_waits_and_comes_by_itself(linked: Linked) -> None:
    """The shared log is in doubt: the sign is recorded at home all the same, and the stop when the doubt is gone."""
    file, transfer = linked.transfer()
    linked.exchange()
    linked.esp.home.mark(FRAMEWORK).unlink()
    done = linked.act(DOMESTIC, file, "note_sign").value["entry"]
    assert [each["act"] for each in acts_in(linked.esp, FRAMEWORK, transfer)] == ["open_transfer"]
    assert echoes(linked.esp)[-1] == (done, "")
    health = linked.esp.jisr("node", "status", "--json").value["health"]
    waits = [each for each in health if each["subject"] == "echo"]
    assert len(waits) == 1 and waits[0]["state"] == "act"
    assert DOMESTIC not in waits[0]["words"].replace(FRAMEWORK, "").split()
    serving = [linked.mar.serve(), linked.esp.serve()]
    try:
        until = time.monotonic() + 40
        while not echoes(linked.esp)[-1][1]:
            assert time.monotonic() < until, "the stop has not been written"
            time.sleep(0.5)
    finally:
        for each in serving:
            each.stop()
    acts = acts_in(linked.esp, FRAMEWORK, transfer)
    assert [each["act"] for each in acts] == ["open_transfer", "stop"]
    assert acts[1]["by"]["mandate"] == "clock"
    assert linked.esp.jisr("verify", "--json").value["violations"] == []


def test_while_a_stop_waits_nothing_irrevocable_is_proposed(linked: Linked) -> None:
    file, transfer = linked.transfer()
    linked.act(FRAMEWORK, transfer, "attest_no_obstacle")
    linked.exchange()
    linked.act(FRAMEWORK, transfer, "receive", officer="omar")
    linked.exchange()
    linked.act(DOMESTIC, file, "hear")
    run(linked.esp, "INSERT INTO echo (link_id, entry, act, at, written, tried, trouble)"
        f" SELECT id, 'ESP.999999', 'stop', 1, '', 1, '' FROM link WHERE shared_dossier = '{transfer}'")  # fmt: skip
    said = linked.act(FRAMEWORK, transfer, "propose_hand_over", code=1)
    assert "protects waits to be written" in said.err + said.out
    run(linked.esp, "DELETE FROM echo WHERE entry = 'ESP.999999'")
    linked.act(FRAMEWORK, transfer, "propose_hand_over")


def test_what_is_due_at_home_is_echoed_like_all_else(linked: Linked) -> None:
    """The clock's own act, at the end of its period, makes the same stop as a claim does."""
    from tests.nodes.nodes import Child

    file, transfer = linked.transfer()
    linked.act(DOMESTIC, file, "begin_respite")
    child = Child(linked.esp.home, linked.esp.database_url)
    child.ask(do="due", framework=DOMESTIC, ahead=49 * 3600)
    child.stop()
    assert [each["act"] for each in acts_in(linked.esp, DOMESTIC, file)][-1] == "respite_ends"
    acts = acts_in(linked.esp, FRAMEWORK, transfer)
    assert [each["act"] for each in acts] == ["open_transfer", "stop"]
    assert acts[1]["by"] == {"authority": "esp.node", "mandate": "clock", "officer": "node", "on_behalf": None}
