"""Files in sealed fields between two nodes: in pieces, resumed after a cut, opened by readers, erased in every piece."""

import base64
import gzip
import hashlib
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jisr.node.rest_keys import Act, keys_here
from tests.nodes.nodes import FRAMEWORK, Node
from tests.nodes.sealing import Sealing, entry_of, found_sealing, is_anywhere, open_file, seal_act, shipping

CHUNK = 1024 * 1024
MARK = "Yūsuf wrote this himself"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealing]:
    """Two nodes that no test changes."""
    with shipping():
        yield found_sealing(tmp_path_factory.mktemp("attachments"))


@pytest.fixture
def both(founded: Sealing, tmp_path: Path) -> Sealing:
    """Two nodes to act on."""
    return founded.copy(tmp_path)


def paper(place: Path, size: int, begin: bytes = b"%PDF-1.7 ") -> Path:
    """Write a file of a size that holds the mark at its end, and bytes that nothing packs."""
    end = MARK.encode()
    place.write_bytes(begin + os.urandom(size - len(begin) - len(end)) + end)
    return place


def attach(node: Node, dossier: str, file: Path, *more: str, code: int = 0, name: str = "copy") -> Any:
    """Write a note with a file."""
    given = ("-f", "day=2027-01-02", "--file", f"{name}={file}", *more)
    return seal_act(node, dossier, "note", *given, sealed={"story": "as told"}, code=code)


def have(node: Node, field: str = "copy") -> tuple[int, int]:
    """Give how many pieces of a field are here, and how many there are."""
    rows = node.rows(f"SELECT sum(content IS NOT NULL), count(*) FROM sealed WHERE field = '{field}'")
    return int(rows[0][0] or 0), int(rows[0][1])


def read(node: Node, entry: str, out: Path, *, officer: str, code: int = 0, field: str = "copy") -> Any:
    """Open a file by the command."""
    how = ("--officer", officer, "--purpose", "check", "--out", str(out), "--json")
    return node.jisr("sealed", "read", FRAMEWORK, entry, field, *how, code=code)


def test_a_file_is_committed_to_in_pieces_and_comes_whole_to_its_readers(both: Sealing) -> None:
    file = paper(both.folder / "Naïve report.pdf", 3 * CHUNK + 17)
    dossier = open_file(both.esp)
    note = attach(both.esp, dossier, file)["entry"]
    sealed = entry_of(both.esp, note)["sealed"]["copy"]
    assert len(sealed["chunks"]) == 1 + 4
    assert sealed["to"] == ["esp.guardian", "esp.protection", "mar.protection"]
    file.rename(both.folder.parent / "kept.pdf")
    assert not is_anywhere(both.folder, MARK) and not is_anywhere(both.folder, "Naïve report")
    serving = [both.esp.serve(), both.mar.serve()]
    try:
        both.esp.jisr("sync")
    finally:
        for each in serving:
            each.stop()
    assert have(both.mar) == (5, 5)
    said = read(both.mar, note, both.folder / "out.pdf", officer="mar.protection").value
    assert said["name"] == "Naïve report.pdf" and said["bytes"] == 3 * CHUNK + 17
    digests = [
        hashlib.sha256(each.read_bytes()).digest()
        for each in (both.folder / "out.pdf", both.folder.parent / "kept.pdf")
    ]
    assert digests[0] == digests[1]
    assert both.mar.rows("SELECT field, way FROM access") == [("copy", "command")]
    both.carry()
    last = [entry_of(both.esp, f"MAR.{seq}") for seq in range(both.esp.size("MAR"))]
    assert sorted(c for each in last for c in each["opened"] if c in sealed["chunks"]) == sorted(sealed["chunks"])
    for node in (both.esp, both.mar):
        node.jisr("verify")


