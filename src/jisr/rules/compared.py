"""Comparisons in words: of numbers and of days, as they are and as they must be.

The sign of a contrary is turned round: what is not at most nine is more than nine. (Where a value is lacking nothing
is compared, and the contrary holds; it is then never among what is missing.)
"""

from collections.abc import Mapping
from typing import Final

from jisr.base import N_

CONTRARY: Final = {"<=": ">", "<": ">=", ">": "<=", ">=": "<", "=": "≠"}
# From the other end: what is at least eighteen has eighteen for its least.
TURNED: Final = {"<=": ">=", "<": ">", "=": "="}
_MUST: Final = {
    "<=": N_("%(left)s must be at most %(right)s"),
    "<": N_("%(left)s must be less than %(right)s"),
    ">": N_("%(left)s must be more than %(right)s"),
    ">=": N_("%(left)s must be at least %(right)s"),
    "=": N_("%(left)s must be equal to %(right)s"),
    "≠": N_("%(left)s must be other than %(right)s"),
}
_IS: Final = {
    "<=": N_("%(left)s is at most %(right)s"),
    "<": N_("%(left)s is less than %(right)s"),
    ">": N_("%(left)s is more than %(right)s"),
    ">=": N_("%(left)s is at least %(right)s"),
    "=": N_("%(left)s is equal to %(right)s"),
    "≠": N_("%(left)s is other than %(right)s"),
}
_DAY_MUST: Final = _MUST | {
    "<=": N_("%(left)s must be no later than %(right)s"),
    "<": N_("%(left)s must be before %(right)s"),
    ">": N_("%(left)s must be after %(right)s"),
    ">=": N_("%(left)s must be no earlier than %(right)s"),
}
_DAY_IS: Final = _IS | {
    "<=": N_("%(left)s is no later than %(right)s"),
    "<": N_("%(left)s is before %(right)s"),
    ">": N_("%(left)s is after %(right)s"),
    ">=": N_("%(left)s is no earlier than %(right)s"),
}


def compared(*, of_days: bool, must: bool) -> Mapping[str, str]:
    """Give the templates by sign."""
    if of_days:
        return _DAY_MUST if must else _DAY_IS
    return _MUST if must else _IS
