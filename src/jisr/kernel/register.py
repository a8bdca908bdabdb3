"""What the dossier `framework` says: who holds which mandate, which manifest holds (9.4, 12.11, 12.12)."""

from typing import Any

import orjson

from jisr.base import Party
from jisr.kernel.agreed import Agreed, Framework, node_authority
from jisr.kernel.compiled import FOUNDING
from jisr.kernel.deed import Deed
from jisr.kernel.intake import Logs
from jisr.kernel.scene import Clocks
from jisr.rules import CLOCK_MANDATE


class Register:
    """Declarations and manifest versions, as standing acts of `framework` made them."""

    def __init__(self) -> None:
        self.declared: dict[str, list[list[Any]]] = {}  # party: [seq, code, mandates or None]
        self._by_code: dict[tuple[str, str], list[tuple[int, frozenset[str]]]] = {}
        self.versions: list[list[Any]] = []  # [version, party, seq, digest]

    def note(self, deed: Deed) -> None:
        """Take in a standing act of the dossier `framework`."""
        fields = deed.entry.fields
        match deed.entry.act:
            case "declare_authority":
                self._declare(deed.party, deed.seq, fields["code"], list(fields["mandates"]))
            case "retire_authority":
                self._declare(deed.party, deed.seq, fields["code"], None)
            case "record_manifest":  # RECORD_MANIFEST of form, which knows the register
                self.versions.append([fields["version"], deed.party, deed.seq, fields["digest"]])

    def _declare(self, party: str, seq: int, code: str, mandates: list[str] | None) -> None:
        self.declared.setdefault(party, []).append([seq, code, mandates])
        self._by_code.setdefault((party, code), []).append((seq, frozenset(mandates or ())))

    def mandates(self, framework: Framework, party: Party, authority: str, before: int) -> frozenset[str]:
        """Give the mandates that an authority of a party holds before a place in its own log."""
        if authority == node_authority(party):
            return frozenset({CLOCK_MANDATE})
        held: frozenset[str] = frozenset()
        for seq, mandates in self._by_code.get((party, authority), ()):
            if seq < before:
                held = mandates
        return held | {FOUNDING} if authority == framework.founding(party) else held

    def agreed_at(self, deed: Deed, framework: Framework, logs: Logs) -> Agreed | None:
        """Give the manifest in force at an act; None where its text is lacking here."""
        recorded = self.recorded_at(deed, framework, logs)
        if recorded is None:
            return framework.versions[1]
        version, digest = recorded
        found = framework.versions.get(version)
        return found if found is not None and found.digest == digest else None

    def recorded_at(self, deed: Deed, framework: Framework, logs: Logs) -> tuple[int, str] | None:
        """Give number and digest of the version in force at an act; None where that is version 1, unrecorded."""
        if not self.versions:
            return None
        clocks = Clocks(deed, tuple(sorted(framework.parties)), logs)
        recorders: dict[tuple[int, str], set[str]] = {}
        for version, party, seq, digest in self.versions:
            if deed.succeeds(party, seq) and clocks.is_final(party, seq):
                recorders.setdefault((-version, digest), set()).add(party)
        # protocol 12.12: a record counts once every party has made it, for none records what it does not hold.
        recorded = [each for each, parties in recorders.items() if parties == framework.parties]
        if not recorded:
            return None
        # Of two texts under one number all nodes go by the same one, or by none.
        version, digest = min(recorded)
        return -version, digest

    def to_bytes(self) -> bytes:
        """Write the register for the projection row."""
        return orjson.dumps([self.declared, self.versions])

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Register":
        """Read the register back."""
        register = cls()
        declared, register.versions = orjson.loads(raw)
        for party, rows in declared.items():
            for seq, code, mandates in rows:
                register._declare(party, seq, code, mandates)
        return register
