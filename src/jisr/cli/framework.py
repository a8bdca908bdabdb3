"""`jisr framework`: the manifest from first draft to signed note, and what is agreed now."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jisr.base import N_, JisrError
from jisr.base.limits import DAY_ENTRIES_DEFAULT, DAY_ENTRIES_MIN
from jisr.cli.entering import HomePath, enter
from jisr.cli.fingerprints import fingerprint
from jisr.cli.language import gettext as _
from jisr.cli.leaving import leave
from jisr.cli.output import AsJson, print_json, print_table, say, warn

if TYPE_CHECKING:
    from jisr.manifest import Manifest, Text

commands = typer.Typer(
    no_args_is_help=True,
    help="Found a framework with other parties, and see what is agreed in it.\n\n"
    "Each party prints its entry (`entry`); one drafts the manifest from all entries (`draft`); each signs the"
    " very same text (`sign`); the text, an empty line and all signature lines make the note, which every node"
    " takes in (`found`) after two people have read out the fingerprint (`show`).",
)


class FileAmiss(JisrError):
    """A file is not what the command needs."""

    advice = N_("Compare its name and content with what `jisr framework --help` says of it; nothing was changed.")


Texts = Annotated[
    list[Path] | None,
    typer.Option("--text", "--calendar", help="A procedure or calendar that jisr does not ship. May be repeated."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commands.command("fingerprint")(fingerprint)
    app.add_typer(commands, name="framework")


@commands.command("entry")
def entry(
    founding: Annotated[str, typer.Option(help="The founding authority; by default <party>.founding.")] = "",
    home: HomePath = None,
) -> None:
    """Print what a manifest states of this party: public keys, founding authority, address. Always JSON."""
    from jisr.node.founding import party_entry

    entered = enter(home, migrate=False)
    authority = founding or f"{entered.party.lower()}.founding"
    print_json({"party": entered.party, "entry": party_entry(entered, founding=authority)})


@commands.command("draft")
def draft(
    framework: Annotated[str, typer.Argument(help="The framework's id, as in mar-esp.")],
    entries: Annotated[list[Path], typer.Argument(help="The entry files of all parties.")],
    texts: Texts = None,
    entries_a_day: Annotated[
        int | None,
        typer.Option(
            min=DAY_ENTRIES_MIN,
            help="How many entries of one party the others take in on one day;"
            f" {DAY_ENTRIES_DEFAULT:,} if nothing is said.",
        ),
    ] = None,
) -> None:
    """Print the text of version 1 from the parties' entries: what jisr ships, and further texts, are in force.

    A procedure that the loader refuses is not written into it.
    """
    from jisr.base import parse_framework, parse_party
    from jisr.node.founding import draft_stock

    found = {}
    for path in entries:
        value = _read_json(path)
        if not isinstance(value, dict) or value.keys() != {"party", "entry"}:
            raise FileAmiss(N_("%(file)s is no party's entry"), file=path)
        found[str(parse_party(value["party"]))] = value["entry"]
    if len(found) != len(entries):
        raise FileAmiss(N_("two of the files are of the same party"))
    sys.stdout.write(draft_stock(parse_framework(framework), found, _read_texts(texts), entries_a_day=entries_a_day))


@commands.command("sign")
def sign(
    file: Annotated[Path, typer.Argument(help="The text that `draft` or `next` printed.")],
    home: HomePath = None,
) -> None:
    """Print this party's signature line under a manifest's text, by its recovery key.

    Where the text ends another party's log, this node takes in no more of that log from now on, until the version
    holds: else more of it could be seen here than it ends at.
    """
    from jisr.node.founding import sign_manifest

    entered = enter(home, migrate=False)
    text, value = _read_draft(file)
    if value.get("generations"):
        enter(home)
        from jisr.node.services.ending import promise

        for party, end in promise(value):
            warn(
                _("From now on no more is taken in of the log of %(party)s, which ends at %(end)s entries."),
                party=party,
                end=end,
            )
    sys.stdout.write(sign_manifest(text, str(value["framework"]), entered))


@commands.command("holds")
def holds(
    framework: Annotated[str, typer.Argument(help="The framework.")],
    party: Annotated[str, typer.Argument(help="Whose log.")],
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Show what this node holds of a party's log, and who is known to have seen how much of it.

    As JSON it has the hashes of all entries, which say nothing of their content: the file that `end` needs of each.
    """
    enter(home, as_json=as_json)
    from jisr.node.services.ending import held_value

    value = held_value(_known(framework), party)
    if as_json:
        print_json(value)
        return
    say(
        _("%(by)s holds %(size)s entries of the log of %(party)s, under the root %(root)s."),
        by=value["by"],
        size=value["size"],
        party=value["party"],
        root=value["root"],
    )
    seen: Any = value["seen"]
    print_table((_("party"), _("has seen")), seen.items())


