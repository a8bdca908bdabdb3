"""Which database: SQLite in the node's home, or PostgreSQL by DATABASE_URL with all that libpq reads in it."""

import re
from pathlib import Path
from typing import Final

from jisr.base import N_, JisrError

# Wide pages hold entries with less loss, and a tree of fewer levels over them; a database keeps what it was made with.
PAGE_BYTES = 8_192
# The log is put into the database after four mebibytes: what is longer only moves that work to a later act.
CHECKPOINT_PAGES = 4 * 1024 * 1024 // PAGE_BYTES
SCHEMES = ("postgresql", "postgres")
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*)://")
# What Django passes on under names of its own; all else goes to libpq as it is.
NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


class DatabaseUnknown(JisrError):
    """DATABASE_URL is not one that a database can be found by."""

    advice = N_(
        "Write DATABASE_URL as postgresql://USER:PASSWORD@HOST:PORT/NAME?sslmode=verify-full, with the options"
        " of libpq after the question mark; without DATABASE_URL the node keeps SQLite in its home."
    )


def sqlite(place: Path) -> dict[str, object]:
    """Give the settings of the SQLite file in the node's home."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": place,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # What is acknowledged is on the disk: FULL syncs the log at every commit.
            "init_command": f"PRAGMA page_size={PAGE_BYTES}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            f" PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000; PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES};"
            # What is given up is overwritten: an erasure leaves nothing in pages that are free (protocol 7.3).
            " PRAGMA secure_delete=ON;",
        },
    }


def postgresql(url: str) -> dict[str, object]:
    """Give the settings of a PostgreSQL database; libpq itself reads the URL."""
    # A node on SQLite starts sooner without it.
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    # What has no scheme may begin with the password.
    begin = _SCHEME.match(url)
    scheme = begin[1] if begin else ""
    if scheme not in SCHEMES:
        raise DatabaseUnknown(N_("DATABASE_URL: unknown scheme %(scheme)s"), scheme=repr(scheme))
    try:
        found = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise DatabaseUnknown("DATABASE_URL: %(because)s", because=_without_secrets(error)) from None
    # The rest of a password would be taken for a server or a database, and named wherever it is not reached.
    if any("@" in str(found.get(key) or "") for key in ("host", "port", "dbname")):
        raise DatabaseUnknown(N_("DATABASE_URL: a sign in the name or the password is not percent-encoded"))
    if not found.get("dbname"):
        raise DatabaseUnknown(N_("DATABASE_URL names no database"))
    named = {name: str(found.pop(key, "") or "") for key, name in NAMES.items()}
    return {"ENGINE": "django.db.backends.postgresql", **named, "CONN_MAX_AGE": 60, "OPTIONS": found}


def _without_secrets(error: Exception) -> str:
    """Give libpq's words without what they quote, which may be of the password, but for an option that is amiss."""
    words = str(error).strip()
    if "query parameter" in words and "@" not in words:
        return words
    return words.partition('"')[0].rstrip(" :")


__all__ = ["DatabaseUnknown", "postgresql", "sqlite"]
