"""Who and what: parties, frameworks, entries, dossiers (protocol 1, 2.2, 2.3)."""

import re
from typing import Final, NamedTuple, NewType

from jisr.base.errors import MalformedId

Party = NewType("Party", str)
FrameworkId = NewType("FrameworkId", str)
Seq = NewType("Seq", int)
DossierId = NewType("DossierId", str)

ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")
FRAMEWORK: Final = re.compile(r"[a-z0-9-]{1,64}\Z")
PARTY: Final = re.compile(r"[A-Z]{3}\Z")
ENTRY: Final = re.compile(r"([A-Z]{3})\.(0|[1-9][0-9]{0,15})\Z")
FRAMEWORK_DOSSIER: Final = DossierId("framework")


class EntryId(NamedTuple):
    """Where an entry stands: whose log, and which place in it."""

    party: Party
    seq: Seq

    def __str__(self) -> str:
        return f"{self.party}.{self.seq}"


def parse_party(text: str) -> Party:
    """Read a party's code, three capital letters (ISO 3166-1 alpha-3)."""
    if not PARTY.match(text):
        raise MalformedId(what="party", got=text)
    return Party(text)


def parse_framework(text: str) -> FrameworkId:
    """Read a framework's id."""
    if not FRAMEWORK.match(text):
        raise MalformedId(what="framework", got=text)
    return FrameworkId(text)


def parse_entry_id(text: str) -> EntryId:
    """Read an entry's id, `ESP.12`."""
    found = ENTRY.match(text)
    if not found:
        raise MalformedId(what="entry", got=text)
    return EntryId(Party(found[1]), Seq(int(found[2])))


def is_id(text: object) -> bool:
    """Say whether a value is an id of the protocol (authority, mandate, act, code)."""
    return isinstance(text, str) and ID.match(text) is not None
