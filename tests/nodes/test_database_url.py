"""DATABASE_URL's options reach a real PostgreSQL; what is not understood is said before anything is done."""

import os
from pathlib import Path

import pytest

from jisr.node.home import make_home
from tests.nodes.nodes import Node, free_port
from tests.nodes.postgres import databases


def test_options_are_honoured_and_faults_are_named(tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    node = Node(make_home(tmp_path / "mar", party="MAR", address=f"http://{address}", listen=address, name="MAR"))
    with databases("jisr", laid=False) as urls:
        url = urls["jisr"]
        node.database_url = f"{url}?options=-c%20default_transaction_read_only%3Don"
        assert "read-only" in node.jisr("node", "status", code=1).err
        # This server speaks no TLS: who demands it is not served in clear.
        node.database_url = f"{url}?sslmode=require"
        assert "SSL" in node.jisr("node", "status", code=1).err
        node.database_url = f"{url}?sslmode=disable&connect_timeout=5"
        node.jisr("node", "status")
        node.database_url = f"{url}?sslmod=disable"
        said = node.jisr("node", "status", code=1).err
        assert "DatabaseUnknown" in said and "sslmod" in said and "libpq" in said
    assert not os.path.exists(node.home.database)


@pytest.mark.parametrize("host", ["127.0.0.1", "db.invalid", "[::1]"])
def test_a_server_that_is_not_reached_is_named_with_its_port(tmp_path: Path, host: str) -> None:
    """Room on the disk would not help: host and port are what to look at."""
    address, port = f"127.0.0.1:{free_port()}", free_port()
    home = make_home(tmp_path / "mar", party="MAR", address=f"http://{address}", listen=address, name="MAR")
    said = Node(home, f"postgresql://jisr:a-secret@{host}:{port}/jisr?connect_timeout=5").jisr("node", "status", code=1)
    assert "DatabaseUnreachable" in said.err
    assert f"host {host.strip('[]')}, port {port}" in said.err
    assert "DATABASE_URL" in said.err
    assert "disk" not in said.err
    assert "a-secret" not in said.err


def test_a_database_that_is_not_there_is_told_as_one_that_is_not_reached(tmp_path: Path) -> None:
    """The server answers, and has no such database: the name in the URL is wrong, not the disk full."""
    address = f"127.0.0.1:{free_port()}"
    home = make_home(tmp_path / "mar", party="MAR", address=f"http://{address}", listen=address, name="MAR")
    with databases("jisr", laid=False) as urls:
        said = Node(home, f"{urls['jisr'].rpartition('/')[0]}/nothing").jisr("node", "status", code=1)
    assert "DatabaseUnreachable" in said.err and '"nothing" does not exist' in said.err
    assert "disk" not in said.err


@pytest.mark.parametrize("url", ["mysql://u:p@h/jisr", "sqlite:///var/x"])
def test_another_kind_of_database_is_refused(tmp_path: Path, url: str) -> None:
    address = f"127.0.0.1:{free_port()}"
    home = make_home(tmp_path / "mar", party="MAR", address=f"http://{address}", listen=address, name="MAR")
    said = Node(home, url).jisr("node", "status", code=1).err
    assert "DatabaseUnknown" in said and url.partition(":")[0] in said
