"""Everything that can be done in a small procedure, one act after another, judged by the slow model of the protocol.

Of runs that lead to the same (facts, items, how long ago what runs began, what is contested) one is gone on from. After
each act everybody has seen it; parties wait by the hour. So the runs are those of an order of single acts.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from jisr.procedures.framework import FRAMEWORK
from jisr.rules import Act, Compare, Given, Procedure, write_procedure, write_term
from jisr.rules.subject import parts
from tests.model.judge import authorise
from tests.model.periods import stilled
from tests.model.reading import Entry
from tests.model.states import State
from tests.model.terms import Scope, holds
from tests.model.world import Record, World
from tests.strategies.worlds import NAMES, START, manifest
from tests.unit.prove.cutting import HOURS, MANDATE, SPAN, sides_of

HOUR_SECONDS: Final = 3_600
# So many items of one kind that are alike are as good as more.
ALIKE_MAX: Final = 2
ITEMS_MAX: Final = 2
STATES_MAX: Final = 300
WAIT: Final = "wait"
# Who, what, and about which item: an act's name, a step of the kernel's, or that an hour passes. Then what is stated.
Move = tuple[str, str, str | None, tuple[tuple[str, int], ...]]


class Taken:
    """What one node has taken in, as the model's reader would give it."""

    def __init__(self, parties: Sequence[str]) -> None:
        self.parties = list(parties)
        self.entries: list[Entry] = []
        self.taken: dict[str, list[Entry]] = {each: [] for each in parties}
        self.raw: dict[str, list[bytes]] = {each: [] for each in parties}


@dataclass(frozen=True)
class Explored:
    """What was found: whether something that must not be is reached, and whether everything was looked at."""

    broken: tuple[Move, ...] | None
    states: int
    exhausted: bool


class Exploring:
    """All runs of a procedure cut down; `contests`: whether what was stated is contested, one fact at a time."""

    def __init__(self, procedure: Procedure, *, contests: bool = False) -> None:
        self.procedure, self.contests = procedure, contests
        (self.guarantee,) = procedure.guarantees
        self.term = write_term(self.guarantee.term)
        names = sides_of(procedure)
        self.parties = NAMES[: 2 if len(names) > 1 or procedure.sides == "each" else 1]
        called = self.parties if isinstance(procedure.sides, str) else procedure.sides
        self.sides = dict(zip(called, self.parties, strict=True))
        length = {"n": HOURS, "unit": "hours", "calendar": None}
        rows = {SPAN: [{"from": "2020-01-01", "is": length, "source": "for the tests"}]}
        texts = [write_procedure(each) for each in (FRAMEWORK, procedure)]
        agreed = manifest(self.parties, (FRAMEWORK, procedure), parameters={"all": rows})
        self.case = {"manifest": agreed, "procedures": texts, "calendars": []}
        self.digest = agreed["procedures"][procedure.id]
        self.numbers = _numbers(procedure)

    def stated(self, act: Act) -> Iterator[tuple[tuple[str, int], ...]]:
        """Give what an act may state in its fields: each number on each side of what it is compared with."""
        names = [each.name for each in act.fields]
        yield from (tuple(zip(names, each, strict=True)) for each in product(self.numbers, repeat=len(names)))

    def explore(self, states: int = STATES_MAX) -> Explored:
        """Go through all states, nearest first, until the guarantee is broken or nothing new is reached."""
        waiting: list[tuple[Move, ...]] = [()]
        known: set[object] = set()
        for run in waiting:
            walk = self.walk(run)
            key = walk.key()
            if key in known:
                continue
            known.add(key)
            if len(known) > states:
                return Explored(None, len(known), exhausted=False)
            for move in walk.moves():
                if not walk.take(move):
                    continue
                if walk.broken:
                    return Explored((*run, move), len(known), exhausted=False)
                after = walk.key()
                walk.undo()
                if after not in known:
                    waiting.append((*run, move))
        return Explored(None, len(known), exhausted=True)

    def walk(self, run: Sequence[Move]) -> "Walk":
        """Give the end of a run."""
        walk = Walk(self)
        for move in run:
            assert walk.take(move), move
        return walk


