"""Reading an entry: what stands at a place in a log (protocol 12.1)."""

import pytest

from jisr.base import FrameworkId, Party
from jisr.kernel import Entry, NotThisLog, Unreadable, read_entry, write_entry
from tests.strategies.desk import Desk


def read(raw: bytes) -> Entry | Unreadable | NotThisLog:
    """Read bytes found at the second place of ESP's log."""
    parties = frozenset({Party("ESP"), Party("MAR")})
    return read_entry(raw, framework=FrameworkId("fwk"), party=Party("ESP"), seq=3, parties=parties)


@pytest.mark.parametrize("raw", [b"null", b"true", b"1", b'""', b"[]", b"{}"])
def test_canonical_bytes_that_are_no_entry_lack_its_keys(raw: bytes) -> None:
    """`null` is as canonical as anything: what is wrong with it are its keys."""
    assert read(raw) == Unreadable("2.keys")


@pytest.mark.parametrize("raw", [b"", b"nul", b" null", b"1.0", b'{"a":1,"a":1}', b"\xff", b"[" * 40 + b"]" * 40])
def test_other_bytes_are_not_canonical(raw: bytes) -> None:
    """Protocol 2.3: re-encoding is the check."""
    assert read(raw) == Unreadable("2.bytes")


def test_what_is_written_is_read_back() -> None:
    """One value, one spelling."""
    desk = Desk()
    entry = desk.draft("ESP", "prepare", sealed={"remark": {"to": ["mar.court"], "chunks": ["A" * 43 + "="]}})
    assert read_entry(
        write_entry(entry), framework=FrameworkId("fwk"), party=Party("ESP"), seq=entry.seq,
        parties=frozenset({Party("ESP"), Party("MAR")}),
    ) == entry.but(opened=(), unopened=())  # fmt: skip


def test_roots_that_are_repeated_are_a_fault_though_nothing_else_differs() -> None:
    """What was read of the entry before is shared with the next; what must hold of it is not."""
    desk = Desk()
    desk.act("ESP", "halt")
    desk.tell("ESP", "MAR")
    entry = desk.draft("MAR", "doubt")
    first = desk.world.append(entry)
    again = desk.world.append(desk.draft("MAR", "doubt").but(seen=entry.seen, roots=entry.roots))
    assert entry.roots
    assert [desk.standing(each, "MAR") for each in (first, again)] == ["stands", "void 2.roots"]
