"""How many acts a dossier has in what is made for a measurement."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A session's commitments, and how often progress is reported in each of them, by turn."""

    commitments: int
    reports: Mapping[int, int]
    # Whether the date of each is moved once, and a delay explained.
    is_followed: bool


# Some twenty acts a dossier.
LONG: Final = Shape(commitments=4, reports={3: 2, 4: 5, 5: 5, 6: 3}, is_followed=True)
# Some ten.
SHORT: Final = Shape(commitments=9, reports={3: 1, 4: 1, 5: 1, 6: 0}, is_followed=False)
SHAPES: Final = {"long": LONG, "short": SHORT}
