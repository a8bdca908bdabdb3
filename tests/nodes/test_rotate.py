"""Another key for an authority, on real nodes: stated, sealed anew, the old one gone; whenever it is broken off."""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jisr.node.authority_keys import identities_of
from tests.nodes.nodes import FRAMEWORK, Node
from tests.nodes.sealing import SECRET, Sealing, entry_of, found_sealing, open_file, seal_act, shipping
from tests.nodes.test_attachments import CHUNK, attach, have, paper
from tests.nodes.test_attachments import read as read_file

KEY = "esp.protection"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealing]:
    with shipping():
        yield found_sealing(tmp_path_factory.mktemp("rotating"))


@pytest.fixture
def both(founded: Sealing, tmp_path: Path) -> Sealing:
    return founded.copy(tmp_path)


def read(node: Node, entry: str, field: str) -> str:
    officer = ("--officer", f"{node.party.lower()}.protection", "--purpose", "care")
    return node.jisr("sealed", "read", FRAMEWORK, entry, field, *officer).out.strip()


def rotate(both: Sealing, code: int = 0, officer: str = "esp.founder") -> dict[str, dict[str, str]]:
    said = both.esp.jisr("sealed", "rotate", KEY, "--officer", officer, "--json", code=code)
    value: dict[str, dict[str, str]] = said.value
    return value


def serve_until_one(node: Node, *, seconds: float = 40) -> None:
    """Let a node serve until the old key is gone."""
    serving, deadline = node.serve(), time.monotonic() + seconds
    while len(identities_of(node.home, KEY)) > 1 and time.monotonic() < deadline:
        time.sleep(0.2)
    serving.stop()
    assert len(identities_of(node.home, KEY)) == 1


def test_a_new_key_is_stated_what_is_here_sealed_anew_and_the_old_one_destroyed(both: Sealing) -> None:
    file = open_file(both.esp)
    note = attach(both.esp, file, paper(both.folder / "a.pdf", 2 * CHUNK))["entry"]
    both.carry()
    old = identities_of(both.esp.home, KEY)[0]
    assert "no post" in rotate(both, 1, "esp.protection")["left"][FRAMEWORK], "it is the founding authority's to state"
    assert len(identities_of(both.esp.home, KEY)) == 2
    stated = rotate(both)["stated"][FRAMEWORK]
    fields = entry_of(both.esp, stated)["fields"]
    new = identities_of(both.esp.home, KEY)[0]
    assert len(identities_of(both.esp.home, KEY)) == 2, "asked again it is the same key that is stated"
    assert fields == {"code": KEY, "mandates": ["protection"], "recipient": str(new.to_public())}
    health = both.esp.jisr("node", "status", "--json").value["health"]
    assert any(KEY in each["words"] and each["state"] == "watch" for each in health)
    # The other side has not seen it, and seals to the old one yet.
    before = seal_act(both.mar, file, "answer_origin", sealed={"report": "to the old key"})["entry"]
    serving = both.esp.serve()
    time.sleep(1)
    serving.stop()
    assert len(identities_of(both.esp.home, KEY)) == 2, "what is on its way is still to be opened"
    both.carry(rounds=3)
    serve_until_one(both.esp)
    raw = b"".join(each.read_bytes() for each in (both.esp.home.path / "keys").rglob("*") if each.is_file())
    assert (str(old).encode() not in raw and identities_of(both.esp.home, KEY) == (new,)) or str(new).encode() in raw
    assert read(both.esp, file, "name") == SECRET and read(both.esp, before, "report") == "to the old key"
    read_file(both.esp, note, both.folder / "out.pdf", officer=KEY)
    assert (both.folder / "out.pdf").read_bytes() == (both.folder / "a.pdf").read_bytes()
    after = seal_act(both.mar, file, "answer_origin", sealed={"report": "to the new key"})["entry"]
    both.carry()
    assert read(both.esp, after, "report") == "to the new key"
    both.esp.jisr("verify")
    assert entry_of(both.esp, note)["sealed"]["copy"]["to"] == ["esp.guardian", KEY, "mar.protection"]


def test_kill_9_while_it_seals_anew_loses_nothing(both: Sealing) -> None:
    file = open_file(both.esp)
    note = attach(both.esp, file, paper(both.folder / "a.pdf", 24 * CHUNK))["entry"]
    both.carry(rounds=9)
    assert have(both.mar) == (25, 25)
    rotate(both)
    both.carry(rounds=2)
    chance, kills = random.Random(3), 0
    for _ in range(4):
        serving = both.esp.serve()
        time.sleep(chance.random() * 0.5)
        kills += len(identities_of(both.esp.home, KEY)) > 1
        os.kill(serving.pid, signal.SIGKILL)
        serving.stop()
    assert kills, "it was killed before it had come to its end"
    serve_until_one(both.esp)
    read_file(both.esp, note, both.folder / "out.pdf", officer=KEY)
    assert (both.folder / "out.pdf").read_bytes() == (both.folder / "a.pdf").read_bytes()
    assert read(both.esp, file, "name") == SECRET
    both.esp.jisr("verify")
