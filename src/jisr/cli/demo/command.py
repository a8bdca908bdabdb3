"""The command: makes the demo's nodes or finds them, starts them, stops them."""

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from jisr.base import N_
from jisr.cli.demo.cast import FRAMEWORKS, NAMES, PARTIES, PASSWORD, POSTS, administrators, listen
from jisr.cli.language import gettext as _
from jisr.cli.output import console, say

if TYPE_CHECKING:
    from jisr.cli.demo.processes import NodeProcess
    from jisr.node.home import Home

# Three nodes stand on ports in a row, of which the last must be one.
PORT_MAX = 65_535 - 2
PLACE_DEFAULT = Path("var/demo")
WATCH_SECONDS = 0.5
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Tell = Callable[[str], None]


def demo(
    reset: Annotated[bool, typer.Option("--reset", help="Begin afresh: what was done in the demo is removed.")] = False,
    home: Annotated[Path, typer.Option(help="Where the demo's nodes are kept.")] = PLACE_DEFAULT,
    first_port: Annotated[
        int,
        typer.Option(
            min=1, max=PORT_MAX, help="Port of the first node; the others follow. A demo that is there moves to it."
        ),
    ] = 8001,
    child: Annotated[
        bool, typer.Option("--child", help="With a child's file, invented, played up to the departure: docs/minors.md.")
    ] = False,
    once: Annotated[bool, typer.Option("--once", help="Stop as soon as all nodes answer (for measuring).")] = False,
) -> None:
    """Start three nodes on this machine: Morocco, Spain, the Netherlands, with the real public record.

    Stops on Ctrl-C; started again, it goes on where it was.
    """
    from jisr.cli.demo.place import hold, is_filled, open_folder

    began = time.monotonic()
    for each in STOPPING:
        signal.signal(each, _stop)
    place = home.resolve()
    nodes: dict[str, NodeProcess] = {}
    try:
        if not place.exists():
            # Where no node could listen nothing is made.
            _require_free(first_port)
        held = open_folder(place)
        _divide(nodes, held=held)
        with _progress() as tell:
            hold(held, place, tell=tell)
            _require_free(first_port)
            if reset or not is_filled(place):
                homes = _fill(place, nodes, first_port=first_port, tell=tell)
            else:
                homes = _find(place, nodes, first_port=first_port)
            if child:
                _lay_child(place, homes, nodes, tell=tell)
            tell(_("Starting to serve …"))
            _serve(nodes)
        _tell(homes, time.monotonic() - began)
        if not once:
            _watch(nodes)
    except KeyboardInterrupt:
        pass
    finally:
        _end(nodes)
    if is_filled(place):
        say(_("Stopped. Nothing is lost: start again with `make demo`."))
    else:
        say(_("Stopped before the record was entered: `make demo` begins afresh."))


@contextmanager
def _progress() -> Iterator[Tell]:
    """Show what is done now: in one line that changes, or a line a stage where no terminal is."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    stages: set[str] = set()
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(_("Starting three nodes …"), total=None)

        def tell(words: str) -> None:
            progress.update(task, description=words)
            stage = words.partition(" …")[0]
            if not console.is_terminal and stage not in stages:
                say(f"{stage} …")
            stages.add(stage)

        yield tell


def _require_free(first_port: int) -> None:
    from jisr.cli.serving import require_free

    for party in PARTIES:
        require_free(listen(party, first_port))


def _divide(nodes: dict[str, "NodeProcess"], *, held: int) -> None:
    """Begin the nodes' processes; each is among the nodes, to be ended, as soon as it runs."""
    from jisr.cli.demo.forked import ForkedNode, read

    read()
    from jisr.cli.demo.child import wait_for_home

    for party in PARTIES:
        nodes[party] = ForkedNode(party, wait_for_home, held=held)


def _enter(homes: Mapping[str, "Home"], nodes: Mapping[str, "NodeProcess"]) -> None:
    """Tell each node where its home is; there is no answer, for what comes next has one."""
    for party, node in nodes.items():
        node.send({"home": str(homes[party].path)})


def _find(place: Path, nodes: Mapping[str, "NodeProcess"], *, first_port: int) -> dict[str, "Home"]:
    """Let the nodes that are there begin, at the ports wished for."""
    from jisr.cli.demo.moving import move_homes
    from jisr.node.home import load_home

    homes = move_homes({party: load_home(place / party.lower()) for party in PARTIES}, first_port=first_port)
    _enter(homes, nodes)
    return homes


def _fill(place: Path, nodes: Mapping[str, "NodeProcess"], *, first_port: int, tell: Tell) -> dict[str, "Home"]:
    """Make nodes with new keys, found the frameworks and enter the record."""
    from jisr.cli.demo.filling import fill
    from jisr.cli.demo.founding import make_homes
    from jisr.cli.demo.place import begin, finish
    from jisr.cli.demo.record import recorded_acts

    begin(place)
    homes = make_homes(place, first_port=first_port)
    _enter(homes, nodes)
    fill(homes, nodes, recorded_acts(), tell=tell)
    finish(place)
    return homes


def _lay_child(place: Path, homes: Mapping[str, "Home"], nodes: Mapping[str, "NodeProcess"], *, tell: Tell) -> None:
    """Play a child's file, once: what was done in it since is kept."""
    from jisr.cli.demo.place import has_child, note_child

    if has_child(place):
        return
    from jisr.cli.demo.childs_file import lay

    tell(_("Playing a child's file …"))
    lay(homes, nodes)
    note_child(place)


def _stop(number: int, frame: FrameType | None) -> None:
    """Stop once: who is impatient, or a `make` that passes signals on, does not break off the stopping."""
    del number, frame
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


def _end(nodes: Mapping[str, "NodeProcess"]) -> None:
    for node in nodes.values():
        node.ask_to_stop()
    for node in nodes.values():
        node.stop()


def _serve(nodes: Mapping[str, "NodeProcess"]) -> None:
    for node in nodes.values():
        node.send({"do": "serve"})
    for node in nodes.values():
        node.receive()


def _tell(homes: Mapping[str, "Home"], seconds: float) -> None:
    names = {party: _(NAMES[party]) for party in PARTIES}
    width = max(map(len, names.values())) + 1
    say(_("Ready after %(seconds)s s."), seconds=f"{seconds:.1f}")
    say("")
    for party in PARTIES:
        say(f"  {names[party]:<{width}} {homes[party].address}/")
    say("")
    say(_("Demo officers (for this demo only; no real persons). Password for all: %(password)s"), password=PASSWORD)
    for party in PARTIES:
        say(f"  {names[party]:<{width}} {', '.join(f'{post.username} ({_(post.title)})' for post in POSTS[party])}")
    say(
        _("Administrators of officers, two a node: %(names)s and so on."),
        names=", ".join(administrators(PARTIES[0])),
    )
    say("")
    say(
        _("Frameworks: %(frameworks)s."),
        frameworks="; ".join(f"{code} ({', '.join(parties)})" for code, parties in FRAMEWORKS.items()),
    )
    say(_("Stop with Ctrl-C."))


def _watch(nodes: Mapping[str, "NodeProcess"]) -> None:
    """Wait; a node that ends by itself ends the demo with its last words."""
    from jisr.cli.demo.processes import NodeTrouble

    while True:
        for party, node in nodes.items():
            if not node.is_alive:
                raise NodeTrouble(N_("the node of %(party)s stopped: %(words)s"), party=party, words=node.last_words())
        time.sleep(WATCH_SECONDS)
