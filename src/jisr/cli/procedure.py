"""`jisr procedure`: the procedures that jisr ships; what a framework put in force is told by `jisr framework show`."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from jisr.base import JisrError, canonical
from jisr.cli.output import AsJson, console, escape, print_json, print_table

if TYPE_CHECKING:
    from jisr.rules import Act, Procedure

commands = typer.Typer(
    no_args_is_help=True,
    help="List the procedures that this release of jisr ships, and read them, in words or as JSON.\n\n"
    "Which of them a framework has put in force is told by `jisr framework show`.",
)


class NoSuchProcedure(JisrError):
    """There is no procedure of this name."""

    def remedy(self) -> str:
        from jisr.procedures import PROCEDURES

        return f"jisr ships: {', '.join(PROCEDURES)}. What a framework has in force: `jisr framework show FRAMEWORK`."


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="procedure")


@commands.command("list")
def list_procedures(as_json: AsJson = False) -> None:
    """List the procedures that jisr ships: id, what it is, the procedure it lives within, digest."""
    from jisr.procedures import PROCEDURES
    from jisr.rules import procedure_digest

    rows = [
        {"id": each.id, "label": each.label, "within": each.within, "digest": procedure_digest(each)}
        for each in PROCEDURES.values()
    ]
    if as_json:
        print_json(rows)
        return
    print_table(("procedure", "what it is", "within", "digest"), [tuple(row.values()) for row in rows])


@commands.command("show")
def show(
    name: Annotated[str, typer.Argument(help="The procedure: session, or session/1.")], as_json: AsJson = False
) -> None:
    """Show a procedure: its acts, by whom and when, their fields, periods and guarantees.

    With --json: the canonical JSON of which, without its labels, the digest is taken.
    """
    from jisr.rules.written import write_procedure

    procedure = _find(name)
    if as_json:
        sys.stdout.buffer.write(canonical(write_procedure(procedure)) + b"\n")
        return
    console.print(f"[bold]{procedure.label}[/] ({procedure.id})")
    console.print(f"Sides: {procedure.sides if isinstance(procedure.sides, str) else ', '.join(procedure.sides)}")
    if procedure.within:
        console.print(f"Lives within a dossier of: {procedure.within}")
    for act in procedure.acts:
        _tell_act(act, procedure)
    for period in procedure.periods:
        due = f"; then the node may {period.due}" if period.due else ""
        console.print(
            f"\n[bold]Period {period.name}[/] — {period.label}{due} [dim]{escape(period.source)}[/]",
            soft_wrap=True,
        )
    for guarantee in procedure.guarantees:
        console.print(f"\n[bold]Guarantee[/] — {guarantee.label} [dim]{escape(guarantee.source)}[/]", soft_wrap=True)


def _find(name: str) -> "Procedure":
    from jisr.procedures import PROCEDURES

    for each in PROCEDURES.values():
        if name in (each.name, each.id):
            return each
    raise NoSuchProcedure(f"no procedure {name}")


def _tell_act(act: "Act", procedure: "Procedure") -> None:
    from jisr.procedures import PROCEDURES
    from jisr.rules import Always
    from jisr.rules.say import say

    around = next((each for each in PROCEDURES.values() if each.name == procedure.within), None)
    flags = [
        word
        for word, holds in (
            ("opens", act.opens),
            ("joint", act.joint),
            ("protective", act.protective),
            ("irrevocable", act.irrevocable),
            ("closes", act.closes),
        )
        if holds
    ]
    mark = f" ({', '.join(flags)})" if flags else ""
    console.print(f"\n[bold]{act.name}[/] — {act.label}{mark} [dim]{escape(act.source)}[/]", soft_wrap=True)
    if act.consequence:
        console.print(f"  {act.consequence}", soft_wrap=True)
    by = "; ".join(f"{side}: {', '.join(mandates)}" for side, mandates in act.by.items())
    console.print(f"  By {by}", soft_wrap=True)
    if not isinstance(act.needs, Always):
        console.print(f"  Needs: {say(act.needs, procedure, str, around=around)}", soft_wrap=True)
    for field in act.fields:
        choices = f": {', '.join(code for code, _ in field.choices)}" if field.choices else ""
        optional = "" if field.required else ", may be left out"
        console.print(f"  · {field.name} ({field.type}{choices}{optional}) — {field.label}", soft_wrap=True)
