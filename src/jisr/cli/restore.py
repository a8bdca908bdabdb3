"""`jisr restore`: a backup into an empty home, or in place of the database of a node that stands still."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from jisr.base import N_, Instant, format_instant
from jisr.cli.backup import require_own_database
from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.language import number
from jisr.cli.output import AsJson, print_json, say
from jisr.node.home import HOME_VARIABLE, HomeMissing


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("restore")(restore)


def restore(
    file: Annotated[
        Path,
        typer.Argument(help="The backup, of the database or of the keys; or the folder of a second place."),
    ],
    identity: Annotated[Path, typer.Option(help="The file of a key to which it was made.")],
    unsigned: Annotated[
        bool, typer.Option("--unsigned", help="Take one that this node's key has not signed, too.")
    ] = False,
    as_far_as_sound: Annotated[
        bool, typer.Option("--as-far-as-sound", help="Of a second place that is damaged take what comes before that.")
    ] = False,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Restore a backup: first that of the keys into an empty folder, then that of the database.

    The folder of a second place is one, too: its whole copy, and all that came after it.

    The node must stand still. A database that is in place is kept under another name; one that has entries which the
    backup lacks is left, and nothing is changed. After it the node writes nothing before its peers were asked.
    """
    from jisr.node.backup import KEYS, identities_in
    from jisr.node.privacy import keep_private
    from jisr.node.restoring import Wish
    from jisr.node.restoring import restore as put_back

    if home is None and not os.environ.get(HOME_VARIABLE):
        raise HomeMissing(N_("JISR_HOME is not set"))
    place = (home or Path(os.environ[HOME_VARIABLE])).resolve()
    keys = identities_in(identity)
    require_own_database()
    keep_private()
    wish = Wish(keys, may_be_unsigned=unsigned, as_far_as_sound=as_far_as_sound)
    done = put_back(place, file.absolute(), wish)
    stream = done.stream
    at = format_instant(Instant(done.head.at if stream is None else stream.at))
    if done.head.kind != KEYS:
        # The tables of an older release are brought up to date.
        enter(place, as_json=as_json)
    if as_json:
        aside = None if done.aside is None else str(done.aside)
        told: dict[str, Any] = {"kind": done.head.kind, "party": done.head.party, "made": at, "aside": aside}
        if stream is not None:
            told["stream"] = {"pieces": stream.pieces, "logs": dict(stream.logs), "left_out": stream.left_out}
        print_json(told)
        return
    party = done.head.party
    if done.head.kind == KEYS:
        say(_("Settings and keys of %(party)s, as of %(time)s, are in %(home)s."), party=party, time=at, home=place)
        say(_("Next: restore the backup of the database."))
        return
    say(_("The database of %(party)s is as it was at %(time)s."), party=party, time=at)
    if stream is not None:
        say(_("Pieces that were put in after the whole copy: %(count)s."), count=number(stream.pieces))
        if stream.left_out:
            say(_("What came after them is not whole, and was left out."))
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
