"""`jisr dossier`: lists of dossiers, and one dossier as programs read it (protocol 10)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jisr.base import N_
from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
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
