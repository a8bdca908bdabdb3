"""What is written lies in a second place a moment later, whatever is killed, cut or full; a node lost comes back from it."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from jisr.node.home import load_home
from jisr.node.streaming_note import Streamed, read_streamed
from jisr.seal import new_identity, write_identities
from tests.nodes.nodes import FRAMEWORK, Child, Node, Pair
from tests.nodes.started import COMMAND, Piped
from tests.nodes.test_backup import Store, lose_database
from tests.nodes.test_full_disk import LIMITED


class Follow:
    """A node that is streamed to two folders."""

    def __init__(self, node: Node, store: Store, *, through: bool = False) -> None:
        self.node, self.store = node, store
        self.place, self.keys = store.folder / "place", store.folder / "keys"
        self.through = through
        self._process: Piped | None = None

    @property
    def arguments(self) -> list[str]:
        to = ["backup", "--follow", "--to", self.store.recipient, "--keys", str(self.keys)]
        if self.through:
            receive = f"{sys.executable} -c '{COMMAND}' backup receive {self.place}"
            return [*to, "--through", receive]
        return [*to, str(self.place)]

    def once(self, code: int = 0) -> Any:
        said = self.node.jisr(*self.arguments, "--once", "--json", code=code)
        return said.value if not code else said.err

    def start(self) -> None:
        self._process = Piped(
            "following", environment=self.node.environment, arguments=self.arguments, program=COMMAND, new_session=True
        )

    def kill(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(20)
            self._process = None

    def stop(self) -> None:
        """Let it do nothing any more, and not end."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def kill_the_other_end(self) -> None:
        """Kill the process that receives; the one that follows lives on."""
        assert self._process is not None
        children = psutil.Process(self._process.pid).children(recursive=True)
        assert children
        for each in children:
            each.kill()

    def noted(self) -> Streamed:
        found = read_streamed(self.node.home)
        assert found is not None
        return found

    def wait_for(self, framework: str, size: int, *, seconds: float = 30) -> None:
        until = time.monotonic() + seconds
        while True:
            found = read_streamed(self.node.home)
            if found is not None and found.logs.get(framework, -1) >= size:
                return
            assert time.monotonic() < until, found
            time.sleep(0.02)

    def names(self) -> list[str]:
        return sorted(each.name for each in self.place.iterdir())

    def bring_back(self) -> Any:
        """Lose the machine, and restore it from what lies in the second place; give what was said of the database."""
        shutil.rmtree(self.node.home.path)
        self.store.restore(self.node.home.path, "keys")
        return self.store.restore(self.node.home.path, "place").value

    def beside(self, name: str) -> Node:
        """Restore it beside the node that goes on."""
        place = self.store.folder.parent / name
        self.store.restore(place, "keys")
        self.store.restore(place, "place")
        return Node(load_home(place))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def follow(pair: Pair, store: Store) -> Iterator[Follow]:
    found = Follow(pair.mar, store)
    yield found
    found.kill()


def acts_of(node: Node) -> set[str]:
    rows = node.rows("SELECT log.party, entry.seq FROM entry JOIN log ON log.id = entry.log_id")
    return {f"{party}.{seq}" for party, seq in rows}


def test_what_was_written_lies_there_and_a_lost_machine_comes_back_with_it(pair: Pair, follow: Follow) -> None:
    mar, serving = pair.mar, pair.mar.serve()
    writer = Child(mar.home)
    follow.start()
    acts: list[str] = []
    try:
        for at in range(60):
            acts.append(writer.act(pair.session, "raise_item", {"title": f"{at} {'x' * 3_000}", "dimension": "border"}))
        follow.wait_for(FRAMEWORK, mar.size())
    finally:
        writer.stop()
        serving.stop()
    follow.kill()
    officers = sorted(mar.rows("SELECT username, password FROM officer"))
    secrets = {each.name: each.read_bytes() for each in (mar.home.path / "keys").glob("*.*") if each.is_file()}
    told = follow.bring_back()
    assert told["stream"]["pieces"] > 3 and not told["stream"]["left_out"]
    back = Node(load_home(mar.home.path))
    assert {*acts} <= acts_of(back) and back.size() == told["stream"]["logs"][FRAMEWORK]
    assert sorted(back.rows("SELECT username, password FROM officer")) == officers
    assert {name: (back.home.path / "keys" / name).read_bytes() for name in secrets} == secrets
    assert back.rows("SELECT COUNT(*) FROM django_session") == [(0,)]
    # All is there, and it still asks its peers first: only they know what left the machine (protocol 9.6).
    said = back.act(pair.session, "raise_item", "-f", "title=x", "-f", "dimension=border", code=1)
    assert "Halted" in said.err
    answering = pair.esp.serve()
    try:
        back.jisr("sync")
        back.raise_item(pair.session, "goes on")
        back.jisr("sync")
    finally:
        answering.stop()
    for node in (back, pair.esp):
        node.jisr("verify")


