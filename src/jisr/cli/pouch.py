"""`jisr pouch`: the exchange as a file, where no network is (protocol 8.2)."""

import os
from pathlib import Path
from typing import Annotated

import typer

from jisr.base import JisrError
from jisr.cli.entering import HomePath, enter
from jisr.cli.output import AsJson, console, print_json, print_table

REFUSED_EXIT = 3
commands = typer.Typer(
    no_args_is_help=True, help="Write the exchange into a file that is carried by hand, and read one."
)


class PouchAmiss(JisrError):
    """The pouch's file cannot be read or written."""

    def remedy(self) -> str:
        return "Look at the file's name, place and rights; nothing was changed."


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="pouch")


@commands.command("write")
def write(
    framework: Annotated[str, typer.Argument(help="The framework.")],
    party: Annotated[str, typer.Argument(help="For whom.")],
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Write what a party lacks, as far as is known here, into a signed file."""
    enter(home)
    from jisr.base import FrameworkId, Party
    from jisr.node.services.exchange import make_pouch

    raw = make_pouch(FrameworkId(framework), Party(party))
    try:
        with file.open("wb") as out:
            # It is not encrypted; an older file in its place may have been for everybody.
            os.fchmod(out.fileno(), 0o600)
            out.write(raw)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise PouchAmiss(f"{file}: {error}") from error
    if as_json:
        print_json({"file": str(file), "bytes": len(raw)})
        return
    console.print(f"{file} holds {len(raw):,} bytes for {party}.", soft_wrap=True)


@commands.command("read")
def read(
    file: Annotated[Path, typer.Argument(help="The pouch.")], home: HomePath = None, as_json: AsJson = False
) -> None:
    """Take in a pouch, and say what became of it. Exit code 3 if anything was refused."""
    enter(home)
    from jisr.node.services.exchange import open_pouch

    try:
        raw = file.read_bytes()
    except OSError as error:
        raise PouchAmiss(f"{file}: {error}") from error
    receipt = open_pouch(raw)
    if as_json:
        print_json({"taken_in": receipt.taken_in, "held": receipt.held, "refused": receipt.refused})
    else:
        console.print(f"{receipt.taken_in} entries taken in.")
        if receipt.held:
            print_table(("held", "waits for"), [(f"{r['party']}.{r['seq']}", r["because"]) for r in receipt.held])
        if receipt.refused:
            print_table(
                ("refused", "rule", "because"),
                [
                    (f"{r.get('party', r.get('file'))}.{r.get('seq', '')}", r.get("rule", ""), r["because"])
                    for r in receipt.refused
                ],
            )
    if receipt.refused:
        raise typer.Exit(REFUSED_EXIT)
