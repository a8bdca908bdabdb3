"""A node that starts in good order has its pages' files, and nothing to complain of."""

import socket
from contextlib import ExitStack

import httpx

from tests.nodes.nodes import Pair


def test_a_node_starts_without_a_word_of_warning(pair: Pair) -> None:
    """What a supervisor collects from standard error is for what an operator has to do."""
    serving = pair.esp.serve(afresh=True)
    try:
        styles = httpx.get(f"http://{pair.esp.home.listen}/static/jisr/jisr.css", trust_env=False, timeout=20)
        assert styles.status_code == 200
        assert "arning" not in serving.last_words() and "No directory" not in serving.last_words()
    finally:
        serving.stop()


def test_who_begins_requests_and_never_ends_them_holds_up_nobody(pair: Pair) -> None:
    """Unfinished requests wait without a thread, and leave room for others."""
    serving = pair.esp.serve()
    host, port = pair.esp.home.listen.split(":")
    begun = b"POST /exchange/mar-esp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nx"
    try:
        with ExitStack() as open_ones:
            for _ in range(300):
                slow = open_ones.enter_context(socket.create_connection((host, int(port)), timeout=5))
                slow.sendall(begun)
            answer = httpx.get(f"http://{pair.esp.home.listen}/health/", trust_env=False, timeout=10)
            assert answer.status_code == 200
    finally:
        serving.stop()
