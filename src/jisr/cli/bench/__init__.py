"""`jisr bench`: figures of speed and size, each beside a reference measured in the same run.

How to read them: benchmarks/README.md. The exit code is 0 whatever the figures are.
"""

from pathlib import Path
from typing import Annotated

import typer

from jisr.cli.output import AsJson

commands = typer.Typer(
    no_args_is_help=True,
    help="Measure speed and size, each figure beside a reference measured in the same run.\n\n"
    "The exit code is 0 whatever the figures are.",
)
Folder = Annotated[Path | None, typer.Option(help="Where the node that is measured is made, and removed again.")]
LONG = 1_000_000


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="bench")


@commands.command("ingest")
def ingest(
    entries: Annotated[int, typer.Option(help="How many entries to take in.")] = 100_000,
    long: Annotated[bool, typer.Option("--long", help=f"Take in {LONG:,} entries.")] = False,
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Take in another party's log: verified, applied, folded and stored in SQLite, on one core."""
    from jisr.cli.bench.figures import tell
    from jisr.cli.bench.ingest import ingest as measure

    tell("ingest", measure(entries=LONG if long else entries, folder=folder), as_json=as_json)


@commands.command("act")
def act(folder: Folder = None, as_json: AsJson = False) -> None:
    """Record one act through the node, durably, beside a bare commit of SQLite on the same disk."""
    from jisr.cli.bench.act import act as measure
    from jisr.cli.bench.figures import tell

    tell("act", measure(folder=folder), as_json=as_json)


@commands.command("start")
def start(
    turns: Annotated[int, typer.Option(min=1, help="How often everything is started.")] = 3,
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Start the demo's three nodes, for the first time and again, beside a bare Django server."""
    from jisr.cli.bench.figures import tell
    from jisr.cli.bench.start import start as measure

    tell("start", measure(turns=turns, folder=folder), as_json=as_json)


@commands.command("pages")
def pages(
    entries: Annotated[int, typer.Option(help="How many acts the other party's log has.")] = 100_000,
    long: Annotated[bool, typer.Option("--long", help=f"With {LONG:,} acts.")] = False,
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Ask for pages of a node with many dossiers, beside a bare Django page with a session and one query."""
    from jisr.cli.bench.figures import tell
    from jisr.cli.bench.pages import pages as measure

    tell("pages", measure(entries=LONG if long else entries, folder=folder), as_json=as_json)


@commands.command("proofs")
def proofs(
    leaves: Annotated[int, typer.Option(min=20_000, help="How many entries the log has.")] = 10 * LONG,
    turns: Annotated[int, typer.Option(min=1, help="How often everything is measured.")] = 40,
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Make and check proofs of inclusion in a long log, and append to it, beside a log of ten thousand entries."""
    from jisr.cli.bench.figures import tell
    from jisr.cli.bench.proofs import proofs as measure

    tell("proofs", measure(leaves=leaves, turns=turns, folder=folder), as_json=as_json)


@commands.command("prove")
def prove(
    mutants: Annotated[int, typer.Option(min=1, max=100, help="How many of a hundred mutants are tried.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Prove all procedures on one core, and try what is taken from them."""
    from jisr.cli.bench.figures import tell
    from jisr.cli.bench.prove import prove as measure

    tell("prove", measure(share=mutants), as_json=as_json)


@commands.command("faults")
def faults(
    runs: Annotated[int, typer.Option(min=1, help="How many seasons are played.")] = 2_000,
    begin: Annotated[int, typer.Option(min=0, help="The seed of the first.")] = 0,
    seed: Annotated[int | None, typer.Option(min=0, help="Play this season alone, told step by step.")] = None,
    mistakes: Annotated[
        bool, typer.Option(help="Make mistakes in the program, and look whether each is found.")
    ] = True,
    processes: Annotated[int, typer.Option(min=1, help="How many processes play.")] = 2,
    as_json: AsJson = False,
) -> None:
    """Let time, lines and disks fail in seasons of a federation in one process, and hold each against the laws."""
    from jisr.cli.bench.faults import faults as measure
    from jisr.cli.bench.faults import replay
    from jisr.cli.bench.figures import tell

    if seed is not None:
        replay(seed)
        return
    tell("faults", measure(runs=runs, begin=begin, mistakes=mistakes, processes=processes), as_json=as_json)


@commands.command("exchange")
def exchange(
    entries: Annotated[int, typer.Option(min=1_000, help="How many entries the log has that is sent.")] = 100_000,
    long: Annotated[bool, typer.Option("--long", help=f"Send {LONG:,} entries.")] = False,
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Send a long log from node to node over loopback HTTP, each on a core of its own, and kill one half way."""
    from jisr.cli.bench.exchange import exchange as measure
    from jisr.cli.bench.figures import tell

    tell("exchange", measure(entries=LONG if long else entries, folder=folder), as_json=as_json)
