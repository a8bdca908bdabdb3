"""All that one node has taken in, the states that it reaches, and which acts stand there (protocol 5.0)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .canonical import canonical
from .conditions import failing
from .dossiers import Dossier
from .finality import final_at
from .leaving import left
from .manifests import Texts, parameter
from .procedures import Act, Procedure
from .reading import Entry, Reader, precedes
from .states import State

Acts = frozenset[Entry]


@dataclass(eq=False)
class Record:
    """What was found of one entry in its own past: no reasons if authorised, null for them if unjudged."""

    reasons: list[Any] | None
    dossier: Dossier | None = None
    act: Act | None = None
    spoken: Procedure | None = None


class World:
    """The entries taken in, in an order in which all that precedes an entry comes before it."""

    def __init__(self, case: Mapping[str, Any], reader: Reader) -> None:
        self.texts = Texts(case)
        self.parties = reader.parties
        self.entries = reader.entries
        self.logs = reader.taken
        self.raw = reader.raw
        self.by_id = {entry.id: entry for entry in reader.entries}
        self.records: dict[Entry, Record] = {}
        self.leaves: dict[str, Entry] = {}
        self.dossiers: dict[str, Dossier] = {}
        self.members: dict[str, list[Entry]] = {}
        self.depth: dict[Entry, int] = {}
        self._states: dict[tuple[str, str, Acts], State] = {}
        self._failing: dict[tuple[Entry, Acts], list[Any]] = {}
        self._pasts: dict[Entry, Acts] = {}
        for entry in self.entries:
            if entry.fault is None and entry.value["dossier"] is not None:
                self.members.setdefault(entry.value["dossier"], []).append(entry)
        called = self.texts.first["framework_procedure"]
        governing = self.texts.procedures[self.texts.first["procedures"][called]]
        self.dossiers["framework"] = Dossier("framework", governing, {one: one for one in self.parties}, None)

    def act(self, entry: Entry) -> Act:
        """Give the act that an entry is."""
        act = self.records[entry].act
        assert act is not None
        return act

    def authorised(self, entry: Entry) -> bool:
        """Say whether an act was authorised in its past (protocol 5.1)."""
        return entry in self.records and self.records[entry].reasons == []

    def stands_alone(self, entry: Entry) -> bool:
        """Say whether an entry of no dossier stands (protocol 12.3)."""
        return entry.value is not None and entry.value["dossier"] is None and self.authorised(entry)

    def listed(self, entry: Entry) -> tuple[int, str, int]:
        """Give the place of an act in the list of its dossier: depth, party, number (protocol 5.0, 12.2)."""
        if entry not in self.depth:
            before = [one for one in self.members[entry.value["dossier"]] if precedes(one, entry)]
            self.depth[entry] = 1 + max((self.listed(one)[0] for one in before), default=0)
        return self.depth[entry], entry.party, entry.seq

    def acts(self, dossier: Dossier) -> Acts:
        """All acts of a dossier and of those that it is within."""
        return frozenset(entry for name in dossier.chain for entry in self.members.get(name, ()))

    def past(self, entry: Entry, dossier: Dossier) -> Acts:
        """All acts of a dossier, and of those that it is within, that precede an entry (protocol 5)."""
        if entry not in self._pasts:
            self._pasts[entry] = frozenset(one for one in self.acts(dossier) if precedes(one, entry))
        return self._pasts[entry]

    def state(self, dossier: Dossier, acts: Acts) -> State:
        """Give the state of a set of acts: what those that stand, or are crossed, in it give (protocol 5.0)."""
        acts = frozenset(one for one in acts if one.value["dossier"] in dossier.chain)
        key = (dossier.id, dossier.procedure.called, acts)
        if key not in self._states:
            own = [one for one in acts if one.value["dossier"] == dossier.id and self.authorised(one)]
            own.sort(key=self.listed)
            standing = [one for one in own if self.stands(one, acts)]
            crossed = [one for one in own if one not in standing and self.irrevocable(one)]
            outer = self.state(dossier.outer, acts) if dossier.outer else None
            self._states[key] = State(self, dossier, standing, crossed, outer)
        return self._states[key]

    def irrevocable(self, entry: Entry) -> bool:
        """Say whether an act concludes an irrevocable one."""
        act, dossier = self.act(entry), self.records[entry].dossier
        return dossier is not None and act.step == dossier.concluding and bool(act.declared["irrevocable"])

    def held_in(self, entry: Entry, acts: Acts) -> Acts:
        """Give the acts in whose state an act is held: its past, and protective ones not after it (5.0)."""
        dossier = self.records[entry].dossier
        assert dossier is not None
        return self.past(entry, dossier) | frozenset(
            one
            for one in acts
            if one.value["dossier"] in dossier.chain
            and self.authorised(one)
            and self.act(one).protective
            and not precedes(entry, one)
        )

    def stands(self, entry: Entry, acts: Acts) -> bool:
        """Say whether an act stands in a set of acts (protocol 5.0)."""
        if not self.authorised(entry):
            return False
        return self.act(entry).protective or not self.failing(entry, self.held_in(entry, acts))

    def failing(self, entry: Entry, acts: Acts) -> list[Any]:
        """List the conditions of an act that fail in the state of a set of acts (protocol 12.8)."""
        if (entry, acts) not in self._failing:
            self._failing[entry, acts] = ordered(failing(self, entry, acts))
        return self._failing[entry, acts]

    def proposal(self, entry: Entry) -> Entry | None:
        """Find the authorised proposal before an entry that a step of the same joint act names (protocol 12.6)."""
        found, record = self.by_id.get(entry.value["item"]), self.records[entry]
        if found is None or not precedes(found, entry) or not self.authorised(found):
            return None
        named, step = self.records[found].act, record.act
        if named is None or step is None or named.step != "propose" or named.name[8:] != step.declared["name"]:
            return None
        return found if found.value["dossier"] == entry.value["dossier"] else None

    def spoken(self, entry: Entry) -> Procedure:
        """Give the version in whose words an act was done; of a correction, the act that it corrects (12.29)."""
        corrected = self.corrected(entry) if self.act(entry).step == "correct" else None
        found = self.records[corrected or entry].spoken
        assert found is not None
        return found

    def source(self, entry: Entry) -> Entry:
        """Give the act whose item and fields an act has: a proposal's steps have those of the proposal."""
        if self.act(entry).step in ("concur", "decline", "withdraw", "conclude"):
            return self.proposal(entry) or entry
        return entry

    def corrected(self, entry: Entry) -> Entry | None:
        """Find the act that a correction names and may correct (protocol 12.5)."""
        found, dossier = self.by_id.get(entry.value["item"]), entry.value["dossier"]
        if found is None or found.party != entry.party or not precedes(found, entry) or not self.authorised(found):
            return None
        act = self.records[found].act
        plain = act is not None and act.step == "plain" and not act.opens
        return found if plain and found.value["dossier"] == dossier else None

    def in_force(self, at: Entry) -> Mapping[str, Any] | None:
        """Give the manifest in force at an entry; null if its text is lacking (protocol 12.12)."""
        framework = self.dossiers["framework"]
        records = [one for one in self.acts(framework) if one.value["act"] == "record_manifest" and precedes(one, at)]
        if not records:
            return self.texts.first
        state = self.state(framework, frozenset(one for one in self.acts(framework) if precedes(one, at)))
        final = [one for one in records if state.has(one) and final_at(self, one, at, self.parties)]
        found = min((one.value["fields"] for one in final if self.joined(one, final, at)), key=rank, default=None)
        manifest = self.texts.first if found is None else self.texts.manifests.get(found["digest"])
        if manifest is not None and self.texts.complete(manifest):
            return manifest
        return self.texts.first if at.value["dossier"] == "framework" else None

    def joined(self, record: Entry, records: list[Entry], at: Entry) -> bool:
        """Say whether every party that has not left has made the same record of a manifest (protocol 12.12, 12.33)."""
        same = {one.party for one in records if rank(one.value["fields"]) == rank(record.value["fields"])}
        return same >= {party for party in self.parties if party not in left(self, at)}

    def parameter(
        self, at: Entry, dossier: Dossier, name: str, moment: int, declared: Procedure | None = None
    ) -> Any | None:
        """Give the value of a parameter for an act, by the date of a moment (protocol 4.5, 12.12)."""
        manifest, procedure = self.in_force(at), declared or dossier.procedure
        return None if manifest is None else parameter(manifest, procedure, dossier.sides, name, moment)


def rank(record: Mapping[str, Any]) -> tuple[int, str]:
    """Give what decides between records of manifests: the higher version, then the lower digest (12.12)."""
    return -record["version"], record["digest"]


def ordered(reasons: list[Any]) -> list[Any]:
    """Order reasons by their canonical text, without repetition (protocol 12.9)."""
    return list({canonical(reason): reason for reason in sorted(reasons, key=canonical)}.values())
