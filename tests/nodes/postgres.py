"""A PostgreSQL of our own, for as long as the tests run; where it is missing the tests fail.

One server serves all tests of a process, each with databases of its own. A node lays its tables once, by its
migrations; the databases of nodes begin as copies of that one.
"""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from jisr.node.home import make_home
from tests.nodes.nodes import Node, free_port

BINARIES = Path("/usr/lib/postgresql/15/bin")
ACCOUNT = "postgres"
LAID = "laid"
_numbers = count(1)
_running = ExitStack()
_servers: list[str] = []


def _as_somebody(*command: str | Path) -> None:
    """Run a program of PostgreSQL, which will not run as root."""
    prefix = ["runuser", "-u", ACCOUNT, "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, *map(str, command)], capture_output=True, text=True, timeout=60, cwd="/")
    assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"


@contextmanager
def databases(*names: str, laid: bool = True) -> Iterator[dict[str, str]]:
    """Make databases, with the tables of a node or with nothing; give the URL of each."""
    if not _servers:
        _servers.append(_running.enter_context(_cluster()))
    (server,) = _servers
    made = {name: f"{name.lower()}_{next(_numbers)}" for name in names}
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        if laid and (LAID,) not in connection.execute("SELECT datname FROM pg_database").fetchall():
            connection.execute(f"CREATE DATABASE {LAID}")
            _lay(f"{server}/{LAID}")
        for each in made.values():
            connection.execute(f"CREATE DATABASE {each} TEMPLATE {LAID if laid else 'template1'}")
    yield {name: f"{server}/{each}" for name, each in made.items()}
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        for each in made.values():
            connection.execute(f"DROP DATABASE {each} WITH (FORCE)")


def stop_server() -> None:
    """Stop the server, if one was started."""
    _servers.clear()
    _running.close()


def _lay(url: str) -> None:
    """Let a node lay its tables."""
    with tempfile.TemporaryDirectory() as place:
        told = {"party": "ESP", "address": "http://127.0.0.1:1", "listen": "127.0.0.1:1", "name": "Spain"}
        Node(make_home(Path(place) / "esp", **told), url).jisr("node", "status")


@contextmanager
def _cluster() -> Iterator[str]:
    """Start a cluster; give the URL of its server, without a database."""
    assert (BINARIES / "initdb").exists(), f"PostgreSQL 15 is missing ({BINARIES}): apt-get install postgresql-15"
    folder, port = Path(tempfile.mkdtemp(prefix="jisr-postgres-")), free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, ACCOUNT, ACCOUNT)
    data = folder / "data"
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    # Nobody tidies up beside: what a node sees at a glance is what a test wrote.
    options += " -c autovacuum=off"
    _as_somebody(BINARIES / "initdb", "-D", data, "-A", "trust", "-U", ACCOUNT, "-E", "UTF8", "--no-sync")
    try:
        _as_somebody(BINARIES / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://{ACCOUNT}@127.0.0.1:{port}"
        finally:
            _as_somebody(BINARIES / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def run(node: Node, statement: str) -> list[tuple[Any, ...]]:
    """Run a statement behind the node's back."""
    if node.database_url:
        with psycopg.connect(node.database_url, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []
    with closing(sqlite3.connect(node.home.database, isolation_level=None)) as opened:
        return opened.execute(statement).fetchall()