ROWS = (
    "SELECT log.framework_id, log.party, entry.seq, entry.raw FROM entry JOIN log ON log.id = log_id ORDER BY 1, 2, 3"
)


def test_kill_9_of_either_side_leaves_no_gap_and_needs_no_new_copy(pair: Pair, store: Store) -> None:
    """What is noted to lie there does, whoever was killed; where the journal is still there, it goes on from it."""
    follow, chance = Follow(pair.mar, store, through=True), random.Random(5)
    writer = Child(pair.mar.home)
    try:
        follow.start()
        follow.wait_for(FRAMEWORK, pair.mar.size())
        for at in range(6):
            noted = []
            for _ in range(5):
                writer.act(pair.session, "raise_item", {"title": f"{at} {'x' * 900}", "dimension": "border"})
            time.sleep(chance.random() * 0.2)
            if at % 2:
                # The other end alone; the follower reaches it again by itself.
                follow.kill_the_other_end()
            else:
                follow.kill()
                noted.append(follow.noted())
                beside = follow.beside(f"beside-{at}")
                assert beside.size() >= noted[-1].logs[FRAMEWORK], "what is noted to lie there does"
                assert beside.rows("PRAGMA integrity_check") == [("ok",)]
                follow.start()
        follow.wait_for(FRAMEWORK, pair.mar.size(), seconds=40)
        assert follow.noted().copy == 1, "it went on"
    finally:
        follow.kill()
        writer.stop()
    assert follow.beside("in-the-end").rows(ROWS) == pair.mar.rows(ROWS)


def test_a_journal_begun_anew_meanwhile_is_made_good_by_a_whole_copy(pair: Pair, follow: Follow) -> None:
    assert follow.once()["copy"] == 1
    pair.mar.raise_item(pair.session, "while nobody followed")
    pair.mar.backup()  # empties the journal
    assert follow.once()["copy"] == 2
    assert [name for name in follow.names() if name.startswith("00000001")] == [], "what it covers is gone"
    assert follow.beside("beside").rows(ROWS) == pair.mar.rows(ROWS)


