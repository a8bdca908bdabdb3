"""What holds in every reachable state, found by simple means: candidates that no step breaks are kept (Houdini).

A candidate says of two truths of a state that the one is never without the other, never with it, or that one of both
is always so. Whatever a step could break, all others being given, is dropped, until nothing is: what is left holds
together, by induction. The solver says of each step once which truths it needs; the rest is reading.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import combinations

from jisr.prove.expressions import Either, Every, Expr, If, Val, Var, after, both, either, no, variables
from jisr.prove.machine import Machine
from jisr.prove.moves import Move
from jisr.prove.solving import Solver

# A truth, and whether it is so.
Literal = tuple[str, bool]
# One of these at least is so.
Clause = frozenset[Literal]


class Lemmas:
    """The lemmas that hold of a machine; tried are those `told` that hold in states known to be `reached`.

    `like`: those of a machine that does nothing which this one does not: no others can hold here.
    """

    def __init__(
        self,
        machine: Machine,
        solver: Solver,
        told: Iterable[Clause] | None = None,
        reached: Iterable[Mapping[str, bool]] = (),
        like: "Lemmas | None" = None,
    ) -> None:
        self.machine, self.solver = machine, solver
        self.truths: Mapping[str, Var] = {each.name: each for each in machine.told}
        self._asked: dict[tuple[str, Clause], bool] = {}
        if like is not None:
            self._begin_with(like)
            return
        with solver.given(machine.well_formed):
            self._found(told, reached)

    def _found(self, told: Iterable[Clause] | None, reached: Iterable[Mapping[str, bool]]) -> None:
        """Keep those candidates that no step breaks."""
        machine, solver = self.machine, self.solver
        solver.find(machine.initial)
        begin = {name: bool(value) for name, value in solver.values(self.truths.values()).items()}
        self.kept: set[Clause] = set(_holding(candidates(self.truths) if told is None else told, [begin, *reached]))
        self.needed = {name: self._needed(move) for name, move in machine.moves.items()}
        while self._dropped():
            pass

    def _begin_with(self, like: "Lemmas") -> None:
        """Drop of others' lemmas what changed steps break, and what rested on it; else nothing is to be asked anew."""
        changed = self.machine.changed
        self._asked = {key: kept for key, kept in like._asked.items() if key[0] not in changed}
        self.kept = set(like.kept)
        self.needed = {**like.needed, **{name: self._needed(move) for name, move in changed.items()}}
        # All others keep what all together say: that was shown of them there.
        if self._dropped(changed):
            while self._dropped():
                pass

    @cached_property
    def formula(self) -> Expr:
        """Give all of them in one."""
        ordered = sorted(sorted(each) for each in self.kept)
        return both(*(either(*(self._literal(each) for each in clause)) for clause in ordered))

    def _literal(self, literal: Literal) -> Expr:
        name, so = literal
        return self.truths[name] if so else no(self.truths[name])

    def _needed(self, move: Move) -> frozenset[Literal]:
        """Give the truths without which a step cannot come."""
        mentioned = [each for name, each in variables(move.may_come).items() if name in self.truths]
        with self.solver.given(self.machine.well_formed, move.may_come):
            if not self.solver.find():
                return frozenset((name, so) for name in self.truths for so in (True, False))
            # Each answer shows of all that it has otherwise that they are not needed; the last, that all others are.
            needed = self.solver.values(mentioned)
            while needed and self.solver.find(
                either(*(no(self._literal((name, bool(so)))) for name, so in needed.items()))
            ):
                other = self.solver.values(self.truths[name] for name in needed)
                needed = {name: so for name, so in needed.items() if other[name] == so}
        return frozenset((name, bool(so)) for name, so in needed.items())

    def _dropped(self, among: Mapping[str, Move] | None = None) -> bool:
        """Drop what some step could break; say whether there was anything."""
        by: dict[Literal, list[Clause]] = {}
        for clause in self.kept:
            for literal in clause:
                by.setdefault(literal, []).append(clause)
        before = len(self.kept)
        for name, move in (self.machine.moves if among is None else among).items():
            spoiled, made = self._effects(move)
            given = self._closed(self.needed[name], by) if spoiled else self.needed[name]
            if any((of, not so) in given for of, so in given):
                continue
            for literal in spoiled:
                broken = [
                    each for each in by.get(literal, ()) if not self._survives(each, literal, spoiled, made, given)
                ]
                if not isinstance(move.updates[literal[0]], Val):
                    broken = self._broken_by(move, broken)
                self.kept.difference_update(broken)
        return len(self.kept) < before

    def _effects(self, move: Move) -> tuple[frozenset[Literal], frozenset[Literal]]:
        """Give what may no longer be so after a step, and what is so for sure."""
        spoiled: set[Literal] = set()
        made: set[Literal] = set()
        for name, expr in move.updates.items():
            if name not in self.truths:
                continue
            spoiled |= {(name, not each) for each in newly(expr, name)}
            if isinstance(expr, Val):
                made.add((name, bool(expr.value)))
        return frozenset(spoiled), frozenset(made)

    def _survives(
        self, clause: Clause, literal: Literal, spoiled: frozenset[Literal], made: frozenset[Literal],
        given: frozenset[Literal],
    ) -> bool:  # fmt: skip
        others = clause - {literal}
        if others & made:
            return True
        name, so = literal
        # Either the step needs the other, or the one is never so without it.
        return any(each in given or frozenset({(name, not so), each}) in self.kept for each in others - spoiled)

    def _broken_by(self, move: Move, clauses: Iterable[Clause]) -> list[Clause]:
        """Give those lemmas that a step may break by itself: one that gives a truth now this value, now that.

        Many are asked of at once: each answer shows all that it breaks, and the last that the others are kept.
        """
        asked = list(clauses)
        left = {each: self._breaking(move, each) for each in asked if (move.name, each) not in self._asked}
        with self.solver.given(self.machine.well_formed, move.may_come):
            while left and self.solver.find(either(*left.values())):
                broken = {each for each, so in left.items() if self.solver.holds(so)}
                self._asked |= {(move.name, each): False for each in broken}
                left = {each: so for each, so in left.items() if each not in broken}
        self._asked |= {(move.name, each): True for each in left}
        return [each for each in asked if not self._asked[move.name, each]]

    def _breaking(self, move: Move, clause: Clause) -> Expr:
        formula = either(*(self._literal(each) for each in sorted(clause)))
        return both(formula, no(after(formula, move.updates)))

    @staticmethod
    def _closed(literals: frozenset[Literal], by: Mapping[Literal, list[Clause]]) -> frozenset[Literal]:
        """Give what follows from truths, one lemma after another."""
        found = set(literals)
        waiting = list(literals)
        while waiting:
            name, so = waiting.pop()
            for clause in by.get((name, not so), ()):
                for other in clause - {(name, not so)}:
                    if len(clause) > 1 and other not in found:
                        found.add(other)
                        waiting.append(other)
        return frozenset(found)


