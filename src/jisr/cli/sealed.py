"""`jisr sealed`: read a sealed field as an officer, and list who has read what."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

import typer

from jisr.base import N_, JisrError
from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.output import AsJson, print_json, print_table, say, warn

commands = typer.Typer(no_args_is_help=True, help="Read sealed fields, and list the readings.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="sealed")


@commands.command("read")
def read(
    framework: Annotated[str, typer.Argument(help="The framework, as in mar-esp.")],
    entry: Annotated[str, typer.Argument(help="The act, as in ESP.12.")],
    field: Annotated[str, typer.Argument(help="The sealed field, as its act declares it.")],
    officer: Annotated[str, typer.Option(help="The officer who reads it.")],
    purpose: Annotated[str, typer.Option(help="decide, care, check, person, oversight, or other.")],
    words: Annotated[str, typer.Option(help="In words, without names; needed with other.")] = "",
    out: Annotated[
        Path | None, typer.Option(help="Of a file: where its content is written; a file there is not overwritten.")
    ] = None,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Read one sealed field: the reading is logged with its purpose before the text is printed.

    Only as an officer of an authority to which it is sealed. The operator of this machine answers for the officer
    being the one who reads.
    """
    enter(home, migrate=False, as_json=as_json)
    from jisr.base import parse_entry_id
    from jisr.node.services.officers import officer_called
    from jisr.node.services.reading_sealed import read_file, read_sealed

    if out is not None:
        how = {"purpose": purpose, "words": words, "way": "command"}
        with _new_file(out) as sink:
            file = read_file(framework, parse_entry_id(entry), field, officer=officer_called(officer), **how)
            for piece in file.pieces:
                sink.write(piece)
        said = {"entry": entry, "field": field, "name": file.name, "bytes": file.attached.size, "out": str(out)}
        if as_json:
            print_json(said)
            return
        template = _("%(out)s: %(bytes)s bytes, %(kind)s. Its author called it %(name)s.")
        say(template, out=out, bytes=file.attached.size, kind=_(file.kind.label), name=file.attached.name)
        return
    opened = read_sealed(
        framework,
        parse_entry_id(entry),
        field,
        officer=officer_called(officer),
        purpose=purpose,
        words=words,
        way="command",
    )
    if as_json:
        print_json(
            {
                "entry": entry,
                "dossier": opened.dossier,
                "field": field,
                "value": opened.value,
                "authority": opened.authority,
                "mandate": opened.mandate,
            }
        )
        return
    from jisr.node.queries.values import shown

    say("%(text)s", text=shown(opened.declared, opened.value))


@commands.command("rotate")
def rotate(
    authority: Annotated[str, typer.Argument(help="The authority, as in esp.guardian.")],
    officer: Annotated[str, typer.Option(help="An officer with a post of the founding authority.")],
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Make another key for an authority, and state it in every framework where it has one.

    The node seals anew what it holds, and destroys the old key, once every other party has seen the new one and all
    that was sealed to the old one is here. Exit code 1 where another officer has to state it in some framework.
    """
    enter(home, migrate=False, as_json=as_json)
    from jisr.node.services.officers import officer_called
    from jisr.node.services.rotating import rotate as state

    done = state(authority, officer=officer_called(officer))
    if as_json:
        print_json({"stated": done.stated, "left": {code: str(error) for code, error in done.left.items()}})
    else:
        for framework, entry in done.stated.items():
            words = _("%(framework)s: the new key of %(authority)s is stated in %(entry)s.")
            say(words, framework=framework, authority=authority, entry=entry)
        for framework, error in done.left.items():
            warn("%(framework)s: %(because)s", framework=framework, because=error.said_in(_))
    if done.left:
        raise typer.Exit(1)


@contextmanager
def _new_file(place: Path) -> Iterator[IO[bytes]]:
    """Write a file that nobody else reads; one that was not finished is taken away."""
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise OutAmiss("%(place)s: %(because)s", place=place, because=error.strerror) from error
    try:
        with open(handle, "wb") as sink:
            yield sink
    except BaseException:
        place.unlink(missing_ok=True)
        raise


class OutAmiss(JisrError):
    """The content of a file cannot be written where it should be."""

    advice = N_("Name by --out a file that is not there yet, in a folder that this account may write to.")


@commands.command("log")
def log(
    framework: Annotated[str, typer.Argument(help="The framework, as in mar-esp.")],
    dossier: Annotated[str, typer.Argument(help="The dossier, as in ESP.12.")],
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """List who has read which sealed field of a dossier on this node, when and for what; newest first."""
    enter(home, migrate=False, as_json=as_json)
    from jisr.node.queries.accesses import accesses_of
    from jisr.node.queries.instants import written
    from jisr.node.queries.reading import reading

    held = reading(framework)
    found = accesses_of(held, held.docket(dossier), most=None)
    if as_json:
        plain = ("username", "authority", "mandate", "entry", "field", "code", "words", "way")
        print_json([{"at": written(each.at), **{name: getattr(each, name) for name in plain}} for each in found])
        return
    if not found:
        say(_("Nobody has read a sealed field of this dossier here."))
        return
    print_table(
        (_("when"), _("officer"), _("authority"), _("act"), _("field"), _("purpose"), _("in words")),
        [(written(e.at), e.username, e.authority, e.entry, e.field, e.purpose, e.words) for e in found],
    )
