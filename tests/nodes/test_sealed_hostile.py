"""What comes of blobs that are amiss, unasked or lost; and sealed acts through kills and on either store."""

import base64
import json
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from jisr.base.limits import BLOB_BYTES_MAX
from jisr.seal import new_identity
from tests.nodes.nodes import FRAMEWORK, PARTIES, Node, StartedNode
from tests.nodes.postgres import databases
from tests.nodes.sealing import SECRET, Sealing, blob_of, entry_of, found_sealing, open_file, pieces, seal_act, shipping
from tests.nodes.started import Piped

KILLS = 6
ACTING = """
import sys
from jisr.cli.entering import enter
home = enter(None)
from jisr.base import DossierId, FrameworkId
from jisr.node import models
from jisr.node.services.acts import Wish, perform_act
officer = models.Officer.objects.get(username="esp.protection")
for at in range(1_000_000):
    wish = Wish(framework=FrameworkId("mar-esp"), dossier=DossierId(sys.argv[1]), act="note",
                fields={"day": "2027-01-02"}, sealed={"story": f"story {at}"})
    print(perform_act(wish, officer=officer, authority="esp.protection", mandate="protection"), flush=True)
"""


@pytest.fixture(scope="module", autouse=True)
def ships() -> Iterator[None]:
    with shipping():
        yield


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Sealing:
    return found_sealing(tmp_path_factory.mktemp("sealing"))


@pytest.fixture
def both(founded: Sealing, tmp_path: Path) -> Sealing:
    return founded.copy(tmp_path)


class Told(StartedNode):
    """A node that takes in what no peer of ours would send."""

    def __init__(self, node: Node) -> None:
        super().__init__(node.home, module="tests.nodes.sealed_child", database_url=node.database_url)

    def ask(self, **order: Any) -> Any:
        self.send(order)
        return self.receive()

    def take_in(self, blobs: dict[str, bytes], *, sender: str = "ESP") -> Any:
        coded = {name: base64.b64encode(raw).decode() for name, raw in blobs.items()}
        return self.ask(do="take in", sender=sender, blobs=coded)


def commit_of(node: Node, entry: str, field: str) -> str:
    return str(entry_of(node, entry)["sealed"][field]["chunks"][0])


def without_blobs(both: Sealing, file: str) -> None:
    """Let Morocco have the entries and none of the blobs."""
    both.carry()
    with both.mar.database() as opened:
        opened.execute("UPDATE sealed SET content = NULL, told = '', owed = 1")
    assert [row[3] for row in pieces(both.mar) if f"{row[0]}.{row[1]}" == file] == [0]


def test_a_blob_that_does_not_match_is_not_kept_and_said_to_be_unopened(both: Sealing) -> None:
    file, other = open_file(both.esp), open_file(both.esp, "somebody else")
    without_blobs(both, file)
    commit, good = commit_of(both.esp, file, "name"), blob_of(both.esp, file, "name")
    node = Told(both.mar)
    spoiled = good[:-1] + bytes([good[-1] ^ 1])
    for bad in (blob_of(both.esp, other, "name"), spoiled, b"", bytes(BLOB_BYTES_MAX + 1)):
        found = node.take_in({commit: bad})
        assert [each["rule"] for each in found["refused"]] == ["8.blob"]
    assert node.ask(do="offer", party="ESP", want=[])["wanted"] == [commit_of(both.esp, other, "name")], "not at once"
    node.stop()
    assert both.mar.rows("SELECT content FROM sealed WHERE content IS NOT NULL") == []
    assert all(raw == b"" for (raw,) in both.mar.rows("SELECT raw FROM aside WHERE rule = '8.blob'"))
    seal_act(both.mar, file, "answer_origin", sealed={"report": "so"})
    assert entry_of(both.mar, f"MAR.{both.mar.size() - 1}")["unopened"] == [commit]
    node = Told(both.mar)
    assert node.take_in({commit: good})["refused"] == []
    node.stop()
    seal_act(both.mar, file, "answer_origin", sealed={"report": "so"})
    last = entry_of(both.mar, f"MAR.{both.mar.size() - 1}")
    assert (last["opened"], last["unopened"]) == ([commit], [])
    # What was told before the blobs were taken away follows from the entries.
    both.mar.jisr("rebuild")
    both.mar.jisr("verify")


