"""`jisr signer`: the key of a party's log on a machine apart, which signs one history of each log and no other."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from jisr.base import Instant, format_instant, unb64
from jisr.cli.language import gettext as _
from jisr.cli.output import AsJson, print_json, print_table, say

commands = typer.Typer(
    no_args_is_help=True,
    help="Hold the key of a party's log on a machine apart from its node, and sign one history of each log.\n\n"
    "Make one there (`init`), let the node reach it by a command that ends in `jisr signer run FOLDER` (through ssh,"
    " for an account that may do nothing else), and name it on the node: `jisr node signer`.",
)
Folder = Annotated[Path, typer.Argument(help="The signer's folder.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="signer")


@commands.command("init")
def init(
    folder: Folder,
    party: Annotated[str, typer.Option(help="The party whose logs it signs: MAR.")],
    as_json: AsJson = False,
) -> None:
    """Make a signer with a key of its own."""
    from jisr.signer import make_place

    (key,) = make_place(folder, party=party).keys()
    if as_json:
        print_json({"key": key})
        return
    say(_("Key: %(key)s"), key=key)
    say(_("Keep no copy of its book to restore: a signer that is lost is replaced by one with another key."))
    say(_("Next, on the node: `jisr node signer`, with the command that ends in `jisr signer run FOLDER`."))


@commands.command("key")
def key(folder: Folder, as_json: AsJson = False) -> None:
    """Make one more key, to replace the one before; that one goes on signing what manifests name it for."""
    from jisr.signer import load_place

    made = load_place(folder).add_key()
    if as_json:
        print_json({"key": made})
        return
    say(_("Key: %(key)s"), key=made)
    say(_("Next, on the node: `jisr node signer`, and start it again."))


@commands.command("run")
def run(folder: Folder) -> None:
    """Sign what is asked on standard input, a line of JSON each, until that ends: for the node's command."""
    from jisr.signer import Signer, load_place, speak

    place = load_place(folder)
    signer = Signer(place.party, place.keys, place.book, time.time)
    speak(signer, sys.stdin.buffer, sys.stdout.buffer, clock=time.monotonic, sleep=time.sleep)


@commands.command("logs")
def logs(folder: Folder, as_json: AsJson = False) -> None:
    """List what was signed last of each log, and when."""
    from jisr.signer import load_place

    kept = load_place(folder).book.logs()
    if as_json:
        print_json([{"log": e.origin, "size": e.size, "root": e.root.hex(), "time": _time(e.time)} for e in kept])
        return
    print_table((_("log"), _("entries"), _("signed last")), [(e.origin, e.size, _time(e.time)) for e in kept])


@commands.command("odd")
def odd(folder: Folder, as_json: AsJson = False) -> None:
    """List what was asked and is not the log that was signed, and to what a log was set back; exit code 1 if any."""
    from jisr.signer import load_place

    found = load_place(folder).book.odd()
    if as_json:
        print_json(
            [
                {
                    "log": e.origin,
                    "time": _time(e.time),
                    "size": e.size,
                    "root": e.root.hex(),
                    "kept_size": e.kept_size,
                    "kept_root": e.kept_root.hex(),
                    "because": e.because,
                }
                for e in found
            ]
        )
    else:
        columns = (_("log"), _("at"), _("asked at"), _("signed at"), _("because"))
        print_table(columns, [(e.origin, _time(e.time), e.size, e.kept_size, e.because) for e in found])
    if found:
        raise typer.Exit(1)


@commands.command("set-back")
def set_back(
    folder: Folder,
    log: Annotated[str, typer.Argument(help="The log, as `jisr signer logs` names it.")],
    size: Annotated[int, typer.Argument(min=1, help="How many entries the node has of it.")],
    root: Annotated[str, typer.Argument(help="Their root, in base64.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the book.")],
) -> None:
    """Let a log go on from what its node has, though more of it, or something else, was signed before.

    Only after every party has said by telephone that it has no more of this log: else two histories are signed, and
    the others cut this party off. What was signed before stays in the book.
    """
    from jisr.log import Checkpoint
    from jisr.signer import load_place

    point = Checkpoint(log, size, unb64(root, length=32))
    load_place(folder).book.set_back(point, reason=reason, time=int(time.time()))
    say(_("%(log)s goes on from %(size)s entries."), log=log, size=size)


def _time(seconds: int) -> str:
    return format_instant(Instant(seconds))


__all__ = ["register"]
