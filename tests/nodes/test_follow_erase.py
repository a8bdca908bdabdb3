"""A second place shows nothing that was erased: no key in the one folder, nothing it would open in the other."""

import time
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from jisr.node.second_place import copies_in, pieces_in, whole_in
from jisr.node.streamed import read_piece
from tests.nodes.nodes import FRAMEWORK
from tests.nodes.sealing import SECRET, Sealing, found_sealing, kept_of, key_of, open_file, shipping
from tests.nodes.test_backup import Store
from tests.nodes.test_erase import erase, read, spellings
from tests.nodes.test_follow import Follow


@pytest.fixture(scope="module", autouse=True)
def ships() -> Iterator[None]:
    with shipping():
        yield


@pytest.fixture
def both(tmp_path: Path) -> Sealing:
    return found_sealing(tmp_path)


def opened(folder: Path, store: Store) -> bytes:
    """Give all that lies in a second place, opened."""
    found = []
    for copy, file in copies_in(folder).items():
        whole = whole_in(file)
        found.append(pyrage.decrypt(file.read_bytes()[whole.at :], [store.to]))
        for each in pieces_in(folder, copy, whole):
            found += read_piece(each.read(), keys=[store.to], signer=None).pages.values()
    return b"".join(found)


def wait_for_erasures(follow: Follow, count: int) -> None:
    """Wait until a whole copy from after so many steps of erasing lies there."""
    until = time.monotonic() + 40
    while follow.noted().erasures < count:
        assert time.monotonic() < until, (follow.noted(), follow.node.rows("SELECT * FROM erasure"))
        time.sleep(0.05)


def assert_gone(follow: Follow, kept: bytes, key: bytes) -> None:
    """Hold that a key and what it opens are in neither folder."""
    keys, place = opened(follow.keys, follow.store), opened(follow.place, follow.store)
    assert not any(each in keys for each in spellings(key))
    assert kept not in place and SECRET.encode() not in place


def test_what_is_erased_is_gone_from_the_second_place_too(both: Sealing) -> None:
    node, store = both.esp, Store(both.folder)
    follow = Follow(node, store)
    follow.start()
    try:
        file = open_file(node)
        follow.wait_for(FRAMEWORK, node.size())
        kept, key = kept_of(node, file, "name"), key_of(node, file)
        assert kept is not None and key is not None
        # What lies there is enough to read it: the key was there before its row was.
        back = follow.beside("before")
        assert kept_of(back, file, "name") == kept and key_of(back, file) == key
        assert kept in opened(follow.place, store)
        assert any(each in opened(follow.keys, store) for each in spellings(key))
        assert not any(each in opened(follow.place, store) for each in spellings(key)), "the two lie apart"
        erase(node, file, "--item", file)
        wait_for_erasures(follow, 1)  # taken in; the worker of a node that serves destroys the key and packs the store
        assert kept not in opened(follow.place, store)
        serving = node.serve()
        try:
            wait_for_erasures(follow, 3)  # who packs the store has the journal to himself
        finally:
            serving.stop()
    finally:
        follow.kill()
    assert_gone(follow, kept, key)
    assert [each.name for each in follow.keys.iterdir() if each.suffix != ".whole"] == []
    back = follow.beside("after")
    assert key_of(back, file) is None and kept_of(back, file, "name") is None
    assert "Erased" in read(node, file, "name", code=1)