def test_a_blob_sent_unasked_is_not_kept(both: Sealing) -> None:
    """One for another authority, one of no act, and one that is here: only the last says nothing."""
    file = open_file(both.esp)
    note = seal_act(both.esp, file, "note", "-f", "day=2027-01-02", sealed={"story": SECRET})["entry"]
    both.carry()
    node = Told(both.mar)
    found = node.take_in({commit_of(both.esp, note, "story"): blob_of(both.esp, note, "story")})
    assert [each["rule"] for each in found["refused"]] == ["8.blob"]
    found = node.take_in({base64.b64encode(bytes(32)).decode(): b"x" * 1_000})
    assert [each["rule"] for each in found["refused"]] == ["8.blob"]
    assert node.take_in({commit_of(both.esp, file, "name"): b"whatever"})["refused"] == []
    node.stop()
    assert [row[:4] for row in pieces(both.mar) if row[3]] == [("ESP", int(file.split(".")[1]), "name", 1)]
    both.mar.jisr("verify")


def test_a_blob_goes_to_nobody_but_its_readers_whoever_asks(both: Sealing) -> None:
    file = open_file(both.esp)
    note = seal_act(both.esp, file, "note", "-f", "day=2027-01-02", sealed={"story": SECRET})["entry"]
    node = Told(both.esp)
    names = {field: commit_of(both.esp, entry, field) for entry, field in ((file, "name"), (note, "story"))}
    found = node.ask(do="offer", party="MAR", want=list(names.values()))
    assert found["given"] == [names["name"]]
    node.ask(do="take in", sender="MAR", blobs={}, want=list(names.values()))
    node.stop()
    assert json.loads(both.esp.rows("SELECT want FROM peer WHERE party = 'MAR'")[0][0]) == [names["name"]]


def test_blobs_that_were_lost_come_back_from_those_who_read_them(both: Sealing) -> None:
    before = both.esp.backup()
    file = open_file(both.esp)
    both.carry()
    both.esp.restore(before)
    serving = both.mar.serve()
    try:
        both.esp.jisr("sync")
    finally:
        serving.stop()
    assert [row[3] for row in pieces(both.esp)] == [1], "the entry came back, and its blob with it"
    said = both.esp.jisr("sealed", "read", FRAMEWORK, file, "name", "--officer", "esp.guardian", "--purpose", "care")
    assert said.out.strip() == SECRET
    both.esp.jisr("verify")


def test_verify_names_each_damage(both: Sealing) -> None:
    file = open_file(both.esp)
    both.carry()
    good = blob_of(both.esp, file, "name")
    damages: list[tuple[str, tuple[Any, ...], str]] = [
        ("UPDATE sealed SET content = NULL", (), "blob"),
        ("UPDATE sealed SET content = ?", (good[:-1] + bytes([good[-1] ^ 1]),), "blob"),
        ('UPDATE sealed SET "commit" = ?', (base64.b64encode(bytes(32)).decode(),), "sealed field"),
        ("UPDATE sealed SET seq = seq + 1", (), "sealed field"),
        ('UPDATE sealed SET "to" = ?', ('["esp.protection"]',), "sealed field"),
        ("UPDATE sealed SET owed = 1", (), "sealed field"),
        ("DELETE FROM sealed", (), "sealed field"),
    ]
    with both.esp.database() as opened:
        kept = opened.execute("SELECT * FROM sealed").fetchall()
        for statement, values, what in damages:
            opened.execute(statement, values)
            found = both.esp.jisr("verify", "--json", code=1).value["violations"]
            assert what in {each["what"] for each in found}, (statement, found)
            _put_back(opened, kept)
    both.esp.jisr("verify")
    place = both.esp.home.path / "keys" / "authorities" / "esp.guardian.age"
    place.rename(place.with_suffix(".away"))
    (place.with_name("esp.protection.age")).write_bytes(b"# nothing\n")
    assert {each["what"] for each in both.esp.jisr("verify", "--json", code=1).value["violations"]} == {"blob"}


