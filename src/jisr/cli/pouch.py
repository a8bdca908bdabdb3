"""`jisr pouch`: the exchange as a file, where no network is (protocol 8.2)."""

import os
from pathlib import Path
from typing import Annotated

import typer

from jisr.base import N_, JisrError, Phrase
from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.language import ngettext, number
from jisr.cli.output import AsJson, print_json, print_table, say

REFUSED_EXIT = 3
commands = typer.Typer(
    no_args_is_help=True, help="Write the exchange into a file that is carried by hand, and read one."
)


class PouchAmiss(JisrError):
    """The pouch's file cannot be read or written."""

    advice = N_("Look at the file's name, place and rights; nothing was changed.")


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
    enter(home, as_json=as_json)
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
        raise PouchAmiss("%(file)s: %(because)s", file=file, because=error) from error
    if as_json:
        print_json({"file": str(file), "bytes": len(raw)})
        return
    size = len(raw)
    words = ngettext(
        "%(file)s holds %(bytes)s byte for %(party)s.", "%(file)s holds %(bytes)s bytes for %(party)s.", size
    )
    say(words, file=file, bytes=number(size), party=party)


@commands.command("read")
def read(
    file: Annotated[Path, typer.Argument(help="The pouch.")], home: HomePath = None, as_json: AsJson = False
) -> None:
    """Take in a pouch, and say what became of it. Exit code 3 if anything was refused."""
    enter(home, as_json=as_json)
    from jisr.node.services.exchange import open_pouch

    try:
        raw = file.read_bytes()
    except OSError as error:
        raise PouchAmiss("%(file)s: %(because)s", file=file, because=error) from error
    receipt = open_pouch(raw)
    if as_json:
        print_json(receipt.plain())
    else:
        words = ngettext("%(count)s entry taken in.", "%(count)s entries taken in.", receipt.taken_in)
        say(words, count=receipt.taken_in)
        if receipt.held:
            rows = [(f"{r['party']}.{r['seq']}", _noted(r)) for r in receipt.held]
            print_table((_("held back"), _("waits for")), rows)
        if receipt.refused:
            print_table((_("refused"), _("rule"), _("why"), _("noted")), map(_refused, receipt.refused))
    if receipt.refused:
        raise typer.Exit(REFUSED_EXIT)


def _refused(found: dict[str, object]) -> tuple[str, ...]:
    """Give a row of what was refused: the rule in words, and what was noted of it."""
    from jisr.rules.say import say_rule

    rule = str(found.get("rule", ""))
    what = f"{found.get('party', found.get('file'))}.{found.get('seq', '')}"
    return what, rule, say_rule(rule, _), _noted(found)


def _noted(found: dict[str, object]) -> str:
    because = found["because"]
    return because.said_in(_) if isinstance(because, Phrase) else str(because)
