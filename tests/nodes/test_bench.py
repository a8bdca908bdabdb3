"""Each measurement runs to its end, small: what is run by hand only breaks unnoticed."""

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from tests.nodes.started import COMMAND, ENVIRONMENT

# Small messages, but as many as the life of what they tell of needs.
SMALL = ("--entries", "2000")
TAKES_SECONDS_MAX = 120


def measured(name: str, *options: str, folder: Path | None = None) -> dict[str, float]:
    """Run a measurement; give its figures by name."""
    where = () if folder is None else ("--folder", str(folder))
    command = [sys.executable, "-c", COMMAND, "bench", name, *where, "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, timeout=TAKES_SECONDS_MAX)
    assert done.returncode == 0, done.stderr
    said = orjson.loads(done.stdout)
    assert said["bench"] == name
    assert folder is None or not [*folder.iterdir()], "what was made is removed"
    return {each["name"]: each["value"] for each in said["figures"]}


def test_ingest(tmp_path: Path) -> None:
    figures = measured("ingest", *SMALL, folder=tmp_path)
    assert figures["ingest"] > 0 and figures["mean entry"] >= 600 and figures["acts that cross"] >= 2
    assert figures["acts that stand when made"] > 99


def test_pages(tmp_path: Path) -> None:
    figures = measured("pages", *SMALL, folder=tmp_path)
    assert figures["acts"] > 1_500 and figures["dossiers"] > 100
    assert all(figures[page] > 0 for page in ("dossier", "dossier, long", "my work", "search", "list", "group"))


def test_proofs(tmp_path: Path) -> None:
    figures = measured("proofs", "--leaves", "30000", "--turns", "2", folder=tmp_path)
    assert len(figures) == 6 and all(each > 0 for each in figures.values())


@pytest.mark.parametrize(("name", "options", "wanted"), [("act", (), 1), ("start", ("--turns", "1"), 5)])
def test_others(name: str, options: tuple[str, ...], wanted: int, tmp_path: Path) -> None:
    figures = measured(name, *options, folder=tmp_path)
    assert len(figures) == wanted and all(each > 0 for each in figures.values())


def test_faults() -> None:
    figures = measured("faults", "--runs", "6", "--processes", "1", "--no-mistakes")
    assert figures["runs"] > 0 and figures["simulated"] > 1 and figures["violations"] == 0


def test_exchange(tmp_path: Path) -> None:
    figures = measured("exchange", "--entries", "1000", folder=tmp_path)
    assert figures["exchange"] > figures["one signature an entry"] > 0 and figures["entries"] > 1_000
    assert figures["entries kept when killed half way"] > 0
