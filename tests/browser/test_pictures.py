"""Every page that is looked over by eye can be had: `make screenshots ALL=FOLDER` comes to its end."""

import subprocess
import sys
from pathlib import Path

import pytest

TAKES_SECONDS_MAX = 1_800


@pytest.mark.soak
def test_every_kind_of_page_is_taken_and_none_is_wider_than_its_screen(tmp_path: Path) -> None:
    """In English; the other languages differ in words alone."""
    command = [sys.executable, "-m", "tests.browser.pictures", "--all", str(tmp_path), "--language", "en"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TAKES_SECONDS_MAX)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert len(list(tmp_path.glob("*-narrow.jpg"))) > 100
