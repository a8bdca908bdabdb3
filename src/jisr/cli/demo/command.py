"""The command: makes the demo's nodes or finds them, starts them, stops them."""

import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from jisr.base import JisrError
from jisr.cli.demo.cast import FRAMEWORKS, NAMES, PARTIES, PASSWORD, POSTS, listen
from jisr.cli.demo.moving import move_homes
from jisr.cli.demo.processes import NodeProcess, NodeTrouble
from jisr.cli.output import console
from jisr.cli.serving import require_free
from jisr.node.home import Home, load_home

PLACE_DEFAULT = Path("var/demo")
READY_MARK = "ready"


class DemoUnfinished(JisrError):
    """The demo's folder holds a set-up that was broken off; it is made anew."""

    def remedy(self) -> str:
        return "Start again with `make demo RESET=1`."


def demo(
    reset: Annotated[bool, typer.Option("--reset", help="Begin afresh: what was done in the demo is removed.")] = False,
    home: Annotated[Path, typer.Option(help="Where the demo's nodes are kept.")] = PLACE_DEFAULT,
    first_port: Annotated[int, typer.Option(help="Port of the first node; the others follow.")] = 8001,
    once: Annotated[bool, typer.Option("--once", help="Stop as soon as all nodes answer (for measuring).")] = False,
) -> None:
    """Start three nodes on this machine: Morocco, Spain, the Netherlands, with the real public record.

    Stops on Ctrl-C; started again, it goes on where it was.
    """
    began = time.monotonic()
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _stop)
    place = home.resolve()
    is_fresh = reset or not (place / READY_MARK).exists()
    for party in PARTIES:
        # Also where a demo runs already: its nodes are not cleared away below it.
        require_free(listen(party, first_port))
    if is_fresh:
        _clear(place)
    homes = _homes(place, first_port=first_port, is_fresh=is_fresh)
    nodes = {party: NodeProcess(homes[party]) for party in PARTIES}
    try:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("Starting three nodes …", total=None)
            if is_fresh:
                progress.update(task, description="Founding two frameworks …")
                _fill(homes, nodes, tell=lambda words: progress.update(task, description=words))
                (place / READY_MARK).write_text("The record is entered; go on from here.\n", "utf-8")
            progress.update(task, description="Starting to serve …")
            _serve(nodes)
        _tell(homes, time.monotonic() - began)
        if not once:
            _watch(nodes)
    except KeyboardInterrupt:
        pass
    finally:
        for node in nodes.values():
            node.stop()
    console.print("Stopped. Nothing is lost: start again with [bold]make demo[/].")


def _homes(place: Path, *, first_port: int, is_fresh: bool) -> dict[str, Home]:
    """Make the nodes' homes with new keys, or open those that are there, at the ports wished for."""
    if not is_fresh:
        return move_homes({party: load_home(place / party.lower()) for party in PARTIES}, first_port=first_port)
    from jisr.cli.demo.founding import make_homes

    return make_homes(place, first_port=first_port)


def _fill(homes: Mapping[str, Home], nodes: Mapping[str, NodeProcess], *, tell: Callable[[str], None]) -> None:
    """Found the frameworks and enter the record; a demo that goes on needs nothing of this."""
    from jisr.cli.demo.founding import found
    from jisr.cli.demo.record import recorded_acts
    from jisr.cli.demo.seeding import seed

    found(homes, nodes)
    seed(nodes, recorded_acts(), tell=tell)


def _stop(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise KeyboardInterrupt


def _clear(place: Path) -> None:
    """Remove the nodes of an earlier demo, and nothing that is not a demo's."""
    if not place.exists():
        return
    for party in PARTIES:
        node = place / party.lower()
        if node.exists():
            if "demo = true" not in (node / "node.toml").read_text("utf-8"):
                raise DemoUnfinished(f"{node} is not a demo's node; it is left alone")
            for root, folders, names in os.walk(node, topdown=False):
                for name in names:
                    os.unlink(os.path.join(root, name))
                for name in folders:
                    os.rmdir(os.path.join(root, name))
            node.rmdir()
    (place / READY_MARK).unlink(missing_ok=True)


def _serve(nodes: dict[str, NodeProcess]) -> None:
    for node in nodes.values():
        node.send({"do": "serve"})
    for node in nodes.values():
        node.receive()


def _tell(homes: Mapping[str, Home], seconds: float) -> None:
    console.print(f"Ready after {seconds:.1f} s.\n")
    for party in PARTIES:
        console.print(f"  [bold]{NAMES[party]:<12}[/] {homes[party].address}/")
    console.print("\nDemo officers (for this demo only; no real persons). Password for all: [bold]" + PASSWORD + "[/]")
    for party in PARTIES:
        names = ", ".join(f"{post.username} ({post.title})" for post in POSTS[party])
        console.print(f"  {NAMES[party]:<12} {names}", soft_wrap=True)
    joined = " and ".join(f"{code} ({', '.join(parties)})" for code, parties in FRAMEWORKS.items())
    console.print(f"\nFrameworks: {joined}. Stop with Ctrl-C.")


def _watch(nodes: dict[str, NodeProcess]) -> None:
    """Wait; a node that ends by itself ends the demo with its last words."""
    while True:
        for party, node in nodes.items():
            if not node.is_alive:
                raise NodeTrouble(f"the node of {party} stopped: {node.last_words()}")
        time.sleep(0.5)
