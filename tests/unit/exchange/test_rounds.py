"""Rounds with a peer that says now this, now that, come to an end; one that is silent is asked every hour at least."""

from hypothesis import given
from hypothesis import strategies as st

from jisr.base import FrameworkId
from jisr.base.limits import EXCHANGE_SHORT_ROUNDS_MAX
from jisr.exchange import LogPart, Message, Rounds, back_off, is_past

# Protocol 8.3.
HOUR = 3_600


def test_what_a_peer_says_it_has_counts_once_and_never_beyond_what_is_here() -> None:
    rounds = Rounds()
    said = [5, 3, 5, 3, 7, 99, 1_000]
    moved = [rounds.moved({"ESP": 10}, before={}, after={"ESP": each}) for each in said]
    assert moved == [True, False, False, False, True, True, False]


def test_a_peer_that_takes_in_one_entry_a_round_and_gives_nothing_is_left_after_some() -> None:
    rounds, count = Rounds(), 0
    while count < 100:
        count += 1
        part = LogPart(start=count, entries=(b"a", b"b", b"c"), head="", proof=())
        sent = Message(framework=FrameworkId("mar-esp"), have={}, logs={"ESP": part})
        assert rounds.moved({"ESP": 1_000}, before={"ESP": count}, after={"ESP": count + 1})
        if rounds.is_short(sent, {"ESP": count + 1}, 0):
            break
    assert count == EXCHANGE_SHORT_ROUNDS_MAX + 1


@given(failures=st.integers(min_value=1, max_value=10**6))
def test_a_silent_peer_is_asked_ever_more_rarely_and_every_hour_at_least(failures: int) -> None:
    """Twice as long after each failure, until it is an hour (protocol 8.3)."""
    assert back_off(0) == 0 and back_off(1) == 1
    assert back_off(failures + 1) == min(2 * back_off(failures), HOUR)


@given(since=st.integers(0, 2**40), seconds=st.integers(0, HOUR), later=st.integers(-(2**40), 2**40))
def test_nobody_waits_longer_than_was_said_even_if_the_clock_was_set_back(since: int, seconds: int, later: int) -> None:
    """It is waited from a moment on until the time is over, and at no other moment."""
    assert is_past(since, since + later, seconds) == (later not in range(seconds))
