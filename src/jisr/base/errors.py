"""The root of jisr's errors.

JisrError                what a person can be told, with a remedy
├── Malformed            bytes or text that are not what the protocol writes
│   ├── NotCanonical     JSON that is not in its canonical bytes (rule 2.bytes)
│   ├── MalformedId      an id, code or name outside its alphabet
│   └── MalformedInstant a time not written exactly YYYY-MM-DDTHH:MM:SSZ
└── Refused              received, kept as evidence, not taken in; bears a rule id
"""

from collections.abc import Callable
from typing import ClassVar


def N_(text: str) -> str:  # noqa: N802  # the name by which catalogues find a marked string
    """Mark a string for the catalogues."""
    return text


class JisrError(Exception):
    """Anything that jisr refuses to do, said so that a person can act on it."""

    # A template in English, marked for the catalogues: its holes are the error's own attributes.
    advice: ClassVar[str] = ""

    def remedy(self) -> str:
        """Tell a person what to do next; empty where nothing can be done."""
        return self.remedy_in(str)

    def remedy_in(self, translate: Callable[[str], str]) -> str:
        """Tell it in the reader's language."""
        return translate(self.advice) % vars(self) if self.advice else ""


class Malformed(JisrError):
    """Bytes or text that the protocol would never have written."""

    rule: ClassVar[str] = "2.bytes"

    def __init__(self, *, what: str, got: object) -> None:
        self.what, self.got = what, got
        super().__init__(f"{what}: {str(got)[:120]!r}")


class NotCanonical(Malformed):
    """JSON that is not in the one spelling that the protocol allows."""

    advice = N_("Write it as canonical JSON (RFC 8785): sorted keys, no blanks, no floats.")


class MalformedId(Malformed):
    """An id, party, framework or entry name outside its alphabet."""


class MalformedInstant(Malformed):
    """A time that is not exactly YYYY-MM-DDTHH:MM:SSZ from 2020 to 2199."""

    advice = N_("Write the time in UTC as 2026-11-24T02:00:00Z.")


class Refused(JisrError):
    """What was received breaks a rule of taking in. It is kept as evidence."""

    rule: ClassVar[str]
