"""`jisr dossier`: lists of dossiers, and one dossier as programs read it (protocol 10)."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from jisr.base import N_, JisrError
from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.language import language
from jisr.cli.output import AsJson, print_json, print_table, say

if TYPE_CHECKING:
    from jisr.node.queries.spoken import Spoken

STANDINGS = {
    "stands": N_("stands"),
    "void": N_("has no effect"),
    "defeated": N_("overtaken by what was done at the same time"),
    "crossed": N_("done although something stood against it"),
    "unjudged": N_("not judged here"),
}
commands = typer.Typer(no_args_is_help=True, help="List dossiers, and show one.")


class AttestationFileAmiss(JisrError):
    """The file of an opened attestation cannot be written."""

    advice = N_("Look at the file's name, place and rights; nothing was changed.")


InFramework = Annotated[str, typer.Option("--framework", help="The framework, where several have such a dossier.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="dossier")


@commands.command("list")
def list_dossiers(
    framework: Annotated[str, typer.Argument(help="The framework; without it all.")] = "",
    procedure: Annotated[str, typer.Option(help="Only of this procedure, as in session.")] = "",
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """List dossiers, those that moved last first."""
    enter(home, migrate=False, as_json=as_json)
    from jisr.node.queries.plain import dossier_lines

    values = dossier_lines(framework, procedure=procedure)
    if as_json:
        print_json(values)
        return
    if not values:
        say(_("There is no dossier of this kind here."))
        return
    print_table(
        (_("framework"), _("dossier"), _("procedure"), _("stage"), _("within"), _("moved"), _("what it is")),
        [(v["framework"], v["id"], v["procedure"], v["stage"], v["within"], v["moved"], v["title"]) for v in values],
    )


@commands.command("show")
def show(
    dossier: Annotated[str, typer.Argument(metavar="ID", help="The dossier: ESP.12, or mar-esp/ESP.12.")],
    framework: InFramework = "",
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Show a dossier: facts, figures, items, every act with its standing, and which acts are open."""
    enter(home, migrate=False, as_json=as_json)
    from jisr.node.queries.plain import dossier_value, find_dossier

    code, number = find_dossier(dossier, framework)
    value = dossier_value(code, number)
    if as_json:
        print_json(value)
        return
    _tell(code, value)


@commands.command("bundle")
def bundle(
    dossier: Annotated[str, typer.Argument(metavar="ID", help="The dossier: ESP.12, or mar-esp/ESP.12.")],
    output: Annotated[Path, typer.Option(help="The file to write.")],
    officer: Annotated[str, typer.Option(help="The officer who is given it.")],
    purpose: Annotated[
        str, typer.Option(help="For what sealed texts are opened: decide, care, check, person, oversight, or other.")
    ] = "",
    words: Annotated[str, typer.Option(help="In words, without names; needed with other.")] = "",
    paper_language: Annotated[
        str, typer.Option("--language", help="The language of the paper: en, ar, fr, es or nl.")
    ] = "",
    framework: InFramework = "",
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Put a whole dossier into one file for a court: on paper, each act with its proof, and a script that checks it.

    The making is logged. What is sealed is not in it, unless --purpose says for what it is opened: then each text
    that the officer may read is in it, and each is logged as a reading. It is checked, on any machine and without a
    node, by `jisr verify --bundle FILE`.
    """
    enter(home, as_json=as_json)
    from jisr.cli.bundles import write_dossier_bundle

    write_dossier_bundle(
        dossier,
        framework,
        output,
        officer=officer,
        paper_language=paper_language or language(),
        purpose=purpose,
        words=words,
        as_json=as_json,
    )


@commands.command("figures")
def figures(
    dossier: Annotated[str, typer.Argument(metavar="ID", help="The session: ESP.12, or mar-esp/ESP.12.")],
    officer: Annotated[str, typer.Option(help="The officer who states them.")],
    confirm: Annotated[str, typer.Option(help="The code of what was shown: that is recorded, and nothing else.")] = "",
    said_in: Annotated[
        str, typer.Option("--language", help="The language of the statement: en, ar, fr, es or nl.")
    ] = "",
    framework: InFramework = "",
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Show what an officer may state of dossiers about persons on a session's agenda; with --confirm, state it.

    Counts are rounded down to tens, and those under ten are left out. It is done once a session.
    """
    enter(home, migrate=False, as_json=as_json)
    from jisr.cli.stating import tell_or_state

    tell_or_state(dossier, framework, officer=officer, said_in=said_in or language(), confirm=confirm, as_json=as_json)


@commands.command("open-attestation")
def open_attestation(
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="The attesting act: mar-esp/ESP.12.")],
    output: Annotated[Path, typer.Option(help="The file to write.")],
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Open an own attestation for a court or an ombudsman: whoever has the file can judge it again.

    The file has the domestic log up to the act, and so the open fields of every dossier of the domestic framework. Give
    it to nobody else. It is checked, on any machine and without a node, by `jisr verify --attestation FILE`.
    """
    enter(home, as_json=as_json)
    from jisr.node.queries.attestations import opened_attestation
    from jisr.node.services.linking import dossier_of

    framework, number = dossier_of(entry)
    raw = orjson.dumps(opened_attestation(framework, number))
    try:
        with output.open("wb") as out:
            os.fchmod(out.fileno(), 0o600)
            out.write(raw)
    except OSError as error:
        raise AttestationFileAmiss("%(file)s: %(because)s", file=output, because=error.strerror) from error
    if as_json:
        print_json({"file": str(output), "bytes": len(raw)})
        return
    say(_("%(file)s opens %(entry)s. Give it to a court or an ombudsman only."), file=output, entry=entry)


def _tell(framework: str, value: dict[str, Any]) -> None:
    from jisr.node.queries.spoken import spoken

    words = spoken(framework, value)
    say("%(framework)s/%(dossier)s: %(title)s", framework=framework, dossier=value["id"], title=words.title)
    if words.unjudged:
        say("%(words)s", words=words.unjudged.words)
        say(_(words.unjudged.how))
    if words.kind:
        say(_("%(kind)s (%(procedure)s)"), kind=words.kind, procedure=value["procedure"])
    if words.stage:
        say(_("Where it stands: %(stage)s"), stage=words.stage)
    least, greatest = (value["clock"][each] or _("before everything") for each in ("least", "greatest"))
    say(_("Clocks from %(least)s to %(greatest)s"), least=least, greatest=greatest)
    if words.facts:
        print_table((_("fact"), _("its name")), [(said, name) for name, said in words.facts.items()])
    if words.figures:
        print_table((_("figure"), _("value")), list(words.figures))
    print_table((_("entry"), _("act"), _("time"), _("by"), _("standing"), _("final"), _("why")), _rows(value, words))
    if words.open_acts:
        rows = [(name, each.label, each.why) for name, each in words.open_acts.items()]
        print_table((_("act of this party"), _("what it is"), _("lacks")), rows)


def _rows(value: dict[str, Any], words: "Spoken") -> Iterator[tuple[str, ...]]:
    for each in value["acts"]:
        entry, final = f"{each['party']}.{each['seq']}", _("yes") if each["final"] else _("not yet")
        said, standing = words.acts[entry], STANDINGS[each["standing"]]
        yield entry, said.label, each["time"], each["by"]["authority"], _(standing), final, said.why
