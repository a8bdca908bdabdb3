"""Files in sealed fields between two nodes: in pieces, resumed after a cut, opened by readers, erased in every piece."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

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
    return int(rows[0][0]), int(rows[0][1])


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
    digests = [hashlib.sha256(each.read_bytes()).digest() for each in (both.folder / "out.pdf", both.folder.parent / "kept.pdf")]
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
