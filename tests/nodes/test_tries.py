"""Wrong passwords in several processes at once: they count together, whatever each remembers."""

import subprocess
import sys
from typing import Final

from tests.nodes.nodes import Node, Pair

PROCESSES: Final = 3
TRIES: Final = 40
# Each process tries as often as it can, and says how often it was let.
TRYING = """
import sys, threading
import django
django.setup()
from django.db import connection
from jisr.node.services.tries import TooManyTries, begin
let = []
def go():
    for _ in range(int(sys.argv[1])):
        try:
            begin("mar.cochair", "192.0.2.1")
        except TooManyTries:
            continue
        let.append(1)
    connection.close()
threads = [threading.Thread(target=go) for _ in range(2)]
[each.start() for each in threads]
[each.join() for each in threads]
print(len(let))
"""


def trying(node: Node, count: int) -> "subprocess.Popen[str]":
    """Start a process that tries so often in each of two threads."""
    command = [sys.executable, "-c", TRYING, str(count)]
    variables = {**node.environment, "DJANGO_SETTINGS_MODULE": "jisr.conf.settings"}
    return subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True)


def test_many_at_once_are_let_no_more_than_one_after_the_other(store: Pair) -> None:
    """A try is counted before it is looked at, in the database: so no race and no restart gives more of them."""
    node = store.mar
    at_once = [trying(node, TRIES // 2) for _ in range(PROCESSES)]
    let = sum(int(each.communicate(timeout=60)[0]) for each in at_once)
    # Five are free; of the waits of 15 s and more that follow at most a few end while it runs.
    assert 5 <= let <= 8, f"{let} of {PROCESSES * TRIES}"
    after = trying(node, 1)
    assert int(after.communicate(timeout=60)[0]) <= 1, "a new process knows what was tried before it"