def _numbers(procedure: Procedure) -> tuple[int, ...]:
    """Give numbers on both sides of all with which something is compared, two of each where there is room."""
    terms = [part.term for act in procedure.acts for part in parts(act.needs)]
    terms += [part.term for each in procedure.guarantees for part in parts(each.term)]
    values = [each for term in terms if isinstance(term, Compare) for each in (term.left, term.right)]
    given = {each.value for each in values if isinstance(each, Given) and isinstance(each.value, int)} or {0}
    return tuple(sorted({near for each in given for near in (each - 1, each, each + 1)}))


class Walk:
    """One run, with what is judged of it by the model."""

    def __init__(self, exploring: Exploring) -> None:
        self.of = exploring
        self.taken = Taken(exploring.parties)
        self.world = World(exploring.case, self.taken)  # type: ignore[arg-type]  # it has all that is asked of a reader
        self.now, self.broken = int(START), False
        self.opening: str | None = None
        self._marks: list[tuple[int, int, str | None, bool]] = []

    @property
    def state(self) -> State | None:
        """Give the state of the dossier."""
        if self.opening is None:
            return None
        dossier = self.world.dossiers[self.opening]
        return self.world.state(dossier, self.world.acts(dossier))

    # What can be done

    def moves(self) -> Iterator[Move]:
        """Give what may be tried: each act by each party about each item, what the kernel adds, and an hour."""
        state = self.state
        if state is None:
            yield from (
                (each, act.name, None, stated)
                for act in self.of.procedure.acts
                if act.opens
                for each in self._by(act.by)
                for stated in self.of.stated(act)
            )
            return
        yield ("", WAIT, None, ())
        for act in self.of.procedure.acts:
            if act.opens or (act.adds is not None and len(state.items(act.adds)) >= ITEMS_MAX):
                continue
            items = [None] if act.item is None else state.items(act.item)
            for party in self._by(act.by)[: 1 if act.joint else None]:
                yield from ((party, act.name, item, stated) for item in items for stated in self.of.stated(act))
                if act.irrevocable:
                    yield (party, f"report_{act.name}", None, ())
        yield (self.of.parties[0], "reopen", None, ())
        yield from self._contests(state)

    def _by(self, by: Mapping[str, object]) -> list[str]:
        return [party for side, party in self.of.sides.items() if side in by or "each" in by]

    def _contests(self, state: State) -> Iterator[Move]:
        open_ = any(state.contested(each) for name in state.dossier.procedure.facts for each in state.contests(name))
        if self.of.contests and not open_:
            for fact in self.of.procedure.facts:
                items = [None] if fact.item is None else state.items(fact.item)
                yield from ((self.of.parties[0], f"contest {fact.name}", item, ()) for item in items)

    # What is done

    def take(self, move: Move) -> bool:
        """Make a move; say whether every act of it is authorised. What is not leaves nothing behind."""
        party, name, item, stated = move
        self._marks.append((len(self.taken.entries), self.now, self.opening, self.broken))
        if name == WAIT:
            self.now += HOUR_SECONDS
            self._tell("")
            return True
        if self._done(party, name, item, dict(stated)):
            return True
        self.undo()
        return False

    def _done(self, party: str, name: str, item: str | None, stated: Mapping[str, int]) -> bool:
        act = next((each for each in self.of.procedure.acts if each.name == name), None)
        if act is None or not act.joint:
            return self._act(party, name, item, stated, is_last=True) is not None
        proposal = self._act(party, f"propose_{name}", item, stated)
        others = [each for each in self.of.parties if each != party]
        return proposal is not None and all(
            self._act(each, f"concur_{name}", proposal.id, {}, is_last=True) is not None for each in others
        )

    def _act(
        self, party: str, name: str, item: str | None, stated: Mapping[str, int], *, is_last: bool = False
    ) -> Entry | None:
        """Enter an act; where it is the last of what the guarantee is about, hold this against the state before."""
        word, _, fact = name.partition(" ")
        entry = self._entry(party, word, item, {"fact": fact} if fact else stated)
        record = Record(None)
        self.world.records[entry] = record
        record.reasons = authorise(self.world, entry, record)
        if record.reasons != []:
            return None
        if record.dossier is not None and record.dossier.opening is entry:
            self.world.dossiers[entry.id], self.opening = record.dossier, entry.id
        at = self.of.guarantee.at
        if is_last and at is not None and word in (at, f"concur_{at}"):
            self.broken = not self._holds(entry, item)
        self._tell(party)
        return entry

    def _holds(self, entry: Entry, item: str | None) -> bool:
        dossier = self.world.records[entry].dossier
        assert dossier is not None
        state = self.world.state(dossier, self.world.past(entry, dossier))
        source = self.world.source(entry)
        about = source.value["item"] if source is not entry else item
        scope = Scope(entry, about, dict(source.value["fields"]))
        return bool(holds(self.of.term, state, scope))

    def _tell(self, but: str) -> None:
        """Let everybody else say that they have seen it, at this time."""
        for party in self.of.parties:
            if party != but:
                entry = self._entry(party, "ack", None, {})
                self.world.records[entry] = Record(authorise(self.world, entry, Record(None)))

    def _entry(self, party: str, name: str, item: str | None, fields: Mapping[str, Any]) -> Entry:
        seq = len(self.taken.taken[party])
        seen = {other: len(log) for other, log in self.taken.taken.items() if other != party}
        opens = any(act.name == name and act.opens for act in self.of.procedure.acts)
        of_dossier = name != "ack"
        authority, mandate = ("founder", MANDATE) if of_dossier else ("node", "clock")
        value = {
            "framework": "fwk", "party": party, "seq": seq, "seen": seen, "roots": {}, "time": "",
            "dossier": (f"{party}.{seq}" if opens else self.opening) if of_dossier else None,
            "procedure": self.of.procedure.id if of_dossier else None,
            "digest": self.of.digest if opens else None, "sides": dict(self.of.sides) if opens else None,
            "act": name, "item": item, "fields": dict(fields), "sealed": {}, "rests": None, "opened": [],
            "by": {
                "authority": f"{party.lower()}.{authority}", "mandate": mandate, "officer": "o-1", "on_behalf": None,
            },
            "unopened": [],
        }  # fmt: skip
        entry = Entry(party, seq, value, None, self.now, seen, len(self.taken.entries))
        self.taken.entries.append(entry)
        self.taken.taken[party].append(entry)
        self.world.by_id[entry.id] = entry
        if of_dossier:
            self.world.members.setdefault(value["dossier"], []).append(entry)
        return entry

    def undo(self) -> None:
        """Take the last move back."""
        number, self.now, opening, self.broken = self._marks.pop()
        while len(self.taken.entries) > number:
            entry = self.taken.entries.pop()
            self.taken.taken[entry.party].pop()
            del self.world.by_id[entry.id]
            self.world.records.pop(entry, None)
            self.world.depth.pop(entry, None)
            self.world._pasts.pop(entry, None)
            if entry.value["dossier"] is not None:
                self.world.members[entry.value["dossier"]].pop()
        if self.opening != opening and self.opening is not None:
            del self.world.dossiers[self.opening]
        self.opening = opening

    # Where it has led

    def key(self) -> object:
        """Give what tells this state from others."""
        state = self.state
        if state is None:
            return None
        plain = [each.name for each in self.of.procedure.facts if each.item is None]
        plain += ["closed", *(f"{each.name}_{what}" for each in self._irrevocable() for what in ("done", "crossed"))]
        facts = tuple(self._fact(state, name, None) for name in plain)
        items = tuple(self._items(state, each.name) for each in self.of.procedure.items)
        figures = tuple(state.figure(each.name, None) for each in self.of.procedure.figures)
        return facts, items, figures, tuple(self._ages(state, each.name) for each in self.of.procedure.periods)

    def _irrevocable(self) -> Iterator[Any]:
        return (each for each in self.of.procedure.acts if each.irrevocable)

    def _fact(self, state: State, name: str, item: str | None) -> tuple[bool, bool]:
        given = {state.given[act].facts[name, item] for act in state.assigning(name, item)}
        contested = any(state.contested(each) for each in state.contests(name) if each.value["item"] == item)
        return given == {True}, contested

    def _items(self, state: State, kind: str) -> object:
        names = [each.name for each in self.of.procedure.facts if each.item == kind]
        counted = Counter(tuple(self._fact(state, name, item) for name in names) for item in state.items(kind))
        return tuple(sorted((pattern, min(count, ALIKE_MAX)) for pattern, count in counted.items()))

    def _ages(self, state: State, name: str) -> object:
        """Give how long ago each start was, and how long it was stilled since, as far as it matters."""
        period = state.dossier.procedure.periods[name]
        scope = Scope(self.taken.entries[-1])
        return tuple(
            sorted(
                min(
                    self.now - int(start.time or 0) - stilled(state, scope, period, start, self.now),
                    HOURS * HOUR_SECONDS,
                )
                for start in state.starts(name)
            )
        )
