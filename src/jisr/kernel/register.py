"""What the dossier `framework` says: who holds which mandate, which manifest holds (9.4, 12.11, 12.12)."""

from collections.abc import Mapping
from typing import Any

import orjson

from jisr.base import Party
from jisr.kernel.agreed import Agreed, Framework, node_authority
from jisr.kernel.compiled import FOUNDING
from jisr.kernel.deed import Deed
from jisr.kernel.intake import Logs
from jisr.kernel.scene import Clocks
from jisr.rules import CLOCK_MANDATE

_OF_NODE = frozenset({CLOCK_MANDATE})


class Register:
    """Declarations and manifest versions, as standing acts of `framework` made them."""

    def __init__(self) -> None:
        # By party: [seq, code, mandates or None], and where one was stated the key for sealed content.
        self.declared: dict[str, list[list[Any]]] = {}
        self._by_code: dict[tuple[str, str], list[tuple[int, frozenset[str]]]] = {}
        # What an authority holds from a place on, while nothing more is declared of it.
        self._latest: dict[tuple[str, str], tuple[int, frozenset[str]]] = {}
        self.versions: list[list[Any]] = []  # [version, party, seq, digest]
        # Where a party's log ends, because it has left: the place of its `leave` (protocol 9.5, 12.33).
        self.left: dict[Party, int] = {}
        # By witness, in a domestic framework: [seq, size, time], each not below the one before.
        self.witnessed: dict[str, list[list[int]]] = {}

    def note(self, deed: Deed) -> None:
        """Take in a standing act of the dossier `framework`."""
        fields = deed.entry.fields
        match deed.entry.act:
            case "declare_authority":
                key = fields.get("recipient")
                row = [deed.seq, fields["code"], list(fields["mandates"]), *([] if key is None else [key])]
                self._declare(deed.party, *row)
            case "retire_authority":
                self._declare(deed.party, deed.seq, fields["code"], None)
            case "record_manifest":  # RECORD_MANIFEST of form, which knows the register
                self.versions.append([fields["version"], deed.party, deed.seq, fields["digest"]])

    def note_leave(self, party: Party, seq: int) -> None:
        """Take in that a party has left, by the entry at this place of its log; the first counts."""
        self.left.setdefault(party, seq)

    def left_at(self, deed: Deed) -> Mapping[Party, int]:
        """Give who had left in the past of an act, and where their logs end (protocol 12.33)."""
        if not self.left:
            return self.left
        return {party: seq for party, seq in self.left.items() if deed.succeeds(party, seq)}

    def note_witnessed(self, witness: str, seq: int, size: int, time: int) -> None:
        """Take in what a witness has cosigned: the entries below `size`, at `time`."""
        self.witnessed.setdefault(witness, []).append([seq, size, time])

    def last_witnessed(self, witness: str) -> list[int] | None:
        """Give the last of what a witness has cosigned."""
        return self.witnessed[witness][-1] if witness in self.witnessed else None

    def witnesses_at(self, deed: Deed, framework: Framework, logs: Logs) -> tuple[list[list[int]], ...]:
        """Give what each witness that counts at an act had cosigned before it; none in a framework of several."""
        if len(framework.parties) > 1:
            return ()
        agreed = self.agreed_at(deed, framework, logs)
        named = agreed.witnesses if agreed is not None else {}
        return tuple([each for each in self.witnessed.get(name, ()) if each[0] < deed.seq] for name in sorted(named))

    def _declare(self, party: str, seq: int, code: str, mandates: list[str] | None, *key: str) -> None:
        self.declared.setdefault(party, []).append([seq, code, mandates, *key])
        self._by_code.setdefault((party, code), []).append((seq, frozenset(mandates or ())))
        self._latest.pop((party, code), None)

    def mandates(self, framework: Framework, party: Party, authority: str, before: int) -> frozenset[str]:
        """Give the mandates that an authority of a party holds before a place in its own log."""
        latest = self._latest.get((party, authority))
        if latest is not None and latest[0] < before:
            return latest[1]
        if authority == node_authority(party):
            return _OF_NODE
        held: frozenset[str] = frozenset()
        declared = self._by_code.get((party, authority), ())
        for seq, mandates in declared:
            if seq < before:
                held = mandates
        held = held | {FOUNDING} if authority == framework.founding(party) else held
        if declared and declared[-1][0] < before:
            self._latest[party, authority] = declared[-1][0], held
        return held

    def declared_now(self, party: str) -> dict[str, tuple[frozenset[str], str | None]]:
        """Give the authorities that a party has declared and not retired: their mandates, and their keys as stated."""
        found: dict[str, tuple[frozenset[str], str | None]] = {}
        for _, code, mandates, *key in self.declared.get(party, ()):
            found.pop(code, None)
            if mandates is not None:
                found[code] = frozenset(mandates), key[0] if key else None
        return found

    def agreed_at(self, deed: Deed, framework: Framework, logs: Logs) -> Agreed | None:
        """Give the manifest in force at an act; None where its text is lacking here."""
        if not self.versions:
            return framework.versions[1]
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
        left = self.left_at(deed)
        clocks = Clocks(deed, tuple(sorted(framework.parties)), logs, left=left)
        recorders: dict[tuple[int, str], set[str]] = {}
        for version, party, seq, digest in self.versions:
            if deed.succeeds(party, seq) and clocks.is_final(party, seq):
                recorders.setdefault((-version, digest), set()).add(party)
        # protocol 12.12: a record counts once every party has made it, for none records what it does not hold;
        # who has left makes none.
        recorded = [each for each, parties in recorders.items() if parties >= framework.parties - left.keys()]
        if not recorded:
            return None
        # Of two texts under one number all nodes go by the same one, or by none.
        version, digest = min(recorded)
        return -version, digest

    def to_bytes(self) -> bytes:
        """Write the register for the projection row."""
        # What seldom is there is not written where it is not; a domestic framework has witnesses, and nobody leaves it.
        rest = [self.witnessed, self.left] if self.left else [self.witnessed] if self.witnessed else []
        return orjson.dumps([self.declared, self.versions, *rest])

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Register":
        """Read the register back."""
        register = cls()
        declared, register.versions, *rest = orjson.loads(raw)
        register.witnessed = rest[0] if rest else {}
        register.left = rest[1] if len(rest) > 1 else {}
        for party, rows in declared.items():
            for row in rows:
                register._declare(party, *row)
        return register
