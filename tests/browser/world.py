"""The demo's three nodes for tests: founded as `jisr demo` founds them, with a line that can be cut."""

import fcntl
import hashlib
import os
import shutil
import socket
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from jisr.cli.demo.cast import PARTIES, address, listen
from jisr.cli.demo.filling import fill
from jisr.cli.demo.founding import make_homes
from jisr.cli.demo.processes import NodeProcess
from jisr.cli.demo.record import RecordedAct
from jisr.node.home import Home, load_home, write_settings
from tests.browser.child import AHEAD
from tests.browser.proxy import HOST, Proxy
from tests.nodes.nodes import Node, StartedNode

PORTS_TRIED_MAX = 50
DESCRIBED_SECONDS_MAX = 60
PORT_LEAST, PORT_STEP = 20_000, 97
# The line that tests cut: between these two, in both directions.
LINE = ("MAR", "ESP")


def free_ports(count: int) -> int:
    """Give the first of several ports in a row on which nobody listens."""
    # Tests that run beside each other look from different places on.
    start = PORT_LEAST + os.getpid() * PORT_STEP % 10_000
    for at in range(PORTS_TRIED_MAX):
        first = start + at * count
        try:
            with ExitStack() as probes:
                for port in range(first, first + count):
                    probes.enter_context(socket.socket()).bind((HOST, port))
        except OSError:
            continue
        return first
    raise AssertionError(f"no {count} free ports in a row from {start} on")


@dataclass
class World:
    """Three nodes that serve; Morocco and Spain speak through a line that can be cut."""

    homes: dict[str, Home]
    processes: dict[str, NodeProcess]
    lines: list[Proxy] = field(default_factory=list)

    def url(self, party: str) -> str:
        """Give where a party's officers find their node."""
        return f"http://{self.homes[party].listen}"

    def node(self, party: str) -> Node:
        """Give a party's node as its operator has it: with the commands."""
        return Node(self.homes[party])

    def cut(self) -> None:
        """Cut Morocco from Spain."""
        for line in self.lines:
            line.cut()

    def heal(self) -> None:
        """Let them reach each other again."""
        for line in self.lines:
            line.heal()

    def let_days_pass(self, days: int) -> None:
        """Set the clocks of all nodes ahead."""
        for home in self.homes.values():
            fresh = home.path / f"{AHEAD}.new"
            fresh.write_text(str(days * 86_400), "ascii")
            # A node may read it at any moment: it finds the old number or the new one.
            fresh.rename(home.path / AHEAD)

    def stop(self) -> None:
        """End the nodes, then the lines."""
        for process in self.processes.values():
            process.stop()
        for line in self.lines:
            line.stop()


def found_world(place: Path, acts: Sequence[RecordedAct]) -> World:
    """Found the demo with a record, and let its nodes serve."""
    filled, first = _filled(place, acts), free_ports(len(PARTIES))
    homes = {party: _copied(filled, place, party, first) for party in PARTIES}
    one, other = LINE
    lines = [_lead(homes[one], homes[other]), _lead(homes[other], homes[one])]
    homes = {party: load_home(home.path) for party, home in homes.items()}
    processes: dict[str, NodeProcess] = {
        party: StartedNode(home, module="tests.browser.child") for party, home in homes.items()
    }
    world = World(homes, processes, lines)
    try:
        for process in processes.values():
            process.send({"do": "serve"})
        for process in processes.values():
            process.receive()
        until_described(homes.values())
    except BaseException:
        world.stop()
        raise
    return world


def _filled(place: Path, acts: Sequence[RecordedAct]) -> Path:
    """Fill the demo's nodes once for all worlds of a record in a run of tests; give where their homes are."""
    # Workers have a folder each in that of the run.
    beside = place.parents["PYTEST_XDIST_WORKER" in os.environ]
    filled = beside / f"filled-{hashlib.sha256(repr(acts).encode()).hexdigest()[:12]}"
    with filled.with_suffix(".lock").open("w") as lock:
        # Who comes second waits for the first.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not filled.exists():
            fresh = filled.with_suffix(".fresh")
            shutil.rmtree(fresh, ignore_errors=True)
            _fill_in(fresh, acts)
            fresh.rename(filled)
    return filled


def _fill_in(place: Path, acts: Sequence[RecordedAct]) -> None:
    homes = make_homes(place, first_port=free_ports(len(PARTIES)))
    processes: dict[str, NodeProcess] = {
        party: StartedNode(home, module="tests.browser.child") for party, home in homes.items()
    }
    try:
        fill(homes, processes, acts, tell=lambda words: None)
    finally:
        for process in processes.values():
            process.stop()


def _copied(filled: Path, place: Path, party: str, first: int) -> Home:
    """Copy a home to where it listens at another port; the manifests say nothing of it, so its settings lead the way."""
    home = load_home(shutil.copytree(filled / party.lower(), place / party.lower()))
    routes = {each: address(each, first) for each in PARTIES if each != party}
    write_settings(replace(home, address=address(party, first), listen=listen(party, first), routes=routes))
    return load_home(home.path)


def until_described(homes: Iterable[Home]) -> None:
    """Wait until lists show what was done: officers come a moment later, too."""
    until = time.monotonic() + DESCRIBED_SECONDS_MAX
    sizes = "SELECT framework_id, party, size FROM log ORDER BY 1, 2"
    desks = "SELECT described.framework_id, each.key, each.value FROM described, json_each(sizes) AS each ORDER BY 1, 2"
    for node in map(Node, homes):
        while node.rows(sizes) != node.rows(desks):
            assert time.monotonic() < until, f"the desk of {node.party} is not described"
            time.sleep(0.05)


def _lead(home: Home, peer: Home) -> Proxy:
    """Lead a node's way to a peer through a line of its own."""
    line = Proxy(int(peer.listen.rpartition(":")[2]))
    write_settings(replace(home, routes={**home.routes, peer.party: line.address}))
    return line
