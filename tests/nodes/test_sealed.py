"""Sealed fields between two nodes: who gets what, what is told of it, and what comes of what is amiss."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.nodes.nodes import FRAMEWORK
from tests.nodes.sealing import (
    SECRET,
    Sealing,
    entry_of,
    found_sealing,
    is_anywhere,
    open_file,
    pieces,
    seal_act,
    shipping,
)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealing]:
    """Two nodes that no test changes."""
    with shipping():
        yield found_sealing(tmp_path_factory.mktemp("sealing"))


@pytest.fixture
def both(founded: Sealing, tmp_path: Path) -> Sealing:
    """Two nodes to act on."""
    return founded.copy(tmp_path)


def test_an_act_is_sealed_to_its_readers_and_says_who_they_are(both: Sealing) -> None:
    file = open_file(both.esp)
    sealed = entry_of(both.esp, file)["sealed"]
    assert sealed["name"]["to"] == ["esp.guardian", "esp.protection", "mar.protection"]
    assert len(sealed["name"]["chunks"]) == 1
    note = seal_act(both.esp, file, "note", "-f", "day=2027-01-02", sealed={"story": SECRET})["entry"]
    assert entry_of(both.esp, note)["sealed"]["story"]["to"] == ["esp.guardian", "esp.protection"]
    assert entry_of(both.esp, note)["fields"] == {"day": "2027-01-02"}
    for name in ("ESP-name.txt", "ESP-story.txt"):
        (both.folder / name).unlink()
    assert not is_anywhere(both.folder, "Yūsuf"), "it stands nowhere in the clear"
    both.esp.jisr("verify")


def test_pouches_carry_a_blob_to_its_readers_alone(both: Sealing) -> None:
    file = open_file(both.esp)
    note = seal_act(both.esp, file, "note", "-f", "day=2027-01-02", sealed={"story": SECRET})["entry"]
    both.esp.pouch_to(both.mar, both.folder / "one.pouch")
    seqs = [int(each.partition(".")[2]) for each in (file, note)]
    assert pieces(both.mar) == [("ESP", seqs[0], "name", 1, "opened", 0), ("ESP", seqs[1], "story", 0, "", 0)]
    both.mar.pouch_to(both.esp, both.folder / "two.pouch")
    last = entry_of(both.esp, f"MAR.{both.esp.size('MAR') - 1}")
    assert (last["act"], last["unopened"]) == ("ack", [])
    assert last["opened"] == entry_of(both.esp, file)["sealed"]["name"]["chunks"]
    for node in (both.esp, both.mar):
        node.jisr("verify")
        assert node.rows("SELECT count(*) FROM aside") == [(0,)]


def test_over_http_too(both: Sealing) -> None:
    file = open_file(both.esp)
    serving = [both.esp.serve(), both.mar.serve()]
    try:
        both.esp.jisr("sync")
    finally:
        for each in serving:
            each.stop()
    assert [row[3:] for row in pieces(both.mar)] == [(1, "opened", 0)]
    report = seal_act(both.mar, file, "answer_origin", sealed={"report": SECRET, "grade": "sure"})["entry"]
    assert [row[3] for row in pieces(both.mar) if row[0] == "MAR"] == [1, 1]
    assert entry_of(both.mar, report)["sealed"].keys() == {"report", "grade"}
    both.carry()
    both.esp.jisr("verify")
    assert [row[3] for row in pieces(both.esp) if row[0] == "MAR"] == [1, 1]


def refused(both: Sealing, *arguments: str) -> Any:
    """Try to write a note; give why it is refused."""
    officer = ("--officer", "esp.protection")
    return both.esp.jisr("act", FRAMEWORK, open_file(both.esp), "note", *officer, *arguments, "--json", code=1)


def test_what_is_missing_or_open_is_refused_by_name(both: Sealing) -> None:
    missing = refused(both, "-f", "day=2027-01-02").value
    assert missing["field"] == "story" and "--sealed name=@FILE" in missing["remedy"]
    clear = refused(both, "-f", "day=2027-01-02", "-f", f"story={SECRET}").value
    assert clear["field"] == "story" and "is sealed" in clear["words"][0]
    line = refused(both, "-f", "day=2027-01-02", "--sealed", f"story={SECRET}")
    assert "--sealed name=@FILE" in line.out + line.err and "Yūsuf" not in line.out + line.err


def test_a_sealed_value_is_held_against_its_type(both: Sealing) -> None:
    file = open_file(both.esp)
    both.carry()
    for sealed, field in (
        ({"report": SECRET, "grade": "maybe"}, "grade"),
        ({"report": ""}, "report"),
        ({"report": SECRET, "unknown": "x"}, "unknown"),
    ):
        wrong = seal_act(both.mar, file, "answer_origin", sealed=sealed, code=1)
        assert (wrong["error"], wrong["field"]) == ("WrongField", field)
    seal_act(both.mar, file, "answer_origin", sealed={"report": SECRET, "grade": "sure"})


def declare(both: Sealing, party: str, body: str, mandates: str, *more: str, code: int = 0) -> Any:
    """Let the founding authority declare an authority."""
    node, low = both.esp if party == "ESP" else both.mar, party.lower()
    fields = ("-f", f"code={low}.{body}", "-f", f"mandates={mandates}", *more)
    return node.jisr(
        "act", FRAMEWORK, "framework", "declare_authority", "--officer", f"{low}.founder", *fields, code=code
    )


def test_readers_without_a_key_are_named_with_the_remedy(both: Sealing) -> None:
    fields = ("--officer", "esp.founder", "-f", "code=esp.guardian")
    both.esp.jisr("act", FRAMEWORK, "framework", "retire_authority", *fields)
    told = ("-f", "kind=plain", "--procedure", "welfare/1", "--side", "host=ESP", "--side", "origin=MAR")
    said = seal_act(both.esp, "-", "open_file", *told, sealed={"name": SECRET}, code=1)
    assert (said["error"], said["field"]) == ("NoReader", "name")
    assert "founding authority of ESP" in said["remedy"] and "guardian" in said["remedy"]
    both.esp.jisr("verify")
    declare(both, "ESP", "guardian", "guardian")
    assert "esp.guardian" in entry_of(both.esp, open_file(both.esp))["sealed"]["name"]["to"]


def test_a_key_that_is_none_is_refused_where_it_is_declared_and_counts_as_none_elsewhere(both: Sealing) -> None:
    declare(both, "ESP", "guardian", "guardian", "-f", "recipient=age1nonsense", code=1)
    declare(both, "MAR", "ombudsman", "protection")
    with both.mar.database() as opened:
        rows = opened.execute("SELECT raw FROM entry WHERE act = 'declare_authority'").fetchall()
    keys = [json.loads(raw)["fields"]["recipient"] for (raw,) in rows]
    assert all(each.startswith("age1") for each in keys) and len({*keys}) == len(keys)
    both.carry()
    assert entry_of(both.esp, open_file(both.esp))["sealed"]["name"]["to"] == [
        "esp.guardian", "esp.protection", "mar.ombudsman", "mar.protection",
    ]  # fmt: skip


def test_keys_are_for_this_account_alone_and_stay_when_declared_again(both: Sealing) -> None:
    place = both.esp.home.path / "keys" / "authorities" / "esp.guardian.age"
    assert place.stat().st_mode & 0o777 == 0o600
    before = place.read_bytes()
    declare(both, "ESP", "guardian", "guardian")
    assert place.read_bytes() == before


def test_a_correction_seals_anew(both: Sealing) -> None:
    file = open_file(both.esp)
    note = seal_act(both.esp, file, "note", "-f", "day=2027-01-02", sealed={"story": "mistaken"})["entry"]
    told = ("--item", note, "-f", 'fields:={"day":"2027-01-03"}', "-f", "reason=mistaken")
    done = seal_act(both.esp, file, "correct", *told, sealed={"story": SECRET})["entry"]
    one, other = (entry_of(both.esp, each)["sealed"]["story"] for each in (note, done))
    assert one["to"] == other["to"] and one["chunks"] != other["chunks"]
    lacking = both.esp.jisr(
        "act", FRAMEWORK, file, "correct", "--officer", "esp.protection", *told, "--json", code=1
    ).value
    assert lacking["error"] == "NotPossible" and lacking["reasons"] == ["4.field"]
    both.esp.jisr("verify")
