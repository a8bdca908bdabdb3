"""`jisr restore`: a backup into an empty home, or in place of the database of a node that stands still."""

import os
from pathlib import Path
from typing import Annotated

import typer

from jisr.base import N_, Instant, format_instant
from jisr.cli.backup import BackupElsewhere
from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.output import AsJson, print_json, say
from jisr.node.home import HOME_VARIABLE, HomeMissing


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("restore")(restore)


def restore(
    file: Annotated[Path, typer.Argument(help="The backup, of the database or of the keys.")],
    identity: Annotated[Path, typer.Option(help="The file of a key to which it was made.")],
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Restore a backup: first that of the keys into an empty folder, then that of the database.

    The node must stand still. A database that is in place is kept under another name; one that has entries which the
    backup lacks is left, and nothing is changed. After it the node writes nothing before its peers were asked.
    """
    from jisr.node.backup import KEYS, identities_in
    from jisr.node.privacy import keep_private
    from jisr.node.restoring import restore as put_back

    if home is None and not os.environ.get(HOME_VARIABLE):
        raise HomeMissing(N_("JISR_HOME is not set"))
    place = (home or Path(os.environ[HOME_VARIABLE])).resolve()
    keys = identities_in(identity)
    if os.environ.get("DATABASE_URL"):
        raise BackupElsewhere(N_("this node's database is in PostgreSQL"))
    keep_private()
    done = put_back(place, file.absolute(), keys=keys)
    at = format_instant(Instant(done.head.at))
    if done.head.kind != KEYS:
        # The tables of an older release are brought up to date.
        enter(place, as_json=as_json)
    if as_json:
        aside = None if done.aside is None else str(done.aside)
        print_json({"kind": done.head.kind, "party": done.head.party, "made": at, "aside": aside})
        return
    party = done.head.party
    if done.head.kind == KEYS:
        say(_("Settings and keys of %(party)s, as of %(time)s, are in %(home)s."), party=party, time=at, home=place)
        say(_("Next: restore the backup of the database."))
        return
    say(_("The database of %(party)s is as it was at %(time)s."), party=party, time=at)
    if done.aside is not None:
        words = _("What was in its place is kept: %(file)s. Delete it once all is well; nothing is erased in it.")
        say(words, file=done.aside)
    say(_("Passwords, tokens and postings that were changed or ended since are as they were: look through them."))
    say(
        _(
            "Next: `jisr node status`, `jisr sync`, `jisr verify`; nothing is written before the other parties have"
            " answered."
        )
    )