def test_a_file_comes_by_pouches_a_few_pieces_each(both: Sealing) -> None:
    file = paper(both.folder / "a.pdf", 5 * CHUNK)
    attach(both.esp, open_file(both.esp), file)
    both.esp.pouch_to(both.mar, both.folder / "1.pouch")
    assert 0 < have(both.mar)[0] < 6
    both.carry(rounds=2)
    assert have(both.mar) == (6, 6)
    both.mar.jisr("verify")


def lying(node: Node) -> dict[int, bytes]:
    """Give by their rows the digests of the pieces that are here."""
    rows = node.rows("SELECT id, content FROM sealed WHERE field = 'copy' AND content IS NOT NULL")
    return {pk: hashlib.sha256(content).digest() for pk, content in rows}


def test_a_reader_that_is_killed_goes_on_with_the_piece_that_lacks(both: Sealing) -> None:
    """What is here stays as it lies, and comes no second time."""
    size = 14
    note = attach(both.esp, open_file(both.esp), paper(both.folder / "a.pdf", size * CHUNK))["entry"]
    author, reader = both.esp.serve(), both.mar.serve()
    try:
        deadline = time.monotonic() + 60
        while have(both.mar)[0] < 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(reader.pid, signal.SIGKILL)
        before = lying(both.mar)
        assert len(before) > 0, "it was killed when pieces were here"
        sent = both.esp.rows("SELECT count(*) FROM nonce")
        reader = both.mar.serve()
        while have(both.mar)[0] < size + 1 and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        author.stop()
        reader.stop()
    after = lying(both.mar)
    assert len(after) == size + 1 and before.items() <= after.items(), sent
    read(both.mar, note, both.folder / "out.pdf", officer="mar.protection")
    assert (both.folder / "out.pdf").read_bytes() == (both.folder / "a.pdf").read_bytes()
    both.mar.jisr("verify")


def test_a_cut_in_the_midst_costs_no_piece_that_came(both: Sealing) -> None:
    """The line is cut after every message; each later one asks for what lacks and for nothing else."""
    attach(both.esp, open_file(both.esp), paper(both.folder / "a.pdf", 8 * CHUNK))
    given: list[set[str]] = []
    for at in range(12):
        if have(both.mar)[0] == 9:
            break
        both.esp.jisr("pouch", "write", FRAMEWORK, "MAR", str(both.folder / f"{at}.pouch"))
        raw = json.loads(gzip.decompress(sealed_part(both.folder / f"{at}.pouch")))
        given.append(set(raw["sealed"]))
        both.mar.jisr("pouch", "read", str(both.folder / f"{at}.pouch"))
        both.mar.pouch_to(both.esp, both.folder / "back.pouch")
    assert have(both.mar) == (9, 9)
    assert sum(map(len, given)) == len(set().union(*given)), "no piece was sent twice"


def sealed_part(pouch: Path) -> bytes:
    """Give the packed message of a pouch."""
    raw = pouch.read_bytes()
    return raw[raw.index(b"\x1f\x8b") :]


