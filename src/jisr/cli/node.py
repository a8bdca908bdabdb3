"""`jisr node`: make a node, run it, say how it stands."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jisr.base import N_
from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.language import ngettext
from jisr.cli.output import AsJson, print_json, print_table, say

if TYPE_CHECKING:
    from jisr.node.queries.doubts import Doubt

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
    enter(home.path, as_json=as_json)
    if as_json:
        print_json(
            {
                "home": str(home.path),
                "party": home.party,
                "entry": party_entry(home, founding=_founding(home.party)),
            }
        )
        return
    say(_("The node of %(party)s stands in %(home)s."), party=home.party, home=home.path)
    say(_("Keep keys/recovery.pem apart from this machine, and a copy of keys/ where the database's backup is not."))
    say(_("Next: `jisr framework entry` prints what a manifest states of this party."))


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
        say(_("The node of %(party)s listens on %(place)s."), party=entered.party, place=entered.listen)

    serve(entered, ready=ready)


@commands.command("status")
def status(home: HomePath = None, as_json: AsJson = False) -> None:
    """Say how the node stands: its logs, its exchanges, what is held, refused and kept as evidence."""
    enter(home, as_json=as_json)
    from jisr.node.queries.plain import node_value
    from jisr.node.services.exchange import notice_doubts

    notice_doubts()
    if as_json:
        print_json(node_value())
        return
    value = node_value(lambda phrase: phrase.said_in(_))
    say(_("%(party)s at %(address)s"), party=value["party"], address=value["address"])
    for framework in value["frameworks"]:
        _tell_framework(framework)
    _tell_health(value["health"])
    if not value["frameworks"]:
        say(_("No framework yet: see `jisr framework --help`."))
    from jisr.cli.notice import tell_outbox

    tell_outbox(value["outbox"])


STATES = {"act": N_("to do"), "watch": N_("to keep an eye on"), "ok": N_("well")}


def _tell_health(found: list[dict[str, Any]]) -> None:
    """Say what is to be done and watched, each with its remedy; of the rest that it is well."""
    amiss = [each for each in found if each["state"] != "ok"]
    say("")
    for each in amiss:
        state = each["state"]
        say("%(state)s: %(name)s: %(words)s", state=_(STATES[state]), name=each["name"], words=each["words"])
        if each["remedy"]:
            say("  %(remedy)s", remedy=each["remedy"])
    well = ", ".join(each["name"] for each in found if each["state"] == "ok")
    if well:
        say(_("Well: %(names)s."), names=well)


@commands.command("kek")
def kek(
    file: Annotated[
        Path | None, typer.Option(help="A file that holds it: 32 bytes in base64, outside the home.")
    ] = None,
    variable: Annotated[str, typer.Option(help="The variable of the environment that holds it.")] = "",
    program: Annotated[
        list[str] | None,
        typer.Option(help="A program that wraps and unwraps by it, and its arguments, one --program each."),
    ] = None,
    home: HomePath = None,
) -> None:
    """Take a key-encryption key into use, or another in its place.

    The keys of authorities and of sealed content at rest are written anew under it, and node.toml says where it is.
    The node must not be running. Broken off, it is done again with the same words.
    """
    from jisr.node.encryption import FILE, PROGRAM, VARIABLE, Encryption
    from jisr.node.home import load_home
    from jisr.node.kek import KekAmiss
    from jisr.node.locking import take_kek

    given = [
        *([Encryption(FILE, str(file))] if file is not None else ()),
        *([Encryption(VARIABLE, variable)] if variable else ()),
        *([Encryption(PROGRAM, command=tuple(program))] if program else ()),
    ]
    if len(given) != 1:
        raise KekAmiss(N_("say where it is by one of --file, --variable and --program"))
    count = take_kek(load_home(home), given[0])
    say(_("The keys in %(count)s files lie under it now. Keep it where no copy of the home is."), count=count)


@commands.command("signer")
def signer(
    program: Annotated[
        list[str] | None,
        typer.Option(help="The command that reaches the signer, one --program a word: ssh, host, jisr, signer, run …"),
    ] = None,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Let a signer on a machine apart sign this party's log, or ask the one that is named for its keys again.

    Its key counts once the manifest names it: in a first version by `jisr framework entry`, later by the command that
    is printed. A node that runs is started again.
    """
    entered = enter(home, as_json=as_json)
    from jisr.node.naming_signer import name_signer, to_be_named

    named = name_signer(entered, tuple(program or ()))
    found = to_be_named(named)
    if as_json:
        print_json({"key": named.keys[-1], "to_be_named": found})
        return
    say(_("The signer shows this key: %(key)s"), key=named.keys[-1])
    for framework in found:
        words = _("%(framework)s does not name it yet: jisr framework replace-log-key %(framework)s --key %(key)s")
        say(words, framework=framework, key=named.keys[-1])
    if not found:
        say(_("Every framework names it, or none is here. Delete keys/log.pem once nothing names that key any more."))
    say(_("Start the node again if it runs."))


