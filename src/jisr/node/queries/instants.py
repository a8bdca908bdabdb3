"""Instants as programs read them."""

from jisr.base import Instant, format_instant


def written(at: int | None) -> str | None:
    """Write an instant; none stays none."""
    return None if at is None else format_instant(Instant(at))
