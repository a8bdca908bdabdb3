"""`jisr officer`: the people who sign in to this node, and for which authorities they act."""

import sys
from typing import Annotated

import typer

from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.output import AsJson, print_json, print_table, say

commands = typer.Typer(no_args_is_help=True, help="Make officers and give them their postings.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="officer")


@commands.command("add")
def add(
    username: Annotated[str, typer.Argument(help="By which the officer signs in.")],
    name: Annotated[str, typer.Option(help="The officer's name; it never leaves this node.")],
    language: Annotated[str, typer.Option(help="en, ar, fr, es or nl.")] = "en",
    zone: Annotated[str, typer.Option(help="Time zone, as in Africa/Casablanca.")] = "UTC",
    home: HomePath = None,
) -> None:
    """Make an officer. The password is asked for, or read from standard input; it is never an argument."""
    enter(home)
    from jisr.node.services.officers import add_officer

    if sys.stdin.isatty():
        password = typer.prompt(_("Password"), hide_input=True, confirmation_prompt=_("Password, once more"))
    else:
        password = sys.stdin.readline().rstrip("\n")
    add_officer(username, name=name, password=password, language=language, zone=zone)
    say(_("%(officer)s can sign in. Next: jisr officer post %(officer)s FRAMEWORK AUTHORITY"), officer=username)


@commands.command("post")
def post(
    username: Annotated[str, typer.Argument(help="The officer.")],
    framework: Annotated[str, typer.Argument(help="The framework.")],
    authority: Annotated[str, typer.Argument(help="The authority, as in mar.interior.")],
    home: HomePath = None,
) -> None:
    """Let an officer act for an authority in a framework."""
    enter(home)
    from jisr.node.services.officers import post_officer

    post_officer(username, framework=framework, authority=authority)
    words = _("%(officer)s acts for %(authority)s in %(framework)s.")
    say(words, officer=username, authority=authority, framework=framework)


@commands.command("list")
def list_officers(home: HomePath = None, as_json: AsJson = False) -> None:
    """List officers and their postings."""
    enter(home, as_json=as_json)
    from jisr.node.queries.plain import officer_values

    values = officer_values()
    if as_json:
        print_json(values)
        return
    print_table(
        (_("officer"), _("name"), _("acts for")),
        [
            (
                each["username"],
                each["name"],
                ", ".join(_("%(authority)s in %(framework)s") % p for p in each["postings"]),
            )
            for each in values
        ],
    )
