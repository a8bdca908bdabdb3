"""A restored node asks its peers before it appends (protocol 9.6): it never forks its own log."""

import json
import time

import pytest

from jisr.base import Instant, format_instant
from tests.nodes.nodes import FRAMEWORK, Child, Pair, exchange


def mark_size(pair: Pair) -> int:
    return int(json.loads(pair.mar.home.mark(FRAMEWORK).read_bytes())["size"])


def restore_after_acts(pair: Pair) -> list[str]:
    """Let Morocco act, let Spain have it, act itself and restore Morocco's database from before."""
    before = pair.mar.backup()
    mar, esp = Child(pair.mar.home), Child(pair.esp.home)
    fields = {"title": "acknowledged", "dimension": "border"}
    acts = [mar.act(pair.session, "raise_item", fields) for _ in range(3)]
    esp.act(pair.session, "raise_item", fields)
    esp.open(mar.pouch("ESP"))
    mar.stop()
    esp.stop()
    pair.mar.restore(before)
    return acts


def test_a_restored_node_appends_nothing_until_a_peer_has_answered(pair: Pair) -> None:
    acts = restore_after_acts(pair)
    size, mark = pair.mar.size(), mark_size(pair)
    assert mark > size
    said = pair.mar.act(pair.session, "raise_item", "-f", "title=x", "-f", "dimension=border", code=1)
    assert "sync" in said.err + said.out
    status = pair.mar.jisr("node", "status", "--json").value
    doubt = status["frameworks"][0]["doubt"]
    assert doubt["what"] == "log" and doubt["to_ask"] == ["ESP"] and "jisr sync" in doubt["remedy"]
    assert f"{mark} entries" in doubt["because"] and doubt["since"] <= format_instant(Instant(int(time.time())))
    told = pair.mar.jisr("node", "status").out
    assert f"in doubt since {doubt['since']}" in told and doubt["remedy"] in told and "Still to answer: ESP" in told
    # What Spain did is taken in; yet no ack is written, no head signed, the mark stays.
    assert pair.esp.pouch_to(pair.mar, pair.folder / "pouch")["taken_in"] > 0
    pair.mar.jisr("pouch", "write", FRAMEWORK, "ESP", str(pair.folder / "pouch"))
    assert pair.mar.size() == size and mark_size(pair) == mark
    stop = ("object_to_minutes", "-f", "text=even what protects waits: it would stand where another act stands")
    pair.mar.act(pair.session, *stop, code=1)

    serving = pair.esp.serve()
    try:
        pair.mar.jisr("sync")
        assert pair.mar.size() >= mark
        pair.mar.raise_item(pair.session, "goes on")
        pair.mar.jisr("sync")
        assert pair.mar.jisr("node", "status", "--json").value["frameworks"][0]["doubt"] is None
    finally:
        serving.stop()
    for node in (pair.mar, pair.esp):
        shown = node.jisr("dossier", "show", pair.session, "--json").value["acts"]
        assert {*acts} <= {f"{each['party']}.{each['seq']}" for each in shown}
        node.jisr("verify")
        assert node.rows("SELECT kind, rule FROM aside") == [], "nothing is held or refused any more"
    entries = "SELECT party, seq, raw FROM entry JOIN log ON log.id = log_id ORDER BY 1, 2"
    assert pair.mar.rows(entries) == pair.esp.rows(entries)


def test_a_node_that_wakes_asks_at_once_however_lately_it_was_heard(pair: Pair) -> None:
    """Protocol 8.3: else a restored node would write nothing until the next heartbeat."""
    before = pair.mar.backup()
    mar, esp = Child(pair.mar.home), Child(pair.esp.home)
    mar.act(pair.session, "raise_item", {"title": "lost", "dimension": "border"})
    exchange(mar, esp)
    mar.stop()
    esp.stop()
    # Spain believes that Morocco has everything, and begins nothing by itself.
    pair.mar.restore(before)
    mark = mark_size(pair)
    assert pair.mar.size() < mark
    servings = [node.serve() for node in (pair.esp, pair.mar)]
    try:
        ends = time.monotonic() + 60
        while pair.mar.size() < mark and time.monotonic() < ends:
            time.sleep(0.5)
        assert pair.mar.size() >= mark
    finally:
        for serving in servings:
            serving.stop()
    pair.mar.raise_item(pair.session, "goes on")


