"""Each log that is lacking gets a share of a limited message, and when to try again is bounded (protocol 8.3, 8.4)."""

from jisr.base.limits import HEARTBEAT_SECONDS
from jisr.exchange import LogPart, back_off, is_past, shared_out

ENTRY = b"x" * 100


def cut(party: str, bytes_max: int, entries_max: int) -> LogPart:
    """Give as many entries of a hundred bytes as there is room for, one at least."""
    count = min(LACKING[party], max(1, bytes_max // len(ENTRY)), entries_max)
    return LogPart(start=0, entries=(ENTRY,) * count, head=party, proof=())


LACKING = {"ESP": 100, "FRA": 0, "MAR": 3, "NLD": -2}


def counts(bytes_max: int, entries_max: int) -> dict[str, int]:
    parts = shared_out(LACKING, bytes_max=bytes_max, entries_max=entries_max, cut=cut)
    return {party: len(part.entries) for party, part in parts.items()}


def test_no_log_fills_a_message_while_another_waits() -> None:
    assert counts(1_000, 5_000) == {"MAR": 3, "ESP": 7}
    assert counts(400, 5_000) == {"MAR": 2, "ESP": 2}
    assert counts(10**6, 10) == {"MAR": 3, "ESP": 7}


def test_what_one_log_does_not_need_the_others_have() -> None:
    assert counts(10**6, 5_000) == {"MAR": 3, "ESP": 100}


def test_what_is_not_lacking_is_not_sent() -> None:
    assert "FRA" not in counts(1_000, 10) and "NLD" not in counts(1_000, 10)


def test_tries_become_rarer_up_to_an_hour() -> None:
    assert [back_off(each) for each in range(6)] == [0, 1, 2, 4, 8, 16]
    assert back_off(13) == back_off(10**6) == HEARTBEAT_SECONDS


def test_time_is_past_once_it_is_or_where_the_clock_was_set_back() -> None:
    assert [is_past(100, now, 10) for now in (99, 100, 109, 110)] == [True, False, False, True]
