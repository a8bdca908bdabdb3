"""Steps that somebody can take for sure: with what lies in their hands chosen, and what does not left open.

Who acts chooses the item, what is stated and who does it, and may wait; how long a period is, what comes late and
what others do is not theirs to choose. A way is sure only if it leads on whatever these are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jisr.prove.clocks import begun, clock_of, ends, over_at
from jisr.prove.expressions import FALSE, After, Expr, Val, Var, both, greatest, no, plus, same
from jisr.prove.machine import Machine
from jisr.prove.moves import Move
from jisr.prove.solving import Solver, Values
from jisr.prove.vocabulary import Pattern
from jisr.rules import EACH, Period

# What lies in nobody's hands.
OTHERS: tuple[str, ...] = ("length", "late", "stilled over", "stilled running", "over", "runs", "ends", "nominal")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Way:
    """A step as somebody takes it: when they can, what it changes, and between what lies what is not theirs."""

    name: str
    move: Move
    guard: Expr
    updates: Mapping[str, Expr]
    domain: Expr
    item: Pattern | None = None
    until: str | None = None

    @property
    def count(self) -> str | None:
        """Give the number to which the item in question belongs."""
        if self.item is None or self.move.item is None:
            return None
        return self.move.reader.vocabulary.kinds[self.move.item].count(self.item).name

    def moves_item_to(self) -> str | None:
        """Give the number to which the item in question belongs afterwards; None: it stays where it is."""
        moved = [name for name in self.updates if name.startswith("items:") and name != self.count]
        return moved[0] if self.count in self.updates and moved else None

    def starts(self, period: str) -> bool:
        """Say whether this starts a period."""
        return self.move.act is not None and period in self.move.act.starts


@dataclass(frozen=True)
class Ways:
    """The ways of all sides together, or those of one side `alone`, all others being silent for ever."""

    machine: Machine
    solver: Solver
    alone: str | None = None

    def __iter__(self) -> Iterator[Way]:
        for move in self.machine.moves.values():
            if move.kind in ("act", "joint", "answer") and self._is_theirs(move):
                sample = self._sample(move)
                yield from (self._of(move, each, sample) for each in self._patterns(move) if sample is not None)
        for period in self.machine.procedure.periods:
            if self.alone is None or period.runs_on == self.alone or self.machine.vocabulary.sides == (self.alone,):
                yield self._waiting(period)

    def _is_theirs(self, move: Move) -> bool:
        if move.act is not None and move.act.opens:
            return False
        return self.alone is None or (move.kind != "joint" and self.alone in move.sides)

    def _patterns(self, move: Move) -> tuple[Pattern | None, ...]:
        return (None,) if move.item is None else self.machine.vocabulary.kinds[move.item].patterns

    def _of(self, move: Move, pattern: Pattern | None, sample: Values) -> Way:
        chosen = self._chosen(move, pattern, sample)
        # Whoever starts a period may first wait until their clock is that of the latest.
        waits = self._own_clocks(move) if move.act is not None and move.act.starts else {}
        put, waited = After(chosen), After(waits)
        updates = {name: waited.of(put.of(expr)) for name, expr in move.updates.items()}
        changed = {name: expr for name, expr in updates.items() if not (isinstance(expr, Var) and expr.name == name)}
        return Way(
            name=move.name, move=move, guard=put.of(move.needs), updates={**waits, **changed},
            domain=waited.of(put.of(move.domain)), item=pattern,
        )  # fmt: skip

    def _own_clocks(self, move: Move) -> dict[str, Expr]:
        names = {f"clock:{each}" for each in move.sides if each != EACH}
        return {each.name: self._latest for each in self.machine.variables if each.name in names}

    @property
    def _latest(self) -> Expr:
        return self.machine.reader.view.greatest()

    def _chosen(self, move: Move, pattern: Pattern | None, sample: Values) -> dict[str, Expr]:
        parts = {each.name: each for each in self.machine.variables}
        found: dict[str, Expr] = {}
        for var, (role, about) in move.reader.inputs.roles.items():
            if role == "item":
                assert move.item is not None and pattern is not None, "an item is in question"
                found[var.name] = Val(about == self.machine.vocabulary.kinds[move.item].count(pattern).name)
            elif role == "seen":
                found[var.name] = parts[about]
            elif role == "time":
                found[var.name] = self._latest
            elif role == "crosses":
                found[var.name] = FALSE
            elif role in OTHERS:
                found[var.name] = _renamed(var, f"{move.name} {pattern}")
            else:
                found[var.name] = Val(sample[var.name])
        return found

    def _sample(self, move: Move) -> Values | None:
        """Give what whoever acts may choose so that the step can be done at all; None: it cannot."""
        if not self.solver.find(self.machine.well_formed, move.authorised):
            return None
        return self.solver.values(move.reader.inputs.roles)

    def _waiting(self, period: Period) -> Way:
        """Give that time passes until a period is over; alone, only one's own clock goes on."""
        time, end = self.machine.moves["time"], over_at(period.name)
        passed: list[Expr] = []
        names: dict[str, Expr] = {}
        for var, (role, about) in time.reader.inputs.roles.items():
            names[var.name] = _renamed(var, period.name)
            if role == "passes":
                passed += self._passed(var, about, end)
        stilled = FALSE if period.stills is None else self.machine.reader.read(period.stills)
        put = After(names)
        return Way(
            name=f"time until {period.name}", move=time, guard=both(begun(period.name), ends(period.name), no(stilled)),
            updates={name: put.of(expr) for name, expr in time.updates.items()},
            domain=put.of(both(time.domain, *passed)), until=period.name,
        )  # fmt: skip

    def _passed(self, var: Var, about: str, end: Var) -> list[Expr]:
        """Give how far a clock goes while somebody waits for an end."""
        if about in self.machine.vocabulary.compiled.periods:
            mine = clock_of(about)
            # Whose clock it is that a period runs on is not said: alone, it may be one's own or another's.
            return [] if self.alone is not None else [same(plus(mine, var), greatest((mine, end)))]
        mine = Var(about, is_number=True)
        goes = self.alone is None or about == f"clock:{self.alone}"
        return [same(plus(mine, var), greatest((mine, end)) if goes else mine)]


def _renamed(var: Var, way: str) -> Var:
    """Give what one way leaves open a name of its own: what happens to one says nothing of another."""
    return Var(f"{var.name} in {way}", var.is_number)