@commands.command("end")
def end_log(
    framework: Annotated[str, typer.Argument(help="The framework.")],
    party: Annotated[str, typer.Argument(help="Whose log ends, and goes on.")],
    held: Annotated[list[Path], typer.Argument(help="What each other party's node holds of it: `holds --json`.")],
    reason: Annotated[str, typer.Option(help="Why, in words that every party signs.")],
    of: Annotated[str, typer.Option("--of", help="The party whose content goes on, where they differ.")] = "",
    key: Annotated[str, typer.Option(help="The log's key from there on, in base64, where it is another.")] = "",
    home: HomePath = None,
) -> None:
    """Print the text of the version by which a party's log ends and goes on as a new one; all parties must sign it.

    It ends at as many entries as any other party has taken in of it, so that nothing final is touched.
    """
    enter(home)
    from jisr.base import FrameworkId, Party
    from jisr.node.services.ending import draft_end

    values = [_read_json(path) for path in held]
    sys.stdout.write(draft_end(FrameworkId(_known(framework)), Party(party), values, reason=reason, of=of, key=key))


@commands.command("lift")
def lift_end(
    framework: Annotated[str, typer.Argument(help="The framework.")],
    party: Annotated[str, typer.Argument(help="Whose log.")],
    home: HomePath = None,
) -> None:
    """Take in again what comes of a log whose end was signed here and will not be agreed on.

    Make sure that nobody has a version with this party's signature: once it holds, this node would be left behind.
    """
    enter(home)
    from jisr.node.services.ending import lift

    if lift(_known(framework), party):
        say(_("What comes of the log of %(party)s is taken in again."), party=party)
    else:
        say(_("Nothing of the log of %(party)s was held back for its end."), party=party)


@commands.command("join", hidden=True)
@commands.command("found")
def found(
    note: Annotated[Path, typer.Argument(help="The note: text, empty line, the signature lines of all parties.")],
    texts: Texts = None,
    home: HomePath = None,
) -> None:
    """Take version 1 of a framework into this node; every party must have signed it."""
    enter(home)
    from jisr.node.agreements import latest_manifest
    from jisr.node.services.frameworks import found_framework

    framework = found_framework(_read_text(note), _read_texts(texts))
    manifest = latest_manifest(framework)
    say(_("%(framework)s is founded here. Read its fingerprint out to the other parties:"), framework=framework)
    say(manifest.fingerprint())
    say(_("As words, in your language and in theirs: jisr framework fingerprint %(framework)s"), framework=framework)
    _say_lacking(manifest)


@commands.command("next")
def next_version(
    framework: Annotated[str, typer.Argument(help="The framework.")],
    changes: Annotated[Path | None, typer.Option(help="JSON: the parts of the manifest that change, whole.")] = None,
    texts: Texts = None,
    home: HomePath = None,
) -> None:
    """Print the text of the version after the last, to be signed by whom the change needs."""
    enter(home)
    from jisr.node.services.frameworks import next_manifest

    value = {} if changes is None else _read_json(changes)
    if not isinstance(value, dict):
        raise FileAmiss(N_("%(file)s is no JSON object"), file=changes)
    sys.stdout.write(next_manifest(_known(framework), value, _read_texts(texts)))


@commands.command("replace-log-key")
def replace_log_key(
    framework: Annotated[str, typer.Argument(help="The framework.")],
    key: Annotated[str, typer.Option(help="The public half of the new key, in base64: 32 bytes.")],
    stolen_since: Annotated[
        str, typer.Option(help="Since when somebody else may have had the old key: 2027-03-15T09:30:00Z.")
    ] = "",
    home: HomePath = None,
) -> None:
    """Print the next version, in which another key signs this party's log from here on; its recovery key signs it.

    With --stolen-since acts under the old key that not all sides had acknowledged before are shown as not certain,
    everywhere. Nothing more is taken in under the old key beyond what this node has.
    """
    enter(home)
    from jisr.node.services.frameworks import manifest_with_log_key

    sys.stdout.write(manifest_with_log_key(_known(framework), key, stolen_since=stolen_since))


