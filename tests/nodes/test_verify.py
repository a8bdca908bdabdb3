"""A checker fails loudly: each kind of damage is found, named, and mended where it can be."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.nodes.nodes import FRAMEWORK, Child, Node, Pair

Damage = Callable[[sqlite3.Connection], None]
LOG = f"(SELECT id FROM log WHERE party = 'ESP' AND framework_id = '{FRAMEWORK}')"


def flip(table: str, column: str, where: str, at: int = 40) -> Damage:
    """Flip one bit of a value."""

    def damage(opened: sqlite3.Connection) -> None:
        ((rowid, value),) = opened.execute(f"SELECT rowid, {column} FROM {table} WHERE {where} LIMIT 1").fetchall()
        raw = bytearray(value.encode() if isinstance(value, str) else value)
        raw[at] ^= 1
        changed = raw.decode() if isinstance(value, str) else bytes(raw)
        opened.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (changed, rowid))

    return damage


def run(statement: str) -> Damage:
    """Change rows by a statement, of which at least one must be there."""

    def damage(opened: sqlite3.Connection) -> None:
        assert opened.execute(statement).rowcount > 0, "nothing was damaged"

    return damage


DERIVED = {
    "tile": ("tile", flip("tile", "hashes", f"log_id = {LOG}")),
    "no tile": ("tile", run(f"DELETE FROM tile WHERE log_id = {LOG}")),
    "frontier": ("frontier", flip("log", "frontier", f"id = {LOG}")),
    "standing": ("standing", run(f"UPDATE entry SET standing = 'void' WHERE log_id = {LOG} AND seq = 3")),
    "reasons": ("standing", run(f"""UPDATE entry SET reasons = '["4.item"]' WHERE log_id = {LOG} AND seq = 3""")),
    "time": ("entry's columns", run(f"UPDATE entry SET time = time + 1 WHERE log_id = {LOG} AND seq = 3")),
    "depth": ("entry's columns", run(f"UPDATE entry SET depth = depth + 1 WHERE log_id = {LOG} AND act = 'raise_item'")),
    "sight": ("sight", run(f"DELETE FROM sight WHERE id = (SELECT min(id) FROM sight WHERE log_id = {LOG})")),
    "sight twice": ("sight", run(f"INSERT INTO sight (log_id, about, count, seq) SELECT log_id, about, count, seq FROM sight"
                       f" WHERE log_id = {LOG} LIMIT 1")),
    "projection's state": ("projection", run("UPDATE dossier SET state = CAST(replace(state, 'true', 'false') AS BLOB) WHERE code = 'MAR.2'")),
    "projection's state, cut": ("projection", run("UPDATE dossier SET state = CAST(substr(state, 1, 50) AS BLOB) WHERE code = 'MAR.2'")),
    "projection closed": ("projection", run("UPDATE dossier SET is_closed = 1 WHERE code = 'MAR.2'")),
    "projection gone": ("projection", run("DELETE FROM dossier WHERE code = 'MAR.2'")),
    "projection counts": ("projection", run("UPDATE dossier SET kept = CAST(replace(kept, '\"ESP\":', '\"ESP\":1') AS BLOB) WHERE code = 'MAR.2'")),
    "register": ("register", run("UPDATE framework SET register = CAST(replace(register, 'co_chair', 'delegate') AS BLOB)")),
    "size": ("log", run(f"UPDATE log SET size = size + 1 WHERE id = {LOG}")),
}  # fmt: skip
SIGNED = {
    "entry": ("entry", flip("entry", "raw", f"log_id = {LOG} AND seq = 3", at=200)),
    "entry gone": ("entry", run(f"DELETE FROM entry WHERE log_id = {LOG} AND seq = 3")),
    "last entry gone": ("head", run(f"DELETE FROM entry WHERE log_id = {LOG} "
                           f" AND seq = (SELECT max(seq) FROM entry WHERE log_id = {LOG})")),
    "head's root": ("head", flip("log", "head", f"id = {LOG}", at=25)),
    "head's signature": ("head", flip("log", "head", f"id = {LOG}", at=140)),
    "head gone": ("head", run(f"UPDATE log SET head = '' WHERE id = {LOG}")),
    "manifest": ("manifest", flip("manifest_version", "note", "version = 1", at=100)),
}  # fmt: skip


class Checked:
    """A node whose database is damaged again and again, and the process that checks it."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.child = Child(node.home)
        self.whole = node.backup()

    def restore(self) -> None:
        self.node.restore(self.whole)

    def damage(self, change: Damage) -> None:
        with self.node.database() as opened:
            change(opened)
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def ask(self, do: str) -> dict[str, Any]:
        value: dict[str, Any] = self.child.ask(do=do)
        return value


