"""Sessions of officers: begun, seen, and ended by time, by the officer, or with the officer's rights.

They last by the machine's time, as the cookies and rows of Django's sessions do.
"""

import time
from importlib import import_module
from typing import Final

from django.conf import settings

from jisr.node import models
from jisr.node.events import note

# A row is written at most so often, whatever is asked meanwhile.
SEEN_SECONDS: Final = 60
BROWSER_CHARACTERS_MAX: Final = 200


def moment() -> int:
    """Give the machine's time in seconds."""
    return int(time.time())


def is_over(*, began: int, seen: int) -> bool:
    """Say whether a session has lasted too long, or has been left alone for too long."""
    now, entrance = moment(), settings.HOME.entrance
    return now - began >= entrance.session_hours * 3_600 or now - seen >= entrance.idle_minutes * 60


def begin_session(officer: models.Officer, *, session: str, address: str, browser: str) -> models.SignedIn:
    """Note that an officer has signed in; rows of sessions that time has ended go."""
    now = moment()
    models.SignedIn.objects.filter(began__lte=now - settings.HOME.entrance.session_hours * 3_600).delete()
    row, _made = models.SignedIn.objects.update_or_create(
        session=session,
        defaults={
            "officer": officer,
            "began": now,
            "seen": now,
            "address": address[:45],
            "browser": browser[:BROWSER_CHARACTERS_MAX],
        },
    )
    note("session.began", officer=officer.pk)
    return row


def see_session(row: int, *, session: str) -> bool:
    """Note that a session is used, under the key it has now; say whether it is still noted."""
    return bool(models.SignedIn.objects.filter(pk=row).update(seen=moment(), session=session))


def end_sessions(officer: models.Officer, *, keep: str = "", only: int | None = None) -> int:
    """End an officer's sessions: all but the one whose key is kept, or only one; give how many."""
    rows = models.SignedIn.objects.filter(officer=officer).exclude(session=keep or "-")
    if only is not None:
        rows = rows.filter(pk=only)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    ended = 0
    for row in rows:
        store(session_key=row.session).delete()
        row.delete()
        ended += 1
    if ended:
        note("session.ended", officer=officer.pk, count=ended)
    return ended


def drop_session(session: str) -> None:
    """Drop the row of a session that has ended by itself."""
    models.SignedIn.objects.filter(session=session).delete()


__all__ = ["begin_session", "drop_session", "end_sessions", "is_over", "moment", "see_session"]
