"""Clocks, periods and values as an act may read them (protocol 3.3, 12.10, 12.12)."""

from typing import Any

import pytest

from jisr.base import DossierId, Party, parse_instant
from jisr.kernel import Clocks, Deed, Register, Scene
from tests.strategies.desk import HOUR, Desk

ESP, MAR = Party("ESP"), Party("MAR")


def scene(desk: Desk, party: str = "ESP", act: str = "decide") -> Scene:
    """Give the scene of an act that a party could do now."""
    docket = desk.world.nodes[Party(party)].shelf.docket(DossierId(desk.dossier))
    entry = desk.draft(party, act)
    deed = Deed(entry, time=entry.time, seen=entry.seen)
    assert docket is not None
    deed.step = docket.compiled.steps[act]
    found = docket.scene(deed)
    assert found is not None
    return found


def test_the_least_clock_is_before_everything_while_somebody_is_silent() -> None:
    """A party that has stated no time."""
    desk = Desk(opened=False)
    world = desk.world
    fresh = Desk(parties=2, opened=False).world
    entry = fresh.draft(ESP, "open", desk.by(ESP)).but(seen={MAR: 0})
    clocks = Clocks(Deed(entry, time=entry.time, seen=entry.seen), (ESP, MAR), world.nodes[ESP].logs)
    assert clocks.least() is None
    assert clocks.greatest() == entry.time
    silent = Clocks(Deed(entry, time=None, seen=entry.seen), (ESP, MAR), world.nodes[ESP].logs)
    assert silent.greatest() is None


def test_a_period_without_a_length_in_force_is_neither_over_nor_running() -> None:
    """Protocol 12.10: no value, no period."""
    desk = Desk()
    desk.act("ESP", "notify", fields={})
    desk.meet()
    desk.wait(9 * HOUR)
    desk.beat()
    found = scene(desk)
    assert found.over("appeal")
    assert not found.running("appeal")
    empty = found.agreed.__class__(
        version=1, digest="", founding={}, framework_procedure="", procedures={}, parameters={}, calendars={}
    )
    bare = Scene(found.deed, found.state, clocks=found.clocks, agreed=empty)
    assert not bare.over("appeal")
    assert not bare.running("appeal")
    assert bare.parameter("no_such", found.deed.time) is None


@pytest.mark.parametrize(
    ("length", "end"),
    [
        ({"n": 1, "unit": "hours", "calendar": None}, "2026-05-28T21:26:40Z"),
        ({"n": 1, "unit": "days", "calendar": None}, "2026-05-30T00:00:00Z"),
        ({"n": 1, "unit": "months", "calendar": None}, "2026-06-29T00:00:00Z"),
        ({"n": 2, "unit": "working_days", "calendar": None}, "2026-05-31T00:00:00Z"),
    ],
)
def test_a_window_ends_when_its_length_says(length: dict[str, Any], end: str) -> None:
    """Counted from the proposal's own time; four hours where no parameter has a value."""
    desk = Desk()
    desk.act("ESP", "prepare")
    desk.act("ESP", "propose_hand_over")
    found = scene(desk, act="propose_hand_over")
    (proposal,) = found.state.proposals.values()
    rows = {"all": {"window": [{"from": "2020-01-01", "is": length, "source": ""}]}}
    agreed = found.agreed.__class__(
        version=1, digest="", founding={}, framework_procedure="", procedures={}, parameters=rows, calendars={}
    )
    here = Scene(found.deed, found.state, clocks=found.clocks, agreed=agreed)
    assert here.window_end(proposal) == parse_instant(end)
    none = agreed.__class__(
        version=1, digest="", founding={}, framework_procedure="", procedures={}, parameters={}, calendars={}
    )
    bare = Scene(found.deed, found.state, clocks=found.clocks, agreed=none)
    assert bare.window_end(proposal) == proposal["time"] + 4 * HOUR


def test_of_several_values_the_latest_in_force_counts() -> None:
    """A value holds from its date on, until the next (protocol 4.5)."""
    desk = Desk()
    agreed = scene(desk).agreed
    rows = [{"from": "2020-01-01", "is": 1, "source": ""}, {"from": "2026-01-01", "is": 2, "source": ""}]
    changed = agreed.__class__(
        version=1,
        digest="",
        founding={},
        framework_procedure="",
        procedures={},
        parameters={"ESP": {"x": rows}},
        calendars={},
    )
    days = ("2019-12-31", "2020-01-01", "2025-12-31", "2026-01-01")
    assert [changed.value("x", "ESP", day) for day in days] == [None, 1, 1, 2]
    assert changed.value("x", "MAR", "2026-01-01") is None


def test_a_register_is_written_and_read_back() -> None:
    """Who holds which mandate, and which manifests were recorded."""
    register = Desk().world.nodes[ESP].register
    again = Register.from_bytes(register.to_bytes())
    assert (again.declared, again.versions) == (register.declared, register.versions)
