"""Which entries are not certain once their key was found stolen (protocol 12.26)."""

from typing import Any

import pytest

from jisr.base import Instant, Party
from jisr.manifest import parse_manifest, stolen_places, stolen_since, uncertain_since
from tests.unit.manifest.test_document import STOLEN, public, signed, with_party

SINCE = Instant(1_805_103_000)  # 2027-03-15T09:30:00Z


def places(log: list[dict[str, Any]]) -> dict[Party, Any]:
    return stolen_places(parse_manifest(signed(with_party(log=log))))


def test_the_places_are_those_for_which_the_key_signed() -> None:
    """A head of so many entries is the first of the key, and its last entry the first that is not certain by it."""
    found = places(STOLEN)
    assert found == {"ESP": ((-1, 56, SINCE),)}
    assert [stolen_since(found, "ESP", seq) for seq in (0, 56, 57, 10**9)] == [SINCE, SINCE, None, None]
    assert stolen_since(found, "MAR", 0) is None and stolen_since({}, "ESP", 0) is None


def test_of_two_keys_for_a_place_the_earlier_theft_counts() -> None:
    both = [
        {**STOLEN[0], "stolen_since": "2027-04-01T00:00:00Z"},
        {"key": public("ESP", "log", 2), "from": 10, "to": 20, "stolen_since": "2027-03-15T09:30:00Z"},
    ]
    found = places(both)
    assert stolen_since(found, "ESP", 15) == SINCE
    assert (stolen_since(found, "ESP", 8) or 0) > SINCE
    assert [seq for seq in range(30) if stolen_since(found, "ESP", seq) == SINCE] == list(range(9, 20))


@pytest.mark.parametrize(
    ("time", "covered", "is_certain"),
    [
        (SINCE - 9, [SINCE - 1], True),
        (SINCE - 9, [SINCE], False),
        (SINCE - 9, [None], False),
        (SINCE - 9, [SINCE - 1, None], False),
        (SINCE - 9, [SINCE - 1, SINCE - 2], True),
        # What the entry says of its own time makes it neither certain nor uncertain where others saw it.
        (SINCE + 9, [SINCE - 1], True),
        (None, [SINCE - 1], True),
        # Where nobody else takes part there is only that.
        (SINCE - 1, [], True),
        (SINCE, [], False),
        (None, [], False),
    ],
)
def test_only_what_all_others_had_covered_before_is_certain(time: Any, covered: list[Any], is_certain: bool) -> None:
    assert uncertain_since(SINCE, time=time, covered=covered) == (None if is_certain else SINCE)
    assert uncertain_since(None, time=time, covered=covered) is None
