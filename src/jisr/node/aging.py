"""After how long a key is to be replaced, and when that is said: what node.toml may say of it under [key_ages]."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from jisr.base import N_
from jisr.node.entrance import SettingAmiss

SECTION: Final = "key_ages"
# Least, what holds where nothing is said, most, in days. Proposals, not law: nobody knows who has seen an old key.
DAYS: Final = {
    "log_days": (30, 730, 3_650),
    "wire_days": (30, 730, 3_650),
    "recovery_days": (180, 1_825, 3_650),
    "authority_days": (30, 730, 3_650),
    "key_encryption_days": (30, 730, 3_650),
    # How long before it is over that is said: replacing a key takes the signatures and records of all parties.
    "warn_days": (7, 60, 180),
    # How long the last trial of the recovery key holds.
    "recovery_check_days": (30, 365, 1_095),
}
assert all(DAYS[each][0] < DAYS[each][1] < DAYS[each][2] for each in DAYS), "the default lies within the bounds"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAges:
    """The limits of one node, in days."""

    log_days: int = DAYS["log_days"][1]
    wire_days: int = DAYS["wire_days"][1]
    recovery_days: int = DAYS["recovery_days"][1]
    authority_days: int = DAYS["authority_days"][1]
    key_encryption_days: int = DAYS["key_encryption_days"][1]
    warn_days: int = DAYS["warn_days"][1]
    recovery_check_days: int = DAYS["recovery_check_days"][1]

    def told(self) -> dict[str, int]:
        """Give what differs from the default, as lines of node.toml."""
        return {name: days for name, days in asdict(self).items() if days != DAYS[name][1]}


USUAL_AGES: Final = KeyAges()


def read_key_ages(raw: Mapping[str, Any]) -> KeyAges:
    """Read [key_ages]; what is unknown or out of bounds is refused by name."""
    section = raw.get(SECTION, {})
    if not isinstance(section, dict):
        raise SettingAmiss(N_("[%(section)s] is no section"), section=SECTION)
    for line, days in section.items():
        if line not in DAYS:
            words = N_("[%(section)s] has no line %(line)s; there are: %(known)s")
            raise SettingAmiss(words, section=SECTION, line=line, known=", ".join(DAYS))
        least, _, most = DAYS[line]
        if type(days) is not int or not least <= days <= most:
            words = N_("[%(section)s] %(line)s = %(got)s: it is a number of days from %(least)s to %(most)s")
            raise SettingAmiss(words, section=SECTION, line=line, got=repr(days), least=least, most=most)
    return KeyAges(**section)


__all__ = ["DAYS", "SECTION", "USUAL_AGES", "KeyAges", "read_key_ages"]
