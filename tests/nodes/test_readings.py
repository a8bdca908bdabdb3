"""The log of readings: chained, told to the other parties, seen by who oversees and who represents, kept and forgotten."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.nodes.nodes import FRAMEWORK, Node
from tests.nodes.sealing import SECRET, Sealing, found_sealing, open_file, shipping
from tests.nodes.test_sealed_pages import F, Office


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sealing, str]]:
    """Both nodes with a file of a person, of which two fields were read in Spain, and which were told to Morocco."""
    with shipping():
        both = found_sealing(tmp_path_factory.mktemp("readings"))
        file = open_file(both.esp)
        for purpose in ("care", "decide"):
            read(both.esp, file, purpose)
        both.carry()
        yield both, file


@pytest.fixture
def both(founded: tuple[Sealing, str], tmp_path: Path) -> Sealing:
    return founded[0].copy(tmp_path)


@pytest.fixture
def file(founded: tuple[Sealing, str]) -> str:
    return founded[1]


def read(node: Node, entry: str, purpose: str = "care") -> None:
    officer = ("--officer", f"{node.party.lower()}.protection", "--purpose", purpose)
    assert node.jisr("sealed", "read", FRAMEWORK, entry, "name", *officer).out.strip() == SECRET


def violations(node: Node) -> list[str]:
    """Give what verifying finds."""
    return [f"{each['what']}: {each['how']}" for each in node.jisr("verify", "--json", code=None).value["violations"]]


def notes(node: Node) -> list[tuple[Any, ...]]:
    return node.rows("SELECT party, held_by, number FROM reading_note ORDER BY party, held_by, number")


def test_each_reading_is_chained_and_its_end_told_to_the_others(both: Sealing) -> None:
    rows = both.esp.rows("SELECT number, digest, salt FROM access ORDER BY number")
    assert [row[0] for row in rows] == [1, 2] and len({row[1] for row in rows}) == 2
    assert both.esp.rows("SELECT count, cut_count FROM reading_chain") == [(2, 0)]
    # Morocco holds it, and has shown us that it does; it has read nothing itself.
    assert notes(both.mar) == [("ESP", "MAR", 1)] and notes(both.esp) == [("ESP", "MAR", 1)]
    mark = both.esp.rows("SELECT number, count, salt FROM reading_mark")
    note = both.mar.rows("SELECT note FROM reading_note")[0][0]
    assert mark[0][:2] == (1, 2) and note.startswith(f"jisr/{FRAMEWORK}/ESP/readings\n1\n")
    assert rows[-1][1].hex() not in note and not any(bytes(row[1]) in note.encode() for row in rows)
    assert violations(both.esp) == [] == violations(both.mar)
    assert both.esp.jisr("verify", "--json").value["checked"]["readings"] == 2
    assert "readings of sealed fields" in both.esp.jisr("verify").out


SPOILT: dict[str, tuple[str, str]] = {
    "one is changed": ("UPDATE access SET purpose = 'oversight' WHERE number = 1", "not what was written"),
    "who read is changed": ("UPDATE access SET officer_id = officer_id + 1 WHERE number = 2", "not what was written"),
    "one is taken out": ("DELETE FROM access WHERE number = 1", "a reading is missing"),
    "the last is taken out": ("DELETE FROM access WHERE number = 2", "it ends at number 1"),
    "all are taken out": ("DELETE FROM access", "it ends at number 0"),
    "the mark is taken out": ("DELETE FROM reading_mark", "MAR was told number 1"),
    "the chain is cut": (
        "DELETE FROM access; UPDATE reading_chain SET count = 0, digest = x''; DELETE FROM reading_mark",
        "MAR was told number 1",
    ),
    "a bit of a digest": ("UPDATE access SET digest = zeroblob(32) WHERE number = 1", "not what was written"),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_was_tampered_with_is_found(both: Sealing, spoilt: str) -> None:
    statement, words = SPOILT[spoilt]
    with both.esp.database() as opened:
        opened.execute("PRAGMA foreign_keys = OFF")
        for each in statement.split(";"):
            opened.execute(each)
    assert any(words in each for each in violations(both.esp)), violations(both.esp)


REWRITE = """
import sys
from jisr.cli.entering import enter
enter(None)
from jisr.node import models
from jisr.node.reading_chain import BEGINNING, digest_of
models.Access.objects.filter(number=1).delete()
before = BEGINNING
for count, row in enumerate(models.Access.objects.order_by("number"), 1):
    row.number = count
    row.digest = before = digest_of(row, before)
    row.save()
