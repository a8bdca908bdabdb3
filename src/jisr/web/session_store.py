"""Django's sessions in the database, read by a question that is written out: every page begins with it."""

from typing import Any, Final

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

HELD: Final = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """A session; what is kept of it and how it is written is Django's."""

    def load(self) -> dict[str, Any]:
        """Read what a session holds; one that is not there, or is over, holds nothing and has no key."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(HELD, (self.session_key, now))
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(row[0])
        return held


__all__ = ["SessionStore"]
