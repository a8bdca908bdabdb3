"""What a peer may answer when it is asked: no more is read than a message may hold, whatever it claims to be."""

import gzip
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from jisr.base.limits import MESSAGE_WHOLE_BYTES_MAX
from tests.nodes.nodes import FRAMEWORK, Node, Pair

PIECE = b" " * (1024 * 1024)
PIECES = 200
# What lies in the buffers of both ends when the reader hangs up.
BUFFERED_BYTES_MAX = 16 * 1024 * 1024

Answer = Callable[[BaseHTTPRequestHandler], None]


class Listener(HTTPServer):
    """A peer that answers as the test says, and counts what it could send."""

    asked = sent = 0


@contextmanager
def answering(pair: Pair, answer: Answer) -> Iterator[Listener]:
    """Stand where Spain's node looks for Morocco's."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            listener.asked += 1
            answer(self)

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    listener = Listener(("127.0.0.1", 0), Handler)
    settings = pair.esp.home.path / "node.toml"
    kept = [line for line in settings.read_text("utf-8").splitlines() if not line.startswith("MAR =")]
    settings.write_text("\n".join([*kept, f'MAR = "http://127.0.0.1:{listener.server_port}"', ""]), "utf-8")
    thread = threading.Thread(target=listener.serve_forever)
    thread.start()
    try:
        yield listener
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()


def _pour(handler: BaseHTTPRequestHandler, pieces: Iterator[bytes]) -> None:
    assert isinstance(handler.server, Listener)
    handler.end_headers()
    handler.close_connection = True
    try:
        for each in pieces:
            handler.wfile.write(each)
            handler.server.sent += len(each)
    except OSError:
        return  # the reader has hung up


def endless(handler: BaseHTTPRequestHandler) -> None:
    """Answer with far more than a message holds."""
    handler.send_response(200)
    _pour(handler, (PIECE for _ in range(PIECES)))


def failing_at_length(handler: BaseHTTPRequestHandler) -> None:
    """Answer with an error, and far too many words."""
    handler.send_response(500)
    _pour(handler, (PIECE for _ in range(PIECES)))


def packed(handler: BaseHTTPRequestHandler) -> None:
    """Answer with a few bytes that unpack to far more than a message holds."""
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    _pour(handler, iter([gzip.compress(PIECE * PIECES, 1)]))


def _peak_bytes(node: Node) -> int:
    """Ask the peer, and give how much memory that took at the most."""
    # Not `ru_maxrss`: a child begins with the peak of the process that it was forked from.
    command = (
        "import sys\n"
        "from jisr.cli import main\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    status = open('/proc/self/status').read()\n"
        "    print(status.partition('VmHWM:')[2].split()[0], file=sys.stderr)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", command, "sync", FRAMEWORK, "MAR"], env=node.environment, capture_output=True, text=True
    )
    assert said.returncode == 1 and "MAR" in said.stdout + said.stderr
    return int(said.stderr.split()[-1]) * 1024


@pytest.mark.parametrize("answer", [endless, failing_at_length])
def test_no_more_is_read_than_a_message_may_hold(pair: Pair, answer: Answer) -> None:
    with answering(pair, answer) as peer:
        pair.esp.jisr("sync", FRAMEWORK, "MAR", code=1)
    assert peer.asked
    assert peer.sent < MESSAGE_WHOLE_BYTES_MAX + BUFFERED_BYTES_MAX


def test_a_packed_answer_is_not_unpacked(pair: Pair) -> None:
    """A message of the exchange is never packed on the wire: what says so is refused as it is."""
    with answering(pair, packed) as peer:
        peak = _peak_bytes(pair.esp)
    assert peer.sent < MESSAGE_WHOLE_BYTES_MAX, "little was sent"
    assert peak < PIECES * len(PIECE), "and little was made of it"
