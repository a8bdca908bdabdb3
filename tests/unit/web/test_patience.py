"""When a peer that did not take something in is offered it again (protocol 8.3)."""

from typing import TYPE_CHECKING

import pytest

from jisr.base.limits import HEARTBEAT_SECONDS

if TYPE_CHECKING:
    from jisr.node.worker import Patience

# What exchanges is imported within a node.
pytestmark = pytest.mark.usefixtures("spain")

HERE, THERE = {"MAR": 9}, {"MAR": 4}


def patient() -> "Patience":
    from jisr.node.worker import Patience

    return Patience()


def waits_of(patience: "Patience", turns: int) -> list[int]:
    """Give how long it is waited, turn after turn in which nothing changes."""
    now, waits = 1_000_000, []
    for _ in range(turns):
        patience.note((HERE, THERE), now, is_owed=True)
        begun = now
        while not patience.is_over((HERE, THERE), now):
            now += 1
        assert now == patience.ends()
        waits.append(now - begun)
    return waits


def test_what_a_peer_does_not_take_in_is_offered_ever_more_rarely_but_hourly() -> None:
    waits = waits_of(patient(), 16)
    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-2:] == [HEARTBEAT_SECONDS, HEARTBEAT_SECONDS]


def test_what_is_new_is_offered_at_once() -> None:
    patience = patient()
    waits_of(patience, 6)
    now = 1_000_000
    patience.note((HERE, THERE), now, is_owed=True)
    assert not patience.is_over((HERE, THERE), now)
    assert patience.is_over(({"MAR": 10}, THERE), now)
    assert patience.is_over((HERE, {"MAR": 5}), now)


def test_who_lacks_nothing_is_not_waited_for() -> None:
    patience = patient()
    patience.note((HERE, HERE), 1_000_000, is_owed=False)
    assert patience.is_over((HERE, HERE), 1_000_000)
