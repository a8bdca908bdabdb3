"""A run of the prover, played act by act on real nodes in memory: what the kernel makes of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from jisr.base import DossierId, EntryId, Instant, Party
from jisr.kernel import By, Docket, Standing, State, Verdict
from jisr.procedures.framework import FRAMEWORK
from jisr.prove.machine import Machine
from jisr.prove.walking import PARAMETER_VALUE, Pace, Walker
from jisr.prove.walking import State as Reached
from jisr.rules import ALL_SIDES, EACH, Field, Procedure
from tests.strategies.worlds import KEY, NAMES, START, Setting, World, manifest, opening_of

SOURCE: Final = "written for the tests"
HOURS: Final = 5
HOUR_SECONDS: Final = 3_600
LENGTH: Final = (HOURS * HOUR_SECONDS, HOURS * HOUR_SECONDS)
# As many acts of one run as there are authorities: nobody does two of them.
AUTHORITIES: Final = 40


def lengths(procedure: Procedure) -> dict[str, tuple[int, int | None]]:
    """Give the lengths of the periods in these worlds."""
    return {each.name: LENGTH for each in procedure.parameters}


def _parameters(procedure: Procedure) -> dict[str, Any]:
    length = {"n": HOURS, "unit": "hours", "calendar": None}
    rows = {
        each.name: [{"from": "2020-01-01", "is": length if each.unit == "hours" else PARAMETER_VALUE, "source": SOURCE}]
        for each in procedure.parameters
    }
    return {ALL_SIDES: rows}


class Play:
    """A dossier of a procedure on nodes that exchange after each act."""

    def __init__(self, procedure: Procedure, *, parties: int = 2) -> None:
        self.procedure = procedure
        sides = procedure.sides
        self.parties = [Party(each) for each in NAMES[: parties if isinstance(sides, str) else len(sides)]]
        names = self.parties if isinstance(sides, str) else sides
        self.sides: dict[str, Party] = dict(zip(names, self.parties, strict=True))
        value = manifest(self.parties, (FRAMEWORK, procedure), parameters=_parameters(procedure))
        self.world = World(Setting(manifests=(value,), procedures=(FRAMEWORK, procedure)))
        mandates = sorted({each for each, _ in procedure.mandates if each != "founding"} or {"any"})
        for party in self.parties:
            for at in range(AUTHORITIES):
                self.world.declare(party, f"office{at}", *mandates)
        self.exchange()
        self.dossier: DossierId | None = None
        self.done = 0

    def exchange(self) -> None:
        """Let everybody learn everything, and that everybody has."""
        for _ in range(2):
            for one in self.parties:
                for other in self.parties:
                    if one < other:
                        self.world.exchange(one, other)

    @property
    def docket(self) -> Docket:
        """Give the dossier as the first party sees it."""
        assert self.dossier is not None, "it was opened"
        found = self.world.nodes[self.parties[0]].shelf.docket(self.dossier)
        assert found is not None
        return found

    @property
    def state(self) -> State:
        """Give the state of the dossier."""
        found = self.docket.state
        assert found is not None
        return found

    def _by(self, party: Party, mandate: str) -> By:
        self.done += 1
        if mandate == "founding":
            return By(f"{party.lower()}.founder", mandate, f"o-{self.done}")
        return By(f"{party.lower()}.office{self.done % AUTHORITIES}", mandate, f"o-{self.done}")

    def enter(self, party: Party, act: str, mandate: str, **more: Any) -> tuple[EntryId, Verdict]:
        """Let a party enter an act, and everybody learn of it."""
        opens = self.dossier is None
        if opens:
            seq = self.world.nodes[party].size(party)
            self.dossier = opening_of(party, seq)
            from tests.strategies.worlds import compiled

            more |= {"digest": compiled(self.procedure).digest, "sides": self.sides}
        entry = self.world.draft(
            party, act, self._by(party, mandate), dossier=self.dossier, procedure=self.procedure.id, **more
        )
        at = self.world.append(entry)
        self.exchange()
        return at, self.world.nodes[party].verdicts[at]

    # What the prover says, done

    def do(self, pace: Pace, walker: Walker) -> list[Verdict]:
        """Do one step of a run; give what became of each act that it takes."""
        move = pace.move
        match move.kind:
            case "time":
                clocks = [int(pace.after[at]) for name, at in walker.order.items() if name.startswith("clock:")]
                self.world.now = Instant(START + max(clocks))
                for party in self.parties:
                    # A clock is what a party has stated.
                    self.world.acknowledge(party)
                    self.enter_ack(party)
                self.exchange()
                return []
            case "act" | "report":
                assert move.act is not None
                party, mandate = self._who(move.act.by)
                fields = {} if move.kind == "report" else self._fields(pace, move.act.fields, move.name)
                attests = move.kind == "act" and move.act.attests is not None
                more = {"item": self._item(pace), "fields": fields, "rests": KEY if attests else None}
                return [self.enter(party, move.name, mandate, **more)[1]]
            case "joint" | "goal":
                return self._jointly(pace)
            case "contest":
                party, mandate = self._any()
                more = {"item": self._item(pace), "fields": {"fact": move.about}}
                return [self.enter(party, "contest", mandate, **more)[1]]
            case "answer":
                return list(self._answer(move.about, self._item(pace)))
            case "reopen":
                party, mandate = self._any("reopen")
                return [self.enter(party, "reopen", mandate)[1]]
        raise AssertionError(move.kind)

    def enter_ack(self, party: Party) -> None:
        """Let a party state its time."""
        from jisr.kernel import ACK, node_authority

        self.world.append(self.world.draft(party, ACK, By(node_authority(party), "clock", "node")))

    def _jointly(self, pace: Pace) -> list[Verdict]:
        act = pace.move.act
        assert act is not None
        mandates = next(iter(act.by.values()))
        mandate = self._mandate(mandates)
        first, *others = self.parties
        fields = self._fields(pace, act.fields, pace.move.name)
        proposal, verdict = self.enter(
            first, f"propose_{act.name}", self._mandate(self._of(act.by, first)), item=self._item(pace), fields=fields
        )
        found = [verdict]
        for other in others:
            found.append(
                self.enter(other, f"concur_{act.name}", self._mandate(self._of(act.by, other)), item=str(proposal))[1]
            )
        if len(self.parties) > 2:
            found.append(self.enter(first, f"conclude_{act.name}", mandate, item=str(proposal))[1])
        return found

    def _of(self, by: Mapping[str, tuple[str, ...]], party: Party) -> tuple[str, ...]:
        side = EACH if EACH in by else next(name for name, each in self.sides.items() if each == party)
        return by[side]

    def _answer(self, fact: str, item: str | None) -> Iterator[Verdict]:
        key = fact if item is None else f"{fact}|{item}"
        open_ = [name for name, each in self.state.contests.items() if each["key"] == key]
        sides, joint = self.docket.compiled.contestable[fact]
        parties = [each for name, each in self.sides.items() if name in sides or EACH in sides]
        for contest in open_:
            for at in range(2):
                party = parties[at % len(parties)] if joint else parties[0]
                side = EACH if EACH in sides else next(name for name, each in self.sides.items() if each == party)
                mandates = sorted(self.docket.compiled.steps["answer"].by[side])
                yield self.enter(party, "answer", self._mandate(mandates, at), item=contest)[1]

    def _who(self, by: Mapping[str, tuple[str, ...]]) -> tuple[Party, str]:
        if EACH in by:
            return self.parties[0], self._mandate(by[EACH])
        side = min(by)
        return self.sides[side], self._mandate(by[side])

    def _any(self, step: str | None = None) -> tuple[Party, str]:
        party = self.parties[0]
        if step is None:
            return party, self._mandate(("*",))
        side = EACH if self.procedure.sides == EACH else next(iter(self.sides))
        return party, self._mandate(sorted(self.docket.compiled.steps[step].by[side]))

    def _mandate(self, mandates: Any, at: int = 0) -> str:
        known = [each for each, _ in self.procedure.mandates]
        chosen = [each for each in mandates if each in known and "*" not in mandates] or known or ["any"]
        return chosen[at % len(chosen)]

    def _item(self, pace: Pace) -> str | None:
        """Give an item that has the pattern of which the step speaks."""
        for var, (role, about) in pace.move.reader.inputs.roles.items():
            if role == "item" and pace.brought.get(var.name):
                _, kind, pattern = about.split(":")
                machine_kind = pace.move.reader.vocabulary.kinds[kind]
                for item in self.state.items_of(kind):
                    if self.pattern(machine_kind, item) == pattern:
                        return item
                raise AssertionError(f"no {kind} of pattern {pattern}")
        return None

    def pattern(self, kind: Any, item: str) -> str:
        """Give what holds of an item, as the prover tells items apart."""
        bits = []
        for role, name in kind.bits:
            key = f"{name}|{item}"
            marks = self.state.facts.get(key, ())
            bits.append(self.state.is_contested(key) if role == "doubt" else bool(marks and marks[0][2]))
        return "".join("01"[each] for each in bits)

    def _fields(self, pace: Pace, declared: tuple[Field, ...], name: str) -> dict[str, Any]:
        found = {}
        for field in declared:
            if field.required or pace.brought.get(f"in:{name}:states {field.name}"):
                found[field.name] = self._value(pace, field, name)
        return found

    def _value(self, pace: Pace, field: Field, name: str) -> Any:
        match field.type:
            case "integer":
                return int(pace.brought.get(f"in:{name}:field {field.name}", 1))
            case "date":
                return datetime.fromtimestamp(self.world.now + 30 * 86_400, UTC).strftime("%Y-%m-%d")
            case "choice":
                return field.choices[0][0]
        return "text"


def stands(verdicts: list[Verdict]) -> bool:
    """Say whether all acts stand."""
    return all(each.standing is Standing.STANDS for each in verdicts)


def differing(play: Play, machine: Machine, walker: Walker, reached: Reached) -> list[str]:
    """Give where the kernel's state and the prover's are not the same."""
    found = []
    for name in machine.vocabulary.facts:
        said = bool(walker.value(machine.reader.fact(name), reached))
        if play.state.fact(name) != said:
            found.append(f"{name}: {said} to the prover")
    for kind in machine.vocabulary.kinds.values():
        there = Counter(play.pattern(kind, item) for item in play.state.items_of(kind.name))
        for pattern in kind.patterns:
            count = reached[walker.order[kind.count(pattern).name]]
            code = "".join("01"[each] for each in pattern)
            if there[code] != count:
                found.append(f"{kind.name} {code}: {count} to the prover, {there[code]} to the kernel")
    return found