@pytest.fixture(scope="module")
def checking(founded: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checked]:
    checked = Checked(founded.copy(tmp_path_factory.mktemp("checked")).mar)
    yield checked
    checked.child.stop()


@pytest.fixture
def checked(checking: Checked) -> Iterator[Checked]:
    yield checking
    checking.restore()


def test_an_undamaged_node_is_found_whole(founded: Pair) -> None:
    for node in (founded.mar, founded.esp):
        assert node.jisr("rebuild", "--json").value["differed"] == []
        value = node.jisr("verify", "--json").value
        counts, entries = value["checked"], node.size("MAR") + node.size("ESP")
        assert value["violations"] == []
        assert counts["entries"] == counts["inclusion proofs"] == entries
        assert counts["signatures of heads"] == counts["roots"] == counts["logs"] == 2
        assert counts["projections"] == 2 and counts["sights"] > 0 and counts["tiles"] == 2


@pytest.mark.parametrize("kind", DERIVED)
def test_what_follows_from_the_entries_is_found_and_made_again(checked: Checked, kind: str) -> None:
    checked.damage(DERIVED[kind][1])
    found = checked.ask("verify")
    assert not found["damaged"] and not any(each["damage"] for each in found["violations"])
    assert DERIVED[kind][0] in {each["what"] for each in found["violations"]}, f"it is named: {found}"
    assert checked.ask("rebuild")["violations"] == found["violations"]
    assert checked.ask("verify")["violations"] == []


@pytest.mark.parametrize("kind", SIGNED)
def test_damage_to_what_was_signed_is_named_and_never_papered_over(checked: Checked, kind: str) -> None:
    checked.damage(SIGNED[kind][1])
    before = checked.node.rows("SELECT log_id, seq, raw, standing FROM entry ORDER BY 1, 2")
    damage = [(each["what"], each["where"]) for each in checked.ask("verify")["violations"] if each["damage"]]
    assert SIGNED[kind][0] in {what for what, _ in damage}, f"it is named: {damage}"
    if SIGNED[kind][0] == "entry" and kind != "last entry gone":
        assert ("entry", f"{FRAMEWORK}/ESP.3") in damage or ("entry", f"{FRAMEWORK}/ESP.4") in damage
    assert checked.ask("rebuild")["damaged"] == [FRAMEWORK]
    assert checked.node.rows("SELECT log_id, seq, raw, standing FROM entry ORDER BY 1, 2") == before


def test_the_command_says_what_differs_by_its_exit_code(pair: Pair) -> None:
    with pair.mar.database() as opened:
        DERIVED["standing"][1](opened)
    assert "ESP.3" in pair.mar.jisr("verify", code=1).out
    pair.mar.jisr("rebuild", code=0)
    pair.mar.jisr("verify", code=0)
    with pair.mar.database() as opened:
        SIGNED["entry"][1](opened)
    pair.mar.jisr("verify", code=1)
    assert "backup" in pair.mar.jisr("rebuild", code=1).err


def test_a_mark_that_the_log_does_not_reach_is_damage(pair: Pair) -> None:
    pair.mar.home.mark(FRAMEWORK).unlink()
    found = pair.mar.jisr("verify", "--json", code=1).value["violations"]
    assert [each["what"] for each in found] == ["mark"]
