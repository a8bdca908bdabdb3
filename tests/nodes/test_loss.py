"""A node that lost its database and its marks asks its peers before it appends (protocol 9.6)."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from jisr.base.limits import TEXT_CHARACTERS_MAX
from jisr.cli.demo.founding import signed_manifest
from jisr.node.home import make_home
from tests.nodes.nodes import FRAMEWORK, Child, Node, Pair, found_pair, free_port, open_pair
from tests.nodes.postgres import run

ENTRIES = "SELECT party, seq, raw FROM entry JOIN log ON log.id = log_id ORDER BY 1, 2"
OWN_TILE = "level = 0 AND log_id = (SELECT id FROM log WHERE party = 'MAR' AND framework_id = 'mar-esp')"
TILE = f"SELECT hashes FROM tile WHERE {OWN_TILE}"
FOUNDER = "mar.founder"
DECLARE = ("declare_authority", "--officer", FOUNDER, "-f", "code=mar.labour", "-f", "mandates=labour")


def lose(node: Node, *, marks: bool = True) -> None:
    """Lose the database, and the marks with all that is beside them."""
    for more in ("", "-wal", "-shm"):
        Path(f"{node.home.database}{more}").unlink(missing_ok=True)
    if marks:
        shutil.rmtree(node.home.path / "marks")


def found_again(node: Node, note: str) -> None:
    """Found the framework in an empty database and give its founding authority an officer."""
    file = node.home.path / "v1.note"
    file.write_text(note, "utf-8")
    node.jisr("framework", "found", str(file))
    node.jisr("officer", "add", FOUNDER, "--name", "A. Founder", given="long enough a password\n")
    node.jisr("officer", "post", FOUNDER, FRAMEWORK, "mar.founding")


def note_of(node: Node) -> str:
    return str(node.rows("SELECT note FROM manifest_version WHERE version = 1")[0][0])


def declare(node: Node, *, code: int = 0) -> Any:
    return node.jisr("act", FRAMEWORK, "framework", *DECLARE, "--json", code=code)


def require_one_history(pair: Pair) -> None:
    """No node has seen two histories, and both hold the same entries."""
    for node in (pair.mar, pair.esp):
        assert node.rows("SELECT kind, rule FROM aside") == []
        assert node.rows("SELECT party FROM log WHERE is_cut_off") == []
    assert pair.mar.rows(ENTRIES) == pair.esp.rows(ENTRIES)


def test_who_lost_database_and_marks_appends_nothing_before_the_peer_has_answered(pair: Pair) -> None:
    size = pair.esp.size("MAR")
    assert size > 3
    lose(pair.mar)
    found_again(pair.mar, note_of(pair.esp))
    said = declare(pair.mar, code=1)
    assert "Halted" in said.err and "jisr sync" in said.err
    pair.mar.jisr("sync", code=1)  # nobody answers
    declare(pair.mar, code=1)
    assert pair.mar.size() == 0
    serving = pair.esp.serve()
    try:
        pair.mar.jisr("sync")
        assert pair.mar.size() >= size
        declare(pair.mar)
        pair.mar.jisr("sync")
    finally:
        serving.stop()
    require_one_history(pair)
    for node in (pair.mar, pair.esp):
        node.jisr("verify")


def test_a_pouch_gives_entries_back_and_lays_no_doubt_to_rest(pair: Pair) -> None:
    """A pouch may be old: it does not say that nobody has more."""
    lose(pair.mar)
    found_again(pair.mar, note_of(pair.esp))
    size = pair.esp.size("MAR")
    # Spain does not know of the loss: what it has of Morocco's log goes only where somebody says it is lacking.
    pair.mar.pouch_to(pair.esp, pair.folder / "to-esp.pouch")
    pair.esp.pouch_to(pair.mar, pair.folder / "to-mar.pouch")
    assert pair.mar.size() == size, "given back, and no ack written"
    declare(pair.mar, code=1)


def test_a_serving_node_that_lost_all_asks_by_itself_and_only_then_acknowledges(pair: Pair) -> None:
    lose(pair.mar)
    found_again(pair.mar, note_of(pair.esp))
    esp = pair.esp.serve()
    mar = pair.mar.serve()
    try:
        pair.esp.jisr("sync", FRAMEWORK, "MAR")
        pair.mar.jisr("sync", FRAMEWORK, "ESP")
        declare(pair.mar)
        pair.mar.jisr("sync")
    finally:
        mar.stop()
        esp.stop()
    require_one_history(pair)


def test_a_log_begun_in_this_home_is_not_begun_again_when_only_its_mark_is_lost(pair: Pair) -> None:
    lose(pair.mar, marks=False)
    pair.mar.home.mark(FRAMEWORK).unlink()
    found_again(pair.mar, note_of(pair.esp))
    assert "Halted" in declare(pair.mar, code=1).err


def test_a_tree_that_is_not_the_one_that_left_is_found_out_at_the_very_size_of_the_mark(pair: Pair) -> None:
    """Whatever the log's row says of it: what is signed and marked is what proofs are made of, the tiles."""
    pair.exchange()
    pair.mar.jisr("pouch", "write", FRAMEWORK, "ESP", str(pair.folder / "pouch"))
    ((tile,),) = run(pair.mar, TILE)
    run(pair.mar, f"UPDATE tile SET hashes = x'{bytes(len(tile)).hex()}' WHERE {OWN_TILE}")
    refused = declare(pair.mar, code=1)
    assert "Halted" in refused.err and "not the one that had left" in refused.err


