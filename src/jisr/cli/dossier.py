"""`jisr dossier`: lists of dossiers, and one dossier as programs read it (protocol 10)."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from jisr.cli.entering import HomePath, enter
from jisr.cli.output import AsJson, console, escape, print_json, print_table

commands = typer.Typer(no_args_is_help=True, help="List dossiers, and show one.")
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
    enter(home, migrate=False)
    from jisr.node.queries.plain import dossier_lines

    values = dossier_lines(framework, procedure=procedure)
    if as_json:
        print_json(values)
        return
    if not values:
        console.print("There is no dossier of this kind here.")
        return
    print_table(
        ("framework", "dossier", "procedure", "stage", "within", "moved", "what"),
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
    enter(home, migrate=False)
    from jisr.node.queries.plain import dossier_value, find_dossier

    code, number = find_dossier(dossier, framework)
    value = dossier_value(code, number)
    if as_json:
        print_json(value)
        return
    _tell(code, value)


def _tell(framework: str, value: dict[str, Any]) -> None:
    from jisr.node.queries.spoken import spoken

    words = spoken(framework, value)
    judged = f"{value['procedure'] or 'not judged here'}: {value['stage'] or 'no stage'}"
    console.print(f"[bold]{framework}/{value['id']}[/] {judged}", soft_wrap=True)
    if words.unjudged:
        console.print(f"[bold red]Not judged here:[/] {escape(words.unjudged.words)}", soft_wrap=True)
        console.print(escape(words.unjudged.how), soft_wrap=True)
    clock = value["clock"]
    console.print(f"Clocks from {clock['least'] or 'before everything'} to {clock['greatest'] or 'before everything'}")
    if value["facts"]:
        print_table(("fact", "holds"), [(name, "yes" if holds else "no") for name, holds in value["facts"].items()])
    figures = [(name, figure) for name, figure in value["figures"].items() if figure is not None]
    if figures:
        print_table(("figure", "value"), figures)
    print_table(("entry", "act", "time", "by", "standing", "final", "why"), _rows(value, words.acts))
    if value["open_acts"]:
        print_table(("act of this party", "lacks"), [(name, lacks) for name, lacks in words.lacks.items()])


def _rows(value: dict[str, Any], why: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for each in value["acts"]:
        entry, final = f"{each['party']}.{each['seq']}", "yes" if each["final"] else "not yet"
        yield entry, each["act"], each["time"], each["by"]["authority"], each["standing"], final, why[entry]
