"""What a manifest says to the kernel, and what it cannot say while a text is lacking (protocol 12.12)."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from jisr.base import b64, digest
from jisr.log import Note
from jisr.manifest import Manifest, agreed_of

CALENDAR: dict[str, Any] = {
    "name": "mar",
    "offsets": [{"from": "2020-01-01T00:00:00Z", "seconds": 3600}],
    "weekend": [5, 6],
    "holidays": ["2026-07-30"],
}
VALUE: dict[str, Any] = {
    "framework": "mar-esp",
    "version": 3,
    "parties": {"ESP": {"founding": "esp.founder"}, "MAR": {"founding": "mar.founder"}},
    "framework_procedure": "framework/1",
    "procedures": {"framework/1": b64(bytes(32))},
    "parameters": {"all": {"silence": [{"from": "2020-01-01", "is": 10, "source": ""}]}},
    "calendars": {"mar": digest(CALENDAR)},
    "witnesses": {"ombudsman": {"key": b64(bytes(range(32))), "address": "https://witness.example"}},
}
MANIFEST = Manifest(VALUE, Note("", ()), "")


def texts(*found: Any) -> Callable[[str], Any | None]:
    """Give the files at hand, by digest."""
    by_digest: Mapping[str, Any] = {digest(each): each for each in found}
    return by_digest.get


def test_the_kernel_sees_what_was_agreed() -> None:
    """Version, founders, procedures, parameters, calendars by name."""
    agreed = agreed_of(MANIFEST, texts(CALENDAR))
    assert agreed is not None
    assert agreed.version == 3
    assert agreed.founding == {"ESP": "esp.founder", "MAR": "mar.founder"}
    assert agreed.framework_procedure == "framework/1"
    assert agreed.procedures == VALUE["procedures"]
    assert agreed.value("silence", "all", "2026-01-01") == 10
    assert agreed.calendars["mar"].weekend == {5, 6}
    assert agreed.witnesses == {"ombudsman": bytes(range(32))}


def test_where_a_calendar_is_lacking_nothing_is_seen() -> None:
    """Protocol 12.12: unjudged."""
    assert agreed_of(MANIFEST, texts()) is None


def test_no_calendar_is_needed_where_none_is_named() -> None:
    """Then everything is counted in UTC."""
    agreed = agreed_of(Manifest({**VALUE, "calendars": {}}, Note("", ()), ""), texts())
    assert agreed is not None and not agreed.calendars


@pytest.mark.parametrize(
    "broken",
    [
        {},
        [],
        "text",
        {**CALENDAR, "holidays": ["2026-02-30"]},
        {**CALENDAR, "offsets": [{"from": "2026", "seconds": 0}]},
        {**CALENDAR, "offsets": [{"from": 1, "seconds": 0}]},
        {**CALENDAR, "weekend": [[5]]},
    ],
)
def test_a_calendar_that_cannot_be_read_is_as_good_as_lacking(broken: Any) -> None:
    """Unjudged, as with a procedure that cannot be read: no text stops the node."""
    manifest = Manifest({**VALUE, "calendars": {"mar": digest(broken)}}, Note("", ()), "")
    assert agreed_of(manifest, texts(broken)) is None
