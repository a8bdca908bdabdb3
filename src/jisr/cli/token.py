"""`jisr token`: tokens by which officers' own programs use the API of this node."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from jisr.base import N_, JisrError
from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.output import AsJson, print_json, print_table, say, warn

if TYPE_CHECKING:
    from jisr.base import Instant
    from jisr.node.queries.tokens import TokenShown

commands = typer.Typer(
    no_args_is_help=True, help="Make, list and revoke tokens, by which officers' programs are let in."
)
ONCE = N_("This token is shown this once. It ends at %(until)s; `jisr token revoke` ends it at once.")
SCOPES = {"read": N_("reads"), "act": N_("reads and acts"), "sealed": N_("reads, sealed fields too")}


class EndAmiss(JisrError):
    """The end of a token is no date."""

    advice = N_("Write --until YYYY-MM-DD, a day that lies ahead; the token ends as that day ends, in UTC.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="token")


@commands.command("make")
def make(
    username: Annotated[str, typer.Argument(metavar="OFFICER", help="The officer as whom the program comes.")],
    purpose: Annotated[str, typer.Option(help="What it is for, in a few words.")],
    framework: Annotated[list[str], typer.Option(help="A framework that it reaches; as often as needed.")],
    until: Annotated[str, typer.Option(help="The last day on which it is good, as in 2027-03-15.")],
    scope: Annotated[
        str,
        typer.Option(help="read; act: and does acts; sealed: and reads sealed fields, logged."),
    ] = "read",
    procedure: Annotated[
        list[str] | None, typer.Option(help="Only dossiers of this procedure, as in session; as often as needed.")
    ] = None,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Make a token for an officer's program. It is printed once, and kept as a hash only.

    It never has more rights than the officer at the moment of use. The operator of this machine
    answers for the officer being the one who gets it.
    """
    enter(home, as_json=as_json)
    from jisr.node.services.officers import officer_called
    from jisr.node.services.tokens import make_token

    row, spelt = make_token(
        officer_called(username),
        purpose=purpose,
        scope=scope,
        frameworks=framework,
        procedures=procedure or (),
        until=_end(until),
    )
    if as_json:
        print_json({"id": row.pk, "token": spelt, "until": _time(row.until)})
        return
    say("%(token)s", token=spelt)
    warn(_(ONCE), until=_time(row.until))


@commands.command("list")
def list_tokens(
    officer: Annotated[str, typer.Option(help="Only those of this officer.")] = "",
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """List tokens: for what, how far they reach, until when, when they were used last."""
    enter(home, as_json=as_json)
    from jisr.node.queries.tokens import tokens_shown
    from jisr.node.services.officers import officer_called

    found = tokens_shown(officer_called(officer) if officer else None)
    if as_json:
        print_json([_value(each) for each in found])
        return
    if not found:
        say(_("There is no token here."))
        return
    print_table(
        (_("token"), _("officer"), _("purpose"), _("scope"), _("reaches"), _("ends"), _("last used")),
        [_row(each) for each in found],
    )


@commands.command("revoke")
def revoke(
    username: Annotated[str, typer.Argument(metavar="OFFICER", help="Whose token it is.")],
    number: Annotated[int, typer.Argument(help="Its number, as `jisr token list` gives it.")],
    home: HomePath = None,
) -> None:
    """End a token at once."""
    enter(home)
    from jisr.node.services.officers import officer_called
    from jisr.node.services.tokens import revoke_token

    row = revoke_token(officer_called(username), number)
    say(
        _("Token %(number)s (%(purpose)s) of %(officer)s lets nobody in any more."),
        number=row.pk,
        purpose=row.purpose,
        officer=username,
    )


def _end(day: str) -> "Instant":
    """Give the end of a day."""
    from jisr.node.services.tokens import end_of_day

    end = end_of_day(day)
    if end is None:
        raise EndAmiss(N_("%(given)s is no day"), given=repr(day))
    return end


def _time(at: int | None) -> str | None:
    from jisr.base import Instant, format_instant

    return None if at is None else format_instant(Instant(at))


def _value(one: "TokenShown") -> dict[str, Any]:
    plain = ("officer", "purpose", "scope")
    times = ("made", "until", "ended", "last_used")
    return {
        "id": one.number,
        **{each: getattr(one, each) for each in plain},
        "frameworks": list(one.frameworks),
        "procedures": list(one.procedures),
        **{each: _time(getattr(one, each)) for each in times},
        "good": one.is_good,
    }


def _row(one: "TokenShown") -> tuple[Any, ...]:
    reaches = ", ".join((*one.frameworks, *one.procedures))
    ends = _time(one.until) if one.is_good else _("ended")
    return one.number, one.officer, one.purpose, _(SCOPES[one.scope]), reaches, ends, _time(one.last_used) or _("never")
