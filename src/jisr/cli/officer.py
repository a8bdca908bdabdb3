"""`jisr officer`: the people who sign in to this node, for which authorities they act, and what they sign in by."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jisr.base import N_, JisrError
from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.output import AsJson, print_json, print_table, say, warn

if TYPE_CHECKING:
    from jisr.node.services.changes import Done

commands = typer.Typer(no_args_is_help=True, help="Make officers, give them their postings, and let them in or not.")
DAY_SECONDS = 86_400
Username = Annotated[str, typer.Argument(help="The officer.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the change.")]
BY_COMMAND = N_("by command")


class DayAmiss(JisrError):
    """A day of the command line is not written YYYY-MM-DD."""

    advice = N_("Write the day as in 2027-03-15.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="officer")


@commands.command("add")
def add(
    username: Annotated[str, typer.Argument(help="By which the officer signs in.")],
    name: Annotated[str, typer.Option(help="The officer's name; it never leaves this node.")],
    language: Annotated[str, typer.Option(help="en, ar, fr, es or nl; without it as the browser asks.")] = "",
    zone: Annotated[str, typer.Option(help="Time zone, as in Africa/Casablanca.")] = "UTC",
    reason: Reason = BY_COMMAND,
    home: HomePath = None,
) -> None:
    """Make an officer. The password is asked for, or read from standard input; it is never an argument."""
    enter(home)
    from jisr.node.services.changes import note_by_machine
    from jisr.node.services.officers import add_officer

    if sys.stdin.isatty():
        password = typer.prompt(_("Password"), hide_input=True, confirmation_prompt=_("Password, once more"))
    else:
        password = sys.stdin.readline().rstrip("\n")
    officer = add_officer(username, name=name, password=password, language=language, zone=zone)
    note_by_machine("add", officer=officer, what={"username": username, "name": name}, reason=reason)
    say(_("%(officer)s can sign in. Next: jisr officer post %(officer)s FRAMEWORK AUTHORITY"), officer=username)


@commands.command("post")
def post(
    username: Username,
    framework: Annotated[str, typer.Argument(help="The framework.")],
    authority: Annotated[str, typer.Argument(help="The authority, as in mar.interior.")],
    mandate: Annotated[
        list[str] | None, typer.Option(help="Only this mandate of the authority; as often as needed.")
    ] = None,
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="The first day, in UTC: 2027-03-15.")] = "",
    last: Annotated[str, typer.Option("--until", metavar="DAY", help="The last day, in UTC: 2027-09-30.")] = "",
    reason: Reason = BY_COMMAND,
    home: HomePath = None,
) -> None:
    """Let an officer act for an authority in a framework; given anew, it is as given last."""
    what = {
        "framework": framework,
        "authority": authority,
        "mandates": sorted(mandate or ()),
        "starts": _day(first) if first else None,
        "ends": _day(last) + DAY_SECONDS if last else None,
    }
    _do("post", username, reason=reason, home=home, what=what)
    words = _("%(officer)s acts for %(authority)s in %(framework)s.")
    say(words, officer=username, authority=authority, framework=framework)


@commands.command("operate")
def operate(
    username: Annotated[str, typer.Argument(help="The officer.")],
    end: Annotated[bool, typer.Option("--end", help="No longer.")] = False,
    home: HomePath = None,
) -> None:
    """Let an officer see how this node itself stands, on its page for operators. It gives no right in any framework."""
    enter(home)
    from jisr.node.services.officers import let_operate

    let_operate(username, operates=not end)
    words = (
        _("%(officer)s no longer sees how this node stands.") if end else _("%(officer)s sees how this node stands.")
    )
    say(words, officer=username)


@commands.command("unpost")
def unpost(
    username: Username,
    framework: Annotated[str, typer.Argument(help="The framework.")],
    authority: Annotated[str, typer.Argument(help="The authority, as in mar.interior.")],
    reason: Reason = BY_COMMAND,
    home: HomePath = None,
) -> None:
    """End an officer's post; the officer is signed out."""
    _do("end_post", username, reason=reason, home=home, what={"framework": framework, "authority": authority})
    words = _("%(officer)s acts for %(authority)s in %(framework)s no longer.")
    say(words, officer=username, authority=authority, framework=framework)


