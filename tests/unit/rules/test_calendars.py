"""Calendars and lengths as they are read: what is amiss is named by its field (protocol 12.12)."""

from typing import Any

import pytest

from jisr.base import parse_instant
from jisr.rules import MalformedCalendar, MalformedProcedure, read_calendar
from jisr.rules.calendars import LENGTH_MAX, MONTHS_MAX, UNITS, end_of, read_length

GOOD: dict[str, Any] = {
    "name": "rabat",
    "offsets": [{"from": "2027-01-01T00:00:00Z", "seconds": 0}, {"from": "2020-01-01T00:00:00Z", "seconds": 3600}],
    "weekend": [5, 6],
    "holidays": ["2027-07-30"],
}


def test_a_good_calendar_is_read() -> None:
    found = read_calendar(GOOD)
    assert found.offset(parse_instant("2026-12-31T23:59:59Z")) == 3600
    assert found.offset(parse_instant("2027-01-01T00:00:00Z")) == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"offsets": [{"from": "2027", "seconds": 0}]}, "offsets.from"),
        ({"offsets": [{"from": "1999-01-01T00:00:00Z", "seconds": 0}]}, "offsets.from"),
        ({"offsets": [{"from": 1, "seconds": 0}]}, "offsets.from"),
        ({"offsets": [{"from": "2027-01-01T00:00:00Z", "seconds": "0"}]}, "offsets.seconds"),
        ({"offsets": [{"from": "2027-01-01T00:00:00Z", "seconds": 86_401}]}, "offsets.seconds"),
        ({"offsets": [GOOD["offsets"][0], {**GOOD["offsets"][0], "seconds": 60}]}, "offsets"),
        ({"offsets": {}}, "offsets"),
        ({"offsets": ["2027"]}, "offsets"),
        ({"weekend": [7]}, "weekend"),
        ({"weekend": [[5]]}, "weekend"),
        ({"weekend": [True]}, "weekend"),
        ({"weekend": [0, 1, 2, 3, 4, 5, 6]}, "weekend"),
        ({"holidays": ["2027-02-30"]}, "holidays"),
        ({"holidays": ["20270730"]}, "holidays"),
        ({"holidays": [20270730]}, "holidays"),
        ({"name": ""}, "name"),
        ({"more": 1}, "keys"),
    ],
)
def test_what_is_amiss_is_named_by_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(MalformedCalendar) as found:
        read_calendar({**GOOD, **change})
    assert found.value.where == field
    assert field in found.value.remedy()


@pytest.mark.parametrize("unit", UNITS)
def test_the_longest_length_has_an_end(unit: str) -> None:
    """A figure that one side sets alone must end somewhere, or it would stop every node."""
    most = MONTHS_MAX if unit == "months" else LENGTH_MAX
    length = read_length({"n": most, "unit": unit, "calendar": "rabat"})
    start = parse_instant("2199-12-31T23:59:59Z")
    assert end_of(start, length, read_calendar({**GOOD, "weekend": [0, 1, 2, 3, 4, 5]}), rolls=True) > start
    with pytest.raises(MalformedProcedure):
        read_length({"n": most + 1, "unit": unit, "calendar": "rabat"})
