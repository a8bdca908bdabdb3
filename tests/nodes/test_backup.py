"""A backup of a running node, and what is rebuilt from it: no acknowledged act is lost, and nothing is put in by halves."""

import hashlib
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import threading
import time
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyrage
import pytest

from jisr.base import canonical
from jisr.node.backup import Head, read_backup, signed, write_backup
from jisr.node.home import HOME_VARIABLE, load_home
from jisr.seal import new_identity, read_identities, write_identities
from tests.nodes.nodes import FRAMEWORK, Child, Node, Pair, Said
from tests.nodes.started import ENVIRONMENT, run_command
from tests.nodes.test_full_disk import LIMITED
from tests.nodes.test_loss import require_one_history

# Killed with a first piece of it written, and no more.
KILLED = """
import os, signal
from jisr.node import backup

class Killed(backup._Hashed):
    def write(self, piece):
        super().write(piece)
        self.file.flush()
        if self.size > 70_000:
            os.kill(os.getpid(), signal.SIGKILL)
        return len(piece)

backup._Hashed = Killed
from jisr.cli import main
main()
"""

# As before what overtakes, before what is erased, and before files and the chain of readings.
OLDER = """
DROP TABLE released;
DROP TABLE heard;
DROP TABLE mend;
DROP TABLE outside;
ALTER TABLE log DROP COLUMN claimed;
ALTER TABLE log DROP COLUMN is_mending;
ALTER TABLE log DROP COLUMN held_at;
DROP TABLE attachment_piece;
DROP TABLE attachment;
DROP TABLE reading_mark;
DROP TABLE reading_note;
DROP TABLE reading_chain;
DROP TABLE access;
CREATE TABLE "access" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "dossier" varchar(24) NOT NULL, "party" varchar(3) NOT NULL, "seq" bigint NOT NULL, "field" varchar(64) NOT NULL,
    "authority" varchar(64) NOT NULL, "mandate" varchar(64) NOT NULL, "purpose" varchar(64) NOT NULL, "words" varchar(200) NOT NULL, "way" varchar(8) NOT NULL,
    "at" bigint NOT NULL, "framework_id" varchar(64) NOT NULL REFERENCES "framework" ("id"),
    "officer_id" bigint NOT NULL REFERENCES "officer" ("id"));
CREATE INDEX "access_framework_id_fefe57bd" ON "access" ("framework_id");
CREATE INDEX "access_officer_id_826e9352" ON "access" ("officer_id");
CREATE INDEX "access_dossier" ON "access" ("framework_id", "dossier", "at");
DROP TABLE erasure;
DROP INDEX sealed_erased;
DROP INDEX sealed_dossier;
ALTER TABLE sealed DROP COLUMN erased;
ALTER TABLE sealed DROP COLUMN gone;
DROP TABLE ahead;
DELETE FROM django_migrations WHERE app = 'node' AND name >= '0016';
"""