def _put_back(opened: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> None:
    opened.execute("DELETE FROM sealed")
    for row in rows:
        opened.execute(f"INSERT INTO sealed VALUES ({', '.join('?' * len(row))})", row)


def test_rebuild_makes_the_rows_again_and_leaves_blobs_alone(both: Sealing) -> None:
    file = open_file(both.esp)
    both.carry()
    before, good = pieces(both.mar), blob_of(both.mar, file, "name")
    with both.mar.database() as opened:
        opened.execute("UPDATE sealed SET told = '', owed = 0, dossier = 'ESP.0'")
    assert both.mar.jisr("verify", "--json", code=1).value["violations"]
    both.mar.jisr("rebuild")
    assert pieces(both.mar) == before and blob_of(both.mar, file, "name") == good
    both.mar.jisr("verify")


def test_a_lost_key_opens_nothing_and_a_key_put_back_does(both: Sealing) -> None:
    place = both.mar.home.path / "keys" / "authorities" / "mar.protection.age"
    key = place.read_bytes()
    place.write_bytes(str(new_identity()).encode() + b"\n")
    file, pouch = open_file(both.esp), str(both.folder / "one.pouch")
    both.esp.jisr("pouch", "write", FRAMEWORK, "MAR", pouch)
    said = both.mar.jisr("pouch", "read", pouch, "--json", code=3).value
    assert [(each["rule"], "does not open" in each["because"]) for each in said["refused"]] == [("8.blob", True)]
    assert [row[3:5] for row in pieces(both.mar)] == [(0, "unopened")]
    place.write_bytes(key)
    with both.mar.database() as opened:
        opened.execute("UPDATE sealed SET failed = failed - 86400")
    both.carry()
    assert [row[3:] for row in pieces(both.mar)] == [(1, "opened", 0)]
    said = both.mar.jisr("sealed", "read", FRAMEWORK, file, "name", "--officer", "mar.protection", "--purpose", "care")
    assert said.out.strip() == SECRET


def test_nothing_sealed_that_was_acknowledged_is_lost_by_kill_9(both: Sealing) -> None:
    file, chance, acknowledged = open_file(both.esp), random.Random(9), []
    for _ in range(KILLS):
        process = Piped("sealing", environment=both.esp.environment, arguments=(file,), program=ACTING)
        assert process.stdout is not None
        acknowledged.append(process.stdout.readline().strip())
        time.sleep(chance.random() * 0.08)
        process.send_signal(signal.SIGKILL)
        acknowledged += process.stdout.read().split()
        process.wait()
    assert len(acknowledged) >= KILLS and all(acknowledged) and len({*acknowledged}) == len(acknowledged)
    here = {f"{party}.{seq}": content for party, seq, _, content, *_ in pieces(both.esp)}
    assert {each: here.get(each) for each in acknowledged} == dict.fromkeys(acknowledged, 1)
    both.esp.jisr("verify")
    both.carry()
    both.mar.jisr("verify")


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealing]:
    with databases(*PARTIES) as urls:
        yield found_sealing(tmp_path_factory.mktemp("postgresql"), urls)


def test_on_postgresql(on_postgresql: Sealing) -> None:
    both = on_postgresql
    told = ("-f", "kind=plain", "--procedure", "welfare/1", "--side", "host=ESP", "--side", "origin=MAR")
    file = seal_act(both.esp, "-", "open_file", *told, sealed={"name": SECRET, "born": "2012-05-01"})["entry"]
    both.carry()
    seal_act(both.mar, file, "answer_origin", sealed={"report": SECRET})
    both.carry()
    read = ("sealed", "read", FRAMEWORK, file, "name", "--purpose", "care", "--officer")
    assert both.mar.jisr(*read, "mar.protection").out.strip() == SECRET
    assert both.esp.jisr(*read, "esp.guardian").out.strip() == SECRET
    assert len(both.esp.jisr("sealed", "log", FRAMEWORK, file, "--json").value) == 1
    for node in (both.esp, both.mar):
        found = node.jisr("verify", "--json").value
        assert found["checked"]["blobs"] >= 2
        node.jisr("rebuild")
        node.jisr("verify")
    with psycopg.connect(both.mar.database_url) as connection:
        rows = connection.execute("SELECT field, content IS NOT NULL, told FROM sealed ORDER BY field").fetchall()
    assert rows == [("born", False, ""), ("name", True, "opened"), ("report", True, "")]
