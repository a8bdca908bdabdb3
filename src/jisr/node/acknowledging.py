"""What node.toml says of when an act is acknowledged: once it is here, or once it lies in the second place, too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jisr.base import N_, JisrError, parse_framework
from jisr.node.entrance import SettingAmiss

SECTION: Final = "second_place"
DOMESTIC: Final = "domestic"
LINES: Final = ("acknowledge", "seconds_max")
# Least, default and most: how long who acts waits until they are told that it does not lie there yet.
SECONDS_MAX: Final = (1, 10, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledging:
    """Of which frameworks an act is acknowledged only once it lies in both places."""

    # All domestic ones.
    domestic: bool = False
    frameworks: tuple[str, ...] = ()
    seconds_max: int = SECONDS_MAX[1]

    def told(self) -> dict[str, str | int | list[str]]:
        """Give the lines as they are written."""
        if not self.domestic and not self.frameworks:
            return {}
        return {
            "acknowledge": DOMESTIC if self.domestic else list(self.frameworks),
            "seconds_max": self.seconds_max,
        }


AT_ONCE: Final = Acknowledging()


def read_acknowledging(raw: Mapping[str, Any]) -> Acknowledging:
    """Read [second_place]; what is unknown or out of bounds is refused by name."""
    section = raw.get(SECTION)
    if section is None:
        return AT_ONCE
    if not isinstance(section, dict) or not set(section) <= set(LINES) or "acknowledge" not in section:
        raise SettingAmiss(N_("[second_place] has these lines: %(known)s"), known=", ".join(LINES))
    least, default, most = SECONDS_MAX
    seconds = section.get("seconds_max", default)
    if type(seconds) is not int or not least <= seconds <= most:
        words = N_("[second_place] seconds_max = %(got)s: %(least)s to %(most)s")
        raise SettingAmiss(words, got=repr(seconds), least=least, most=most)
    which = section["acknowledge"]
    if which == DOMESTIC:
        return Acknowledging(domestic=True, seconds_max=seconds)
    try:
        if not isinstance(which, list) or not which:
            raise TypeError(which)
        return Acknowledging(frameworks=tuple(parse_framework(each) for each in which), seconds_max=seconds)
    except (TypeError, AttributeError, JisrError) as error:
        words = N_('[second_place] acknowledge is "domestic", or a list of frameworks, as in ["esp"]')
        raise SettingAmiss(words) from error


__all__ = ["AT_ONCE", "DOMESTIC", "SECTION", "Acknowledging", "read_acknowledging"]
