"""What acts give, and the state that they reach together (protocol 5.0, 12.5, 12.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .reading import Entry, precedes
from .terms import Scope, holds

if TYPE_CHECKING:
    from .dossiers import Dossier
    from .world import World

Key = tuple[str, str | None]


@dataclass
class Given:
    """What one act gives in a state: facts, figures, an item, starts and ends of periods (protocol 12.8)."""

    facts: dict[Key, bool] = field(default_factory=dict)
    figures: dict[Key, Any] = field(default_factory=dict)
    adds: str | None = None
    starts: Sequence[str] = ()
    ends: Sequence[str] = ()


def last(acts: Sequence[Entry]) -> list[Entry]:
    """Keep those acts that no other of them succeeds (protocol 5.0)."""
    return [act for act in acts if not any(precedes(act, other) for other in acts if other is not act)]


class State:
    """The state of one dossier that some standing and crossed acts give, beside that of the one it is within."""

    def __init__(
        self, world: World, dossier: Dossier, standing: Sequence[Entry], crossed: Sequence[Entry], outer: State | None
    ) -> None:
        self.world = world
        self.dossier = dossier
        self.standing = standing
        self.crossed = frozenset(crossed)
        self.outer = outer
        self._members = frozenset(standing)
        self._given: dict[Entry, Given] | None = None

    def has(self, entry: Entry | None) -> bool:
        """Say whether an act stands here."""
        return entry in self._members

    def named(self, step: str, item: str) -> list[Entry]:
        """List the standing acts of a step that name an entry."""
        return [act for act in self.standing if self.world.act(act).step == step and act.value["item"] == item]

    @property
    def given(self) -> Mapping[Entry, Given]:
        """What each standing or crossed act gives."""
        if self._given is None:
            both = sorted([*self.standing, *self.crossed], key=self.world.listed)
            self._given = {act: self._gives(act) for act in both}
        return self._given

    def _gives(self, entry: Entry) -> Given:
        act, procedure = self.world.act(entry), self.world.spoken(entry)
        if act.step == "reopen":
            return Given(facts={("closed", None): False})
        declared = act.declared
        if act.step == "report" or entry in self.crossed:
            return Given(facts={(f"{declared['name']}_{what}", None): True for what in ("done", "crossed")})
        if act.step == "propose" and declared["irrevocable"]:
            return Given(starts=[f"{declared['name']}_window"])
        if act.step not in ("plain", self.dossier.concluding):
            return Given()
        source = self.world.proposal(entry) if act.step != "plain" else entry
        if source is None or (source is not entry and not self.has(source)):
            return Given(facts={(f"{declared['name']}_{what}", None): True for what in ("done", "crossed")})
        fields = self.fields(source)

        def place(name: str) -> Key:
            kind = procedure.kind(name)
            if kind is None:
                return name, None
            return name, entry.id if kind == declared["adds"] else source.value["item"]

        return Given(
            facts={place(name): True for name in procedure.sets(declared)}
            | {place(name): False for name in procedure.clears(declared)},
            figures={place(row["figure"]): fields.get(row["field"]) for row in declared["assigns"]},
            adds=declared["adds"],
            starts=declared["starts"],
            ends=declared["ends"],
        )

    def fields(self, entry: Entry) -> Mapping[str, Any]:
        """Read the fields of an act as the corrections that stand here give them (protocol 12.5)."""
        corrections = last(self.named("correct", entry.id))
        if not corrections:
            return dict(entry.value["fields"])
        read = [correction.value["fields"]["fields"] for correction in corrections]
        return {
            name: value
            for name, value in read[0].items()
            if all(name in other and other[name] == value for other in read)
        }

    def assigning(self, name: str, item: str | None) -> list[Entry]:
        """List the acts that count in giving a fact its value (protocol 5.0)."""
        return last([act for act, given in self.given.items() if (name, item) in given.facts])

    def fact(self, name: str, item: str | None) -> bool:
        """Give the value of a fact; contested, or where those that count disagree, the cautious one (5.0, 12.5)."""
        cautious = self.dossier.procedure.cautious(name)
        values = {self.given[act].facts[name, item] for act in self.assigning(name, item)}
        if len(values) > 1 or any(self.contested(contest) for contest in self._contests(name, item)):
            return cautious
        return values.pop() if values else False

    def contests(self, name: str) -> list[Entry]:
        """List the standing contests of a fact, of whatever item (protocol 12.5)."""
        contests = [act for act in self.standing if self.world.act(act).step == "contest"]
        return [act for act in contests if act.value["fields"]["fact"] == name]

    def _contests(self, name: str, item: str | None) -> list[Entry]:
        return [act for act in self.contests(name) if act.value["item"] == item]

    def places(self, name: str) -> set[str | None]:
        """List the items of which a fact or figure has been given a value (protocol 12.8)."""
        keys = [key for given in self.given.values() for key in (*given.facts, *given.figures)]
        return {item for called, item in keys if called == name}

    def contested(self, contest: Entry) -> bool:
        """Say whether a standing contest is open: not yet answered twice (protocol 12.5)."""
        procedure = self.world.spoken(contest)
        fact = contest.value["fields"]["fact"]
        joint = any(act["joint"] for act in procedure.giving(fact, not procedure.cautious(fact)))
        answers = [act for act in self.named("answer", contest.id) if precedes(contest, act)]
        return len({act.party if joint else act.value["by"]["mandate"] for act in answers}) < 2

    def figure(self, name: str, item: str | None) -> Any | None:
        """Give the value of a figure; none if nothing assigns it or those that count disagree (protocol 4.1)."""
        values = [self.given[act].figures[name, item] for act in self.counting(name, item)]
        return values[0] if values and all(value == values[0] for value in values) else None

    def counting(self, name: str, item: str | None) -> list[Entry]:
        """List the acts that count in assigning a figure (protocol 4.1)."""
        return last([act for act, given in self.given.items() if (name, item) in given.figures])

    def items(self, kind: str) -> list[str]:
        """List the items of a kind that exist here (protocol 4.2)."""
        return [act.id for act, given in self.given.items() if given.adds == kind]

    def starts(self, period: str) -> list[Entry]:
        """List the starts of a period that count (protocol 12.10)."""
        return [act for act in self.starts_and_ends(period) if period in self.given[act].starts]

    def starts_and_ends(self, period: str) -> list[Entry]:
        """List the starts and ends of a period that no other succeeds (protocol 12.8, 12.10)."""
        return last([act for act, given in self.given.items() if period in (*given.starts, *given.ends)])

    def after(self, number: int) -> State:
        """Give the state of the first so many of the acts listed here (protocol 12.10)."""
        first = list(self.given)[:number]
        crossed = [act for act in first if act in self.crossed]
        return State(self.world, self.dossier, [act for act in first if act in self._members], crossed, None)

    def holds(self, term: Any, scope: Scope) -> bool:
        """Say whether a term holds here."""
        return holds(term, self, scope)