class Store:
    """Where backups are put, and the key that opens them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "store"
        self.folder.mkdir()
        self.key = self.folder / "key.age"
        self.to = new_identity()
        self.key.write_bytes(write_identities([self.to]))

    @property
    def recipient(self) -> str:
        return str(self.to.to_public())

    def back_up(self, node: Node, name: str = "database", *more: str, code: int = 0) -> Said:
        return node.jisr("backup", *more, str(self.folder / name), "--to", self.recipient, "--json", code=code)

    def restore(self, place: Path, name: str = "database", *more: str, code: int = 0, key: Path | None = None) -> Said:
        arguments = ("restore", str(self.folder / name), "--identity", str(key or self.key), "--json", *more)
        environment = {**ENVIRONMENT, HOME_VARIABLE: str(place)}
        done = run_command("restoring", *arguments, environment=environment)
        assert done.returncode == code, done.stdout + done.stderr
        return Said(done.returncode, done.stdout, done.stderr)

    def names(self) -> set[str]:
        return {each.name for each in self.folder.iterdir()} - {"key.age"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def lose_database(node: Node) -> None:
    for each in node.home.path.glob("jisr.sqlite3*"):
        each.unlink()


def check_of(node: Node, name: str) -> Any:
    health = node.jisr("node", "status", "--json").value["health"]
    return next(each for each in health if each["name"] == name)


def test_a_node_that_is_lost_wholly_is_rebuilt_and_has_every_act_that_was_acknowledged(
    pair: Pair, store: Store
) -> None:
    mar = pair.mar
    store.back_up(mar, "keys", "keys")
    serving = mar.serve()
    writer = Child(mar.home)
    acts: list[str] = []
    ended = threading.Event()

    def act() -> None:
        while not ended.is_set():
            acts.append(writer.act(pair.session, "raise_item", {"title": "in the midst", "dimension": "border"}))

    acting = threading.Thread(target=act)
    acting.start()
    try:
        while len(acts) < 3:
            time.sleep(0.01)
        told = mar.jisr(
            "backup", str(store.folder / "database"), "--to", store.recipient, "--identity", str(store.key), "--json"
        ).value
    finally:
        ended.set()
        acting.join()
    assert told["verified"] == "opened"
    acts.append(writer.act(pair.session, "raise_item", {"title": "after the backup", "dimension": "border"}))
    writer.stop()
    serving.stop()
    mar.pouch_to(pair.esp, pair.folder / "pouch")
    before = sorted(mar.rows("SELECT username, password FROM officer"))
    settings = (mar.home.path / "node.toml").read_text("utf-8")
    size = mar.size()

    shutil.rmtree(mar.home.path)
    assert store.restore(mar.home.path, "keys").value["kind"] == "keys"
    assert (mar.home.path / "node.toml").read_text("utf-8") == settings
    assert store.restore(mar.home.path).value["aside"] is None
    back = Node(load_home(mar.home.path))
    assert 0 < back.size() < size, "some acts came after the backup"
    said = back.act(pair.session, "raise_item", "-f", "title=x", "-f", "dimension=border", code=1)
    assert "Halted" in said.err and "jisr sync" in said.err
    answering = pair.esp.serve()
    try:
        back.jisr("sync")
        acts.append(back.raise_item(pair.session, "goes on"))
        back.jisr("sync")
    finally:
        answering.stop()
    assert sorted(back.rows("SELECT username, password FROM officer")) == before
    for node in (back, pair.esp):
        shown = node.jisr("dossier", "show", pair.session, "--json").value["acts"]
        assert {*acts} <= {f"{each['party']}.{each['seq']}" for each in shown}
        node.jisr("verify")
    require_one_history(Pair(back, pair.esp, pair.session, pair.folder))


def test_what_is_in_it_and_what_is_not(pair: Pair, store: Store) -> None:
    told = store.back_up(pair.mar).value
    store.back_up(pair.mar, "keys", "keys")
    assert told["bytes"] == (store.folder / "database").stat().st_size and told["verified"] == "digest"
    secrets = {each.read_bytes().strip() for each in (pair.mar.home.path / "keys").rglob("*") if each.is_file()}
    pem = {line for each in secrets for line in each.splitlines() if b"--" not in line}
    sealed, keys = ((store.folder / name).read_bytes() for name in ("database", "keys"))
    opened, opened_keys = (pyrage.decrypt(each, [store.to]) for each in (sealed, keys))
    assert len(pem) > 4
    assert not [line for line in pem if line in opened], "no key is beside what it opens"
    assert all(line in opened_keys for line in pem)
    assert not [line for line in pem if line in sealed + keys] and b"SQLite format" not in sealed
    marks = [each.read_bytes() for each in (pair.mar.home.path / "marks").glob("*.json")]
    assert marks and not [each for each in marks if each in opened + opened_keys]
    database = pair.folder / "opened.sqlite3"
    database.write_bytes(opened.split(b"\n", 2)[2])
    with closing(sqlite3.connect(database)) as copy:
        assert copy.execute("SELECT COUNT(*) FROM entry").fetchall() == pair.mar.rows("SELECT COUNT(*) FROM entry")
        assert copy.execute("SELECT COUNT(*) FROM django_session").fetchone() == (0,)
    archive = pair.folder / "keys.tar"
    archive.write_bytes(opened_keys.split(b"\n", 2)[2])
    with tarfile.open(archive) as names:
        assert {"node.toml", "keys/log.pem", "keys/wire.pem", "keys/factors.key"} <= set(names.getnames())
    assert {each.stat().st_mode & 0o777 for each in store.folder.iterdir() if each != store.key} == {0o600}
    assert not list(pair.mar.home.path.glob(".copy*")), "no copy is left"


def test_the_operator_sees_when_the_last_was_made(pair: Pair, store: Store) -> None:
    mar = pair.mar
    assert check_of(mar, "Backup")["state"] == check_of(mar, "Backup of the keys")["state"] == "watch"
    store.back_up(mar)
    store.back_up(mar, "keys", "keys")
    found = check_of(mar, "Backup")
    assert found["state"] == "ok" and str(store.folder / "database") in found["words"]
    assert check_of(mar, "Backup of the keys")["state"] == "ok"
    note = mar.home.path / "backup.json"
    noted = json.loads(note.read_bytes())
    noted["database"]["at"] -= 31 * 3_600
    noted["keys"]["at"] -= 365 * 86_400
    note.write_text(json.dumps(noted))
    late, keys = check_of(mar, "Backup"), check_of(mar, "Backup of the keys")
    assert late["state"] == keys["state"] == "watch" and "each night" in late["remedy"]
    assert "was written since" in keys["words"]


def test_a_backup_that_is_cut_short_or_changed_by_one_bit_is_refused(pair: Pair, store: Store) -> None:
    store.back_up(pair.mar)
    whole = (store.folder / "database").read_bytes()
    lose_database(pair.mar)
    for at in (0, 40, len(whole) // 2, len(whole) - 1):
        (store.folder / "bit").write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert "BackupAmiss" in store.restore(pair.mar.home.path, "bit", code=1).err
    # The last of them ends where a piece of the format does.
    for length in (0, 100, len(whole) // 2, len(whole) - 1, len(whole) - (len(whole) - 200) % 65_552):
        (store.folder / "cut").write_bytes(whole[:length])
        assert "BackupAmiss" in store.restore(pair.mar.home.path, "cut", code=1).err
    stranger = store.folder / "stranger.age"
    stranger.write_bytes(write_identities([new_identity()]))
    assert "BackupAmiss" in store.restore(pair.mar.home.path, code=1, key=stranger).err
    assert not list(pair.mar.home.path.glob("*sqlite3*")) and not list(pair.mar.home.path.glob(".rest*"))
    store.restore(pair.mar.home.path)
    pair.mar.jisr("verify")


def test_what_would_overwrite_lose_or_disturb_is_refused_and_changes_nothing(pair: Pair, store: Store) -> None:
    mar = pair.mar
    store.back_up(mar)
    store.back_up(mar, "keys", "keys")
    assert "none is overwritten" in store.back_up(mar, code=1).err
    foreign = store.restore(pair.esp.home.path, code=1).err
    assert "BackupAmiss" in foreign and "the node of MAR" in foreign
    assert "HomeTaken" in store.restore(mar.home.path, "keys", code=1).err
    serving = mar.serve()
    try:
        assert "HomeInUse" in store.restore(mar.home.path, code=1).err
    finally:
        serving.stop()
    mar.raise_item(pair.session, "after the backup")
    size = mar.size()
    refused = store.restore(mar.home.path, code=1).err
    assert "WouldBeLost" in refused and f"{FRAMEWORK}/MAR +1" in refused and "jisr.sqlite3" in refused
    assert mar.size() == size
    mar.jisr("verify")


def test_a_damaged_database_is_kept_beside_the_restored_one(pair: Pair, store: Store) -> None:
    mar = pair.mar
    mar.backup()
    store.back_up(mar)
    raw = mar.home.database.read_bytes()
    damaged = b"\0" * 4_096 + raw[4_096:]
    mar.restore(damaged)
    aside = Path(store.restore(mar.home.path).value["aside"])
    assert aside.read_bytes() == damaged
    mar.jisr("verify")
    # Nothing was written since the backup, and the mark says so: no peer has to be asked.
    mar.raise_item(pair.session, "goes on")


def test_a_home_made_anew_does_not_vouch_for_its_logs(pair: Pair, store: Store) -> None:
    """Its list of logs that were begun is whole, and not of this node: without a word the log would begin again."""
    mar = pair.mar
    store.back_up(mar)
    lose_database(mar)
    for each in (mar.home.path / "marks").iterdir():
        each.unlink()
    mar.home.begun.write_bytes(b"")
    store.restore(mar.home.path)
    assert not mar.home.begun.exists()
    said = mar.act(pair.session, "raise_item", "-f", "title=x", "-f", "dimension=border", code=1)
    assert "Halted" in said.err


def remade(store: Store, change: str, *, signer: Node | None = None) -> None:
    """Change what a backup holds, as another release would have made it; none was signed once."""
    whole, content = store.folder / "database", store.folder / "content"
    with whole.open("rb") as source, content.open("w+b") as out:
        head = read_backup(whole, source, keys=[store.to], into=out)
    with closing(sqlite3.connect(content, isolation_level=None)) as opened:
        opened.executescript(change)
    raw = content.read_bytes()
    told = {**asdict(head), "bytes": len(raw), "digest": hashlib.sha256(raw).hexdigest()}
    if signer is None:
        del told["signature"]
        begin = b"jisr backup 1\n" + canonical(told) + b"\n"
        (store.folder / "other").write_bytes(pyrage.encrypt(begin + raw, [store.to.to_public()]))
    else:
        with content.open("rb") as source, (store.folder / "other").open("w+b") as out:
            write_backup(out, source, signed(Head(**told), signer.home.key("log")), to=[store.to.to_public()])
    content.unlink()


def test_one_of_an_older_release_is_brought_up_to_date_and_one_of_a_later_is_named(pair: Pair, store: Store) -> None:
    store.back_up(pair.mar)
    lose_database(pair.mar)
    remade(
        store,
        "INSERT INTO django_migrations (app, name, applied) VALUES ('node', '9999_later', '2031-01-01');",
        signer=pair.mar,
    )
    later = store.restore(pair.mar.home.path, "other", code=1).err
    assert "BackupAmiss" in later and "9999_later" in later
    remade(store, OLDER)
    assert "NotSigned" in store.restore(pair.mar.home.path, "other", code=1).err
    assert not pair.mar.home.database.exists()
    store.restore(pair.mar.home.path, "other", "--unsigned")
    assert pair.mar.rows("SELECT 1 FROM django_migrations WHERE name = '0016_ahead'") == [(1,)]
    assert pair.mar.rows("SELECT COUNT(*) FROM ahead") == [(0,)]
    pair.mar.jisr("verify")


def test_one_that_another_has_sealed_is_refused(pair: Pair, store: Store) -> None:
    """Whoever knows the key to which backups are made can seal; only the node can sign."""
    store.back_up(pair.mar)
    store.back_up(pair.mar, "keys", "keys")
    lose_database(pair.mar)
    remade(store, "DELETE FROM officer WHERE 0", signer=pair.esp)
    assert "NotSigned" in store.restore(pair.mar.home.path, "other", code=1).err
    opened = pyrage.decrypt((store.folder / "keys").read_bytes(), [store.to])
    line, head, archive = opened.split(b"\n", 2)
    forged = canonical({**json.loads(head), "at": 1}) + b"\n"
    (store.folder / "forged").write_bytes(pyrage.encrypt(line + b"\n" + forged + archive, [store.to.to_public()]))
    elsewhere = pair.folder / "elsewhere"
    assert "NotSigned" in store.restore(elsewhere, "forged", code=1).err
    assert not (elsewhere / "node.toml").exists()


def test_a_backup_that_is_killed_has_no_name(pair: Pair, store: Store) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, "backup", str(store.folder / "one"), "--to", store.recipient],
        env=pair.mar.environment,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert store.names() == {".one.unfinished"}
    store.back_up(pair.mar, "one")
    assert store.names() == {"one"}, "what was left is gone"
    lose_database(pair.mar)
    store.restore(pair.mar.home.path, "one")
    pair.mar.jisr("verify")


def test_a_full_disk_makes_no_backup_and_harms_nothing(pair: Pair, store: Store) -> None:
    whole = store.back_up(pair.mar, "one").value["bytes"]
    noted = (pair.mar.home.path / "backup.json").read_bytes()
    pair.mar.backup()
    # No room for the copy; then room for it, and not for all of what is sealed.
    for limit in (whole // 2, whole - 100):
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, str(limit), "backup", str(store.folder / "two"), "--to", store.recipient],
            env=pair.mar.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 1 and "BackupNotMade" in done.stderr and "Traceback" not in done.stderr, done.stderr
        assert store.names() == {"one"} and not list(pair.mar.home.path.glob(".copy*"))
        assert (pair.mar.home.path / "backup.json").read_bytes() == noted
    pair.mar.jisr("verify")
    lose_database(pair.mar)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "4096", "restore", str(store.folder / "one"), "--identity", str(store.key)],
        env=pair.mar.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1 and "BackupAmiss" in done.stderr and not pair.mar.home.database.exists(), done.stderr
    store.restore(pair.mar.home.path, "one")
    pair.mar.jisr("verify")


def test_a_key_for_backups_is_made_and_none_is_overwritten(pair: Pair, store: Store) -> None:
    place = store.folder / "made.age"
    to = pair.mar.jisr("backup", "identity", str(place), "--json").value["to"]
    assert [str(each.to_public()) for each in read_identities(place.read_bytes())] == [to]
    assert place.stat().st_mode & 0o777 == 0o600
    assert "BackupNotMade" in pair.mar.jisr("backup", "identity", str(place), code=1).err
    for arguments in (("x",), ("x", "--to", "age1no"), ("x", "y", "z", "--to", to)):
        said = pair.mar.jisr("backup", *arguments, code=1).err
        assert "BackupKeyAmiss" in said or "BackupUsage" in said


def test_of_postgresql_it_says_what_makes_one(pair: Pair, store: Store) -> None:
    node = Node(pair.mar.home, "postgresql://nobody@127.0.0.1:1/none")
    said = node.jisr("backup", str(store.folder / "one"), "--to", store.recipient, code=1).err
    assert "BackupElsewhere" in said and "pg_dump" in said
    assert (
        "BackupElsewhere" in node.jisr("restore", str(store.folder / "one"), "--identity", str(store.key), code=1).err
    )
