"""A new node's tables, laid at once, are those that the migrations make (`make schema`)."""

import subprocess
import sys
from pathlib import Path

import pytest

from jisr.cli.ready import SCHEMA

TOOL = Path(__file__).parents[3] / "tools" / "schema.py"


@pytest.mark.parametrize("way", ["migrated", "laid"])
def test_both_ways_end_in_what_the_script_has(way: str) -> None:
    said = subprocess.run([sys.executable, TOOL, way], capture_output=True, text=True, check=True).stdout
    assert said == SCHEMA.read_text("utf-8")
