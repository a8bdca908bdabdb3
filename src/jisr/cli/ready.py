"""Making Django ready for a node: the settings of its home, and its database brought up to date."""

import gc
import os
from pathlib import Path
from typing import Final

from jisr.cli.language import ENGLISH, language, ngettext
from jisr.node.home import HOME_VARIABLE, Home, load_home
from jisr.node.presence import be_present
from jisr.node.privacy import keep_private, tighten

SETTINGS: Final = "jisr.conf.settings"
# All tables of a new SQLite database, made by the migrations (tools/schema.py).
SCHEMA: Final = Path(__file__).parents[1] / "node" / "schema.sql"
END: Final = ";\n\n"
# What a node keeps of its logs is made to hold no cycles: to look for some more seldom costs no memory to speak of.
COLLECTED_AFTER: Final = (50_000, 20, 20)
# `malloc.h` of the GNU C library: blocks from this size on are taken from the system, and given back to it.
M_MMAP_THRESHOLD: Final = -3
LARGE_BYTES: Final = 256 * 1024


def enter(home: Path | None, *, migrate: bool = True, as_json: bool = False) -> Home:
    """Make Django ready for the node at `home` (or JISR_HOME); raises HomeMissing.

    What the node's queries say is in the language of the command line; in JSON it is the same everywhere.
    """
    if home is not None:
        os.environ[HOME_VARIABLE] = str(home.resolve())
    keep_private()
    found = load_home()
    be_present(found.path)
    changed = tighten(found)
    if changed:
        from jisr.cli.output import warn  # what writes to a terminal is not read by every node

        words = ngettext(
            "Other accounts of this machine could read %(count)s file or folder of %(home)s;"
            " now only this node's account can.",
            "Other accounts of this machine could read %(count)s files or folders of %(home)s;"
            " now only this node's account can.",
            len(changed),
        )
        warn(words, count=len(changed), home=found.path)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    import django

    django.setup()
    _settle_memory()
    if not as_json:
        _speak()
    if migrate:
        bring_up_to_date()
    return found


def _settle_memory() -> None:
    """Let the collector pass over what was read: it stays as long as the process, and there is a lot of it."""
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    _give_back_large()


def _give_back_large() -> None:
    """Let what is large be given back as soon as it is done with: a message with its blobs is some megabytes.

    Left to itself the C library keeps such blocks for each of a server's threads.
    """
    import ctypes

    try:
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
    except (AttributeError, OSError):
        return  # another C library, with ways of its own


def _speak() -> None:
    """Let what the node's queries say be in the language of the command line."""
    if language() != ENGLISH:
        from django.utils import translation

        translation.activate(language())


def bring_up_to_date() -> None:
    """Lay the tables of a new database, or apply the migrations that one lacks; where none, ask once and leave it."""
    if not _lacks_migrations():
        return
    _lay()
    # A node with a ministry's sign-on has tables more.
    if _lacks_migrations():
        bring_up_to_date_by_migrations()


def bring_up_to_date_by_migrations() -> None:
    """Apply the migrations that the database lacks, one after the other."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def _lay() -> None:
    """Lay all tables at once where there is no table yet."""
    from django.db import connection, transaction

    if connection.vendor != "sqlite":
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master")
        if cursor.fetchone() == (0,):
            for statement in SCHEMA.read_text("utf-8").split(END):
                cursor.execute(statement)


def _lacks_migrations() -> bool:
    """Say whether a migration is in the installed applications that the database does not note as applied."""
    from django.apps import apps
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = {(app, name) for app, name in cursor.fetchall()}
    except DatabaseError:
        # A database that is new has no such table; what else is amiss, `migrate` says.
        return True
    return not applied.issuperset(
        (application.label, file.stem)
        for application in apps.get_app_configs()
        for file in (Path(application.path) / "migrations").glob("[!_]*.py")
    )
