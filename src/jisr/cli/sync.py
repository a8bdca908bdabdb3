"""`jisr sync`: exchange with the other parties' nodes now, instead of when the worker would."""

from typing import Annotated, Any

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from jisr.base import JisrError
from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.output import AsJson, complain, errors, print_json, print_table


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sync")(sync)


def sync(
    framework: Annotated[str, typer.Argument(help="The framework; without it all.")] = "",
    party: Annotated[str, typer.Argument(help="The party; without it all others.")] = "",
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Exchange until neither side lacks anything that the other has. Exit code 1 if a node did not answer."""
    entered = enter(home, as_json=as_json)
    from jisr.cli.node import tell_waiting
    from jisr.node.queries.plain import peers_of, waiting_now
    from jisr.node.services.exchange import synchronise
    from jisr.node.services.messages import own_head

    rows: list[dict[str, Any]] = []
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=errors, transient=True) as progress:
        task = progress.add_task(_("Exchanging …"), total=None)
        for code, other in peers_of(framework, party):
            words = _("Exchanging with %(party)s in %(framework)s …")
            progress.update(task, description=words % {"party": other, "framework": code})
            row: dict[str, Any] = {"framework": code, "party": other, "taken_in": 0, "held": [], "refused": []}
            try:
                row |= synchronise(code, other).plain()
                if entered.log_signer is not None:
                    # What could not be signed was not sent.
                    own_head(code)
            except JisrError as error:
                row["trouble"] = str(error) if as_json else error.said_in(_)
                if not as_json:
                    complain(error)
            rows.append(row)
    if as_json:
        print_json(rows)
    else:
        print_table(
            (_("framework"), _("party"), _("taken in"), _("held back"), _("refused"), _("trouble")),
            [
                (
                    r["framework"],
                    r["party"],
                    r["taken_in"],
                    len(r["held"]),
                    len(r["refused"]),
                    r.get("trouble", ""),
                )
                for r in rows
            ],
        )
        for line in waiting_now({row["framework"] for row in rows}):
            tell_waiting(line)
    if any("trouble" in row for row in rows):
        raise typer.Exit(1)