@commands.command("suspend")
def suspend(username: Username, reason: Reason = BY_COMMAND, home: HomePath = None) -> None:
    """Shut an officer out at once."""
    _do("suspend", username, reason=reason, home=home)
    say(_("%(officer)s is suspended, and signed out everywhere."), officer=username)


@commands.command("restore")
def restore(username: Username, reason: Reason = BY_COMMAND, home: HomePath = None) -> None:
    """Let a suspended officer in again."""
    _do("restore", username, reason=reason, home=home)
    say(_("%(officer)s can sign in again."), officer=username)


@commands.command("forget-factor")
def forget_factor(username: Username, reason: Reason = BY_COMMAND, home: HomePath = None) -> None:
    """Forget an officer's second factor; a new one is set up at the next sign-in."""
    _do("factor", username, reason=reason, home=home)
    say(_("The second factor of %(officer)s is forgotten."), officer=username)


@commands.command("first-password")
def new_password(username: Username, reason: Reason = BY_COMMAND, home: HomePath = None) -> None:
    """Give an officer a new first password, and print it: it holds a week, for one sign-in."""
    done = _do("password", username, reason=reason, home=home)
    say(_("The first password of %(officer)s: %(password)s"), officer=username, password=done.password)


@commands.command("unlock")
def unlock(username: Username, reason: Reason = BY_COMMAND, home: HomePath = None) -> None:
    """Forget an officer's wrong tries to sign in."""
    _do("unlock", username, reason=reason, home=home)
    say(_("%(officer)s can try again at once."), officer=username)


@commands.command("administer")
def administer(username: Username, reason: Reason = BY_COMMAND, home: HomePath = None) -> None:
    """Make an officer an administrator: two of them, together, change officers on the node's pages."""
    _do("administer", username, reason=reason, home=home)
    from jisr.node.queries.officers import administrators

    say(_("%(officer)s administers this node."), officer=username)
    if administrators() < 2:
        warn(_("Nobody can confirm what %(officer)s proposes: make a second administrator."), officer=username)


@commands.command("step-down")
def step_down(username: Username, reason: Reason = BY_COMMAND, home: HomePath = None) -> None:
    """End an officer's being an administrator, as long as two remain."""
    _do("step_down", username, reason=reason, home=home)
    say(_("%(officer)s administers this node no longer."), officer=username)


@commands.command("link")
def link(
    username: Username,
    subject: Annotated[str, typer.Argument(help="What the ministry's sign-on calls the officer; '' for nothing.")],
    reason: Reason = BY_COMMAND,
    home: HomePath = None,
) -> None:
    """Link an officer to the ministry's own sign-on."""
    _do("link", username, reason=reason, home=home, what={"subject": subject})
    say(_("%(officer)s is known to the ministry as %(subject)s."), officer=username, subject=subject or "–")


@commands.command("changes")
def changes(home: HomePath = None, as_json: AsJson = False) -> None:
    """List what was changed about officers, by whom and why, the newest first."""
    enter(home, as_json=as_json)
    from jisr.node.queries.plain import change_values

    values = change_values()
    if as_json:
        print_json(values)
        return
    print_table(
        (_("number"), _("change"), _("officer"), _("by"), _("at"), _("because"), _("state"), _("decided by")),
        [
            (
                each["number"],
                each["kind"],
                each["officer"],
                each["by"],
                each["at"],
                each["reason"],
                each["state"],
                each["decided_by"],
            )
            for each in values
        ],
    )


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


def _do(kind: str, username: str, *, reason: str, home: HomePath, what: dict[str, Any] | None = None) -> "Done":
    """Do a change at once, under the name of the machine's account."""
    enter(home)
    from jisr.node.services.changes import by_machine
    from jisr.node.services.officers import officer_called

    return by_machine(kind, officer=officer_called(username), what=what or {}, reason=reason)


def _day(text: str) -> int:
    try:
        return int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError as error:
        raise DayAmiss(N_("%(given)s is no day"), given=repr(text)) from error
