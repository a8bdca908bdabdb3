"""The demo's filling does not wait for the disk; afterwards all of it is there, and every commit waits."""

import subprocess
import sys
from pathlib import Path

from tests.nodes.nodes import Child, Pair

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


def test_only_between_defer_and_settle_a_commit_does_not_wait(pair: Pair) -> None:
    child = Child(pair.mar.home)
    try:
        assert child.ask(do="synchronous") == ALWAYS
        child.ask(do="defer")
        assert child.ask(do="synchronous") == NOT_AT_ALL
        number = child.act(pair.session, "raise_item", {"title": "deferred", "dimension": "border"})
        child.ask(do="settle")
        assert child.ask(do="synchronous") == ALWAYS
    finally:
        child.stop()
    assert number in pair.mar.jisr("dossier", "show", pair.session, "--json").out
    assert pair.mar.jisr("verify").code == 0


def test_others_wait_while_one_does_not(pair: Pair) -> None:
    """A node's own connections are not touched by what one process does."""
    child, other = Child(pair.mar.home), Child(pair.mar.home)
    try:
        child.ask(do="defer")
        assert other.ask(do="synchronous") == ALWAYS
    finally:
        child.stop()
        other.stop()


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