models.ReadingChain.objects.update(count=count, digest=before)
models.ReadingMark.objects.update(count=count, digest=before)
"""


def test_who_writes_the_whole_chain_anew_is_found_by_what_others_hold(both: Sealing) -> None:
    """The operator of a node can make a chain that fits; not what the others were told of the old one."""
    from tests.nodes.started import Piped

    rewriting = Piped("nodes of ESP", environment=both.esp.environment, program=REWRITE)
    assert rewriting.communicate(60)[1] == "" and rewriting.poll() == 0
    with both.esp.database() as opened:
        opened.execute("DELETE FROM reading_note")
    assert violations(both.esp) == [], "by itself it cannot be told"
    # Whatever comes first: once the new note has come to lie beside the old one, the old one is told on.
    both.carry(rounds=3)
    assert len(both.mar.rows("SELECT 1 FROM reading_note WHERE party = 'ESP' AND number = 1")) == 2
    assert [each for each in violations(both.esp) if "MAR was told number 1" in each]


def test_a_number_is_never_told_for_something_else(both: Sealing, file: str) -> None:
    """After a restore, too: what others hold under it stays what it was."""
    copy = both.esp.backup()
    read(both.esp, file)
    with both.esp.database() as opened:
        opened.execute("UPDATE reading_mark SET at = at - 4000")
    both.carry()
    assert notes(both.mar)[-1] == ("ESP", "MAR", 2)
    both.esp.restore(copy)
    both.carry(rounds=3)
    assert any("number 2" in each for each in violations(both.esp)), "that readings were lost stays seen"
    with both.esp.database() as opened:
        opened.execute("UPDATE reading_mark SET at = at - 4000")
    read(both.esp, file)
    both.carry()
    assert [each for each in notes(both.mar) if each[0] == "ESP"] == [
        ("ESP", "MAR", 1), ("ESP", "MAR", 2), ("ESP", "MAR", 3)
    ]  # fmt: skip
    assert violations(both.mar) == []


def test_readings_are_told_once_an_hour_at_most(both: Sealing, file: str) -> None:
    read(both.esp, file)
    both.carry()
    assert both.esp.rows("SELECT count(*) FROM reading_mark") == [(1,)]


def test_what_was_kept_long_enough_goes_and_the_rest_still_holds(both: Sealing, file: str) -> None:
    settings = both.esp.home.path / "node.toml"
    settings.write_text("readings_months = 24\n" + settings.read_text("utf-8"), "utf-8")
    # They would be older if the clock stood three years on; so the chain is made as it would have been.
    from tests.nodes.started import Piped

    older = REWRITE.replace(
        "models.Access.objects.filter(number=1).delete()", "models.Access.objects.update(at=1600000000)"
    )
    aging = Piped("nodes of ESP", environment=both.esp.environment, program=older)
    assert aging.communicate(60)[1] == ""
    with both.esp.database() as opened:
        opened.execute("DELETE FROM reading_note")
        opened.execute("DELETE FROM reading_mark")
    read(both.esp, file)
    serving, deadline = both.esp.serve(), time.monotonic() + 30
    while both.esp.rows("SELECT count(*) FROM access") != [(1,)] and time.monotonic() < deadline:
        time.sleep(0.2)
    serving.stop()
    assert both.esp.rows("SELECT number FROM access") == [(3,)]
    assert both.esp.rows("SELECT count, cut_count FROM reading_chain") == [(3, 2)]
    assert violations(both.esp) == []
    settings.write_text("readings_months = 23\n" + settings.read_text("utf-8").split("\n", 1)[1], "utf-8")
    assert "readings_months = 23: 24 to 600" in both.esp.jisr("node", "status", code=1).err


def test_who_oversees_and_who_represents_sees_it_and_nobody_else(both: Sealing, file: str) -> None:
    fields = ("-f", "code=esp.data-protection", "-f", "mandates=data_protection")
    both.esp.jisr("act", FRAMEWORK, "framework", "declare_authority", "--officer", "esp.founder", *fields)
    office = Office(both)
    try:
        office.ask(do="administer")
        office.ask(do="oversee")
        for username, sees_one, sees_all in (
            ("overseer", 200, 200), ("esp.guardian", 200, 403), ("administrator", 200, 200), ("esp.protection", 403, 403)
        ):  # fmt: skip
            status, page, headers = office.get(username, f"{F}/d/{file}/readings/")
            assert status == sees_one, username
            assert ("data-reading=" in page) == (sees_one == 200)
            assert headers["Cache-Control"] == "no-store" or status == 403
            status, page, _ = office.get(username, f"{F}/readings/")
            assert status == sees_all, username
            if sees_all == 200:
                assert page.count("data-reading=") == 2 and "Morocco: number 1" in page and SECRET not in page
        assert "data-all-readings" in office.get("overseer", f"{F}/")[1]
        assert "data-all-readings" not in office.get("esp.guardian", f"{F}/")[1]
        status, page, _ = office.post("overseer", f"{F}/e/{file}/sealed/name/", purpose="oversight")
        assert SECRET not in page, "who oversees reads nothing of it"
    finally:
        office.stop()
