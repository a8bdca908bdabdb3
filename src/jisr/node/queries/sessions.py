"""Where an officer is signed in."""

import re
from dataclasses import dataclass
from typing import Final

from jisr.node import models
from jisr.node.services.sessions import is_over

# What the string of a browser says of itself; the first that fits, since each also claims to be others.
BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One session: with what, from where, since when, when last used, and whether it is the one that asks."""

    id: int
    browser: str
    system: str
    address: str
    began: int
    seen: int
    is_this: bool


def session_lines(officer: models.Officer, key: str) -> list[SessionLine]:
    """Give an officer's sessions that have not ended, the one that asks first."""
    rows = [each for each in officer.sessions.order_by("-seen") if not is_over(began=each.began, seen=each.seen)]
    lines = [
        SessionLine(
            id=each.pk,
            browser=_named(each.browser, BROWSERS),
            system=_named(each.browser, SYSTEMS),
            address=each.address,
            began=each.began,
            seen=each.seen,
            is_this=each.session == key,
        )
        for each in rows
    ]
    return sorted(lines, key=lambda line: not line.is_this)


def _named(words: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in known if re.search(mark, words)), "")


__all__ = ["SessionLine", "session_lines"]
