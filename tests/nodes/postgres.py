"""A PostgreSQL of our own, for as long as the tests run; where it is missing the tests fail."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.nodes.nodes import Node, free_port

BINARIES = Path("/usr/lib/postgresql/15/bin")
ACCOUNT = "postgres"


def _as_somebody(*command: str | Path) -> None:
    """Run a program of PostgreSQL, which will not run as root."""
    prefix = ["runuser", "-u", ACCOUNT, "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, *map(str, command)], capture_output=True, text=True, timeout=60, cwd="/")
    assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"


@contextmanager
def postgres() -> Iterator[str]:
    """Start a cluster; give the URL of its server, without a database."""
    assert (BINARIES / "initdb").exists(), f"PostgreSQL 15 is missing ({BINARIES}): apt-get install postgresql-15"
    folder, port = Path(tempfile.mkdtemp(prefix="jisr-postgres-")), free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, ACCOUNT, ACCOUNT)
    data = folder / "data"
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
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
