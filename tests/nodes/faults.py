"""Real nodes as processes behind a line of ours: they act while everything fails, and are held to the laws after."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from jisr.cli.demo.founding import signed_manifest
from jisr.cli.demo.processes import NodeProcess, NodeTrouble
from jisr.node.home import load_home, make_home
from tests.nodes.line import SLOW_BYTES_A_SECOND, Line
from tests.nodes.nodes import FRAMEWORK, Child, Node, Pair, free_port

SETTLES_SECONDS_MAX = 120
ENTRIES = (
    "SELECT party, seq, raw, standing, reasons FROM entry JOIN log ON log.id = log_id"
    " WHERE framework_id = '{framework}' ORDER BY 1, 2"
)
DOSSIERS = "SELECT code, procedure, is_closed FROM dossier WHERE framework_id = '{framework}' ORDER BY 1"


class Federation:
    """Nodes that serve, each with a process beside it in which its officers act."""

    def __init__(self, nodes: dict[str, Node], framework: str, session: str, *, seed: int) -> None:
        self.nodes, self.framework, self.session, self.chance = nodes, framework, session, Random(seed)
        self.line, self.told = Line(), [f"seed {seed}"]
        self.confirmed: dict[str, str] = {}
        self.backups: dict[str, bytes] = {}
        ports = {party: int(node.home.listen.rpartition(":")[2]) for party, node in nodes.items()}
        for party, node in nodes.items():
            ways = {each: self.line.open(party, each, target=ports[each]).port for each in nodes if each != party}
            reroute(node, ways)
        self.children: dict[str, Child] = {}
        self.serving: dict[str, NodeProcess] = {}
        for party in nodes:
            self.start(party)

    def say(self, what: str) -> None:
        self.told.append(what)

    # Processes

    def start(self, party: str) -> None:
        self.children[party] = Child(self.nodes[party].home)
        self.serving[party] = self.nodes[party].serve()

    def kill(self, party: str) -> None:
        """End both processes of a node with a signal that nothing can hold up, whatever they are at."""
        self.say(f"{party} is killed")
        for each in (self.serving[party], self.children[party]):
            os.kill(each.pid, signal.SIGKILL)
            each.stop()

    def close(self) -> None:
        """End everything that was started here."""
        for each in (*self.serving.values(), *self.children.values()):
            each.stop()
        self.line.close()

    # What happens

    def act(self, party: str) -> None:
        """Let an officer act; what was confirmed has to be there in the end."""
        child, chance = self.children[party], self.chance
        protects = chance.random() < 0.3
        act = "object_to_minutes" if protects else "raise_item"
        title = {"text": "a stop"} if protects else {"title": f"{chance.random()}", "dimension": "border"}
        wish = {**child.wish(self.session, act, title), "framework": self.framework}
        said = child.ask(do="attempt", acts=[wish])
        if isinstance(said, list):
            self.confirmed[str(said[0])] = party
        self.say(f"{party} {act}: {said}")

    def fail(self) -> None:
        """Let one thing go wrong."""
        chance, party = self.chance, self.chance.choice(list(self.nodes))
        link = self.line.links[chance.choice(list(self.line.links))]
        match chance.choice(("cut", "one way", "both ways", "delay", "slow", "break", "repeat", "kill", "backup")):
            case "cut":
                link.is_cut = not link.is_cut
            case "one way":
                link.is_one_way = not link.is_one_way
            case "both ways":
                for (of, to), each in self.line.links.items():
                    each.is_cut = each.is_cut or party in (of, to)
            case "delay":
                link.delay_seconds = chance.choice((0, 0.2, 1.0))
            case "slow":
                link.bytes_a_second = SLOW_BYTES_A_SECOND
            case "break":
                link.breaks_after = chance.choice((0, 300, 900))
            case "repeat":
                self.line.repeat(link)
            case "kill":
                self.kill(party)
                self.start(party)
            case _:
                self.backups[party] = self.nodes[party].backup()

    def restore(self, party: str) -> None:
        """Put an old backup in the place of a node's database; its mark stays where it lies, or is garbled and gone."""
        self.kill(party)
        node = self.nodes[party]
        before = node.size_of(self.framework)
        node.restore(self.backups[party])
        for (_, to), link in self.line.links.items():
            # What it had taken it has forgotten, the nonces too.
            link.requests = [] if to == party else link.requests
        if self.chance.random() < 0.5:
            mark = node.home.mark(self.framework)
            mark.write_bytes(b"junk")
            # As its error says: moved out of the folder.
            mark.rename(node.home.path / f"junk-{time.monotonic_ns()}")
        size = node.size_of(self.framework)
        self.say(f"{party} is restored from {before} to {size} entries")
        elsewhere = max(each.size_of(self.framework, party) for each in self.nodes.values())
        self.confirmed = {
            at: of for at, of in self.confirmed.items() if of != party or int(at.partition(".")[2]) < elsewhere
        }
        self.start(party)

    def run(self, steps: int) -> None:
        """Let things happen, then heal all of it and wait until nobody lacks anything."""
        for _ in range(steps):
            self.act(self.chance.choice(list(self.nodes)))
            if self.chance.random() < 0.6:
                self.fail()
        self.heal()

    def heal(self) -> None:
        self.line.heal()
        self.say("all heals")
        ends = time.monotonic() + SETTLES_SECONDS_MAX
        while time.monotonic() < ends and not self.is_settled():
            for party, child in self.children.items():
                # Failures have made tries rare; who comes to look asks at once.
                with suppress(NodeTrouble):
                    child.ask(do="synchronise", framework=self.framework, parties=[p for p in self.nodes if p != party])
            time.sleep(0.3)

    def is_settled(self) -> bool:
        sizes = [node.rows(f"SELECT party, size FROM log WHERE framework_id = '{self.framework}' ORDER BY 1")
                 for node in self.nodes.values()]  # fmt: skip
        return all(each == sizes[0] for each in sizes)

    # What has to hold

    def amiss(self) -> list[str]:
        """Say what does not hold: one truth, nothing acknowledged lost, nothing honest refused, all of it verified."""
        found = []
        seen = {p: node.rows(ENTRIES.format(framework=self.framework)) for p, node in self.nodes.items()}
        states = {p: node.rows(DOSSIERS.format(framework=self.framework)) for p, node in self.nodes.items()}
        first = next(iter(seen))
        for party, node in self.nodes.items():
            if seen[party] != seen[first] or states[party] != states[first]:
                found.append(f"{party} and {first} hold different entries, verdicts or dossiers")
            here = {f"{log}.{seq}" for log, seq, *_ in seen[party]}
            found += [f"{at} is lost at {party}" for at in self.confirmed if at not in here]
            found += [f"{party} has cut {p} off" for (p,) in node.rows("SELECT party FROM log WHERE is_cut_off")]
            refused = node.rows("SELECT party, rule FROM aside WHERE kind != 'held'")
            found += [f"{party} has refused {rule} of {of}" for of, rule in refused]
            found += [f"{party}: {each}" for each in node.jisr("verify", "--json").value["violations"]]
        for (of, to), link in self.line.links.items():
            answers = [each for each in link.repeated if each and b" 401 " not in each and b" 50" not in each]
            found += [f"{to} took a request of {of} twice: {each!r}" for each in answers]
        return found