@commands.command("take")
def take(
    note: Annotated[Path, typer.Argument(help="The signed note of the next version.")],
    texts: Texts = None,
    home: HomePath = None,
) -> None:
    """Take in a later version; it goes to the others by itself, with the texts that it names.

    It holds once every party has recorded it: the founding authority of one does, the other nodes by themselves.
    """
    enter(home)
    from jisr.node.services.frameworks import take_in_by_hand

    manifest = take_in_by_hand(_read_text(note), _read_texts(texts))
    _say_lacking(manifest)
    words = _("Version %(version)s of %(framework)s is here. To put it in force, the founding authority records it:")
    say(words, version=manifest.version, framework=manifest.framework)
    say(
        f"  jisr act {manifest.framework} framework record_manifest --officer FOUNDER"
        f" --field version={manifest.version} --field digest={manifest.digest}"
    )


commands.command("leave")(leave)


@commands.command("list")
def list_frameworks(home: HomePath = None, as_json: AsJson = False) -> None:
    """List the frameworks of this node."""
    enter(home, as_json=as_json)
    from jisr.node.queries.plain import framework_values

    values = framework_values()
    if as_json:
        print_json(values)
        return
    print_table(
        (_("framework"), _("parties"), _("version"), _("dossiers")),
        [(v["framework"], ", ".join(v["parties"]), v["version"], v["dossiers"]) for v in values],
    )


@commands.command("show")
def show(
    framework: Annotated[str, typer.Argument(help="The framework.")],
    manifest: Annotated[
        bool, typer.Option("--manifest", help="Print the manifest alone, with its signatures.")
    ] = False,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Show what is agreed: versions, fingerprint, parties, procedures, figures, authorities with their mandates."""
    enter(home, as_json=as_json)
    from jisr.cli.figures import figure_rows
    from jisr.node.agreements import latest_manifest
    from jisr.node.queries.plain import framework_value

    if manifest:
        sys.stdout.write(latest_manifest(_known(framework)).raw)
        return

    value = framework_value(framework)
    if as_json:
        print_json(value)
        return
    say(_("%(framework)s, version %(version)s"), framework=value["framework"], version=value["version"])
    say(_("Fingerprint: %(fingerprint)s"), fingerprint=value["fingerprint"])
    print_table((_("party"), _("address")), value["addresses"].items())
    print_table((_("procedure in force"), _("digest")), value["procedures"].items())
    if value["left"]:
        print_table((_("party that has left"), _("by entry")), value["left"].items())
    ends = [(party, each["from"], each["reason"]) for party, rows in value["generations"].items() for each in rows]
    if ends:
        print_table((_("log that was ended, and goes on"), _("at entries"), _("why")), ends)
    print_table(
        (_("figure"), _("whose"), _("value"), _("in force from"), _("source")),
        figure_rows(value["parameters"]),
    )
    print_table(
        (_("authority"), _("mandates")), [(each["code"], ", ".join(each["mandates"])) for each in value["authorities"]]
    )


def _read_texts(paths: list[Path] | None) -> "list[Text]":
    """Read procedures and calendars, labels left out; the file that is amiss is named, and the loader's rule."""
    from jisr.base import NotCanonical, canonical
    from jisr.manifest import TextRefused, read_text
    from jisr.rules import without_labels

    found = []
    for path in paths or ():
        try:
            found.append(read_text(canonical(without_labels(_read_json(path)))))
        except (TextRefused, NotCanonical) as error:
            raise TextRefused("%(file)s: %(because)s", file=path, because=error) from error
    return found


def _say_lacking(manifest: "Manifest") -> None:
    from jisr.node.agreements import lacking_texts

    for name in lacking_texts(manifest):
        say(_("%(text)s is named and not here: it comes with the exchange, or by --text FILE."), text=name)


def _known(framework: str) -> str:
    from jisr.node.queries.reading import reading

    return str(reading(framework).row.pk)


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise FileAmiss("%(file)s: %(because)s", file=path, because=error.strerror) from error
    except UnicodeDecodeError as error:
        raise FileAmiss(N_("%(file)s is no text in UTF-8"), file=path) from error


def _read_draft(path: Path) -> tuple[str, dict[str, Any]]:
    """Read a manifest's text that is to be signed, and what it says."""
    from jisr.base import parse_canonical
    from jisr.manifest.document import MANIFEST_BYTES_MAX
    from jisr.manifest.shape import check_shape

    text = _read_text(path)
    value = parse_canonical(text[:-1].encode(), bytes_max=MANIFEST_BYTES_MAX)
    if not text.endswith("\n") or not isinstance(value, dict) or "framework" not in value:
        raise FileAmiss(N_("%(file)s is no manifest's text"), file=path)
    return text, dict(check_shape(value)) if value.get("generations") else value


def _read_json(path: Path) -> Any:
    try:
        return json.loads(_read_text(path))
    except json.JSONDecodeError as error:
        raise FileAmiss(N_("%(file)s is no JSON: %(because)s"), file=path, because=error) from error
