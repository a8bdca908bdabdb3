"""Serving a node: its pages and its door for the others, and the worker beside them."""

import errno
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from jisr.base import N_, JisrError
from jisr.node.home import Home

THREADS = 8
# Waiting costs no thread; below the 1,024 files that a process may have open by default.
CONNECTIONS_MAX = 800
# Who has begun a request and sends nothing more is dropped.
SILENT_SECONDS_MAX = 20
CLEANUP_SECONDS = 5
# A request larger than a message of the exchange is refused before it is read whole.
BODY_BYTES_MAX = 17 * 1024 * 1024


class PlaceTaken(JisrError):
    """Another program listens already where the node should."""

    advice = N_(
        "Stop that program, or choose another port: `listen` in node.toml or witness.toml; of the demo,"
        " `make demo PORT=9001`."
    )


class PlaceForeign(JisrError):
    """This machine may not listen where the node should."""

    advice = N_(
        "Compare `listen` in node.toml or witness.toml with the addresses of this machine; ports below 1024 need a"
        " permit."
    )


def require_free(listen: str) -> None:
    """Raise PlaceTaken or PlaceForeign where no node could listen."""
    place = urlsplit(f"//{listen}")
    with socket.socket(socket.AF_INET6 if ":" in (place.hostname or "") else socket.AF_INET) as probe:
        # A place that was left a moment ago is free; the server takes it in the same way.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.hostname or "", place.port or 0))
        except OSError as error:
            raise _of_place(listen, error) from error


def _proxy(home: Home) -> dict[str, Any]:
    """Say whose word is believed on where a request comes from: it decides who must wait after wrong tries."""
    proxy = home.entrance.proxy
    return {"trusted_proxy": proxy, "trusted_proxy_headers": {"x-forwarded-for"}} if proxy else {}


def _of_place(listen: str, error: OSError) -> JisrError:
    kind = PlaceTaken if error.errno == errno.EADDRINUSE else PlaceForeign
    return kind(N_("no node can listen on %(place)s: %(because)s"), place=listen, because=error.strerror)


def _admit_large(home: Home) -> None:
    """Let the server read large requests where a page of this node has permitted them, and lay them in the home."""
    import copy
    import tempfile

    from waitress.channel import HTTPChannel
    from waitress.parser import HTTPRequestParser

    from jisr.node.clock import CLOCK
    from jisr.web.large import bytes_max, is_permitted

    # What arrives lies there in files without a name until it is answered, and in no folder that others share.
    (home.path / "blobs").mkdir(mode=0o700, exist_ok=True)
    tempfile.tempdir = str(home.path / "blobs")

    class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
        """Reads a request, and holds it against the limit that is its own."""

        adj: Any

        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if self.query and is_permitted(home, self.path, self.query, CLOCK.now()):
                wider = copy.copy(self.adj)
                wider.max_request_body_size = bytes_max(home)
                self.adj = wider

    HTTPChannel.parser_class = Parser


def open_server(app: Any, listen: str, *, body_bytes_max: int, **more: Any) -> Any:
    """Listen, and give the server of a WSGI application; raise PlaceTaken or PlaceForeign where that cannot be."""
    from waitress.server import create_server

    place = urlsplit(f"//{listen}")
    try:
        return create_server(
            app,
            host=place.hostname,
            port=place.port,
            threads=THREADS,
            connection_limit=CONNECTIONS_MAX,
            channel_timeout=SILENT_SECONDS_MAX,
            cleanup_interval=CLEANUP_SECONDS,
            # `select` knows no file above its 1,024th.
            asyncore_use_poll=True,
            max_request_body_size=body_bytes_max,
            ident="jisr",
            clear_untrusted_proxy_headers=True,
            **more,
        )
    except OSError as error:
        raise _of_place(listen, error) from error


def stop_on_signals() -> None:
    """Let SIGTERM and SIGINT end this process in good order; a second one changes nothing."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        if not stopped.is_set():
            stopped.set()
            raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def serve(home: Home, *, ready: Callable[[], None] | None = None) -> None:
    """Serve until SIGTERM or SIGINT; the worker exchanges and does what is due meanwhile."""
    from django.core.wsgi import get_wsgi_application

    from jisr.node.signing import require_own_keys
    from jisr.node.worker import Worker

    require_own_keys()
    _admit_large(home)
    server = open_server(get_wsgi_application(), home.listen, body_bytes_max=BODY_BYTES_MAX, **_proxy(home))
    worker = Worker()
    stop_on_signals()
    worker.start()
    if ready is not None:
        ready()
    try:
        server.run()
    finally:
        worker.stop()
        server.close()
