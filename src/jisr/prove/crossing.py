"""What crosses on the wire: of two single acts of different sides neither takes away what the other needs (protocol 6).

Joint acts bind their sides (12.7), and what protects may take away; both are read by the loader (4.8). What is left is
shown here: wherever both are possible, the one is still possible after the other, of one item or of two.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from jisr.base import Phrase
from jisr.prove.expressions import TRUE, Expr, Val, Var, after, at_most, both, implies, no, same, variables
from jisr.prove.guarantees import GOAL
from jisr.prove.inputs import Inputs
from jisr.prove.moves import Move
from jisr.prove.proving import Proving
from jisr.prove.solving import Undecided
from jisr.prove.telling import TAKEN, Story, Telling, act_said, ended
from jisr.rules import EACH


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossed:
    """Two acts of which the one is no longer possible after the other."""

    one: str
    other: str
    tell: Telling = field(compare=False)

    @property
    def story(self) -> Story:
        """Look for a run to where both are possible, and tell it."""
        return self.tell()


@dataclass(frozen=True, slots=True, kw_only=True)
class Diamond:
    """How many pairs were held, and which failed."""

    pairs: int
    failed: tuple[Crossed, ...]


def diamond(proving: Proving, among: Iterable[str] | None = None) -> Diamond:
    """Hold every pair of acts of different sides; `among`: only pairs with one of these acts."""
    return Diamond(pairs=len(list(_pairs(proving, among))), failed=tuple(spoilt(proving, among)))


def spoilt(proving: Proving, among: Iterable[str] | None = None) -> Iterator[Crossed]:
    """Give the pairs that fail, one after the other."""
    for one, other in _pairs(proving, among):
        found = _crossed(proving, one, other)
        if found is not None:
            yield found


def _pairs(proving: Proving, among: Iterable[str] | None) -> Iterator[tuple[Move, Move]]:
    chosen = None if among is None else frozenset(among)
    return (each for each in crossing_pairs(proving) if chosen is None or {each[0].name, each[1].name} & chosen)


def crossing_pairs(proving: Proving) -> Iterator[tuple[Move, Move]]:
    """Give the pairs: an act, and what another side may do meanwhile."""
    moves = [each for each in proving.machine.moves.values() if each.kind in ("act", "correct")]
    single = [each for each in moves if each.act is not None and not each.act.opens]
    for one in single:
        for other in single:
            if one.kind == "act" and not other.protective and _may_cross(one, other):
                yield one, other


def _may_cross(one: Move, other: Move) -> bool:
    if EACH in one.sides and EACH in other.sides:
        return True
    return any(side != against for side in one.sides for against in other.sides)


def _crossed(proving: Proving, one: Move, other: Move) -> Crossed | None:
    if not variables(one.needs).keys() & other.updates.keys():
        return None
    one = renamed(one) if one.name == other.name else one
    ways = [_apart(one, other)]
    if one.item is not None and one.item == other.item:
        ways.append(_of_one_item(one, other))
    for way in ways:
        found = _holds(proving, one, other, way)
        if found is not None:
            return found
    return None


def _holds(proving: Proving, one: Move, other: Move, way: tuple[Expr, Expr]) -> Crossed | None:
    given, still = way
    wrong = both(one.domain, one.needs, other.domain, other.needs, given, no(still))
    try:
        if not proving.solver.find(proving.machine.well_formed, wrong):
            return None
        if not proving.solver.find(proving.machine.well_formed, proving.lemmas.formula, wrong):
            return None
    except Undecided:
        pass
    return Crossed(one=one.name, other=other.name, tell=partial(_told, proving, one, other, wrong))


def _told(proving: Proving, one: Move, other: Move, wrong: Expr) -> Story:
    try:
        run = proving.search.run_to(_goal(one, other, wrong))
    except Undecided:
        run = None
    end = Phrase(TAKEN, one=act_said(one), other=act_said(other))
    return ended(run, proving.procedure, end)


def _apart(one: Move, other: Move) -> tuple[Expr, Expr]:
    """Give that both are of different items, and that the one is possible after the other."""
    shared = [
        implies(both(var, other.chosen[pattern]), at_most(Val(2), _count(one, pattern)))
        for pattern, var in one.chosen.items()
        if one.item == other.item and pattern in other.chosen
    ]
    return both(*shared), after(one.needs, other.updates)


def _of_one_item(one: Move, other: Move) -> tuple[Expr, Expr]:
    """Give that both are of one item, and that the one is possible of what the item has become."""
    same_item = [same(var, other.chosen[pattern]) for pattern, var in one.chosen.items() if pattern in other.chosen]
    becomes = {one.chosen[pattern].name: expr for pattern, expr in other.becomes.items()}
    return both(*same_item), after(one.needs, {**other.updates, **becomes})


def _count(move: Move, pattern: tuple[bool, ...]) -> Var:
    assert move.item is not None, "of an item"
    return move.reader.vocabulary.kinds[move.item].count(pattern)


def renamed(move: Move) -> Move:
    """Give the same act as another party does it: what it brings has other names."""
    inputs = Inputs(f"another {move.name}")
    names: dict[str, Expr] = {}
    for var, (role, about) in move.reader.inputs.roles.items():
        make = inputs.number if var.is_number else inputs.truth
        names[var.name] = make(role, about)
    inputs.domain += [after(each, names) for each in move.reader.inputs.domain]
    chosen = {pattern: names[var.name] for pattern, var in move.chosen.items()}
    return replace(
        move,
        needs=after(move.needs, names),
        comes=after(move.comes, names),
        updates={name: after(each, names) for name, each in move.updates.items()},
        reader=replace(move.reader, inputs=inputs),
        chosen={pattern: var for pattern, var in chosen.items() if isinstance(var, Var)},
        becomes={pattern: after(each, names) for pattern, each in move.becomes.items()},
    )


def _goal(one: Move, other: Move, wrong: Expr) -> Move:
    inputs = Inputs(GOAL, domain=[wrong], roles={**one.reader.inputs.roles, **other.reader.inputs.roles})
    return Move(
        name=GOAL, kind=GOAL, needs=TRUE, comes=TRUE, updates={}, reader=replace(one.reader, inputs=inputs),
        sides=one.sides | other.sides,
    )  # fmt: skip


__all__ = ["Crossed", "Diamond", "crossing_pairs", "diamond", "renamed"]
