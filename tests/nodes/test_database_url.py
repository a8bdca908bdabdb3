"""DATABASE_URL's options reach a real PostgreSQL; what is not understood is said before anything is done."""

import os
from pathlib import Path

import psycopg
import pytest

from jisr.node.home import make_home
from tests.nodes.nodes import Node, free_port
from tests.nodes.postgres import postgres


def test_options_are_honoured_and_faults_are_named(tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    node = Node(make_home(tmp_path / "mar", party="MAR", address=f"http://{address}", listen=address, name="MAR"))
    with postgres() as server:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE jisr")
        node.database_url = f"{server}/jisr?options=-c%20default_transaction_read_only%3Don"
        assert "read-only" in node.jisr("node", "status", code=1).err
        # This server speaks no TLS: who demands it is not served in clear.
        node.database_url = f"{server}/jisr?sslmode=require"
        assert "SSL" in node.jisr("node", "status", code=1).err
        node.database_url = f"{server}/jisr?sslmode=disable&connect_timeout=5"
        node.jisr("node", "status")
        node.database_url = f"{server}/jisr?sslmod=disable"
        said = node.jisr("node", "status", code=1).err
        assert "DatabaseUnknown" in said and "sslmod" in said and "libpq" in said
    assert not os.path.exists(node.home.database)


@pytest.mark.parametrize("url", ["mysql://u:p@h/jisr", "sqlite:///var/x"])
def test_another_kind_of_database_is_refused(tmp_path: Path, url: str) -> None:
    address = f"127.0.0.1:{free_port()}"
    home = make_home(tmp_path / "mar", party="MAR", address=f"http://{address}", listen=address, name="MAR")
    said = Node(home, url).jisr("node", "status", code=1).err
    assert "DatabaseUnknown" in said and url.partition(":")[0] in said