@commands.command("recovery-check")
def recovery_check(
    file: Annotated[Path, typer.Argument(help="The recovery key, where it lies: PEM, not encrypted.")],
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Try the recovery key: prove that a file is the key that the manifests name. It is read, and not kept.

    Exit code 1 if it is another key, or some framework names another. The day of the trial is noted in the home.
    """
    entered = enter(home, as_json=as_json)
    from jisr.node.clock import CLOCK
    from jisr.node.drills import check_recovery_key

    found = check_recovery_key(entered, file, now=CLOCK.now())
    if as_json:
        print_json({"frameworks": found})
    else:
        for framework, is_named in found.items():
            say(_(RECOVERY_NAMED if is_named else RECOVERY_OTHER), framework=framework)
    if not all(found.values()):
        raise typer.Exit(1)


RECOVERY_NAMED = N_("%(framework)s names this key for recovery; it signs.")
RECOVERY_OTHER = N_("%(framework)s names another key for recovery: try that one, too.")


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
    say(_(KEPT[word.about]), officer=officer, framework=framework)


KEPT = {
    "log": N_("Kept as the word of %(officer)s about the log of %(framework)s; acts go on."),
    "clock": N_("Kept as the word of %(officer)s about the clock of %(framework)s; acts go on."),
}
ABOUT = {"log": N_("log"), "clock": N_("clock")}
STOPPED = {
    "log": N_("Nothing is written here: this party's own log is in doubt since %(since)s."),
    "clock": N_(
        "Only acts that protect are written here: this machine's clock is in doubt; %(since)s was stated already."
    ),
}
KINDS = {"held": N_("held back"), "refused": N_("refused"), "evidence": N_("evidence")}


def _tell_doubt(doubt: "Doubt") -> None:
    """Say what is in doubt, since when, and what to do."""
    from jisr.base import format_instant

    say(_(STOPPED[doubt.what]), since=None if doubt.since is None else format_instant(doubt.since))
    say(_("Because: %(because)s."), because=doubt.because.said_in(_))
    if doubt.to_ask:
        say(_("Still to answer: %(parties)s."), parties=", ".join(doubt.to_ask))
    say(_(doubt.remedy))


def _confirmed_of(word: dict[str, Any]) -> str:
    about = word["about"]
    return _(ABOUT[about])


def _kind_of(aside: dict[str, Any]) -> str:
    kind = aside["kind"]
    return _(KINDS[kind])


def tell_waiting(line: dict[str, Any]) -> None:
    """Say of a party how much of its log waits for another day, and when it goes on (protocol 8.4)."""
    if line["waiting"]:
        words = ngettext(
            "%(party)s has sent more than is taken in on one day: %(count)s entry waits,"
            " and is taken in by itself from %(until)s on.",
            "%(party)s has sent more than is taken in on one day: %(count)s entries wait,"
            " and are taken in by themselves from %(until)s on.",
            line["waiting"],
        )
        say(words, party=line["party"], count=line["waiting"], until=line["goes_on"])


def _tell_framework(value: dict[str, Any]) -> None:
    from jisr.node.queries.doubts import doubt_in
    from jisr.rules.say import say_rule

    count = value["dossiers"]
    words = ngettext(
        "%(framework)s, manifest version %(version)s, %(count)s dossier",
        "%(framework)s, manifest version %(version)s, %(count)s dossiers",
        count,
    )
    say("")
    say(words, framework=value["framework"], version=value["version"], count=count)
    doubt = doubt_in(value["framework"])
    if doubt is not None:
        _tell_doubt(doubt)
    if value["confirmed"]:
        print_table(
            (_("confirmed"), _("by"), _("at"), _("because")),
            [(_confirmed_of(each), each["officer"], each["at"], each["reason"]) for each in value["confirmed"]],
        )
    print_table(
        (_("log"), _("entries"), _("signed head at"), _("latest time")),
        [(each["party"], each["size"], each["head_size"], each["time"]) for each in value["logs"]],
    )
    print_table(
        (_("exchange with"), _("last heard"), _("unacknowledged"), _("failures"), _("trouble")),
        [
            (each["party"], each["heard"] or _("never"), each["unacknowledged"], each["failures"], each["trouble"])
            for each in value["exchanges"]
        ],
    )
    for each in value["exchanges"]:
        tell_waiting(each)
    if value["behind"]:
        words = ngettext(
            "%(count)s entry is not in lists and search yet; a running node describes it by itself.",
            "%(count)s entries are not in lists and search yet; a running node describes them by itself.",
            value["behind"],
        )
        say(words, count=value["behind"])
    aside = [
        (
            _kind_of(each),
            f"{each['party']}.{'' if each['seq'] is None else each['seq']}",
            each["rule"],
            say_rule(each["rule"], _),
            each["because"],
        )
        for each in value["aside"]
    ]
    if aside:
        print_table((_("not taken in"), _("entry"), _("rule"), _("why"), _("noted")), aside)
