"""What node.toml says of the signer of this party's log, which lies on a machine apart (protocol 12.37)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jisr.base import N_
from jisr.node.entrance import SettingAmiss

SECTION: Final = "log_signer"
PROGRAM: Final = "program"
KEYS: Final = "keys"


@dataclass(frozen=True, slots=True)
class LogSigner:
    """The command that reaches the signer, and the public keys (base64) that it has shown when it was named."""

    command: tuple[str, ...]
    keys: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """Say it in a word or two."""
        return " ".join(self.command)


def read_signer(raw: Mapping[str, Any]) -> LogSigner | None:
    """Read [log_signer]; what is unknown or out of bounds is refused by name."""
    section = raw.get(SECTION)
    if section is None:
        return None
    if not isinstance(section, dict) or section.keys() != {PROGRAM, KEYS}:
        raise SettingAmiss(N_("[log_signer] has two lines: program, keys"))
    for line in (PROGRAM, KEYS):
        value = section[line]
        if not isinstance(value, list) or not value or not all(isinstance(each, str) and each for each in value):
            raise SettingAmiss(N_('[log_signer] %(line)s is a list of words, as in ["ssh", "signer"]'), line=line)
    return LogSigner(tuple(section[PROGRAM]), tuple(section[KEYS]))


def written_signer(signer: LogSigner | None) -> dict[str, list[str]]:
    """Give the lines as they are written."""
    return {} if signer is None else {PROGRAM: list(signer.command), KEYS: list(signer.keys)}


__all__ = ["SECTION", "LogSigner", "read_signer", "written_signer"]