def test_a_missing_mark_is_made_again_once_a_peer_has_answered(pair: Pair) -> None:
    pair.mar.home.mark(FRAMEWORK).unlink()
    item = ("raise_item", "-f", "title=x", "-f", "dimension=border")
    pair.mar.act(pair.session, *item, code=1)
    pair.mar.jisr("pouch", "write", FRAMEWORK, "ESP", str(pair.folder / "pouch"))
    pair.mar.act(pair.session, *item, code=1)
    serving = pair.esp.serve()
    try:
        pair.mar.jisr("sync")
    finally:
        serving.stop()
    pair.mar.act(pair.session, *item)
    pair.mar.jisr("pouch", "write", FRAMEWORK, "ESP", str(pair.folder / "pouch"))
    pair.mar.jisr("verify")


@pytest.mark.parametrize(
    "content",
    [b"", b'{"size": 3, "ro', b"\xff\xfe", b"[]", b'{"size": 3}', b'{"size": -1, "root": ""}', b'{"size": true}'],
)
def test_a_mark_that_cannot_be_read_is_named_and_nothing_is_written(pair: Pair, content: bytes) -> None:
    """A disk that fails leaves such a file: it is no mark, and nobody may take it for one that is missing."""
    mark, size = pair.mar.home.mark(FRAMEWORK), pair.mar.size()
    mark.write_bytes(content)
    item = ("raise_item", "-f", "title=x", "-f", "dimension=border")
    for said in (pair.mar.act(pair.session, *item, code=1), pair.mar.jisr("node", "status", code=1)):
        assert "MarkAmiss" in said.err and str(mark) in said.err
        assert "jisr sync" in said.err
        assert "Traceback" not in said.err
    found = pair.mar.jisr("verify", "--json", code=1).value["violations"]
    assert [(each["what"], each["damage"]) for each in found] == [("mark", True)]
    assert str(mark) in found[0]["how"]
    assert pair.mar.size() == size and mark.read_bytes() == content


def test_a_mark_that_cannot_be_read_is_made_again_as_its_remedy_says(pair: Pair) -> None:
    """Moved away, it counts as missing: the peers say how far the log went."""
    mark = pair.mar.home.mark(FRAMEWORK)
    mark.write_bytes(b"junk")
    mark.rename(pair.folder / "junk")
    serving = pair.esp.serve()
    try:
        pair.mar.jisr("sync")
    finally:
        serving.stop()
    pair.mar.raise_item(pair.session, "goes on")
    pair.mar.jisr("verify")


def test_an_unreadable_note_of_who_was_asked_is_named(pair: Pair) -> None:
    pair.mar.home.mark(FRAMEWORK).unlink()
    asking = pair.mar.home.asking(FRAMEWORK)
    asking.write_bytes(b'{"since": 1}')
    said = pair.mar.jisr("node", "status", code=1)
    assert "MarkAmiss" in said.err and str(asking) in said.err and "Traceback" not in said.err


def test_a_head_that_never_left_holds_nothing_up(pair: Pair) -> None:
    """The mark is written before the head leaves; a node killed between goes on once its peer has answered."""
    before = pair.mar.backup()
    mar = Child(pair.mar.home)
    mar.act(pair.session, "raise_item", {"title": "lost with the disk", "dimension": "border"})
    mar.pouch("ESP")
    mar.stop()
    pair.mar.restore(before)
    serving = pair.esp.serve()
    try:
        pair.mar.jisr("sync")
        pair.mar.raise_item(pair.session, "goes on")
        pair.mar.jisr("sync")
    finally:
        serving.stop()
    pair.mar.jisr("verify")
    assert pair.esp.size("MAR") >= pair.mar.size() - 1


def test_what_a_peer_had_only_the_beginning_of_it_gives_back(pair: Pair) -> None:
    """A limited message brings some entries under a head that covers more; these, too, are taken back after a loss."""
    before = pair.mar.backup()
    mar, esp = Child(pair.mar.home), Child(pair.esp.home)
    acts = [mar.act(pair.session, "raise_item", {"title": f"of many {at}", "dimension": "border"}) for at in range(9)]
    esp.open(mar.ask(do="limited pouch", framework=FRAMEWORK, to="ESP", bytes=2_500))
    mar.stop()
    esp.stop()
    had = pair.esp.size("MAR")
    pair.mar.restore(before)
    assert pair.mar.size() < had < int(acts[-1].partition(".")[2]) + 1, "some of them, and not all"
    serving = pair.esp.serve()
    try:
        pair.mar.jisr("sync")
    finally:
        serving.stop()
    assert pair.mar.size() >= had, "what Spain had is here again"
    pair.mar.raise_item(pair.session, "goes on")
    pair.exchange()
    for node in (pair.mar, pair.esp):
        node.jisr("verify")
        assert node.rows("SELECT is_cut_off FROM log WHERE is_cut_off") == []
