"""A full disk in the middle of an append loses nothing, and the command says what happened."""

import subprocess
import sys
import time

from tests.nodes.nodes import Child, Pair
from tests.nodes.test_kill import wait_for_agreement

# As a disk that fills up: no file of this process may grow beyond where it would be soon.
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.argv = ["jisr", *sys.argv[2:]]
from jisr.cli import main
main()
"""


def test_a_full_disk_loses_nothing_and_is_said(pair: Pair) -> None:
    pair.mar.raise_item(pair.session, "before")
    pair.mar.backup()
    size, acts = pair.mar.size(), len(pair.mar.rows("SELECT 1 FROM entry"))
    item = ("raise_item", "--officer", "mar.co_chair", "-f", f"title={'x' * 9_000}", "-f", "dimension=border")
    failed = 0
    for limit in range(4_096, 120_000, 16_384):
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, str(limit), "act", "mar-esp", pair.session, *item],
            env=pair.mar.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode == 0:
            break
        failed += 1
        assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
        assert "nothing was recorded" in done.stderr.lower(), done.stderr
        assert pair.mar.size() == size and len(pair.mar.rows("SELECT 1 FROM entry")) == acts
    assert failed >= 2 and done.returncode == 0, "it failed at several places, then there was room"
    assert pair.mar.size() == size + 1
    pair.mar.jisr("verify")
    pair.exchange()
    pair.esp.jisr("verify")


def test_a_database_that_may_not_grow_takes_in_nothing_by_halves(pair: Pair) -> None:
    for at in range(3):
        pair.esp.raise_item(pair.session, f"{at} {'y' * 5_000}")
    file = pair.folder / "pouch"
    pair.esp.jisr("pouch", "write", "mar-esp", "MAR", str(file))
    before = pair.mar.size("ESP")
    pair.mar.backup()
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "12000", "pouch", "read", str(file), "--json"],
        env=pair.mar.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1 and "nothing was recorded" in done.stderr.lower(), done.stderr
    assert pair.mar.size("ESP") == before
    assert pair.mar.jisr("pouch", "read", str(file), "--json").value["taken_in"] >= 3
    pair.mar.jisr("verify")


def test_a_disk_that_fills_up_in_an_exchange_loses_nothing_that_was_acknowledged(pair: Pair) -> None:
    """The node goes on serving and asking; with room again it takes in what it could not."""
    acknowledged = pair.mar.raise_item(pair.session, "before the disk was full")
    esp = Child(pair.esp.home)
    esp.raise_many(pair.session, 400)
    esp.stop()
    pair.mar.backup()
    # Room for what a start writes, and not for what comes.
    limit = 150_000
    said = pair.folder / "said"
    with said.open("w") as errors:
        full = subprocess.Popen(
            [sys.executable, "-c", LIMITED, str(limit), "node", "run"], env=pair.mar.environment, stderr=errors
        )
    serving = pair.esp.serve()
    try:
        ends = time.monotonic() + 40
        while "could not be written" not in said.read_text("utf-8") and time.monotonic() < ends:
            time.sleep(0.2)
        assert "could not be written" in said.read_text("utf-8")
        assert full.poll() is None, "it serves on"
        assert pair.mar.size("ESP") < pair.esp.size("ESP"), "there was no room"
        full.terminate()
        full.wait(20)
        pair.mar.jisr("verify")
        again = pair.mar.serve()
        try:
            wait_for_agreement(pair, seconds=40)
        finally:
            again.stop()
    finally:
        full.kill()
        full.wait()
        serving.stop()
    for node in (pair.mar, pair.esp):
        assert node.size("ESP") == pair.esp.size("ESP") and node.size("MAR") == pair.mar.size("MAR")
        shown = node.rows(
            f"SELECT 1 FROM entry JOIN log ON log.id = log_id WHERE party || '.' || seq = '{acknowledged}'"
        )
        assert shown == [(1,)]
        assert node.rows("SELECT kind, rule FROM aside WHERE kind <> 'held'") == []
        node.jisr("verify")
