"""Atheris finds nothing at which a reader fails: for a moment each time, for minutes by `make soak`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]
SECONDS = 1
SECONDS_LONG = 120
STARTS_SECONDS_MAX = 120


def _fuzzed(name: str, seconds: int, folder: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz", name, str(seconds), str(folder / name)]
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=seconds + STARTS_SECONDS_MAX,
    )
    failed = [each.read_bytes()[:2000] for each in (folder / f"{name}.failed").glob("*")]
    assert done.returncode == 0 and not failed, f"{failed}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    assert "number_of_executed_units" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="Atheris is built for Linux")
def test_a_moment_of_it(tmp_path: Path) -> None:
    """Else it would be found broken by whoever runs it next."""
    _fuzzed("message", SECONDS, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("name", TARGETS)
def test_minutes_of_it(name: str, tmp_path: Path) -> None:
    _fuzzed(name, SECONDS_LONG, tmp_path)
