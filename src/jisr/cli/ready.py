"""Making Django ready for a node: the settings of its home, and its database brought up to date."""

import os
from pathlib import Path

from jisr.cli.language import ENGLISH, language, ngettext
from jisr.node.home import HOME_VARIABLE, Home, load_home
from jisr.node.privacy import keep_private, tighten


def enter(home: Path | None, *, migrate: bool = True, as_json: bool = False) -> Home:
    """Make Django ready for the node at `home` (or JISR_HOME); raises HomeMissing.

    What the node's queries say is in the language of the command line; in JSON it is the same everywhere.
    """
    if home is not None:
        os.environ[HOME_VARIABLE] = str(home.resolve())
    keep_private()
    found = load_home()
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
    os.environ["DJANGO_SETTINGS_MODULE"] = "jisr.conf.settings"
    import django

    django.setup()
    if not as_json:
        _speak()
    if migrate:
        bring_up_to_date()
    return found


def _speak() -> None:
    """Let what the node's queries say be in the language of the command line."""
    if language() != ENGLISH:
        from django.utils import translation

        translation.activate(language())


def bring_up_to_date() -> None:
    """Apply the migrations that the database lacks; one that lacks none is asked once and left alone."""
    if not _lacks_migrations():
        return
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


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
