"""Times: exactly YYYY-MM-DDTHH:MM:SSZ, real, from 2020 to 2199 (protocol 2.2)."""

import pytest

from jisr.base import Instant, MalformedInstant, format_instant, instants, parse_instant


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2020-01-01T00:00:00Z", 1_577_836_800),
        ("2024-02-29T12:30:15Z", 1_709_209_815),
        ("2026-11-24T02:00:00Z", 1_795_485_600),
        ("2199-12-31T23:59:59Z", 7_258_118_399),
    ],
)
def test_known_times(text: str, seconds: int) -> None:
    """Seconds since 1970 in UTC, without leap seconds."""
    assert parse_instant(text) == seconds
    assert format_instant(Instant(seconds)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2019-12-31T23:59:59Z",
        "2200-01-01T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-32T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-06-30T23:59:60Z",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00z",
        "2026-01-01 00:00:00Z",
        "2026-01-01T00:00:00.0Z",
        "2026-01-01T00:00:00+00:00",
        "2026-01-01T00:00:00Z\n",
        "2026-1-01T00:00:00Z",
        "2026-01-01T00:00:0٣Z",
        "2026-01-01T٠٠:00:00Z",
        "202٦-01-01T00:00:00Z",
    ],
)
def test_other_times_are_refused(text: str) -> None:
    """No other spelling, no date that is none, no leap second, no digits of another script."""
    with pytest.raises(MalformedInstant) as found:
        parse_instant(text)
    assert "2026-11-24T02:00:00Z" in found.value.remedy()


def test_the_days_kept_ready_stay_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """What many days an adversary sends costs no memory."""
    monkeypatch.setattr(instants, "_DAYS", {str(each): 0 for each in range(4_097)})
    assert format_instant(parse_instant("2026-11-24T02:00:00Z")) == "2026-11-24T02:00:00Z"
    assert len(instants._DAYS) == 1
