"""Two real nodes over HTTP: the figures on a session's agenda, and what the other node then holds."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.nodes import minors
from tests.nodes.minors import Life, MinorsChild, found_life
from tests.nodes.nodes import StartedNode
from tests.nodes.postgres import databases

OFFICER = "esp.delegation"
# More than ten, and no number that stands in a date.
SHARED_COUNT, DOMESTIC_COUNT = 12, 13


class FiguresChild(MinorsChild):
    """A node's process of these tests."""

    def __init__(self, home: Any, database_url: str = "") -> None:
        StartedNode.__init__(self, home, module="tests.nodes.figures_child", database_url=database_url)


@pytest.fixture(params=["sqlite", "postgresql"])
def host_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give where the host's node keeps its rows: what is missed is counted by either store."""
    if request.param == "sqlite":
        yield ""
        return
    with databases("ESP") as urls:
        yield urls["ESP"]


@pytest.fixture
def life(tmp_path: Path, host_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Life]:
    """Two nodes; the host's officer has posts in the group's secretariat and at home."""
    urls = {"ESP": host_url}
    monkeypatch.setattr(minors, "MinorsChild", lambda home: FiguresChild(home, urls.get(home.party, "")))
    found = found_life(tmp_path)
    post = {"framework": "mar-esp", "authority": "esp.secretariat", "mandate": "secretariat", "officer": OFFICER}
    found.nodes["ESP"].ask(do="declare", **post)
    yield found
    found.stop()


def begin(life: Life, *, is_shared: bool) -> str:
    """Begin a child's file; tell the state of origin of it, which then is silent."""
    life.shared = ""
    life.file = ""
    life.take_in()
    if is_shared:
        life.shared = life.do("notify_origin", at="host")
        life.do("request_report", at="host")
    return life.file


def call_session(life: Life) -> str:
    """Call a session some months ahead."""
    day = (life.now() + timedelta(days=60)).date().isoformat()
    fields = {"ordinal": 23, "place": "Madrid", "date": day, "format": "in_person"}
    order = {"dossier": None, "act": "call", "fields": fields, "procedure": "session/1"}
    post = {"officer": OFFICER, "authority": "esp.secretariat", "mandate": "secretariat"}
    return str(life.nodes["ESP"].ask(do="act of the group", **order, **post))


def browse(life: Life, path: str, **order: Any) -> Any:
    """Give a page of the host's node."""
    return life.nodes["ESP"].ask(do="browse", officer=OFFICER, path=path, **order)


def held(life: Life) -> Any:
    """Give all that the state of origin's node holds."""
    return life.nodes["MAR"].ask(do="held")


def numbers(description: str) -> list[int]:
    """Give every number of a statement but its date."""
    return [int(each) for each in re.findall(r"\d+", re.sub(r"\d{4}-\d{2}-\d{2}", "", description))]


def state(life: Life, session: str) -> dict[str, Any]:
    """Confirm the figures in a session; give the entry as the other node has it."""
    before = held(life)["entries"]
    done = browse(life, f"/f/mar-esp/figures/{session}/", confirm=True)
    assert done["status"] == 302, done
    life.meet()
    fresh = [json.loads(each) for each in held(life)["entries"] if each not in before]
    acts = [each for each in fresh if each["act"] != "ack"]
    assert len(acts) == 1, "one act, and what acknowledges it"
    return dict(acts[0])


def test_the_other_node_holds_the_numbers_and_nothing_else(life: Life) -> None:
    files = [begin(life, is_shared=number < SHARED_COUNT) for number in range(DOMESTIC_COUNT)]
    life.meet()
    # The state of origin has three months, by the host's clock, and says nothing.
    life.wait(days=100)
    session = call_session(life)
    life.nodes["ESP"].ask(do="describe")
    life.meet()
    silent = "Time in which the state of origin answers"
    for path in ("/my-work/", f"/f/mar-esp/d/{session}/"):
        page = browse(life, path)["page"]
        assert "data-figures-called" in page and silent in page, "the node proposes it by itself"
    held_before = held(life)
    assert not any("Figures on dossiers" in each for each in held_before["entries"]), "and states nothing by itself"
    assert not any("protection.esp" in each for each in held_before["entries"])

    entry = state(life, session)
    assert entry["act"] == "raise_item" and entry["dossier"] == session and entry["sealed"] == {}
    assert entry["by"]["authority"] == "esp.secretariat" and entry["by"]["officer"].startswith("o-")
    assert set(entry["fields"]) == {"title", "dimension", "description"}
    said = entry["fields"]["description"]
    assert "Residence being decided: at least 10" in said, "of the files at home"
    assert "The state of origin is silent: at least 10" in said and f"{silent}: at least 10" in said
    # Nothing but tens, and the ten under which nothing is said; no dossier, no authority, no domestic framework.
    assert {*numbers(said)} == {10}
    assert not re.search(r"[A-Z]{3}\.\d|esp\.|\besp\b", said)
    whole = held(life)
    at_home = [each for each in whole["entries"] + whole["rows"] if "protection.esp" in each]
    assert at_home == [], "the procedure is named by its label in the act alone"
    told = [each for each in whole["entries"] if "at least" in each]
    assert len(told) == 1 and files

    # One file more, and another session: what is stated has not moved, so that nobody sees the one.
    begin(life, is_shared=True)
    life.meet()
    life.wait(days=100)
    again = state(life, call_session_arrived(life))
    assert numbers(again["fields"]["description"]) == numbers(said)
    life.verify()


def call_session_arrived(life: Life) -> str:
    """Call another session, of which the other side knows already."""
    session = call_session(life)
    life.meet()
    return session
