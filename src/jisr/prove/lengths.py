"""Between what the lengths of periods lie, by the values that a manifest gives (protocol 4.5, 12.10)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from jisr.prove.vocabulary import Length

HOUR_SECONDS: Final = 3_600
DAY_SECONDS: Final = 24 * HOUR_SECONDS
# By so much the local time of a place may change within a period.
SHIFT_SECONDS: Final = 2 * HOUR_SECONDS
MONTH_DAYS_MIN: Final = 28
MONTH_DAYS_MAX: Final = 31


def lengths_of(parameters: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]) -> dict[str, Length]:
    """Give, for each parameter that is a length, the shortest and the longest of all its values, whoever's they are."""
    found: dict[str, Length] = {}
    for name, value in _values(parameters):
        shortest, longest = length_of(value)
        before = found.get(name, (shortest, longest))
        most = None if longest is None or before[1] is None else max(longest, before[1])
        found[name] = (min(shortest, before[0]), most)
    return found


def length_of(value: Mapping[str, Any]) -> Length:
    """Give between what one length lies, in seconds, whenever and wherever it begins; None: holidays have no number."""
    n, unit = int(value["n"]), value["unit"]
    if unit == "hours":
        return n * HOUR_SECONDS, n * HOUR_SECONDS
    days = (n * MONTH_DAYS_MIN, n * MONTH_DAYS_MAX) if unit == "months" else (n, n)
    # A day counts to its end, and the day of the beginning does not count.
    shortest = max(0, days[0] * DAY_SECONDS - SHIFT_SECONDS)
    longest = (days[1] + 1) * DAY_SECONDS + SHIFT_SECONDS
    return shortest, None if unit == "working_days" else longest


def _values(
    parameters: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]],
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for named in parameters.values():
        for name, rows in named.items():
            yield from ((name, row["is"]) for row in rows if isinstance(row["is"], Mapping))
