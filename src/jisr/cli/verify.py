"""`jisr verify` and `jisr rebuild`: hold everything kept against the entries, or make it again from them."""

from typing import TYPE_CHECKING, Annotated

import typer

from jisr.cli.entering import HomePath, enter
from jisr.cli.output import AsJson, console, errors, print_json, print_table, progress

if TYPE_CHECKING:
    from jisr.node.services.rebuilding import Report

Which = Annotated[str, typer.Argument(help="The framework; without it all.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("verify")(verify)
    app.command("rebuild")(rebuild)


def verify(framework: Which = "", home: HomePath = None, as_json: AsJson = False) -> None:
    """Check every entry, root, head, proof, standing and projection, folding all again from nothing.

    Exit code 0 only if nothing differs; what differs is named. Nothing is changed.
    """
    enter(home, migrate=False)
    from jisr.node.services.rebuilding import verify_all

    with progress() as tell:
        report = verify_all(framework, tell=tell)
    _say(report, "violations", as_json)
    if report.violations:
        raise typer.Exit(1)
    if not as_json:
        console.print("All of it holds.")


def rebuild(framework: Which = "", home: HomePath = None, as_json: AsJson = False) -> None:
    """Make everything that follows from the entries again: standings, projections, tiles, sights, register.

    Says what had differed; exit code 1 if the entries themselves are damaged, which no rebuilding mends.
    """
    enter(home)
    from jisr.node.services.rebuilding import rebuild_all

    with progress() as tell:
        report = rebuild_all(framework, tell=tell)
    _say(report, "differed", as_json)
    if report.damaged:
        if not as_json:
            errors.print(
                "The entries themselves are damaged: take the database back from a backup, then `jisr sync`."
                " Nothing was changed in these frameworks: " + ", ".join(report.damaged),
                soft_wrap=True,
            )
        raise typer.Exit(1)
    if not as_json:
        console.print("Everything was equal." if not report.violations else "Made again from the entries.")


def _say(report: "Report", name: str, as_json: bool) -> None:
    if as_json:
        print_json({"checked": report.counts, "damaged": report.damaged, name: [v.value() for v in report.violations]})
        return
    print_table(("checked", "how many"), [(what, f"{count:,}") for what, count in report.counts.items()])
    if report.violations:
        print_table(("what differs", "where", "how"), [(v.what, v.where, v.how) for v in report.violations])
