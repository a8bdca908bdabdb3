"""Hours of people: wall times, quiet hours and office time hold through every change of the clocks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jisr.node.hours import (
    after_quiet,
    instant_of,
    is_quiet,
    is_zone,
    local,
    office_later,
    zone_of,
)

ZONES = ("Africa/Casablanca", "Europe/Madrid", "Europe/Amsterdam", "UTC")
FROM, UNTIL = 18 * 60, 8 * 60
# 2026 to 2029: each has a Ramadan and two changes of European clocks.
MOMENTS = st.integers(min_value=1_767_225_600, max_value=1_861_920_000)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@given(moment=MOMENTS, zone=st.sampled_from(ZONES))
def test_what_waits_for_the_end_of_the_quiet_goes_out_outside_it_and_not_later_than_need_be(
    moment: int, zone: str
) -> None:
    then = after_quiet(moment, zone, FROM, UNTIL)
    assert then >= moment
    assert not is_quiet(then, zone, FROM, UNTIL)
    if then > moment:
        assert is_quiet(moment, zone, FROM, UNTIL) and is_quiet(then - 1, zone, FROM, UNTIL)


@given(moment=MOMENTS, zone=st.sampled_from(ZONES), hours=st.integers(1, 30), more=st.integers(1, 30))
def test_office_time_adds_up(moment: int, zone: str, hours: int, more: int) -> None:
    """Hours and more hours are what both are together, whatever nights lie between."""
    once = office_later(moment, (hours + more) * 3600, zone, FROM, UNTIL)
    assert office_later(office_later(moment, hours * 3600, zone, FROM, UNTIL), more * 3600, zone, FROM, UNTIL) == once
    assert once - moment >= (hours + more) * 3600


@pytest.mark.parametrize(
    ("moment", "hours", "then"),
    [
        # Friday 4 December 2026, 17:00 in Madrid: an hour is left of it, the rest is Monday's.
        ("2026-12-04T16:00", 4, "2026-12-07T10:00"),
        # Within a day, and from the night on.
        ("2026-12-01T08:00", 4, "2026-12-01T12:00"),
        ("2026-12-01T23:00", 1, "2026-12-02T08:00"),
    ],
)
def test_office_time_by_hand(moment: str, hours: int, then: str) -> None:
    assert office_later(at(moment), hours * 3600, "Europe/Madrid", FROM, UNTIL) == at(then)


def test_a_wall_time_stays_where_it_is_when_the_clocks_are_changed() -> None:
    """Eight in Madrid is seven of UTC in winter, six in summer; in Casablanca Ramadan of 2027 takes an hour off."""
    eight = timedelta(hours=8)
    for day, zone, hour in (
        ("2027-03-27", "Europe/Madrid", 7),
        ("2027-03-28", "Europe/Madrid", 6),
        ("2027-10-31", "Europe/Amsterdam", 7),
        ("2027-10-30", "Europe/Amsterdam", 6),
        # Clocks of Morocco: UTC+1, UTC in Ramadan (8 February to 9 March 2027).
        ("2027-01-15", "Africa/Casablanca", 7),
        ("2027-02-20", "Africa/Casablanca", 8),
        ("2027-04-01", "Africa/Casablanca", 7),
    ):
        assert instant_of(datetime.fromisoformat(day) + eight, zone) == at(f"{day}T{hour:02}:00"), (day, zone)


def test_an_hour_that_is_skipped_or_comes_twice_is_one_moment() -> None:
    skipped = instant_of(datetime.fromisoformat("2027-03-28T02:30"), "Europe/Madrid")
    assert skipped == at("2027-03-28T01:30") and local(skipped, "Europe/Madrid").hour == 3
    assert instant_of(datetime.fromisoformat("2027-10-31T02:30"), "Europe/Madrid") == at("2027-10-31T00:30")


def test_a_zone_that_nobody_knows_keeps_nothing_back() -> None:
    assert not is_zone("Mars/Olympus") and not is_zone("../etc/passwd") and is_zone("Africa/Casablanca")
    assert str(zone_of("Mars/Olympus")) == "UTC"


def test_whoever_has_no_quiet_hours_is_reached_on_working_days() -> None:
    assert not is_quiet(at("2026-12-02T03:00"), "UTC", 0, 0)
    assert is_quiet(at("2026-12-05T12:00"), "UTC", 0, 0)
    assert after_quiet(at("2026-12-05T12:00"), "UTC", 0, 0) == at("2026-12-07T00:00")
