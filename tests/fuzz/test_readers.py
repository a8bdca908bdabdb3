"""Whatever bytes come, a reader reads or refuses them, within its bounds: the kept corpus, spoiled ones, the worst."""

import random
import time
import tracemalloc
from collections.abc import Iterable
from typing import Final

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.fuzz.reading import CORPUS, KEPT_BYTES_MAX
from tests.fuzz.spoiling import spoilt
from tests.fuzz.targets import MEMORY_BASE, MEMORY_TIMES, MIB, SECONDS_A_MIB, TARGETS, Target
from tests.fuzz.worst import worst

SPOILED: Final = 300
SPOILED_LONG: Final = 100_000
WORST_BYTES: Final = 128 * 1024
# The script reckons signatures in Python alone: some 50 ms each.
SLOW: Final = {"bundle": 10, "bundle-member": 10}

# Those whose limit is that of their own bytes, and not of what is packed in them or stands around them.
LIMITED: Final = ("message", "entry", "checkpoint", "note", "manifest", "text", "proof")

every = pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS.keys())


def kept(target: Target) -> tuple[bytes, ...]:
    """Give what is kept of a reader, oldest names first, behind what it is written to read."""
    files = sorted((CORPUS / target.name).glob("*"))
    return (*target.seeds(), *(each.read_bytes() for each in files))


@every
def test_what_a_reader_is_written_to_read_is_read(target: Target) -> None:
    """Else all that is spoiled of it would be refused at the first byte."""
    assert all(target.take(each) for each in target.seeds())


@every
def test_what_is_kept_is_read_or_refused(target: Target) -> None:
    files = [*(CORPUS / target.name).glob("*")]
    assert files and all(each.stat().st_size <= KEPT_BYTES_MAX for each in files)
    for each in kept(target):
        target.take(each)


def _spoil(target: Target, count: int, seed: int) -> None:
    chance, seeds = random.Random(seed), kept(target)
    for number in range(count):
        raw = spoilt(seeds, chance)
        try:
            target.take(raw)
        except Exception as error:
            error.add_note(f"{target.name}, seed {seed}, number {number}: {raw[:2000]!r}")
            raise


@every
def test_what_is_spoiled_is_read_or_refused(target: Target) -> None:
    seeds = kept(target)

    @settings(max_examples=SPOILED // SLOW.get(target.name, 1), derandomize=True, deadline=None, database=None)
    @given(st.randoms(use_true_random=False))
    def take(chance: random.Random) -> None:
        raw = spoilt(seeds, chance)
        note(f"{target.name}: {raw[:2000]!r}")
        target.take(raw)

    take()


@pytest.mark.soak
@every
def test_what_is_spoiled_long_is_read_or_refused(target: Target) -> None:
    seed = time.time_ns()
    _spoil(target, SPOILED_LONG // SLOW.get(target.name, 1), seed=seed)


def _within_bounds(target: Target, some: Iterable[tuple[str, bytes]]) -> None:
    for name, raw in some:
        began = time.process_time()
        target.take(raw)
        seconds = time.process_time() - began
        assert seconds <= SECONDS_A_MIB * (1 + len(raw) / MIB), f"{target.name}, {name}: {seconds:.1f} s"
        tracemalloc.start()
        try:
            target.take(raw)
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        # What is packed is unpacked to the limit of a message, and no further.
        given = max(len(raw), target.bytes_max) if target.name == "pouch-body" else len(raw)
        bound = MEMORY_BASE + MEMORY_TIMES * given
        assert most <= bound, f"{target.name}, {name}: {most / MIB:.1f} MiB for {len(raw) / MIB:.1f}"


@every
def test_the_worst_is_read_or_refused_within_bounds(target: Target) -> None:
    """Of time and memory, in proportion to what was sent."""
    _within_bounds(target, worst(min(WORST_BYTES, target.bytes_max)))


@pytest.mark.soak
@every
def test_the_worst_of_full_size_is_read_or_refused_within_bounds(target: Target) -> None:
    _within_bounds(target, worst(min(8 * MIB, target.bytes_max)))


@pytest.mark.parametrize("name", LIMITED)
def test_what_is_longer_than_may_be_is_refused_before_it_is_read(name: str) -> None:
    """At no more than a copy or two of it."""
    target = TARGETS[name]
    raw = b" " * (target.bytes_max + 1)
    tracemalloc.start()
    try:
        # An entry that is too long is told of, and is no error.
        assert not target.take(raw) or name == "entry"
        assert tracemalloc.get_traced_memory()[1] <= 4 * len(raw) + MIB
    finally:
        tracemalloc.stop()
