"""What the database could not do, as an error that a person can act on."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from jisr.base import N_, JisrError
from jisr.node.errors import DatabaseUnreachable, NotWritten

WRITING = N_("the database could not be written: %(because)s")
USING = N_("the database could not be used: %(because)s")
# SQLSTATE of a connection that failed, and of a server that ended it.
CONNECTION_STATES = ("08", "57P")


def of_storage(error: Exception, words: str) -> JisrError:
    """Say what a failed operation means: no connection to the server, or no room."""
    if isinstance(error, OperationalError) and _is_of_connection(error):
        settings = connection.settings_dict
        return DatabaseUnreachable(host=settings["HOST"], port=settings["PORT"], because=error)
    return NotWritten(words, because=error)


def _is_of_connection(error: OperationalError) -> bool:
    """Say whether it is the connection that failed; SQLite has none."""
    if connection.vendor != "postgresql":
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    # What libpq says before a server answers has no state.
    return state is None or state.startswith(CONNECTION_STATES) or connection.connection is None


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as it is at one moment, and hold up nobody."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


__all__ = ["USING", "WRITING", "of_storage", "snapshot"]
