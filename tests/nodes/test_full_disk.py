"""A full disk in the middle of an append loses nothing, and the command says what happened."""

import subprocess
import sys

from tests.nodes.nodes import Pair

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
