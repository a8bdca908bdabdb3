"""Whether there is a reason to look: asked often, and answered in some tens of microseconds.

What a thread of the worker looks for is in the database, or comes with the clock. So it looks again once anything
was written, by whatever process, or once the moment has come that its last look has named.
"""

from django.db import connection

from jisr.base import Instant

# What nobody has named a moment for: a heartbeat, a new day, a line of the desk, hours of the office.
ANYHOW_SECONDS = 10

# SQLite: changes when another connection has written to the file, from whatever process.
OTHERS_WROTE = "PRAGMA data_version"
# PostgreSQL: which transactions can be seen. While it is the same, all that can be read is.
SEEN = "SELECT CAST(pg_current_snapshot() AS text)"


class Glance:
    """One thread's reasons to look again."""

    def __init__(self) -> None:
        self._written: object = None
        self._since = self._until = Instant(0)

    def is_worth_a_look(self, now: Instant) -> bool:
        """Say whether to look now; what is written from here on is a reason for the next time."""
        written = last_written()
        # If the clock was set back since, nobody waits until it was `since`.
        if written == self._written and self._since <= now < self._until:
            return False
        self._written, self._since, self._until = written, now, now
        return True

    def rest(self, until: Instant | None) -> None:
        """Look no more until then, at the latest after some seconds; without this word, after trouble, at once."""
        anyhow = Instant(self._since + ANYHOW_SECONDS)
        self._until = anyhow if until is None else min(anyhow, until)


def last_written() -> object:
    """Give what is another as soon as anything was written to this node's database, by this thread or any other."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        # Not by Django's cursor, which takes five times as long as the answer.
        opened = connection.connection
        # The number is the connection's own, and does not count what it has written itself.
        return opened, opened.total_changes, opened.execute(OTHERS_WROTE).fetchone()
    with connection.cursor() as cursor:
        cursor.execute(SEEN)
        return cursor.fetchone()


__all__ = ["Glance"]
