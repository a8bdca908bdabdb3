"""The figures that law or agreement sets, in words: whose they are, and how much (protocol 12.12)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jisr.cli.language import gettext as _
from jisr.rules.procedure import ALL_SIDES
from jisr.rules.sources import source_said


def owner_said(owner: str) -> str:
    """Say whose a figure is: one party's, or that of all."""
    return _("all parties") if owner == ALL_SIDES else owner


def value_said(value: Any) -> str:
    """Say a figure: a number or a date as it is, a length with its unit and calendar."""
    if not isinstance(value, Mapping):
        return str(value)
    unit = value["unit"] if value["calendar"] is None else f"{value['unit']}, {value['calendar']}"
    return f"{value['n']} ({unit})"


def figure_rows(parameters: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]) -> Iterator[tuple[str, ...]]:
    """Give the figures of a manifest as rows: name, whose, value, from when, source."""
    for owner, named in sorted(parameters.items()):
        for name, values in sorted(named.items()):
            for each in values:
                yield name, owner_said(owner), value_said(each["is"]), each["from"], source_said(each["source"], _)


__all__ = ["figure_rows", "owner_said", "value_said"]