def test_what_is_erased_of_a_file_is_nowhere(both: Sealing) -> None:
    """No byte of any piece or key, at the author or at the reader; copies that were made before open by nothing."""
    file = paper(both.folder / "a.pdf", 2 * CHUNK)
    dossier = open_file(both.esp)
    note = attach(both.esp, dossier, file)["entry"]
    file.unlink()
    both.carry(rounds=3)
    assert have(both.mar) == (3, 3)
    lay = [bytes(row[0])[:64] for row in both.esp.rows("SELECT content FROM attachment_piece")]
    lay += [bytes(row[0])[:64] for row in both.mar.rows("SELECT content FROM sealed WHERE field = 'copy'")]
    keys = [
        key.key for node in (both.esp, both.mar) for act, key in keys_here(node.home).items() if erased_by(act, note)
    ]
    assert len(lay) == 6 and len(keys) == 3, "of the act at both, and of the file where it was given"
    both.esp.jisr(
        "act", FRAMEWORK, dossier, "erase", "--officer", "esp.protection", "--item", note, "-f", "basis=gdpr-17"
    )
    both.carry(rounds=3)
    for each in both.folder.glob("*.pouch"):
        each.unlink()
    for node in (both.esp, both.mar):
        serving = node.serve()
        packed = "SELECT count(*) FROM erasure WHERE vacuumed IS NOT NULL"
        deadline = time.monotonic() + 60
        while node.rows(packed) != [(1,)] and time.monotonic() < deadline:
            time.sleep(0.05)
        serving.stop()
        here = b"".join(each.read_bytes() for each in sorted(node.home.path.rglob("*")) if each.is_file())
        for what in (*lay, *keys, *(base64.b64encode(key) for key in keys)):
            assert what not in here, node.party
        assert have(node) == (0, 3)
        assert node.rows("SELECT count(*) FROM attachment_piece") == [(0,)]
        assert node.rows("SELECT DISTINCT erased <> '' FROM sealed WHERE field = 'copy'") == [(1,)]
        node.jisr("verify")
    with both.esp.database() as opened:
        opened.execute(
            "INSERT INTO attachment_piece (attachment_id, chunk, content) SELECT id, 1, x'01' FROM attachment"
        )
    found = both.esp.jisr("verify", "--json", code=1).value["violations"]
    assert any("its blob is still here" in each["how"] for each in found)
    assert "Erased" in read(both.esp, note, both.folder / "out", officer="esp.protection", code=1).err


def erased_by(act: Act, note: str) -> bool:
    return act.seq < 0 or f"{act.party}.{act.seq}" == note


def test_what_is_not_taken_is_refused_by_name_and_leaves_nothing(both: Sealing) -> None:
    dossier = open_file(both.esp)
    empty, large = both.folder / "empty", both.folder / "large"
    empty.write_bytes(b"")
    large.write_bytes(bytes(2 * CHUNK + 1))
    settings = both.esp.home.path / "node.toml"
    settings.write_text("attachment_megabytes_max = 2\n" + settings.read_text("utf-8"), "utf-8")
    for given, words in ((empty, "is empty"), (large, "larger than the 2 MB")):
        said = attach(both.esp, dossier, given, code=1)
        assert (said["error"], said["field"]) == ("FileAmiss", "copy") and words in str(said)
    assert attach(both.esp, dossier, large, name="nothing", code=1)["field"] == "nothing"
    wrong = seal_act(both.esp, dossier, "note", "-f", "day=2027-01-02", sealed={"story": "x", "copy": "y"}, code=1)
    assert (wrong["error"], wrong["field"]) == ("FileAmiss", "copy")
    missing = both.esp.jisr("act", FRAMEWORK, dossier, "note", "--officer", "esp.protection", "--file", "copy", code=1)
    assert "--file name=PATH" in missing.err
    assert both.esp.rows("SELECT (SELECT count(*) FROM attachment), (SELECT count(*) FROM attachment_piece)") == [
        (0, 0)
    ]
    assert not [act for act in keys_here(both.esp.home) if act.seq < 0]
    # An act that was refused after its file had come leaves nothing of it either.
    late = both.esp.jisr(
        "act", FRAMEWORK, dossier, "note", "--officer", "esp.protection", "--file", f"copy={paper(large, CHUNK)}",
        "--json", code=1,
    )  # fmt: skip
    assert late.value["field"] in ("story", "day")
    assert both.esp.rows("SELECT (SELECT count(*) FROM attachment), (SELECT count(*) FROM attachment_piece)") == [
        (0, 0)
    ]
    assert not [act for act in keys_here(both.esp.home) if act.seq < 0]
    settings.write_text("attachment_megabytes_max = 1025\n" + settings.read_text("utf-8").split("\n", 1)[1], "utf-8")
    assert "attachment_megabytes_max = 1025: 1 to 1024" in both.esp.jisr("node", "status", code=1).err
