"""Two parties' nodes in a folder, founded and with something in them, for tests to break."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jisr.cli.demo.founding import signed_manifest
from jisr.cli.demo.processes import NodeProcess, words_file
from jisr.node.home import HOME_VARIABLE, Home, load_home, make_home
from tests.nodes.started import ENVIRONMENT, Piped, run_command

FRAMEWORK = "mar-esp"
PARTIES = ("MAR", "ESP")
MANDATES = ("co_chair", "secretariat")


def free_port() -> int:
    """Give a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """Give the JSON on standard output."""
        return json.loads(self.out)


class StartedNode(NodeProcess):
    """A node's process that begins with everything read; `further` is false for what changes what others read."""

    def __init__(
        self, home: Home, *, module: str = "jisr.cli.demo.child", database_url: str = "", further: bool = True
    ) -> None:
        self.home = home
        errors = words_file()
        process = Piped(
            f"nodes of {home.party}",
            errors=errors,
            environment={**ENVIRONMENT, "DATABASE_URL": database_url, HOME_VARIABLE: str(home.path)},
            module=module,
            new_session=True,
            further=further,
        )
        NodeProcess.__init__(self, home.party, process, errors)


class FreshNode(NodeProcess):
    """A node's process that reads everything itself, as `jisr node run` does."""

    def __init__(self, home: Home, *, module: str = "jisr.cli.demo.child", variables: Mapping[str, str]) -> None:
        self.home = home
        errors = words_file()
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, **variables, HOME_VARIABLE: str(home.path)},
            text=True,
            start_new_session=True,
        )
        NodeProcess.__init__(self, home.party, process, errors)


class Child(StartedNode):
    """A node in a process that does what it is told (`tests/nodes/child.py`)."""

    def __init__(self, home: Home, database_url: str = "") -> None:
        super().__init__(home, module="tests.nodes.child", database_url=database_url)

    def ask(self, **order: Any) -> Any:
        """Tell it to do something; give the answer."""
        self.send(order)
        return self.receive()

    def wish(
        self,
        dossier: str | None,
        act: str,
        fields: dict[str, Any] | None = None,
        *,
        item: str | None = None,
        procedure: str | None = None,
        mandate: str = "co_chair",
        authority: str | None = None,
    ) -> dict[str, Any]:
        """Give an act as an order names it."""
        name = f"{self.home.party.lower()}.{mandate}"
        return {
            "framework": FRAMEWORK,
            "username": name,
            "authority": authority or name,
            "mandate": mandate,
            "dossier": dossier,
            "act": act,
            "fields": fields or {},
            "item": item,
            "procedure": procedure,
        }

    def act(self, dossier: str | None, act: str, fields: dict[str, Any] | None = None, **more: Any) -> str:
        """Do an act; give its number."""
        return str(self.ask(do="acts", acts=[self.wish(dossier, act, fields, **more)])[0])

    def raise_many(self, dossier: str, count: int, *, ahead: int = 0, length: int = 0, do: str = "many") -> Any:
        """Do the plainest of acts so often, in one writing, by a clock so many seconds ahead, in words so long."""
        name = f"{self.home.party.lower()}.co_chair"
        return self.ask(
            do=do,
            framework=FRAMEWORK,
            dossier=dossier,
            authority=name,
            mandate="co_chair",
            count=count,
            ahead=ahead,
            length=length,
        )

    def at(self, seconds: int) -> "Child":
        """Let its clock stand so many seconds from the machine's."""
        self.ask(do="clock", seconds=seconds)
        return self

    def size(self) -> int:
        """Give the length of the own log."""
        return int(self.ask(do="size", framework=FRAMEWORK))

    def pouch(self, party: str) -> str:
        """Make a pouch."""
        return str(self.ask(do="pouch", framework=FRAMEWORK, to=party))

    def open(self, pouch: str) -> Any:
        """Open a pouch; give what became of it."""
        return self.ask(do="open", pouch=pouch)


