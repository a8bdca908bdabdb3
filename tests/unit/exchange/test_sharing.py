"""What goes into a limited message: all logs by turns, each as far as it can be taken in (protocol 8.3, 8.4)."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from jisr.base.limits import HEARTBEAT_SECONDS
from jisr.exchange import Lack, back_off, is_past, shared_out

ENTRY = b"x" * 100
# Of each log, for each entry, how many entries of the others it has seen.
Story = dict[str, list[dict[str, int]]]
PARTIES = ("ESP", "FRA", "MAR")


def bare(count: int, start: int = 0) -> Lack:
    return Lack(start=start, end=start + count, entries=(ENTRY,) * count)


def counts(lacking: Mapping[str, Lack], bytes_max: int, entries_max: int) -> dict[str, int]:
    shared = shared_out(lacking, bytes_max=bytes_max, entries_max=entries_max)
    return {party: len(entries) for party, entries in shared.items()}


def test_no_log_fills_a_message_while_another_waits() -> None:
    lacking = {"ESP": bare(1_000), "FRA": bare(0), "MAR": bare(3)}
    assert counts(lacking, 20_000, 5_000) == {"ESP": 197, "MAR": 3}
    assert counts({"ESP": bare(1_000), "MAR": bare(1_000)}, 10**6, 400) == {"ESP": 204, "MAR": 196}
    assert counts({"ESP": bare(1_000), "MAR": bare(1_000)}, 400, 5_000) == {"ESP": 2, "MAR": 2}


def test_what_one_log_does_not_need_the_others_have() -> None:
    assert counts({"ESP": bare(1_000), "MAR": bare(3)}, 10**6, 5_000) == {"ESP": 1_000, "MAR": 3}


def test_an_entry_is_sent_however_long_it_is_and_no_second_one_with_it() -> None:
    assert counts({"ESP": bare(5), "MAR": bare(5)}, 1, 5_000) == {"ESP": 1}
    assert counts({"ESP": bare(5), "MAR": bare(5)}, -1, 5_000) == {"ESP": 1}


def test_what_waits_for_what_cannot_come_is_sent_where_nothing_else_is() -> None:
    """Where each waits for the other, as no honest log does, nothing would ever be sent."""
    esp = Lack(start=0, end=5, entries=(ENTRY,) * 5, steps=((0, "MAR", 1),))
    mar = Lack(start=0, end=5, entries=(ENTRY,) * 5, steps=((0, "ESP", 1),))
    assert counts({"ESP": esp, "MAR": mar}, 10**6, 4) == {"ESP": 2, "MAR": 2}
    # What is not sent at all, since it cannot be, keeps nothing back.
    assert counts({"ESP": esp}, 10**6, 5) == {"ESP": 5}


def test_nothing_is_read_of_what_has_no_room() -> None:
    read = iter((ENTRY,) * 1_000)
    assert counts({"ESP": Lack(start=0, end=1_000, entries=read)}, 10**6, 10) == {"ESP": 10}
    assert len(list(read)) == 990


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Give logs as they come to be: each entry has seen what is there, or some of it, and no less than before."""
    logs: Story = {each: [] for each in PARTIES}
    for party in draw(st.lists(st.sampled_from(PARTIES), max_size=60)):
        last = logs[party][-1] if logs[party] else dict.fromkeys(PARTIES, 0)
        looks = draw(st.booleans())
        logs[party].append(
            {each: len(logs[each]) if looks and each != party else last[each] for each in PARTIES if each != party}
            | {party: 0}
        )
    return logs


def lack(logs: Story, party: str, start: int) -> Lack:
    steps = []
    for seq, seen in enumerate(logs[party]):
        before = logs[party][seq - 1] if seq else dict.fromkeys(PARTIES, 0)
        steps += [(seq, each, seen[each]) for each in PARTIES if seen[each] > before[each] and seq >= start]
    raws = [b"%d" % seq for seq in range(start, len(logs[party]))]
    return Lack(start=start, end=len(logs[party]), entries=raws, steps=steps)


def taken_in(logs: Story, here: dict[str, int], message: Mapping[Any, tuple[bytes, ...]]) -> dict[str, int]:
    """Take in what was sent, plainly: entry by entry, as long as one has all before it that it has seen."""
    now, moved = dict(here), True
    while moved:
        moved = False
        for party, entries in message.items():
            if now[party] < here[party] + len(entries):
                seen = logs[party][now[party]]
                if all(now[each] >= seen[each] for each in PARTIES):
                    now[party] += 1
                    moved = True
    return now


@settings(deadline=None)
@given(logs=stories(), entries_max=st.integers(1, 12), begun=st.integers(0, 60))
def test_all_that_is_sent_can_be_taken_in_and_all_comes(logs: Story, entries_max: int, begun: int) -> None:
    sizes = {party: len(log) for party, log in logs.items()}
    here = dict.fromkeys(PARTIES, 0)
    # What the receiver had before: some that it could take in.
    here = taken_in(logs, here, {each: (b"",) * min(begun, sizes[each]) for each in PARTIES})
    while here != sizes:
        lacking = {party: lack(logs, party, here[party]) for party in PARTIES}
        message = shared_out(lacking, bytes_max=10**6, entries_max=entries_max)
        sent = {party: here[party] + len(message.get(party, ())) for party in PARTIES}
        assert taken_in(logs, here, message) == sent, "nothing of it waits"
        count = sum(map(len, message.values()))
        assert count == min(entries_max, sum(sizes.values()) - sum(here.values())), "and it is full, or all is in it"
        for party, entries in message.items():
            assert entries == tuple(b"%d" % seq for seq in range(here[party], sent[party])), "each begins where it ends"
        here = sent


def test_tries_become_rarer_up_to_an_hour() -> None:
    assert [back_off(each) for each in range(6)] == [0, 1, 2, 4, 8, 16]
    assert back_off(13) == back_off(10**6) == HEARTBEAT_SECONDS


def test_time_is_past_once_it_is_or_where_the_clock_was_set_back() -> None:
    assert [is_past(100, now, 10) for now in (99, 100, 109, 110)] == [True, False, False, True]
