"""`jisr witness`: an independent body cosigns the heads of logs, and keeps what does not follow (C2SP tlog-witness)."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jisr.base import N_, Instant, JisrError, format_instant
from jisr.cli.language import gettext as _
from jisr.cli.output import AsJson, print_json, print_table, say, warn

if TYPE_CHECKING:
    from jisr.manifest import Manifest

commands = typer.Typer(
    no_args_is_help=True,
    help="Cosign the heads of logs, as a body that is no party: an ombudsman, an international organisation.\n\n"
    "A witness sees how long a log is and by which hash it is bound, and no entry of it. Make one (`init`), give the"
    " parties what their manifest says of it, take in their manifest (`trust`), and let it run (`serve`).",
)
Folder = Annotated[Path, typer.Argument(help="The witness's folder.")]


class ManifestAmiss(JisrError):
    """A file is no manifest that its parties have signed."""

    advice = N_("Ask the operator of a party's node for it: `jisr framework show FRAMEWORK --manifest`.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="witness")


@commands.command("init")
def init(
    folder: Folder,
    name: Annotated[str, typer.Option(help="What manifests call it, as in ombudsman.")],
    address: Annotated[str, typer.Option(help="Where the parties' nodes reach it, as in https://witness.example.org.")],
    listen: Annotated[str, typer.Option(help="Where it listens on this machine.")] = "127.0.0.1:8100",
    as_json: AsJson = False,
) -> None:
    """Make a witness with a key of its own, and print what a manifest says of it."""
    from jisr.witness import make_place

    place = make_place(folder, name=name, address=address, listen=listen)
    if as_json:
        print_json({"witnesses": place.named(), "fingerprint": place.fingerprint()})
        return
    say(_("For the manifest, under `witnesses`:"))
    print_json(place.named())
    say(_("Key, to be read out to the parties: %(fingerprint)s"), fingerprint=place.fingerprint())
    say(_("Keep no copy of its book to restore: a witness that is lost is replaced by one with another key."))


@commands.command("trust")
def trust(
    folder: Folder,
    manifest: Annotated[Path, typer.Argument(help="The manifest, with its signatures.")],
    fingerprint: Annotated[str, typer.Option(help="Its fingerprint, as a party has read it out.")] = "",
    as_json: AsJson = False,
) -> None:
    """Take the heads of all logs that a manifest names, from now on; or, by a later version, by their new keys."""
    from jisr.witness import WitnessForeign, load_place

    place = load_place(folder)
    read = _read(manifest)
    if "".join(fingerprint.split()).lower() != "".join(read.fingerprint().split()):
        words = N_("the manifest of %(framework)s, version %(version)s, has the fingerprint %(fingerprint)s")
        holes = {"framework": read.framework, "version": read.version, "fingerprint": read.fingerprint()}
        raise WitnessForeign(words, **holes)
    taken = []
    for party, told in sorted(read.value["parties"].items()):
        name = read.origin(party)
        if place.book.trust(name, read.version, told["log"]):
            taken.append(name)
    if as_json:
        print_json({"taken": taken})
        return
    for name in taken:
        say(_("From now on heads of %(log)s are cosigned."), log=name)
    if not taken:
        say(_("Nothing is new in it: this version, or a later one, was taken in before."))


@commands.command("logs")
def logs(folder: Folder, as_json: AsJson = False) -> None:
    """List the logs that it witnesses: how long each was, and when it was cosigned last."""
    from jisr.witness import load_place

    kept = load_place(folder).book.logs()
    if as_json:
        values = [{"log": e.origin, "version": e.version, "size": e.size, "time": _time(e.time)} for e in kept]
        print_json(values)
        return
    print_table((_("log"), _("entries"), _("cosigned last")), [(e.origin, e.size, _time(e.time) or "") for e in kept])


@commands.command("evidence")
def evidence(folder: Folder, as_json: AsJson = False) -> None:
    """List the heads that a log's key has signed and that do not follow from what was cosigned; exit code 1 if any.

    Two of one log and size with two roots convince anybody who has the log's key: show both to every party.
    """
    from jisr.witness import load_place

    found = load_place(folder).book.evidence()
    if as_json:
        print_json([{"log": e.origin, "time": _time(e.time), "kept": e.kept, "shown": e.shown} for e in found])
    elif not found:
        say(_("Every head that was shown follows from the one before it."))
    for each in () if as_json else found:
        warn(_("%(log)s, at %(time)s: cosigned before, and then shown:"), log=each.origin, time=_time(each.time))
        sys.stdout.write(f"\n{each.kept}\n{each.shown}\n")
    if found:
        raise typer.Exit(1)


@commands.command("serve")
def serve(folder: Folder) -> None:
    """Answer the parties' nodes until it is stopped.

    A server for TLS stands in front of it; who asks is not recorded.
    """
    import time

    from jisr.base.limits import SUBMISSION_BYTES_MAX
    from jisr.cli.serving import open_server, stop_on_signals
    from jisr.witness import Door, Witness, load_place

    place = load_place(folder)
    # A book that is not there is said before anything is served.
    witnessed = len(place.book.logs())
    door = Door(Witness(place.name, place.key, place.book, time.time))
    server = open_server(door, place.listen, body_bytes_max=SUBMISSION_BYTES_MAX + 1)
    stop_on_signals()
    words = _("%(witness)s listens on %(place)s. Logs that it witnesses: %(count)s. Stop with Ctrl-C.")
    say(words, witness=place.name, place=place.listen, count=witnessed)
    try:
        server.run()
    finally:
        server.close()


def _read(file: Path) -> "Manifest":
    """Read a manifest; the signatures of a first version are held against its own keys."""
    from jisr.manifest import parse_manifest, require_signatures

    try:
        manifest = parse_manifest(file.read_text("utf-8"))
        if manifest.version == 1:
            require_signatures(manifest, sorted(manifest.parties))
    except (OSError, ValueError, JisrError) as error:
        because = (isinstance(error, OSError) and error.strerror) or error
        raise ManifestAmiss("%(file)s: %(because)s", file=file, because=because) from error
    return manifest


def _time(seconds: int) -> str | None:
    return format_instant(Instant(seconds)) if seconds else None


__all__ = ["register"]
