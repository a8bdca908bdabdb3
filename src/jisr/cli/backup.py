"""`jisr backup`: a node's database, or its keys, as one sealed file, while the node runs; or streamed elsewhere."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jisr.base import N_, JisrError
from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.language import number
from jisr.cli.output import AsJson, print_json, say

if TYPE_CHECKING:
    from jisr.node.backed_up import BackedUp

KEYS, IDENTITY, RECEIVE, DRILL = "keys", "identity", "receive", "drill"


class BackupElsewhere(JisrError):
    """The database is one that jisr does not back up itself."""

    advice = N_(
        "`pg_dump -Fc` makes one while the node runs; to go back to any moment the server keeps its journal"
        " (archive_command, pg_basebackup). docs/exchange.md, Backup and restoring, has both. `jisr backup keys` makes"
        " one of the keys here, too."
    )


class BackupUsage(JisrError):
    """It is not said what to back up, or where to."""

    advice = N_(
        "Write `jisr backup FILE --to age1…`, `jisr backup keys FILE --to age1…`, `jisr backup identity FILE`,"
        " `jisr backup drill FOLDER --keys FOLDER --identity FILE` or"
        " `jisr backup FOLDER --keys FOLDER --follow --to age1…`; --through and --keys-through name commands in place"
        " of folders."
    )


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("backup")(backup)


def backup(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[keys|identity|receive|drill] FILE",
            help="The file to write; none is overwritten. A folder to --follow.",
        ),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", help="A key of age to which it is sealed: age1… May be repeated."),
    ] = None,
    identity: Annotated[
        Path | None,
        typer.Option(help="The file of a key that opens it: what was written is opened again to its end."),
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="Go on: what is written in the node lies in the folder a moment later.")
    ] = False,
    once: Annotated[bool, typer.Option("--once", help="With --follow: end once all lies there.")] = False,
    through: Annotated[
        str, typer.Option(help="With --follow, in place of the folder: 'ssh HOST jisr backup receive FOLDER'.")
    ] = "",
    keys_folder: Annotated[
        Path | None, typer.Option("--keys", help="With --follow and drill: another folder, for node.toml and the keys.")
    ] = None,
    keys_through: Annotated[str, typer.Option(help="With --follow, in place of --keys: a command.")] = "",
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Write the database into a sealed file, while the node runs, and verify it before it gets its name.

    With `keys`: node.toml and the keys, which are not in the backup of the database; keep the two apart. Marks are in
    neither. With `identity`: make a key that opens backups, and print what follows --to.

    With --follow: a whole copy, then all that is written, as it is written, into a second place; keys into another.
    `receive` is its other end, on the machine where the second place is; it opens nothing.

    `drill` restores on trial what lies there, verifies it, says what it lacks, and does away with it.
    """
    if follow:
        from jisr.cli.following import follow as go_on

        places = (_place(words, through), through), (keys_folder, keys_through)
        go_on(places, to or [], home=home, once=once, as_json=as_json)
        return
    what, file = _meant(words or [])
    if what == IDENTITY:
        _make_identity(file, as_json=as_json)
        return
    if what == RECEIVE:
        _receive(file)
        return
    if what == DRILL:
        from jisr.cli.drilling import drill

        drill(file, keys_folder, identity, home=home, as_json=as_json)
        return
    from jisr.node.backup import identities_in, recipients_of

    recipients = recipients_of(to or [])
    keys = identities_in(identity) if identity is not None else ()
    entered = enter(home, migrate=False, as_json=as_json)
    from jisr.node.backing_up import back_up_database, back_up_keys
    from jisr.node.clock import CLOCK

    if what == KEYS:
        _tell(back_up_keys(entered, file, to=recipients, keys=keys, now=CLOCK.now()), as_json=as_json)
        return
    require_own_database()
    _tell(back_up_database(entered, file, to=recipients, keys=keys, now=CLOCK.now()), as_json=as_json)


def require_own_database() -> None:
    """Raise BackupElsewhere where the database is not a file of the home."""
    if os.environ.get("DATABASE_URL"):
        raise BackupElsewhere(N_("this node's database is in PostgreSQL"))


def _place(words: list[str] | None, through: str) -> Path | None:
    if through and not words:
        return None
    if not through and words and len(words) == 1:
        return Path(words[0]).absolute()
    raise BackupUsage("%(words)s", words=" ".join(words or []))


def _receive(folder: Path) -> None:
    """Take in a stream from standard input; answers go to standard output."""
    from jisr.node.carrying import receive
    from jisr.node.privacy import keep_private

    keep_private()
    receive(folder, sys.stdin.buffer, sys.stdout.buffer)


def _meant(words: list[str]) -> tuple[str, Path]:
    """Say what is to be written, and where."""
    if len(words) == 1:
        return "", Path(words[0]).absolute()
    if len(words) == 2 and words[0] in (KEYS, IDENTITY, RECEIVE, DRILL):
        return words[0], Path(words[1]).absolute()
    raise BackupUsage("%(words)s", words=" ".join(words))


def _make_identity(file: Path, *, as_json: bool) -> None:
    from jisr.node.backup import BackupNotMade
    from jisr.seal import new_identity, write_identities

    made = new_identity()
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(write_identities([made]))
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise BackupNotMade(file, error.strerror) from error
    if as_json:
        print_json({"file": str(file), "to": str(made.to_public())})
        return
    say(_("%(file)s opens what is made by --to %(key)s"), file=file, key=made.to_public())
    say(_("Keep it where neither this machine nor a backup is; without it no backup can be opened."))


def _tell(made: "BackedUp", *, as_json: bool) -> None:
    if as_json:
        verified = "opened" if made.is_opened else "digest"
        print_json({"file": made.file, "bytes": made.bytes, "sha256": made.digest, "verified": verified})
        return
    say(_("%(file)s is written: %(bytes)s bytes, SHA-256 %(digest)s."), **_holes(made))
    if made.is_opened:
        say(_("It was opened again to its end, and holds what was copied."))
    else:
        say(_("It was read again as it was written; whether your key opens it is tried with --identity."))


def _holes(made: "BackedUp") -> dict[str, object]:
    return {"file": made.file, "bytes": number(made.bytes), "digest": made.digest}
