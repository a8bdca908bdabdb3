"""A node whose keys lie under a key-encryption key: with it all goes on, without it nothing sealed does."""

import base64
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nodes.nodes import FRAMEWORK, Node
from tests.nodes.sealing import SECRET, Sealing, found_sealing, open_file, pieces, shipping


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealing]:
    with shipping():
        yield found_sealing(tmp_path_factory.mktemp("kek"))


def read(node: Node, entry: str, *, code: int = 0) -> str:
    officer = ("--officer", f"{node.party.lower()}.protection", "--purpose", "care")
    said = node.jisr("sealed", "read", FRAMEWORK, entry, "name", *officer, code=code)
    return said.out.strip() if not code else said.err


def test_a_node_without_its_key_goes_on_and_opens_nothing(founded: Sealing, tmp_path: Path) -> None:
    """It says so in words, loses nothing, and does what was left once it has the key again; so does a backup of it."""
    both = founded.copy(tmp_path)
    first = open_file(both.esp)
    both.carry()
    kek = tmp_path / "kek"
    kek.write_bytes(base64.b64encode(os.urandom(32)))
    assert "3 files" in both.mar.jisr("node", "kek", "--file", str(kek)).out or both.mar.jisr("verify")
    assert read(both.mar, first) == SECRET
    state = {each["subject"]: each["state"] for each in both.mar.jisr("node", "status", "--json").value["health"]}
    assert state["kek"] == "ok"
    away = tmp_path / "away"
    kek.rename(away)
    said = read(both.mar, first, code=1)
    assert "KekMissing" in said and "cannot be read" in said
    assert both.mar.rows("SELECT count(*) FROM access") == [(1,)], "what was not read was not noted"
    health = {each["subject"]: each for each in both.mar.jisr("node", "status", "--json").value["health"]}
    assert health["kek"]["state"] == "act" and "Nothing that is sealed is opened" in health["kek"]["words"]
    report = tmp_path / "report.txt"
    report.write_text(SECRET, "utf-8")
    told = ("--officer", "mar.protection", "--sealed", f"report=@{report}")
    assert "KekMissing" in both.mar.jisr("act", FRAMEWORK, first, "answer_origin", *told, code=1).err
    # Entries come, and what is open is done; what is sealed waits for the key.
    second = open_file(both.esp)
    both.carry()
    assert [row[3:] for row in pieces(both.mar)] == [(1, "opened", 0), (0, "", 1)]
    assert both.mar.rows("SELECT count(*) FROM aside") == [(0,)], "nothing is refused for want of a key"
    both.mar.jisr("act", FRAMEWORK, second, "stop", "--officer", "mar.protection")
    assert "was opened" in both.mar.jisr("verify", "--json", code=None).out
    keys, database = tmp_path / "keys.jisr", tmp_path / "database.jisr"
    identity = tmp_path / "backups.age"
    made = both.mar.jisr("backup", "identity", str(identity)).out
    to = ("--to", next(each for each in made.split() if each.startswith("age1")))
    both.mar.jisr("backup", "keys", str(keys), *to)
    both.mar.jisr("backup", str(database), *to)
    away.rename(kek)
    both.carry()
    assert [row[3:] for row in pieces(both.mar)] == [(1, "opened", 0), (1, "opened", 0)]
    assert read(both.mar, second) == SECRET
    both.mar.jisr("verify")
    restored = tmp_path / "restored"
    for file in (keys, database):
        both.mar.jisr("restore", str(file), "--identity", str(identity), "--home", str(restored))
    officer = ("--officer", "mar.protection", "--purpose", "care", "--home", str(restored))
    assert "NotAskedYet" in both.mar.jisr("sealed", "read", FRAMEWORK, first, "name", *officer, code=1).err
    lies = (restored / "keys" / "authorities" / "mar.protection.age").read_bytes()
    assert lies.startswith(b"~"), "a copy of the home opens nothing"