@dataclass
class Node:
    """One party's node: its home, and commands in it. Its database is SQLite unless a URL says otherwise."""

    home: Home
    database_url: str = ""

    @property
    def party(self) -> str:
        return self.home.party

    @property
    def environment(self) -> dict[str, str]:
        return {**ENVIRONMENT, HOME_VARIABLE: str(self.home.path), "DATABASE_URL": self.database_url}

    def jisr(
        self,
        *arguments: str,
        code: int | None = 0,
        env: dict[str, str] | None = None,
        given: str = "",
    ) -> Said:
        """Run a command; hold its exit code against the one expected."""
        environment = {**self.environment, **(env or {})}
        done = run_command(f"nodes of {self.party}", *arguments, environment=environment, given=given)
        assert code is None or done.returncode == code, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return Said(done.returncode, done.stdout, done.stderr)

    def act(self, dossier: str, act: str, *more: str, code: int | None = 0, mandate: str = "co_chair") -> Said:
        officer = f"{self.party.lower()}.{mandate}"
        return self.jisr("act", FRAMEWORK, dossier, act, "--officer", officer, *more, "--json", code=code)

    def raise_item(self, dossier: str, title: str) -> str:
        """Do the plainest of acts; give its number."""
        return str(self.act(dossier, "raise_item", "-f", f"title={title}", "-f", "dimension=border").value["entry"])

    def database(self) -> closing[sqlite3.Connection]:
        """Open the database behind the node's back."""
        return closing(sqlite3.connect(self.home.database, isolation_level=None))

    def backup(self) -> bytes:
        """Give the database as a backup would hold it."""
        with self.database() as opened:
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return self.home.database.read_bytes()

    def restore(self, backup: bytes) -> None:
        """Put a backup in the place of the database; marks are in no backup (protocol 9.6)."""
        self.home.database.write_bytes(backup)
        for more in ("-wal", "-shm"):
            Path(f"{self.home.database}{more}").unlink(missing_ok=True)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.database() as opened:
            return opened.execute(query).fetchall()

    def size(self, party: str = "") -> int:
        return self.size_of(FRAMEWORK, party)

    def size_of(self, framework: str, party: str = "") -> int:
        """Give how long a log is here; of a framework by its name."""
        query = f"SELECT size FROM log WHERE party = '{party or self.party}' AND framework_id = '{framework}'"
        return int(self.rows(query)[0][0])

    def pouch_to(self, other: "Node", file: Path) -> Any:
        """Carry a pouch to another node; give what became of it."""
        self.jisr("pouch", "write", FRAMEWORK, other.party, str(file))
        return other.jisr("pouch", "read", str(file), "--json").value

    def serve(self, *, afresh: bool = False) -> NodeProcess:
        """Start serving, by reading all first if afresh; the caller stops it."""
        process: NodeProcess
        if afresh:
            process = FreshNode(self.home, variables={"DATABASE_URL": self.database_url})
        else:
            process = StartedNode(self.home, database_url=self.database_url)
        process.send({"do": "serve"})
        process.receive()
        return process


@dataclass
class Pair:
    """Two nodes that know each other; `session` is a dossier in which both have acted."""

    mar: Node
    esp: Node
    session: str
    folder: Path

    def exchange(self) -> None:
        """Carry pouches in both directions until nothing moves."""
        for _ in range(2):
            self.mar.pouch_to(self.esp, self.folder / "to-esp.pouch")
            self.esp.pouch_to(self.mar, self.folder / "to-mar.pouch")

    def copy(self, folder: Path) -> "Pair":
        """Copy both nodes, to ports of their own."""
        ports = {party: free_port() for party in PARTIES}
        for party in PARTIES:
            place = folder / party.lower()
            shutil.copytree(self.folder / party.lower(), place)
            lines = (place / "node.toml").read_text("utf-8").splitlines()
            lines = [line for line in lines if not line.startswith("listen")]
            lines.append(f'listen = "127.0.0.1:{ports[party]}"')
            lines += ["[routes]", *(f'{p} = "http://127.0.0.1:{ports[p]}"' for p in PARTIES if p != party)]
            (place / "node.toml").write_text("\n".join(lines) + "\n", "utf-8")
        return open_pair(folder, self.session)


def open_pair(folder: Path, session: str) -> Pair:
    """Open two nodes that are there."""
    mar, esp = (Node(load_home(folder / party.lower())) for party in PARTIES)
    return Pair(mar, esp, session, folder)


def let_passwords_do(home: Home) -> None:
    """Let the officers of a node in by their password alone; they have nothing else."""
    with (home.path / "node.toml").open("a", encoding="utf-8") as settings:
        settings.write('[sign_in]\nsecond_factor = "offered"\n')


def found_pair(folder: Path, urls: Mapping[str, str] | None = None, *, entries_a_day: int | None = None) -> Pair:
    """Make two nodes, found their framework, declare authorities, and let both act."""
    urls = urls or {}
    homes = [
        make_home(folder / p.lower(), party=p, address=f"http://127.0.0.1:{free_port()}", listen="127.0.0.1:0", name=p)
        for p in PARTIES
    ]
    note = signed_manifest(FRAMEWORK, homes, entries_a_day=entries_a_day)
    children = {home.party: Child(home, urls.get(home.party, "")) for home in homes}
    for party, child in children.items():
        code = party.lower()
        posts = [
            {"username": f"{code}.{each}", "title": each, "authority": f"{code}.{each}", "mandate": each}
            for each in MANDATES
        ]
        child.ask(do="prepare", notes=[note], founding=f"{code}.founding", posts=posts)
    session = _act_some(children["MAR"], children["ESP"])
    for child in children.values():
        child.stop()
    pair = open_pair(folder, session)
    pair.mar.database_url, pair.esp.database_url = urls.get("MAR", ""), urls.get("ESP", "")
    return pair


def _act_some(mar: Child, esp: Child) -> str:
    """Hold part of a session on both sides, with acts that cross."""
    call = {"ordinal": 1, "place": "Rabat", "date": "2027-03-15", "format": "in_person"}
    session = mar.act(None, "call", call, procedure="session/1")
    proposal = mar.act(session, "propose_accept_call")
    exchange(mar, esp)
    esp.act(session, "concur_accept_call", item=proposal)
    for each in (esp, mar):
        each.act(session, "raise_item", {"title": "at the same time", "dimension": "border"})
    mar.act(session, "object_to_minutes", {"text": "too early, but always heard"})
    exchange(mar, esp)
    return session


def exchange(one: Child, other: Child) -> None:
    """Carry pouches in both directions until nothing moves."""
    for _ in range(2):
        other.open(one.pouch(other.home.party))
        one.open(other.pouch(one.home.party))
