"""A node's database is brought up to date when the node is entered, and left alone where it is."""

import subprocess
import sys

from tests.nodes.nodes import FreshNode, Node, Pair
from tests.nodes.started import ENVIRONMENT

ENTERING = (
    "import sys; from jisr.cli.ready import enter; enter(None); print('django.db.migrations.executor' in sys.modules)"
)


def entered(node: Node) -> bool:
    """Enter a node; say whether migrations were read for it."""
    done = subprocess.run(
        [sys.executable, "-c", ENTERING], env=node.environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip() == "True"


def test_a_database_that_lacks_a_migration_gets_it(pair: Pair) -> None:
    node = pair.mar
    with node.database() as opened:
        opened.execute("DROP TABLE django_session")
        opened.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    assert entered(node)
    assert node.rows("SELECT count(*) FROM django_session") == [(0,)]
    assert not entered(node), "the second time nothing is lacking"


def test_a_node_reads_nothing_that_it_does_not_need(pair: Pair) -> None:
    """No command line, no terminal, no client: each would cost every start of every node."""
    process = FreshNode(pair.mar.home, module="tests.nodes.child", variables=ENVIRONMENT)
    try:
        process.send({"do": "modules"})
        read = set(process.receive())
    finally:
        process.stop()
    assert {"django", "waitress", "cryptography"} <= read
    foreign = {"typer", "rich", "pygments", "ninja", "pydantic", "httpx", "psycopg", "fido2", "requests", "qrcode"}
    assert not read & foreign


def test_a_new_database_is_made(pair: Pair) -> None:
    applied = "SELECT app, name FROM django_migrations ORDER BY id"
    before = pair.mar.rows(applied)
    pair.mar.home.database.unlink()
    assert not entered(pair.mar), "its tables are laid at once"
    assert pair.mar.rows("SELECT count(*) FROM entry") == [(0,)]
    assert pair.mar.rows(applied) == before
