"""A newcomer types what docs/minors.md says, on the demo's three nodes."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nodes.at_hand import command_at
from tests.nodes.nodes import free_port
from tests.nodes.started import ENVIRONMENT

HERE = Path(__file__).parents[2]
PAGE = HERE / "docs" / "minors.md"
# What a person may take for it.
SECONDS_MAX = 600
# Commands that the page says are refused: by what their node's answer names.
REFUSED = ("clear_departure", "concur_handover")


def typed() -> list[str]:
    """Give the lines that the page tells to type, but the first, which starts the demo."""
    blocks = re.findall(r"```\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert blocks[0].strip() == "make demo CHILD=1"
    return [line for block in blocks[1:] for line in block.strip().splitlines()]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder that looks like the clone in which the page is followed."""
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    with command_at(programs / "jisr"):
        yield tmp_path


def test_the_page_is_followed_to_its_end(place: Path) -> None:
    began = time.monotonic()
    command = [str(HERE / ".venv/bin/jisr"), "demo", "--child", "--home", "var/demo", "--first-port", str(_free_row())]
    demo = subprocess.Popen(command, cwd=place, env={**ENVIRONMENT, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, text=True)  # fmt: skip
    try:
        assert demo.stdout is not None
        for line in demo.stdout:
            if "Ctrl-C" in line:
                break
        script = "\n".join(f'{line}\necho "= $?"' for line in typed())
        done = subprocess.run(
            ["bash"], input=script, cwd=place, env=ENVIRONMENT, capture_output=True, text=True, timeout=SECONDS_MAX, check=False
        )  # fmt: skip
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(30)
    codes = [int(each) for each in re.findall(r"^= (\d+)$", done.stdout, re.MULTILINE)]
    lines = typed()
    assert len(codes) == len(lines), done.stderr
    refused = [line.split()[4] for line, code in zip(lines, codes, strict=True) if code]
    assert refused == list(REFUSED), done.stdout + done.stderr
    # Each reason is said with its source, and the last is the stop, of which nothing else is known there.
    assert "CRC art. 12" in done.stderr + done.stdout
    assert "“Stops of the host state” it must hold" in done.stderr + done.stdout
    assert time.monotonic() - began < SECONDS_MAX


def _free_row() -> int:
    """Give the first of three ports in a row at which nobody listens."""
    for _ in range(50):
        first = free_port()
        try:
            for port in range(first, first + 3):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise AssertionError("no three ports in a row")
