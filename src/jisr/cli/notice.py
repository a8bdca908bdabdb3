"""`jisr notice`: try the mail server, and see what waits in the outbox."""

from typing import Annotated, Any

import typer

from jisr.base import N_
from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.language import language
from jisr.cli.output import AsJson, print_json, print_table, say

commands = typer.Typer(no_args_is_help=True, help="Try the mail server, see what waits to be sent.")
CHANNELS = {"mail": N_("e-mail"), "hook": N_("webhook")}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="notice")


@commands.command("test")
def send_test(
    to: Annotated[str, typer.Argument(metavar="ADDRESS", help="Where the test is sent: name@ministry.example")],
    home: HomePath = None,
) -> None:
    """Send a test by e-mail, at once and past the outbox; say at which step it failed, if it did."""
    entered = enter(home)
    import uuid

    from jisr.node.letters import letter_of_test
    from jisr.node.mailing import hand_over

    hand_over(entered, letter_of_test(language()), to=to, message=f"<{uuid.uuid4().hex}@jisr>")
    server = entered.notifying.mail
    assert server is not None, "what was handed over has a server"
    words = _("The mail server %(host)s:%(port)s has taken it; see whether it arrives at %(to)s.")
    say(words, host=server.host, port=server.port, to=to)


@commands.command("status")
def status(home: HomePath = None, as_json: AsJson = False) -> None:
    """Say how much waits in the outbox, since when, and why it was not taken."""
    enter(home, as_json=as_json)
    from jisr.node.queries.plain import outbox_values

    if as_json:
        print_json(outbox_values())
        return
    tell_outbox(outbox_values(lambda phrase: phrase.said_in(_)), with_empty=True)


def tell_outbox(values: list[dict[str, Any]], *, with_empty: bool = False) -> None:
    """Say what waits to be sent, a channel a row; nothing where nothing waits, unless asked."""
    rows = [
        (_channel_of(each), each["waiting"], each["oldest"], each["tries"], each["trouble"])
        for each in values
        if with_empty or each["waiting"]
    ]
    if rows:
        print_table((_("outbox"), _("waiting"), _("oldest"), _("tries"), _("trouble")), rows)


def _channel_of(value: dict[str, Any]) -> str:
    channel = value["channel"]
    return _(CHANNELS[channel])
