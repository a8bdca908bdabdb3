"""Receivers for tests: a real SMTP server and a real HTTP server, each in a thread, that keep what they get."""

import ssl
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

ARRIVES_SECONDS_MAX = 20


def until(holds: Callable[[], bool], wanted: str, seconds: float = ARRIVES_SECONDS_MAX) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"{wanted}: not after {seconds} s"
        time.sleep(0.05)


@dataclass
class Mails:
    """What an SMTP server takes: mails in order, with their recipients."""

    got: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    # What is said to a recipient instead of yes; and what is done before a mail is taken.
    refuses: dict[str, str] = field(default_factory=dict)
    before: Callable[[], None] = lambda: None

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        self.got.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.to += envelope.rcpt_tos
        self.before()
        return "250 OK"

    @property
    def ids(self) -> list[str]:
        """Give the Message-IDs, in order."""
        return [str(each["Message-ID"]) for each in self.got]


@contextmanager
def smtp(
    port: int,
    mails: Mails,
    *,
    tls: ssl.SSLContext | None = None,
    login: tuple[str, str] | None = None,
) -> Iterator[Mails]:
    """Run an SMTP server on a port; with STARTTLS where a context is given, with a log-in where one is."""
    more: dict[str, Any] = {}
    if tls is not None:
        more |= {"tls_context": tls, "require_starttls": True}
    if login is not None:

        def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: LoginPassword) -> AuthResult:
            if (given.login.decode(), given.password.decode()) == login:
                return AuthResult(success=True)
            # Some servers give back what they were given.
            echo = b64encode(b"\0" + given.login + b"\0" + given.password).decode()
            return AuthResult(success=False, handled=False, message=f"535 5.7.8 not accepted: {echo}")

        more |= {"authenticator": check, "auth_required": True, "auth_require_tls": tls is not None}
    server = Controller(mails, hostname="127.0.0.1", port=port, **more)
    server.start()
    try:
        yield mails
    finally:
        server.stop()


@dataclass
class Calls:
    """What an HTTP server is asked: path, headers, body; `answers` are given in turn, the last again and again."""

    answers: Sequence[int] = (204,)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0


@contextmanager
def http(calls: Calls, *, tls: ssl.SSLContext | None = None) -> Iterator[Calls]:
    """Run an HTTP server on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = calls.answers[min(len(calls.got), len(calls.answers) - 1)]
            calls.got.append((self.path, dict(self.headers.items()), body))
            self.send_response(status)
            if status in (301, 302, 307, 308):
                self.send_header("Location", f"http://127.0.0.1:{calls.port}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:  # the library's name
            calls.got.append((self.path, {}, b""))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    calls.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield calls
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
