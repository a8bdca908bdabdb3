"""A machine's clock that is moved between two starts: nothing is lost, and all goes on once it is right again."""

import time

from tests.nodes.nodes import FRAMEWORK, Child, Pair

ITEM = {"title": "by whatever clock", "dimension": "border"}
HOUR, DAY = 3_600, 86_400


def test_with_a_clock_set_back_only_what_protects_is_written(pair: Pair) -> None:
    mar = Child(pair.mar.home).at(-HOUR)
    size = mar.size()
    said = mar.ask(do="attempt", acts=[mar.wish(pair.session, "raise_item", ITEM)])
    assert said.startswith("Halted: this machine's clock stands ")
    assert mar.size() == size
    mar.act(pair.session, "object_to_minutes", {"text": "always heard"})
    assert mar.size() == size + 1
    mar.stop()
    # Set right again it goes on, and its log has never gone back in time.
    mar = Child(pair.mar.home)
    mar.act(pair.session, "raise_item", ITEM)
    mar.stop()
    times = [
        at
        for (at,) in pair.mar.rows(
            "SELECT entry.time FROM entry JOIN log ON log.id = log_id WHERE party = 'MAR' ORDER BY seq"
        )
    ]
    assert times == sorted(times)
    pair.exchange()
    for node in (pair.mar, pair.esp):
        node.jisr("verify")
        assert node.rows("SELECT kind, rule FROM aside") == []


def test_what_seems_to_come_from_the_future_waits_until_the_clock_is_right(pair: Pair) -> None:
    number = pair.esp.raise_item(pair.session, "by a clock that is right")
    mar, esp = Child(pair.mar.home).at(-HOUR), Child(pair.esp.home)
    given = mar.open(esp.pouch("MAR"))
    assert given["taken_in"] == 0
    assert all("seconds ahead" in each["because"] for each in given["held"]) and given["held"]
    assert mar.at(0).open(esp.pouch("MAR"))["taken_in"] > 0
    for child in (mar, esp):
        child.stop()
    shown = pair.mar.jisr("dossier", "show", pair.session, "--json").value["acts"]
    assert number in {f"{each['party']}.{each['seq']}" for each in shown}
    pair.mar.jisr("verify")


def test_what_was_written_by_a_clock_ahead_waits_with_the_others(pair: Pair) -> None:
    mar, esp = Child(pair.mar.home).at(HOUR), Child(pair.esp.home)
    mar.act(pair.session, "raise_item", ITEM)
    assert esp.open(mar.at(0).pouch("ESP"))["held"]
    assert esp.at(HOUR).open(mar.pouch("ESP"))["taken_in"] > 0
    for child in (mar, esp):
        child.stop()
    pair.esp.jisr("verify")


def test_a_peer_that_failed_by_a_clock_ahead_is_tried_again_once_it_is_set_right(pair: Pair) -> None:
    """Else nothing would be said to it until the wrong time had come."""
    ahead = int(time.time()) + DAY
    for node in (pair.mar, pair.esp):
        with node.database() as opened:
            opened.execute("UPDATE peer SET failures = 3, tried = ?, heard = ?", (ahead, ahead))
    number = pair.mar.raise_item(pair.session, "said at once")
    servings = [node.serve() for node in (pair.esp, pair.mar)]
    try:
        size, ends = int(number.partition(".")[2]) + 1, time.monotonic() + 20
        while pair.esp.size("MAR") < size and time.monotonic() < ends:
            time.sleep(0.2)
        assert pair.esp.size("MAR") >= size
    finally:
        for serving in servings:
            serving.stop()


def test_a_peer_heard_by_a_clock_ahead_is_asked_at_each_heartbeat(pair: Pair) -> None:
    child = Child(pair.mar.home)
    pair.exchange()
    assert child.ask(do="needs exchange", framework=FRAMEWORK, party="ESP", ahead=0) is False
    assert child.ask(do="needs exchange", framework=FRAMEWORK, party="ESP", ahead=HOUR) is True
    assert child.ask(do="needs exchange", framework=FRAMEWORK, party="ESP", ahead=-HOUR) is True
    child.stop()
