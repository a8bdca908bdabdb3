"""What another process writes is seen by the next act of one that has been running: nothing read is kept too long."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from jisr.base import digest
from tests.nodes.nodes import FRAMEWORK, Child, Pair, exchange
from tests.nodes.postgres import run
from tests.nodes.test_agreements import VISIT, next_note, text_file, value_of

# A writing's own, and what this act reads of its dossier: with the beginning, without the commit.
STATEMENTS_MAX = 13
ITEM = {"title": "beside", "dimension": "border"}
CALL = {"ordinal": 3, "place": "Rabat", "date": "2027-09-15", "format": "in_person"}


@pytest.fixture
def mar(store: Pair) -> Iterator[Child]:
    """Morocco's node in a process that has acted, so that whatever it keeps it has."""
    child = Child(store.mar.home, store.mar.database_url)
    child.act(store.session, "raise_item", ITEM)
    yield child
    child.stop()


def test_a_writing_reads_the_rows_as_they_are(store: Pair, mar: Child) -> None:
    assert mar.ask(do="rows", framework=FRAMEWORK) == []
    store.exchange()
    assert mar.ask(do="rows", framework=FRAMEWORK) == []


def test_an_act_is_one_commit_and_some_ten_statements(pair: Pair) -> None:
    """More would mean that something is read twice, or put on the disk twice. (SQLite tells what it was told.)"""
    child = Child(pair.mar.home)
    child.act(pair.session, "raise_item", ITEM)
    told = child.ask(do="statements", acts=[child.wish(pair.session, "raise_item", ITEM)])
    child.stop()
    bounds = [at for at, each in enumerate(told) if each in ("BEGIN IMMEDIATE", "COMMIT")]
    assert [told[at] for at in bounds] == ["BEGIN IMMEDIATE", "COMMIT"]
    assert told[-1] == "COMMIT"
    assert bounds[1] - bounds[0] <= STATEMENTS_MAX, told


def test_an_authority_that_another_process_declares_and_retires(store: Pair, mar: Child) -> None:
    wish = mar.wish(store.session, "raise_item", ITEM, authority="mar.deputy")
    founder = ("--officer", "mar.founder", "-f", "code=mar.deputy")
    store.mar.jisr("officer", "post", "mar.co_chair", FRAMEWORK, "mar.deputy")
    refused = mar.ask(do="attempt", acts=[wish])
    assert "4.mandate" in refused
    store.mar.jisr("act", FRAMEWORK, "framework", "declare_authority", *founder, "-f", "mandates=co_chair")
    assert mar.ask(do="attempt", acts=[wish])[0].startswith("MAR.")
    store.mar.jisr("act", FRAMEWORK, "framework", "retire_authority", *founder)
    assert mar.ask(do="attempt", acts=[wish]) == refused


def test_an_officers_post_that_is_taken_away_and_given_back(store: Pair, mar: Child) -> None:
    asked = {"framework": FRAMEWORK, "dossier": store.session, "act": "raise_item"}
    officer = {"username": "mar.co_chair", "authority": "mar.co_chair"}
    assert mar.ask(do="posted", **asked, **officer) == "mar.co_chair"
    run(store.mar, "DELETE FROM posting WHERE authority = 'mar.co_chair'")
    assert mar.ask(do="posted", **asked, **officer) == "NotYours"
    store.mar.jisr("officer", "post", "mar.co_chair", FRAMEWORK, "mar.co_chair")
    assert mar.ask(do="posted", **asked, **officer) == "mar.co_chair"


def test_an_officer_has_one_name_in_a_dossier_whichever_process_gave_it(store: Pair, mar: Child) -> None:
    other = Child(store.mar.home, store.mar.database_url)
    first, second = (
        one.act(None, "call", {**CALL, "ordinal": ordinal}, procedure="session/1")
        for ordinal, one in ((3, mar), (4, other))
    )
    for dossier in (first, second):
        for one in (other, mar):
            one.act(dossier, "raise_item", ITEM)
    other.stop()
    for dossier in (first, second):
        raws = run(store.mar, f"SELECT raw FROM entry WHERE dossier = '{dossier}' ORDER BY seq")
        names = [orjson.loads(bytes(raw))["by"]["officer"] for (raw,) in raws]
        kept = run(store.mar, f"SELECT code FROM pseudonym WHERE dossier = '{dossier}'")
        assert len(names) == 3 and [(name,) for name in {*names}] == kept


def test_what_another_process_took_in(store: Pair, mar: Child) -> None:
    """The next act has seen it, and says so with the root of the other log."""
    number = store.esp.raise_item(store.session, "from the other side")
    store.exchange()
    own = mar.act(store.session, "propose_agree_item", item=number)
    (raw,) = run(store.mar, f"SELECT raw FROM entry WHERE act = 'propose_agree_item' AND seq = {own.split('.')[1]}")
    said = orjson.loads(bytes(raw[0]))
    assert said["seen"]["ESP"] > int(number.split(".")[1])
    store.exchange()
    assert run(store.esp, "SELECT rule FROM aside") == []


def test_a_version_of_the_manifest_that_another_process_took(store: Pair, mar: Child, tmp_path: Path) -> None:
    """Taking it moves nothing in the framework; the writings between, until it is in force, are all of one process."""
    esp = Child(store.esp.home, store.esp.database_url)
    exchange(mar, esp)
    plan = mar.wish(None, "plan", {"title": "Tanger"}, procedure=VISIT.id)
    assert "not in force" in mar.ask(do="attempt", acts=[plan])
    mar.act(store.session, "raise_item", ITEM)
    text = ("--text", text_file(tmp_path, VISIT))
    note = next_note(store, *text)
    store.mar.jisr("framework", "take", note, *text)
    founder = mar.wish("framework", "record_manifest", {"version": 2, "digest": digest(value_of(note))})
    founder |= {"username": "mar.founder", "authority": "mar.founding", "mandate": "founding"}
    # An act that is refused would leave nothing kept: from here on all succeed.
    mar.act(store.session, "raise_item", ITEM)
    mar.ask(do="acts", acts=[founder])
    exchange(mar, esp)
    number = mar.ask(do="attempt", acts=[plan])[0]
    esp.stop()
    standing = run(store.mar, f"SELECT standing FROM entry WHERE dossier = '{number}'")
    assert standing == [("stands",)]
