"""What a version of the manifest says to the kernel (protocol 12.12), and the framework it rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from jisr.base import FrameworkId, Instant, Party
from jisr.kernel.compiled import Compiled
from jisr.rules.calendars import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """One version: founding authorities, procedures in force, parameter values, calendars by name."""

    version: int
    digest: str
    founding: Mapping[Party, str]
    framework_procedure: str
    procedures: Mapping[str, str]
    parameters: Mapping[str, Mapping[str, Any]]
    calendars: Mapping[str, Calendar]
    # The keys of witnesses by name: they count in a domestic framework (3.3).
    witnesses: Mapping[str, bytes] = field(default_factory=dict)
    # By version, those from which a dossier may move to it (9.7, 12.29).
    moves: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def value(self, name: str, owner: str, day: str) -> Any:
        """Give a parameter's value for a party (or `all`) on a day; None where none is in force."""
        found = None
        for each in self.parameters.get(owner, {}).get(name, ()):
            if each["from"] <= day and (found is None or found["from"] <= each["from"]):
                found = each
        return None if found is None else found["is"]


@dataclass(slots=True, kw_only=True)
class Framework:
    """The parties, what they agreed version by version, and the texts at hand.

    `versions[n]` is absent or None where that version's text is lacking here;
    `procedures` holds compiled procedures by digest.
    """

    id: FrameworkId
    parties: frozenset[Party]
    versions: dict[int, Agreed | None]
    procedures: dict[str, Compiled] = field(default_factory=dict)
    # At how many entries a party's log was ended, and goes on: as the last version here says, on receipt (9.6, 12.27).
    ended: Mapping[Party, int] = field(default_factory=dict)
    # By party: where in its log a key signed that was stolen, first and last place, and since when (protocol 12.26).
    # It is for who shows acts; no verdict reads it.
    stolen: dict[Party, tuple[tuple[int, int, Instant], ...]] = field(default_factory=dict)

    def founding(self, party: Party) -> str:
        """Give the founding authority of a party, as version 1 names it."""
        first = self.versions[1]
        assert first is not None, "version 1 is exchanged by hand before anything else"
        return first.founding[party]

    def framework_compiled(self) -> Compiled | None:
        """Give the procedure by which the dossier `framework` is judged."""
        first = self.versions[1]
        assert first is not None
        return self.procedures.get(first.procedures[first.framework_procedure])


@lru_cache(maxsize=64)
def node_authority(party: Party) -> str:
    """Give the authority under which a node writes by itself."""
    return f"{party.lower()}.node"
