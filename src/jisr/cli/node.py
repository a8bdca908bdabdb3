"""`jisr node`: make a node, run it, say how it stands."""

from pathlib import Path
from typing import Annotated, Any

import typer

from jisr.cli.entering import HomePath, enter
from jisr.cli.output import AsJson, console, print_json, print_table

commands = typer.Typer(no_args_is_help=True, help="Make a node, run it, see how it stands.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="node")


@commands.command("init")
def init(
    place: Annotated[Path, typer.Argument(metavar="HOME", help="An empty folder, or one that is yet to be.")],
    party: Annotated[str, typer.Option(help="The party, three capital letters (ISO 3166-1): MAR.")],
    address: Annotated[str, typer.Option(help="Where others reach this node: https://node.example.org")],
    listen: Annotated[str, typer.Option(help="Where this node listens: HOST:PORT.")] = "127.0.0.1:8000",
    name: Annotated[str, typer.Option(help="What the node is called on its pages.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make a node's home: settings, new keys that never leave it, an empty database."""
    from jisr.node.founding import party_entry
    from jisr.node.home import make_home

    home = make_home(place.resolve(), party=party, address=address.rstrip("/"), listen=listen, name=name or party)
    enter(home.path)
    if as_json:
        print_json(
            {
                "home": str(home.path),
                "party": home.party,
                "entry": party_entry(home, founding=_founding(home.party)),
            }
        )
        return
    console.print(f"The node of [bold]{home.party}[/] stands in {home.path}.", soft_wrap=True)
    console.print(
        "Keep keys/recovery.pem apart from this machine, and a copy of keys/ where the database's backup is not.\n"
        "Next: [bold]jisr framework entry[/] prints what a manifest states of this party.",
        soft_wrap=True,
    )


def _founding(party: str) -> str:
    return f"{party.lower()}.founding"


@commands.command("run")
def run(home: HomePath = None) -> None:
    """Serve the node's pages and its door for the others, until Ctrl-C or SIGTERM."""
    from jisr.cli.serving import serve
    from jisr.node.trust import trusted

    entered = enter(home)
    if entered.ca_file is not None:
        trusted(entered)

    def ready() -> None:
        console.print(f"The node of [bold]{entered.party}[/] listens on {entered.listen}.", soft_wrap=True)

    serve(entered, ready=ready)


@commands.command("status")
def status(home: HomePath = None, as_json: AsJson = False) -> None:
    """Say how the node stands: its logs, its exchanges, what is held, refused and kept as evidence."""
    enter(home)
    from jisr.node.queries.plain import node_value
    from jisr.node.services.exchange import notice_doubts

    notice_doubts()
    value = node_value()
    if as_json:
        print_json(value)
        return
    console.print(f"[bold]{value['party']}[/] at {value['address']}", soft_wrap=True)
    for framework in value["frameworks"]:
        _tell_framework(framework)
    if not value["frameworks"]:
        console.print("No framework yet: see `jisr framework --help`.")


@commands.command("confirm")
def confirm(
    framework: Annotated[str, typer.Argument(help="The framework in which acts are held up.")],
    officer: Annotated[str, typer.Option(help="The officer whose word it is.")],
    reason: Annotated[str, typer.Option(help="Why it is so; kept with the word.")],
    home: HomePath = None,
) -> None:
    """Give an officer's word that the clock is right though later times were stated, or a domestic log whole.

    It is asked for only where `jisr node status` says so. About a log of which other parties have
    a part only they can say what is missing.
    """
    enter(home)
    from jisr.base import FrameworkId
    from jisr.node.clock import CLOCK
    from jisr.node.services.confirming import confirm as keep_word

    word = keep_word(FrameworkId(framework), officer=officer, reason=reason, now=CLOCK.now())
    console.print(f"Kept as the word of {officer} about the {word.about} of {framework}; acts go on.", soft_wrap=True)


STOPPED = {
    "log": "Nothing is written here: this party's own log is in doubt since {since}.",
    "clock": "Only acts that protect are written here: this machine's clock is in doubt; {since} was stated already.",
}


def _tell_doubt(doubt: dict[str, Any]) -> None:
    """Say what is in doubt, since when, and what to do."""
    words = STOPPED[doubt["what"]].format(since=doubt["since"])
    console.print(f"[bold red]{words}[/]", soft_wrap=True)
    console.print(f"Because: {doubt['because']}.", soft_wrap=True)
    if doubt["to_ask"]:
        console.print(f"Still to answer: {', '.join(doubt['to_ask'])}.", soft_wrap=True)
    console.print(doubt["remedy"], soft_wrap=True)


def _tell_framework(value: dict[str, Any]) -> None:
    console.print(f"\n[bold]{value['framework']}[/], manifest version {value['version']}, {value['dossiers']} dossiers")
    if value["doubt"]:
        _tell_doubt(value["doubt"])
    if value["confirmed"]:
        print_table(
            ("confirmed", "by", "at", "because"),
            [(each["about"], each["officer"], each["at"], each["reason"]) for each in value["confirmed"]],
        )
    print_table(
        ("log", "entries", "signed head at", "latest time"),
        [(each["party"], each["size"], each["head_size"], each["time"]) for each in value["logs"]],
    )
    print_table(
        ("exchange with", "last heard", "unacknowledged", "failures", "trouble"),
        [
            (each["party"], each["heard"] or "never", each["unacknowledged"], each["failures"], each["trouble"])
            for each in value["exchanges"]
        ],
    )
    aside = [
        (
            each["kind"],
            f"{each['party']}.{'' if each['seq'] is None else each['seq']}",
            each["rule"],
            each["because"],
        )
        for each in value["aside"]
    ]
    if aside:
        print_table(("not taken in", "entry", "rule", "because"), aside)
