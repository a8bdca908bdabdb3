"""What a node tells its operator while it serves, and that telling never stops it."""

import json
import subprocess
import sys
import time

import httpx

from tests.nodes.nodes import FRAMEWORK, Pair
from tests.nodes.sender import Sender

# More lines than a pipe holds that nobody reads.
REFUSED_TIMES = 1_200
ANSWER_SECONDS_MAX = 20


def test_a_node_that_refuses_much_goes_on_answering(pair: Pair) -> None:
    """The demo's nodes answer on a pipe that nobody reads any more: nothing else may be written there."""
    serving = pair.mar.serve()
    try:
        with httpx.Client(base_url=f"http://{pair.mar.home.listen}", timeout=ANSWER_SECONDS_MAX) as stranger:
            for _ in range(REFUSED_TIMES):
                assert stranger.post(f"/exchange/{FRAMEWORK}", content=b"{}").status_code == 401
            assert stranger.get("/health/").json() == {"party": "MAR", "ok": True}
    finally:
        serving.stop()


def test_events_are_lines_on_standard_error(pair: Pair) -> None:
    """One event a line: its time, its name, its facts; what strangers send begins no line of its own."""
    command = [sys.executable, "-c", "from jisr.cli import main; main()", "node", "run"]
    with subprocess.Popen(
        command, env=pair.mar.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as node:
        assert node.stdout is not None
        said = node.stdout.readline()
        sender = Sender(pair)
        until = time.monotonic() + ANSWER_SECONDS_MAX
        while sender.post(b"not json\nforged line").status_code != 422:
            assert time.monotonic() < until
        node.terminate()
        rest, lines = node.communicate(timeout=ANSWER_SECONDS_MAX)
    assert "listens on" in said
    assert rest == "", "standard output is for answers"
    refused = [line for line in lines.splitlines() if "exchange.refused" in line]
    at, level, event, facts = refused[0].split(" ", 3)
    assert time.strptime(at, "%Y-%m-%dT%H:%M:%SZ")
    assert (level, event) == ("WARNING", "exchange.refused")
    assert json.loads(facts)["framework"] == FRAMEWORK
    assert not any(line.startswith("forged line") for line in lines.splitlines())
