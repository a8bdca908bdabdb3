"""What a node does by itself while it serves."""

import time
from typing import Any

import pytest

from tests.unit.web.conftest import FRAMEWORK

HOUR = 3_600.0
SECONDS_MAX = 20


def test_a_node_that_wakes_looks_for_its_peers_at_once(spain: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Protocol 8.3: not only when the next new peer is looked for."""
    del spain
    from jisr.node import worker

    for name in ("LOOK_SECONDS", "DUTY_SECONDS", "NEW_PEER_SECONDS"):
        monkeypatch.setattr(worker, name, HOUR)
    woken = worker.Worker()
    woken.start()
    try:
        until = time.monotonic() + SECONDS_MAX
        while (FRAMEWORK, "MAR") not in woken._threads:
            assert time.monotonic() < until
            time.sleep(0.01)
    finally:
        woken.stop()
