"""What holds in every reachable state, found by simple means: candidates that no step breaks are kept (Houdini).

A candidate says of two truths of a state that the one is never without the other, never with it, or that one of both
is always so. Whatever a step could break, all others being given, is dropped, until nothing is: what is left holds
together, by induction. The solver says of each step once which truths it needs; the rest is reading.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import combinations

from jisr.prove.expressions import Expr, Val, Var, after, both, either, no, variables
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
        self.solver.assume(self.machine.well_formed, move.may_come)
        if not self.solver.find():
            self.solver.drop()
            return frozenset((name, so) for name in self.truths for so in (True, False))
        found = self.solver.values(mentioned)
        needed = [(each.name, bool(found[each.name])) for each in mentioned]
        kept = frozenset(each for each in needed if not self.solver.find(no(self._literal(each))))
        self.solver.drop()
        return kept

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
                if isinstance(move.updates[literal[0]], Val):
                    self.kept.difference_update(broken)
                else:
                    self.kept.difference_update(each for each in broken if not self._is_kept_by(move, each))
        return len(self.kept) < before

    def _effects(self, move: Move) -> tuple[frozenset[Literal], frozenset[Literal]]:
        """Give what may no longer be so after a step, and what is so for sure."""
        spoiled: set[Literal] = set()
        made: set[Literal] = set()
        for name, expr in move.updates.items():
            if name not in self.truths:
                continue
            if isinstance(expr, Val):
                spoiled.add((name, not expr.value))
                made.add((name, bool(expr.value)))
            else:
                spoiled |= {(name, True), (name, False)}
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

    def _is_kept_by(self, move: Move, clause: Clause) -> bool:
        """Ask the solver whether a step keeps a lemma by itself: one that gives a truth now this value, now that."""
        key = (move.name, clause)
        if key not in self._asked:
            formula = either(*(self._literal(each) for each in sorted(clause)))
            broken = no(after(formula, move.updates))
            self._asked[key] = not self.solver.find(self.machine.well_formed, formula, move.may_come, broken)
        return self._asked[key]

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
