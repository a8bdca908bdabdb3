"""The file of keys through any sequence of adding, erasing and crashing: what it has is what the model has."""

import base64
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from jisr.base import Party
from jisr.node.home import Home, HomeAmiss
from jisr.node.rest_keys import Act, RestKey, add_keys, destroy_keys, keys_here, new_key, place_of_keys

ACTS = [Act(framework, party, seq) for framework in ("mar-esp", "esp") for party in ("ESP", "MAR") for seq in range(3)]
# What changes a file; each may be the last that a machine does.
STEPS = ("write", "fsync", "pwrite", "replace")


class Crash(BaseException):  # no error that anybody may catch: the machine is gone
    """The machine fails here."""


def home_in(folder: Path) -> Home:
    (folder / "keys").mkdir()
    return Home(
        path=folder,
        party=Party("ESP"),
        address="http://127.0.0.1:1",
        listen="127.0.0.1:0",
        name="",
        is_demo=False,
        routes={},
    )


@contextmanager
def failing_after(steps: int, cut: int) -> Iterator[None]:
    """Let the machine fail at a step, of which a part may be done: of a write its first bytes."""
    left = [steps]

    def at(real: Callable[..., Any], name: str) -> Callable[..., Any]:
        def step(*arguments: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] >= 0:
                return real(*arguments, **more)
            if name in ("write", "pwrite"):
                handle, content, *rest = arguments
                real(handle, content[: cut % (len(content) + 1)], *rest)
            raise Crash

        return step

    with (
        patch.object(os, "write", at(os.write, "write")),
        patch.object(os, "pwrite", at(os.pwrite, "pwrite")),
        patch.object(os, "fsync", at(os.fsync, "fsync")),
        patch.object(Path, "replace", at(Path.replace, "replace")),
    ):
        yield


class KeyFile(RuleBasedStateMachine):
    """Keys that were added and not erased are there; those erased never again; a crash leaves one or the other."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.home = home_in(Path(self.folder.name))
        self.kept: dict[Act, bytes] = {}
        self.ever: dict[Act, set[bytes]] = {}

    def teardown(self) -> None:
        self.folder.cleanup()

    def fresh(self, acts: list[Act]) -> list[RestKey]:
        made = [new_key(act, "ESP.1") for act in acts]
        for each in made:
            self.ever.setdefault(each.act, set()).add(each.key)
        return made

    @rule(acts=st.lists(st.sampled_from(ACTS), unique=True, max_size=3))
    def add(self, acts: list[Act]) -> None:
        made = self.fresh(acts)
        add_keys(self.home, made)
        self.kept |= {each.act: each.key for each in made}

    @rule(acts=st.sets(st.sampled_from(ACTS), max_size=4))
    def erase(self, acts: set[Act]) -> None:
        assert destroy_keys(self.home, acts) >= len(self.kept.keys() & acts)
        self.gone(acts)

    @rule(
        acts=st.lists(st.sampled_from(ACTS), unique=True, min_size=1, max_size=3),
        steps=st.integers(0, 3),
        cut=st.integers(0, 400),
    )
    def crash_while_adding(self, acts: list[Act], steps: int, cut: int) -> None:
        made = self.fresh(acts)
        try:
            with failing_after(steps, cut):
                add_keys(self.home, made)
        except Crash:
            # What was cut off was promised to nobody: each is there whole or not at all.
            found = {act: key.key for act, key in keys_here(self.home).items()}
            for each in made:
                assert found.get(each.act) in (self.kept.get(each.act), each.key)
                self.kept |= {act: key for act, key in found.items() if act == each.act}
        else:
            self.kept |= {each.act: each.key for each in made}

    @rule(acts=st.sets(st.sampled_from(ACTS), min_size=1), steps=st.integers(0, 8), cut=st.integers(0, 400))
    def crash_while_erasing(self, acts: set[Act], steps: int, cut: int) -> None:
        try:
            with failing_after(steps, cut):
                destroy_keys(self.home, acts)
        except Crash:
            # The others are all there, whatever became of these; what was begun is done again at the next start.
            found = {act: key.key for act, key in keys_here(self.home).items()}
            assert {act: key for act, key in found.items() if act not in acts} == {
                act: key for act, key in self.kept.items() if act not in acts
            }
            destroy_keys(self.home, acts)
        self.gone(acts)

    def gone(self, acts: set[Act]) -> None:
        for act in acts:
            self.kept.pop(act, None)
        folder = place_of_keys(self.home).parent
        everything = b"".join(each.read_bytes() for each in folder.iterdir() if each.is_file())
        for act in acts:
            for key in self.ever.get(act, ()):
                assert key not in everything and base64.b64encode(key) not in everything

    @invariant()
    def same(self) -> None:
        assert {act: each.key for act, each in keys_here(self.home).items()} == self.kept
        place = place_of_keys(self.home)
        assert not place.exists() or place.stat().st_mode & 0o777 == 0o600


TestKeyFile = KeyFile.TestCase
TestKeyFile.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)


@cache
def used() -> Home:
    return home_in(Path(tempfile.mkdtemp()))


@given(raw=st.binary(max_size=300))
@settings(deadline=None)
def test_whatever_lies_in_the_file_keys_are_added_and_read(raw: bytes) -> None:
    place_of_keys(used()).write_bytes(raw)
    key = new_key(ACTS[0], "ESP.1")
    add_keys(used(), [key])
    assert keys_here(used())[ACTS[0]] == key


def test_a_damaged_line_is_no_other_key(tmp_path: Path) -> None:
    home = home_in(tmp_path)
    add_keys(home, [new_key(act, "ESP.1") for act in ACTS])
    whole, place = dict(keys_here(home)), place_of_keys(home)
    raw = place.read_bytes()
    for at in range(0, len(raw), 7):
        place.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        assert keys_here(home).items() <= whole.items()


def test_a_key_says_nothing_of_itself() -> None:
    key = new_key(ACTS[0], "ESP.1")
    assert repr(key.key) not in repr(key) and str(ACTS[0]) in repr(key)


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    home = home_in(tmp_path)
    place_of_keys(home).mkdir()
    with pytest.raises(HomeAmiss):
        add_keys(home, [new_key(ACTS[0], "ESP.1")])
