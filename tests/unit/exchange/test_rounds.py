"""Rounds with a peer that says now this, now that, come to an end."""

from jisr.base import FrameworkId
from jisr.base.limits import EXCHANGE_SHORT_ROUNDS_MAX
from jisr.exchange import LogPart, Message, Rounds


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
