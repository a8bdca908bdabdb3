"""The door of a witness: one address that takes heads, as WSGI."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final

from jisr.base.limits import SUBMISSION_BYTES_MAX
from jisr.witness.cosigning import Answer, Witness

ADD: Final = "/add-checkpoint"
TOO_LARGE: Final = Answer(413)
NOT_HERE: Final = Answer(404)
NOT_SO: Final = Answer(405)
LENGTH_LACKS: Final = Answer(411)


class Door:
    """Hands requests to a witness; keeps no record of who asked."""

    def __init__(self, witness: Witness) -> None:
        self.witness = witness

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        answer = self._answer(environ)
        body = answer.body.encode()
        headers = [
            ("Content-Type", answer.type),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        if answer is NOT_SO:
            headers.append(("Allow", "POST"))
        start(f"{answer.status} {HTTPStatus(answer.status).phrase}", headers)
        return [body]

    def _answer(self, environ: dict[str, Any]) -> Answer:
        if environ.get("PATH_INFO") != ADD:
            return NOT_HERE
        if environ.get("REQUEST_METHOD") != "POST":
            return NOT_SO
        length = str(environ.get("CONTENT_LENGTH", ""))
        if not (length.isascii() and length.isdigit()):
            return LENGTH_LACKS
        if len(length) > len(str(SUBMISSION_BYTES_MAX)) or int(length) > SUBMISSION_BYTES_MAX:
            return TOO_LARGE
        return self.witness.answer(environ["wsgi.input"].read(int(length)))


__all__ = ["Door"]