def newly(expr: Expr, name: str) -> frozenset[bool]:
    """Give the values that a truth may have after a step that gives it `expr`, if not the one that it had.

    What gives it a value or leaves it as it is, as an echo into a dossier that may not be there, spoils no lemma by
    which it has that value.
    """
    match expr:
        case Val():
            return frozenset({bool(expr.value)})
        case Var():
            return frozenset() if expr.name == name else frozenset({True, False})
        case If():
            return newly(expr.then, name) | newly(expr.other, name)
        case Every() | Either() if any(isinstance(each, Var) and each.name == name for each in expr.parts):
            return frozenset({isinstance(expr, Either)})
        case _:
            return frozenset({True, False})


def candidates(truths: Iterable[str]) -> Iterable[Clause]:
    """Give what might hold: a truth is never so; of two, one is never without the other, or with it."""
    names = list(truths)
    for each in names:
        yield frozenset({(each, False)})
    for one, other in combinations(names, 2):
        for so, is_other in ((False, True), (True, False), (False, False)):
            yield frozenset({(one, so), (other, is_other)})


def _holding(clauses: Iterable[Clause], states: Sequence[Mapping[str, bool]]) -> Iterable[Clause]:
    """Give the clauses that hold in all of these states: for each truth a number says in which it is so."""
    everywhere = (1 << len(states)) - 1
    so = {name: sum(1 << at for at, state in enumerate(states) if state[name]) for name in states[0]}
    for clause in clauses:
        where = 0
        for name, value in clause:
            where |= so[name] if value else everywhere & ~so[name]
        if where == everywhere:
            yield clause