def test_a_second_place_that_is_full_takes_nothing_by_halves(pair: Pair, follow: Follow) -> None:
    writer = Child(pair.mar.home)
    try:
        writer.act(pair.session, "raise_item", {"title": "before", "dimension": "border"})
        follow.once()
        for _ in range(8):
            writer.act(pair.session, "raise_item", {"title": os.urandom(4_000).hex(), "dimension": "border"})
        arguments = [sys.executable, "-c", LIMITED, "24000", *follow.arguments, "--once"]
        done = subprocess.run(arguments, env=pair.mar.environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 1 and "NotStreamed" in done.stderr and "Traceback" not in done.stderr, done.stderr
        assert "File too large" in follow.noted().trouble
        assert follow.beside("beside").rows("PRAGMA integrity_check") == [("ok",)]
        assert follow.once()["copy"] == 1, "with room it goes on"
    finally:
        writer.stop()
    assert follow.beside("after").rows(ROWS) == pair.mar.rows(ROWS)


def streamed_in_pieces(pair: Pair, follow: Follow) -> list[Path]:
    """Stream a copy and three acts, each a piece of its own; give the files of the pieces."""
    follow.start()
    follow.wait_for(FRAMEWORK, pair.mar.size())
    writer = Child(pair.mar.home)
    for at in range(3):
        writer.act(pair.session, "raise_item", {"title": f"piece {at}", "dimension": "border"})
        follow.wait_for(FRAMEWORK, pair.mar.size())
    follow.kill()
    writer.stop()
    return sorted(follow.place.glob("*.pieces"))


def test_what_is_cut_off_or_changed_there_is_found(pair: Pair, follow: Follow) -> None:
    (file,) = streamed_in_pieces(pair, follow)
    whole, size = file.read_bytes(), pair.mar.size()
    lose_database(pair.mar)
    place, restore = pair.mar.home.path, follow.store.restore
    file.write_bytes(whole[:-7])
    told = restore(place, "place").value
    assert told["stream"]["left_out"] and told["stream"]["logs"][FRAMEWORK] == size - 1
    copy = next(follow.place.glob("*.whole"))
    for damaged, at in ((file, 400), (file, len(whole) // 2), (copy, copy.stat().st_size // 2)):
        before = damaged.read_bytes()
        file.write_bytes(whole)
        raw = damaged.read_bytes()
        damaged.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        lose_database(pair.mar)
        assert "BackupAmiss" in restore(place, "place", code=1).err
        assert not pair.mar.home.database.exists()
        damaged.write_bytes(before)
    file.write_bytes(whole[:400] + b"?" + whole[401:])
    assert restore(place, "place", "--as-far-as-sound").value["stream"]["left_out"]
    lose_database(pair.mar)
    file.write_bytes(whole)
    assert restore(place, "place").value["stream"]["logs"][FRAMEWORK] == size


def test_what_was_lost_or_changed_there_is_found_by_who_streams(pair: Pair, follow: Follow) -> None:
    """The node knows what it was told: a second place that has less, or other bytes, begins with a whole copy."""
    with pair.mar.database() as held:
        held.execute("SELECT 1 FROM log").fetchall()  # the journal stays
        (file,) = streamed_in_pieces(pair, follow)
        whole, copy = file.read_bytes(), follow.once()["copy"]
        assert follow.once()["copy"] == copy, "it goes on where nothing is amiss"
        file.write_bytes(whole[: len(whole) // 2])
        assert follow.once()["copy"] == copy + 1
        (file,) = streamed_in_pieces(pair, follow)
        raw = file.read_bytes()
        file.write_bytes(raw[:300] + bytes([raw[300] ^ 1]) + raw[301:])
        assert follow.once()["copy"] == copy + 2
        for each in follow.place.iterdir():
            each.unlink()
        assert follow.once()["copy"] == 1
    assert follow.beside("beside").rows(ROWS) == pair.mar.rows(ROWS)


def test_what_another_has_sealed_to_the_same_key_is_not_restored(pair: Pair, store: Store) -> None:
    """Whoever knows where to can seal; by another log's key it is refused, as a file and as a stream."""
    mine, stranger = Follow(pair.mar, store), pair.esp
    mine.once()
    foreign = Store(pair.folder / "mar")
    foreign.to, foreign.key = store.to, store.key
    settings = stranger.home.path / "node.toml"
    settings.write_text(settings.read_text("utf-8").replace('party = "ESP"', 'party = "MAR"'), "utf-8")
    theirs = Follow(Node(load_home(stranger.home.path)), foreign)
    theirs.once()
    lose_database(pair.mar)
    said = foreign.restore(pair.mar.home.path, "place", code=1).err
    assert "NotSigned" in said and "--unsigned" in said
    copy = next(theirs.place.glob("*.whole"))
    mixed = mine.place / copy.name
    mixed.write_bytes(copy.read_bytes())
    assert "NotSigned" in store.restore(pair.mar.home.path, "place", code=1).err
    assert not pair.mar.home.database.exists()


def test_a_copy_is_made_anew_before_what_came_since_outgrows_it(pair: Pair, follow: Follow, monkeypatch: Any) -> None:
    from jisr.node import following
    from jisr.node.carrying import Here
    from jisr.node.clock import CLOCK

    monkeypatch.setattr(following, "SINCE_BYTES_LEAST", 20_000)
    streaming = following.Follower(
        pair.mar.home,
        database=Here(follow.place),
        keys=Here(follow.keys),
        to=[follow.store.to.to_public()],
        clock=CLOCK,
    )
    writer = Child(pair.mar.home)
    try:
        assert streaming.turn_until_there()
        copy = follow.place / "00000001.whole"
        at = 0
        while copy.exists():
            writer.act(pair.session, "raise_item", {"title": os.urandom(4_000).hex(), "dimension": "border"})
            assert streaming.turn_until_there()
            at += 1
            assert at < 200
        assert follow.names() == ["00000002.whole"]
    finally:
        streaming.close()
        writer.stop()
    assert follow.beside("beside").rows(ROWS) == pair.mar.rows(ROWS)


def test_a_whole_copy_alone_is_a_backup(pair: Pair, follow: Follow) -> None:
    """Any program of the age format opens what lies in a second place; `jisr restore` names what is none."""
    follow.once()
    assert "BackupAmiss" in follow.store.restore(pair.mar.home.path, ".", code=1).err
    wrong = follow.store.folder / "wrong.age"
    wrong.write_bytes(write_identities([new_identity()]))
    lose_database(pair.mar)
    assert "BackupAmiss" in follow.store.restore(pair.mar.home.path, "place", code=1, key=wrong).err
    follow.store.restore(pair.mar.home.path, "place")


def test_two_cannot_stream_into_one_place(pair: Pair, follow: Follow) -> None:
    follow.start()
    follow.wait_for(FRAMEWORK, pair.mar.size())
    assert "another stream is being written there" in follow.once(code=1)


def test_a_usage_that_says_too_little_is_refused(pair: Pair, follow: Follow) -> None:
    to = ("--to", follow.store.recipient)
    for words in ((str(follow.place), *to), ("--keys", str(follow.keys), *to), (str(follow.place), "--through", "x")):
        assert "BackupUsage" in pair.mar.jisr("backup", "--follow", *words, code=1).err
