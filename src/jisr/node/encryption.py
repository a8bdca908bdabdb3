"""What node.toml says of the key-encryption key: where it is, never what it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from jisr.base import N_
from jisr.node.entrance import SettingAmiss

SECTION: Final = "key_encryption"
VARIABLE, FILE, PROGRAM = "variable", "file", "program"
KINDS: Final = (VARIABLE, FILE, PROGRAM)


@dataclass(frozen=True, slots=True)
class Encryption:
    """Where the key-encryption key is: a variable of the environment, a file, or a program that wraps by it."""

    kind: str
    name: str = ""
    command: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """Say it as node.toml does."""
        return f"{self.kind} {self.command[0] if self.command else self.name}"


def read_encryption(raw: Mapping[str, Any]) -> Encryption | None:
    """Read [key_encryption]; what is unknown or out of bounds is refused by name."""
    section = raw.get(SECTION)
    if section is None:
        return None
    if not isinstance(section, dict) or len(section) != 1 or next(iter(section)) not in KINDS:
        raise SettingAmiss(N_("[key_encryption] has one line: one of %(known)s"), known=", ".join(KINDS))
    kind, value = next(iter(section.items()))
    if kind == PROGRAM:
        if not isinstance(value, list) or not value or not all(isinstance(each, str) and each for each in value):
            raise SettingAmiss(N_('[key_encryption] program is a list of words, as in ["/usr/local/bin/hsm"]'))
        return Encryption(kind, command=tuple(value))
    if not isinstance(value, str) or not value.strip():
        raise SettingAmiss(N_("[key_encryption] %(line)s is missing"), line=kind)
    return Encryption(kind, value)


def written_encryption(encryption: Encryption | None) -> dict[str, str | list[str]]:
    """Give the line as it is written."""
    if encryption is None:
        return {}
    return {encryption.kind: list(encryption.command) if encryption.kind == PROGRAM else encryption.name}


__all__ = ["FILE", "PROGRAM", "SECTION", "VARIABLE", "Encryption", "read_encryption", "written_encryption"]
