"""What a node tells its operator: an event a line on standard error, facts as fields, nothing personal, no secret."""

import json
import logging
import time
import traceback
from collections.abc import Iterator
from typing import Any

NAME = "jisr"
_LOG = logging.getLogger(NAME)


class EventLine(logging.Formatter):
    """A line of the log: time in UTC, level, event, and its facts as JSON, so that no fact can begin a line."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def formatException(self, ei: Any) -> str:  # noqa: N802  # logging's name
        """Say where and as what it was raised, with its causes; not its words: a database's quote what it was given."""
        return "\n".join(_raised(ei[1]))


def _raised(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield f"{type(error).__module__}.{type(error).__qualname__}, raised by"
        for frame in traceback.extract_tb(error.__traceback__):
            yield f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def note(event: str, *, level: int = logging.INFO, **facts: Any) -> None:
    """Note an event."""
    _LOG.log(level, "%s %s", event, json.dumps(facts, ensure_ascii=False, default=str))


def note_refused(event: str, **facts: Any) -> None:
    """Note that something from outside was refused."""
    note(event, level=logging.WARNING, **facts)


def note_failed(event: str, **facts: Any) -> None:
    """Note a mistake of ours, with where it happened; called while the error is handled."""
    _LOG.exception("%s %s", event, json.dumps(facts, ensure_ascii=False, default=str))


__all__ = ["NAME", "EventLine", "note", "note_failed", "note_refused"]
