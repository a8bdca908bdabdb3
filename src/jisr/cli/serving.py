"""Serving a node: its pages and its door for the others, and the worker beside them."""

import signal
import threading
from collections.abc import Callable
from types import FrameType
from urllib.parse import urlsplit

from jisr.node.home import Home

THREADS = 8
# A request larger than a message of the exchange is refused before it is read whole.
BODY_BYTES_MAX = 17 * 1024 * 1024


def serve(home: Home, *, ready: Callable[[], None] | None = None) -> None:
    """Serve until SIGTERM or SIGINT; the worker exchanges and does what is due meanwhile."""
    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server

    from jisr.node.worker import Worker

    place = urlsplit(f"//{home.listen}")
    server = create_server(
        get_wsgi_application(),
        host=place.hostname,
        port=place.port,
        threads=THREADS,
        max_request_body_size=BODY_BYTES_MAX,
        ident="jisr",
        clear_untrusted_proxy_headers=True,
    )
    worker = Worker()
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        if not stopped.is_set():
            stopped.set()
            raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    worker.start()
    if ready is not None:
        ready()
    try:
        server.run()
    finally:
        worker.stop()
        server.close()