def test_a_database_and_a_mark_from_the_same_backup_are_found_out_by_the_peer(pair: Pair) -> None:
    """An old mark beside an old database looks sound; the peer's head of our log says that it is not."""
    before, mark = pair.mar.backup(), pair.mar.home.mark(FRAMEWORK).read_bytes()
    mar, esp = Child(pair.mar.home), Child(pair.esp.home)
    fields = {"title": "lost", "dimension": "border"}
    for _ in range(3):
        mar.act(pair.session, "raise_item", fields)
    esp.open(mar.pouch("ESP"))
    esp.act(pair.session, "raise_item", fields)
    mar.stop()
    pair.mar.restore(before)
    pair.mar.home.mark(FRAMEWORK).write_bytes(mark)
    # The pouch holds what Spain said after, and nothing of ours: Spain believes that we have it.
    pouch = pair.folder / "pouch"
    pair.mar.jisr("pouch", "write", FRAMEWORK, "ESP", str(pouch))
    esp.stop()
    serving = pair.esp.serve()
    try:
        pair.mar.jisr("sync")
        pair.mar.raise_item(pair.session, "goes on")
        pair.mar.jisr("sync")
    finally:
        serving.stop()
    require_one_history(pair)


def test_a_framework_just_founded_is_begun_without_asking(tmp_path: Path) -> None:
    """Nobody has anything of a log that this very home begins; with lost marks the other must say so."""
    homes = [
        make_home(tmp_path / p.lower(), party=p, address=f"http://127.0.0.1:{port}", listen=f"127.0.0.1:{port}", name=p)
        for p, port in (("MAR", free_port()), ("ESP", free_port()))
    ]
    note = signed_manifest(FRAMEWORK, homes)
    pair = open_pair(tmp_path, "")
    for node in (pair.mar, pair.esp):
        (node.home.path / "v1.note").write_text(note, "utf-8")
    pair.esp.jisr("framework", "found", str(pair.esp.home.path / "v1.note"))
    found_again(pair.mar, note)
    declare(pair.mar)
    lose(pair.mar)
    found_again(pair.mar, note)
    declare(pair.mar, code=1)
    serving = pair.esp.serve()
    try:
        pair.mar.jisr("sync")
    finally:
        serving.stop()
    declare(pair.mar)
    pair.mar.jisr("pouch", "write", FRAMEWORK, "ESP", str(tmp_path / "pouch"))
    pair.mar.jisr("verify")


@pytest.mark.parametrize(
    ("own", "theirs"), [(1_200, 0), (400, 1_100)], ids=["one long log", "long logs that saw each other"]
)
def test_a_log_of_more_than_one_message_comes_back_whole(tmp_path: Path, own: int, theirs: int) -> None:
    """What comes in several messages is acknowledged after the last."""
    pair = found_pair(tmp_path / "nodes").copy(tmp_path / "copied")
    mar, esp = Child(pair.mar.home), Child(pair.esp.home)
    # In turns: what crosses is judged slowly, and is not the matter here.
    for child, other, count in 5 * ((mar, esp, own // 5), (esp, mar, theirs // 5)):
        # In few acts of long words, of which a message holds some five hundred.
        child.raise_many(pair.session, count, length=TEXT_CHARACTERS_MAX)
        other.open(child.pouch(other.home.party))
        child.open(other.pouch(child.home.party))
    esp.stop()
    size = mar.size()
    mar.stop()
    assert pair.esp.size("MAR") == size > own
    lose(pair.mar)
    found_again(pair.mar, note_of(pair.esp))
    serving = pair.esp.serve()
    try:
        said = pair.mar.jisr("sync", "--json").value
        assert pair.mar.size() >= size, said
        declare(pair.mar)
        pair.mar.jisr("sync")
    finally:
        serving.stop()
    require_one_history(pair)
