"""Making Django ready for a node: the settings of its home, and its database brought up to date."""

import os
from pathlib import Path

from jisr.node.home import HOME_VARIABLE, Home, load_home


def enter(home: Path | None, *, migrate: bool = True) -> Home:
    """Make Django ready for the node at `home` (or JISR_HOME); raises HomeMissing."""
    if home is not None:
        os.environ[HOME_VARIABLE] = str(home.resolve())
    found = load_home()
    os.environ["DJANGO_SETTINGS_MODULE"] = "jisr.conf.settings"
    import django

    django.setup()
    if migrate:
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
    return found
