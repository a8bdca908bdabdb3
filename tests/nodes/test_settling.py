"""The demo's filling does not wait for the disk; afterwards all of it is there, and every commit waits."""

import subprocess
import sys
from pathlib import Path

import pytest

from jisr.cli.demo.processes import NodeTrouble
from tests.nodes.nodes import FRAMEWORK, Child, Pair

FILE_AND_FOLDER = 2
NOT_AT_ALL, ALWAYS = 0, 2
# Settles a home, and says what was given to the disk.
TELLING = """
import os
from jisr.cli.ready import enter
home = enter(None)
from jisr.cli.demo.settling import settle
put = os.fsync
def fsync(handle):
    print(os.readlink(f"/proc/self/fd/{handle}"))
    put(handle)
os.fsync = fsync
settle(home)
"""


@pytest.fixture
def demo(pair: Pair) -> Pair:
    """Give nodes of which one is a demo's."""
    settings = pair.mar.home.path / "node.toml"
    settings.write_text("demo = true\n" + settings.read_text("utf-8"), "utf-8")
    return pair


def test_only_between_defer_and_settle_a_commit_does_not_wait(demo: Pair) -> None:
    pair, child = demo, Child(demo.mar.home)
    try:
        assert child.ask(do="synchronous") == ALWAYS
        assert child.ask(do="mark", framework=FRAMEWORK) == FILE_AND_FOLDER
        child.ask(do="defer")
        assert child.ask(do="synchronous") == NOT_AT_ALL
        assert child.ask(do="mark", framework=FRAMEWORK) == 0
        number = child.act(pair.session, "raise_item", {"title": "deferred", "dimension": "border"})
        child.ask(do="settle")
        assert child.ask(do="synchronous") == ALWAYS
        assert child.ask(do="mark", framework=FRAMEWORK) == FILE_AND_FOLDER
    finally:
        child.stop()
    assert number in pair.mar.jisr("dossier", "show", pair.session, "--json").out
    assert pair.mar.jisr("verify").code == 0


def test_others_wait_while_one_does_not(demo: Pair) -> None:
    """A node's own connections are not touched by what one process does."""
    child, other = Child(demo.mar.home), Child(demo.mar.home)
    try:
        child.ask(do="defer")
        assert other.ask(do="synchronous") == ALWAYS
        assert other.ask(do="mark", framework=FRAMEWORK) == FILE_AND_FOLDER
    finally:
        child.stop()
        other.stop()


def test_a_node_that_is_no_demos_always_waits(pair: Pair) -> None:
    child = Child(pair.mar.home)
    with pytest.raises(NodeTrouble, match="a mark is on the disk before its head leaves"):
        child.ask(do="defer")
    child.stop()


def test_settling_puts_every_file_and_folder_on_the_disk(pair: Pair) -> None:
    """Keys, marks, settings, the database, and the folders that name them."""
    home = pair.mar.home.path
    done = subprocess.run(
        [sys.executable, "-c", TELLING], env=pair.mar.environment, capture_output=True, text=True, check=True
    )
    synced = {Path(line) for line in done.stdout.splitlines()}
    assert synced == {home, *home.rglob("*")}
    assert {home / "jisr.sqlite3", home / "keys" / "log.pem", home / "marks"} <= synced


def test_an_act_names_one_before_it_in_the_same_order(pair: Pair) -> None:
    """By its place in the order: its number is not known when the order is sent."""
    call = {"ordinal": 2, "place": "Madrid", "date": "2027-05-15", "format": "in_person"}
    by = {"framework": "mar-esp", "username": "mar.co_chair", "authority": "mar.co_chair", "mandate": "co_chair"}
    item = {"title": "first", "dimension": "border"}
    child = Child(pair.mar.home)
    try:
        session, raised, proposed = child.ask(
            do="acts",
            acts=[
                {**by, "act": "call", "procedure": "session/1", "fields": call},
                {**by, "act": "raise_item", "dossier_at": 0, "fields": item},
                {**by, "act": "propose_agree_item", "dossier_at": 0, "item_at": 1, "fields": {}},
            ],
        )
    finally:
        child.stop()
    acts = pair.mar.jisr("dossier", "show", session, "--json").value["acts"]
    assert [f"{act['party']}.{act['seq']}" for act in acts] == [session, raised, proposed]
    assert all(act["standing"] == "stands" for act in acts)