def reroute(node: Node, ways: dict[str, int]) -> None:
    """Let a node reach the others by these ports."""
    place = node.home.path / "node.toml"
    lines = place.read_text("utf-8").split("[routes]")[0].rstrip().splitlines()
    lines += ["", "[routes]", *(f'{party} = "http://127.0.0.1:{port}"' for party, port in ways.items())]
    place.write_text("\n".join(lines) + "\n", "utf-8")
    node.home = load_home(node.home.path)


def of_pair(pair: Pair, *, seed: int) -> Federation:
    """Put two nodes that know each other behind a line."""
    return Federation({"MAR": pair.mar, "ESP": pair.esp}, FRAMEWORK, pair.session, seed=seed)


def of_many(folder: Path, parties: tuple[str, ...], *, seed: int) -> Federation:
    """Found a framework of so many, with a session, and put them behind a line."""
    framework = "-".join(each.lower() for each in parties)
    homes = []
    for party in parties:
        port = free_port()
        homes.append(
            make_home(
                folder / party.lower(),
                party=party,
                address=f"http://127.0.0.1:{port}",
                listen=f"127.0.0.1:{port}",
                name=party,
            )
        )
    note = signed_manifest(framework, homes)
    nodes = {home.party: Node(home) for home in homes}
    session = ""
    for party, node in nodes.items():
        child, code = Child(node.home), party.lower()
        post: dict[str, Any] = {"username": f"{code}.co_chair", "title": "x", "authority": f"{code}.co_chair"}
        child.ask(do="prepare", notes=[note], founding=f"{code}.founding", posts=[{**post, "mandate": "co_chair"}])
        if not session:
            call = {"ordinal": 1, "place": "Rabat", "date": "2027-03-15", "format": "in_person"}
            wish = {**child.wish(None, "call", call, procedure="session/1"), "framework": framework}
            session = str(child.ask(do="acts", acts=[wish])[0])
        child.stop()
    federation = Federation({str(party): node for party, node in nodes.items()}, framework, session, seed=seed)
    federation.heal()
    return federation
