"""What a node tells its operator: one event a line on standard error, its facts as fields, no personal data."""

import json
import logging
import time
from typing import Any

NAME = "jisr"
_LOG = logging.getLogger(NAME)


class EventLine(logging.Formatter):
    """A line of the log: time in UTC, level, event, and its facts as JSON, so that no fact can begin a line."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime


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
