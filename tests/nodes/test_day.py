"""More entries of one party than are taken in on one day: held, not lost, and taken in on the next (protocol 8.4)."""

import time
from pathlib import Path
from typing import Any

import orjson
import pytest

from jisr.base import Instant, canonical, format_instant
from tests.nodes.nodes import Child, Node, Pair, found_pair
from tests.nodes.sender import Sender
from tests.nodes.test_loss import found_again, lose, note_of

LIMIT, DAY = 100, 86_400


@pytest.fixture(scope="session")
def bounded(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Two nodes that agreed on few entries a day."""
    return found_pair(tmp_path_factory.mktemp("bounded"), entries_a_day=LIMIT)


@pytest.fixture
def pair(bounded: Pair, tmp_path: Path) -> Pair:
    return bounded.copy(tmp_path)


def line(node: Node) -> Any:
    """Give what `jisr node status` says of the other party."""
    return node.jisr("node", "status", "--json").value["frameworks"][0]["exchanges"][0]


def flood(sender: Sender, count: int, *, protective_at: int = -1) -> list[bytes]:
    """Write so many acts more into Spain's log than its node would."""
    entries = sender.entries()
    last = orjson.loads(entries[-1])
    acted = next(x for x in map(orjson.loads, reversed(entries)) if x["act"] == "raise_item")
    for at in range(count):
        more = {"seq": len(entries), "seen": last["seen"], "roots": {}, "time": last["time"]}
        if at == protective_at:
            more |= {"act": "object_to_minutes", "fields": {"text": "always heard"}}
        entries.append(canonical({**acted, **more}))
    return entries


def told_to(pair: Pair, entries: list[bytes], *, days: int = 0) -> int:
    """Send a log to Morocco's node by a clock so many days on; give how much of it is there then."""
    mar = Child(pair.mar.home).at(days * DAY)
    mar.ask(do="serve")
    sender = Sender(pair)
    try:
        body = orjson.dumps(sender.message(logs={"ESP": sender.part(entries)}))
        answer = sender.post(body, sender.headers(body, now=Instant(int(time.time()) + days * DAY)))
        assert answer.status_code == 200
        assert answer.json()["have"]["ESP"] == pair.mar.size("ESP"), "the sender sees how much is there"
        assert answer.json()["logs"]["MAR"]["entries"], "the exchange goes on"
    finally:
        mar.stop()
    return pair.mar.size("ESP")


def test_what_is_more_than_a_days_entries_is_held_told_and_taken_in_on_the_next_day(pair: Pair) -> None:
    taken = pair.mar.size("ESP")
    entries = flood(Sender(pair), 150)
    here = told_to(pair, entries)
    assert here == LIMIT, f"{taken} came today before"
    waits = len(entries) - here
    tomorrow = format_instant(Instant((int(time.time()) // DAY + 1) * DAY))
    assert (line(pair.mar)["waiting"], line(pair.mar)["goes_on"]) == (waits, tomorrow)
    said = pair.mar.jisr("node", "status").out
    assert f"{waits} entries wait" in " ".join(said.split()) and tomorrow in said and "8.day" in said
    assert told_to(pair, entries) == here, "sent again on the same day it is held again"
    assert len(pair.mar.rows("SELECT 1 FROM aside WHERE rule = '8.day'")) == 1
    assert told_to(pair, entries, days=1) == len(entries)
    assert line(pair.mar)["waiting"] == 0
    assert pair.mar.rows("SELECT 1 FROM aside") == []
    pair.mar.jisr("verify")


def test_what_protects_is_not_held_behind_a_days_entries(pair: Pair) -> None:
    """It cannot be taken in ahead of its turn, so what stands before it comes in with it, from as many again."""
    entries = flood(Sender(pair), 170, protective_at=150)
    here = told_to(pair, entries)
    assert orjson.loads(entries[here - 1])["act"] == "object_to_minutes"
    assert here < len(entries), "what comes after it waits"
    assert told_to(pair, flood(Sender(pair), 400, protective_at=399)) <= 2 * LIMIT, "the reserve ends, too"
    pair.mar.jisr("verify")


def test_the_days_of_a_cut_count_when_it_heals(pair: Pair) -> None:
    assert told_to(pair, flood(Sender(pair), 290), days=3) == pair.esp.size() + 290


def test_an_officer_is_told_before_more_is_written_than_the_others_take_in(pair: Pair) -> None:
    mar = Child(pair.mar.home)
    mar.raise_many(pair.session, LIMIT - mar.size())
    mar.stop()
    before = pair.mar.size()
    said = pair.mar.act(pair.session, "raise_item", "-f", "title=x", "-f", "dimension=border", code=1).err
    assert "DayFull" in said and f"{LIMIT} entries" in said and "entries_a_day" in said
    assert pair.mar.size() == before
    pair.mar.act(pair.session, "object_to_minutes", "-f", "text=always heard")
    pair.mar.pouch_to(pair.esp, pair.folder / "pouch")
    assert pair.esp.size("MAR") == pair.mar.size(), "and the other side takes it in"
    tomorrow = Child(pair.mar.home).at(DAY)
    tomorrow.act(pair.session, "raise_item", {"title": "on the next day", "dimension": "border"})
    tomorrow.stop()


def opened(pair: Pair, *, days: int) -> None:
    """Let Morocco's node read Spain's pouch by a clock so many days on."""
    esp, mar = (Child(each.home).at(days * DAY) for each in (pair.esp, pair.mar))
    mar.open(esp.pouch("MAR"))
    for each in (esp, mar):
        each.stop()


def served_until(pair: Pair, size: int, *, days: int) -> None:
    """Let both nodes serve by clocks so many days on until so much of Spain's log is in Morocco's."""
    both = [Child(each.home).at(days * DAY) for each in (pair.esp, pair.mar)]
    try:
        for each in both:
            each.ask(do="serve")
        until = time.monotonic() + 30
        while pair.mar.size("ESP") < size and time.monotonic() < until:
            time.sleep(0.2)
    finally:
        for each in both:
            each.stop()
    assert pair.mar.size("ESP") >= size


def test_two_nodes_go_on_by_themselves_when_the_day_has_come(pair: Pair) -> None:
    esp = Child(pair.esp.home)
    esp.raise_many(pair.session, 60)
    esp.at(DAY).raise_many(pair.session, 90)
    esp.stop()
    written = pair.esp.size()
    opened(pair, days=1)
    assert line(pair.mar)["waiting"] == written - pair.mar.size("ESP") > 0
    served_until(pair, written, days=2)
    assert not line(pair.mar)["waiting"]


def test_what_a_node_had_taken_in_before_a_loss_comes_back_on_one_day(pair: Pair) -> None:
    esp = Child(pair.esp.home)
    for day in range(3):
        esp.at(day * DAY).raise_many(pair.session, 80)
    esp.stop()
    opened(pair, days=3)
    had = pair.mar.size("ESP")
    assert had > 2 * LIMIT
    back = Child(pair.mar.home).at(3 * DAY).pouch("ESP")
    esp = Child(pair.esp.home).at(3 * DAY)
    esp.open(back)
    esp.stop()
    lose(pair.mar)
    found_again(pair.mar, note_of(pair.esp))
    served_until(pair, had, days=3)
    assert not line(pair.mar)["waiting"]


def test_sync_says_in_words_what_waits(pair: Pair) -> None:
    told_to(pair, flood(Sender(pair), 150))
    said = " ".join(pair.mar.jisr("sync", code=1).out.split())
    assert "ESP has sent more than is taken in on one day" in said
