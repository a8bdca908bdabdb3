"""The tests can fail: each seeded mistake is caught by vectors, and by a law where one speaks of it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.laws.mistakes import MISTAKES, SOURCE, Mistake

ROOT = SOURCE.parents[1]
LEAST = 5
TWELVE = 12
# Much of the program has no part in judging; what a mistake is made in is copied, as it is compiled, too.
LEFT_OUT = shutil.ignore_patterns("web", "static", "locale", "cli", "conf", "demo", "migrations")


def caught(source: Path, *laws: str) -> dict[str, list[str]]:
    """Give the vectors and laws that a kernel breaks."""
    done = subprocess.run(  # our own program
        [sys.executable, "-m", "tests.laws.catching", *laws],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(source), str(ROOT)))},
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.name)
def test_each_mistake_is_caught(mistake: Mistake, tmp_path: Path) -> None:
    """By five vectors at least, so that another implementation's mistake shows as well."""
    copy = tmp_path / "src"
    shutil.copytree(SOURCE, copy / "jisr", ignore=LEFT_OUT)
    mistake.made_in(copy / "jisr")
    found = caught(copy, *([mistake.law] if mistake.law else []))
    assert len(found["vectors"]) >= LEAST, found
    assert found["laws"] == ([mistake.law] if mistake.law else [])


def test_what_is_right_is_not_caught(tmp_path: Path) -> None:
    """The same trial says nothing of the kernel as it is."""
    copy = tmp_path / "src"
    shutil.copytree(SOURCE, copy / "jisr", ignore=LEFT_OUT)
    laws = sorted({each.law for each in MISTAKES if each.law})
    assert caught(copy, *laws) == {"vectors": [], "laws": []}


def test_there_are_a_dozen() -> None:
    """Of different kinds, each in one place."""
    assert len({each.name for each in MISTAKES}) >= TWELVE
