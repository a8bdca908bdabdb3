"""`jisr procedure`: the procedures that jisr ships; what a framework put in force is told by `jisr framework show`."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jisr.base import N_, JisrError, canonical
from jisr.cli.language import gettext as _
from jisr.cli.output import AsJson, print_json, print_table, say

if TYPE_CHECKING:
    from jisr.prove import Change
    from jisr.rules import Act, Parameter, Procedure

commands = typer.Typer(
    no_args_is_help=True,
    help="List the procedures that this release of jisr ships, and read them, in words or as JSON.\n\n"
    "Which of them a framework has put in force is told by `jisr framework show`.",
)


# What an act is besides its name, by the attribute that says so.
FLAGS = {
    "opens": N_("opens"),
    "joint": N_("joint"),
    "protective": N_("protective"),
    "irrevocable": N_("irrevocable"),
    "closes": N_("closes"),
}
PERIOD = N_("Period %(name)s — %(label)s")
PERIOD_DUE = N_("Period %(name)s — %(label)s; then the node may %(act)s")
OPTIONAL = N_("  · %(name)s (%(type)s, may be left out) — %(label)s")
PARAMETER = N_("Figure %(name)s — %(label)s")
# What stands in a procedure's own file is what a new framework begins with; the manifest decides.
SHIPPED = N_("  As shipped, for %(owner)s: %(value)s, from %(day)s on")
SOURCE = "  [%(source)s]"


class NoSuchProcedure(JisrError):
    """There is no procedure of this name."""

    advice = N_("jisr ships: %(known)s. What a framework has in force: `jisr framework show FRAMEWORK`.")


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
    print_table(
        (_("procedure"), _("what it is"), _("within"), _("digest")),
        [(row["id"], _(str(row["label"])), row["within"], row["digest"]) for row in rows],
    )


@commands.command("show")
def show(
    name: Annotated[str, typer.Argument(help="The procedure: session, or session/1.")], as_json: AsJson = False
) -> None:
    """Show a procedure: its acts, by whom and when, their fields, periods, figures and guarantees.

    With --json: the canonical JSON of which, without its labels, the digest is taken.
    """
    from jisr.rules.written import write_procedure

    procedure = _find(name)
    if as_json:
        sys.stdout.buffer.write(canonical(write_procedure(procedure)) + b"\n")
        return
    say("%(label)s (%(id)s)", label=_(procedure.label), id=procedure.id)
    sides = _("each party") if isinstance(procedure.sides, str) else ", ".join(procedure.sides)
    say(_("Sides: %(sides)s"), sides=sides)
    if procedure.within:
        say(_("Lives within a dossier of: %(procedure)s"), procedure=procedure.within)
    for act in procedure.acts:
        _tell_act(act, procedure)
    for period in procedure.periods:
        say("")
        say(_(PERIOD_DUE if period.due else PERIOD), name=period.name, label=_(period.label), act=period.due)
        _tell_source(period.source)
    for parameter in procedure.parameters:
        _tell_parameter(parameter)
    for guarantee in procedure.guarantees:
        say("")
        say(_("Guarantee — %(label)s"), label=_(guarantee.label))
        _tell_source(guarantee.source)


@commands.command("diff")
def diff(
    old: Annotated[str, typer.Argument(help="The earlier version: session/1, or its JSON in a file.")],
    new: Annotated[str, typer.Argument(help="The later version.")],
    as_json: AsJson = False,
) -> None:
    """Say what a version adds and drops: guarantees, what acts need, and what protects.

    A guarantee is kept if the new ones imply it. The exit code is 1 if anything is dropped: the manifest must then name
    it and say why. It also says why no dossier under way could move from the one to the other.
    """
    from jisr.kernel import Compiled
    from jisr.kernel.moving import hindrances
    from jisr.prove import difference

    before, after = _read(old), _read(new)
    found = difference(before, after)
    hindered = [*hindrances(Compiled(before), Compiled(after))] if before.id != after.id else []
    if as_json:
        kinds = {"added": found.added, "dropped": found.dropped}
        value = {kind: [_change_value(each) for each in changes] for kind, changes in kinds.items()}
        print_json({**value, "hindered": [each.said_in(_) for each in hindered]})
    else:
        for each in (*found.added, *found.dropped):
            say("%(sign)s %(what)s", sign="+" if each.is_added else "-", what=each.said.said_in(_))
            if each.source:
                _tell_source(each.source)
        if not found.added and not found.dropped:
            say(_("Both guarantee, need and protect the same."))
        for because in hindered:
            say(_("No dossier can move from the earlier to the later: %(because)s"), because=because.said_in(_))
    if found.dropped:
        raise typer.Exit(1)


def _change_value(change: "Change") -> dict[str, object]:
    return {
        "name": change.name, "kind": change.kind, "act": change.act, "source": change.source or None,
        "said": change.said.said_in(_),
    }  # fmt: skip


def _read(name: str) -> "Procedure":
    """Give a procedure by its name, or from its file."""
    from jisr.rules import MalformedProcedure, read_procedure

    path = Path(name)
    if not path.is_file():
        return _find(name)
    try:
        return read_procedure(json.loads(path.read_bytes()))
    except (ValueError, MalformedProcedure) as error:
        raise MalformedProcedure(where=name, got=error) from error


def _find(name: str) -> "Procedure":
    from jisr.procedures import PROCEDURES

    for each in PROCEDURES.values():
        if name in (each.name, each.id):
            return each
    raise NoSuchProcedure(N_("no procedure %(name)s"), name=name, known=", ".join(PROCEDURES))


def _tell_source(source: str) -> None:
    from jisr.rules.sources import source_said

    say(SOURCE, source=source_said(source, _))


def _tell_parameter(parameter: "Parameter") -> None:
    from jisr.cli.figures import owner_said, value_said
    from jisr.procedures import stock_parameters

    say("")
    say(_(PARAMETER), name=parameter.name, label=_(parameter.label))
    for owner, named in stock_parameters().items():
        for each in named.get(parameter.name, ()):
            say(_(SHIPPED), owner=owner_said(owner), value=value_said(each["is"]), day=each["from"])
            _tell_source(each["source"])


def _tell_act(act: "Act", procedure: "Procedure") -> None:
    from jisr.procedures import PROCEDURES
    from jisr.rules import EACH, Always
    from jisr.rules.say import say as say_term

    around = next((each for each in PROCEDURES.values() if each.name == procedure.within), None)
    flags = [_(word) for name, word in FLAGS.items() if getattr(act, name)]
    say("")
    say(
        "%(name)s — %(label)s%(flags)s", name=act.name, label=_(act.label), flags=f" ({', '.join(flags)})" * bool(flags)
    )
    _tell_source(act.source)
    if act.consequence:
        say("  %(words)s", words=_(act.consequence))
    by = "; ".join(
        f"{_('each party') if side == EACH else side}: {', '.join(mandates)}" for side, mandates in act.by.items()
    )
    say(_("  By %(mandates)s"), mandates=by)
    if not isinstance(act.needs, Always):
        needs = say_term(act.needs, procedure, _, around=around)
        say(_("  Needs: %(condition)s"), condition=needs.replace("\n", "\n    "))
    for field in act.fields:
        choices = f": {', '.join(code for code, _label in field.choices)}" if field.choices else ""
        words = "  · %(name)s (%(type)s) — %(label)s" if field.required else _(OPTIONAL)
        say(words, name=field.name, type=f"{field.type}{choices}", label=_(field.label))
