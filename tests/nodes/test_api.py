"""The API of a node that serves: what Schemathesis sends, described or not, is answered as it is described."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from tests.nodes.nodes import FRAMEWORK, Child, Node, Pair

OFFICER: Final = "esp.co_chair"
UNLIMITED: Final = 10**9
SECONDS: Final = 12
SOAK_SECONDS: Final = 1_200
SETTINGS: Final = Path(__file__).with_name("schemathesis.toml")


def token(node: Node, *more: str) -> str:
    """Make a token for the co-chair."""
    until = (datetime.now(UTC) + timedelta(days=7)).date().isoformat()
    told = ("--purpose", "tests", "--framework", FRAMEWORK, "--until", until)
    return str(node.jisr("token", "make", OFFICER, *told, *more, "--json").value["token"])


@pytest.fixture
def unlimited(pair: Pair) -> Iterator[Node]:
    """Spain's node, serving; its tokens ask as often as they like."""
    child = Child(pair.esp.home)
    child.ask(do="api_limits", most=UNLIMITED)
    child.send({"do": "serve"})
    child.receive()
    yield pair.esp
    child.stop()


def schemathesis(node: Node, seconds: int, *more: str) -> "subprocess.CompletedProcess[str]":
    """Let Schemathesis look for what a node answers otherwise than it says, with every check it has."""
    url = f"http://{node.home.listen}"
    told = ["--header", f"Authorization: Bearer {token(node, '--scope', 'act')}"]
    run = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(SETTINGS), "run", f"{url}/api/1/openapi.json"]
    env = {**os.environ, "NO_PROXY": "127.0.0.1"}
    whole = [*run, "--url", url, *told, "--max-time", str(seconds), *more]
    return subprocess.run(whole, capture_output=True, text=True, env=env, timeout=seconds + 120)


def test_schemathesis_finds_nothing(unlimited: Node) -> None:
    """Statuses, media types, shapes, refusals of what is wrong, what an act has told asked for again."""
    done = schemathesis(unlimited, SECONDS, "--seed", "1", "--no-shrink")
    assert done.returncode == 0, done.stdout
    assert "21 selected / 21 total" in done.stdout, done.stdout


@pytest.mark.soak
def test_schemathesis_finds_nothing_for_longer(unlimited: Node) -> None:
    """Another seed each time; the seed is in what it says."""
    done = schemathesis(unlimited, SOAK_SECONDS, "--max-examples", "500")
    assert done.returncode == 0, done.stdout
