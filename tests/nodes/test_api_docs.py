"""The commands in docs/api.md, run as they stand against a node that serves."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.nodes.nodes import FRAMEWORK, Node, Pair
from tests.nodes.test_api import OFFICER

PAGE: Final = Path(__file__).parents[2] / "docs" / "api.md"
BLOCK: Final = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What the reader has already: the command, a node, an officer.
BEFORE: Final = """set -euo pipefail
jisr() {{ {python} -c 'from jisr.cli import main; main()' "$@"; }}
NODE={node} OFFICER={officer}
"""


@pytest.fixture
def served(pair: Pair) -> Iterator[Node]:
    """Spain's node, serving."""
    process = pair.esp.serve()
    yield pair.esp
    process.stop()


def test_the_commands_do_what_the_page_says(served: Node) -> None:
    """Each block in turn, in one shell: nothing fails, but what is said to be refused."""
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    assert len(blocks) == 5
    before = served.size()
    script = BEFORE.format(python=sys.executable, node=f"http://{served.home.listen}", officer=OFFICER) + "\n".join(
        blocks
    )
    env = {**os.environ, **served.environment, "NO_PROXY": "127.0.0.1"}
    done = subprocess.run(["bash", "-c", script], env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    told = list(values(done.stdout))
    assert [each["officer"] for each in told if "officer" in each] == [OFFICER]
    recorded = [each["entry"] for each in told if "entry" in each]
    assert len(recorded) == 3 and recorded[0] == recorded[1] != recorded[2]
    acts = [
        row[0]
        for row in served.rows(
            f"SELECT act FROM entry JOIN log ON log.id = log_id WHERE party = 'ESP' AND seq >= {before}"
        )
    ]
    assert [each for each in acts if each != "ack"] == ["raise_item", "call"]
    refused = [each for each in told if each.get("status") == 409]
    assert refused[0]["reasons"][0]["term"] == {"fact": "agenda_adopted"}


def values(text: str) -> Iterator[dict[str, object]]:
    """Read the objects that stand one after another, without anything between them."""
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        while at < len(text) and text[at].isspace():
            at += 1
        if isinstance(value, dict):
            yield value


def test_tokens_are_made_listed_and_revoked_by_command(pair: Pair) -> None:
    """The token alone goes to standard output, so that a script can keep it."""
    node = pair.esp
    until = ("--until", "2199-01-01")
    refused = node.jisr("token", "make", OFFICER, "--purpose", "x", "--framework", FRAMEWORK, *until, code=1)
    assert "at most 366 days" in refused.err
    assert (
        "YYYY-MM-DD"
        in node.jisr(
            "token", "make", OFFICER, "--purpose", "x", "--framework", FRAMEWORK, "--until", "soon", code=1
        ).err
    )
    day = subprocess.run(
        ["date", "-u", "-d", "+3 days", "+%F"], capture_output=True, text=True, check=True
    ).stdout.strip()
    made = node.jisr(
        "token",
        "make",
        OFFICER,
        "--purpose",
        "a script",
        "--framework",
        FRAMEWORK,
        "--procedure",
        "session",
        "--until",
        day,
    )
    assert re.fullmatch(r"jisr_[A-Za-z0-9_-]{43}\n", made.out)
    assert "shown this once" in made.err
    (listed,) = node.jisr("token", "list", "--officer", OFFICER, "--json").value
    assert (listed["purpose"], listed["scope"], listed["procedures"], listed["good"]) == (
        "a script",
        "read",
        ["session"],
        True,
    )
    assert made.out.strip() not in json.dumps(listed)
    assert "a script" in node.jisr("token", "list").out
    assert "lets nobody in" in node.jisr("token", "revoke", OFFICER, str(listed["id"])).out
    assert node.jisr("token", "list", "--json").value[0]["good"] is False
    assert "has no token 99" in node.jisr("token", "revoke", OFFICER, "99", code=1).err
