"""What a procedure guarantees, shown or refuted: at an act by its needs, for ever by induction (protocol 4.7, 6)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from jisr.base import Phrase
from jisr.prove.expressions import FALSE, Contrary, Every, Expr, after, both, either, no, variables
from jisr.prove.moves import Move
from jisr.prove.proving import Proving
from jisr.prove.solving import Undecided
from jisr.prove.telling import ALTHOUGH, BY_CROSSING, NEVER, Story, TermSaid, act_said, ended
from jisr.prove.vocabulary import doubt
from jisr.rules import Guarantee

GOAL: Final = "goal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What became of one thing to be shown. `story`: how it fails; empty where it is shown, or where nobody knows."""

    name: str
    source: str
    proved: bool
    seconds: float
    story: Story = ()


def guarantee_proof(proving: Proving, guarantee: Guarantee) -> Proof:
    """Show a guarantee, or tell how it fails."""
    begin = proving.stopwatch()
    try:
        story = at_act(proving, guarantee) if guarantee.at is not None else for_ever(proving, guarantee)
        proved = story is None
    except Undecided:
        proved, story = False, ()
    return Proof(
        name=guarantee.name,
        source=guarantee.source,
        proved=proved,
        seconds=proving.stopwatch() - begin,
        story=story or (),
    )


def is_shown(proving: Proving, guarantee: Guarantee) -> bool:
    """Say whether a guarantee is shown: no run is looked for where it is not."""
    try:
        if guarantee.at is not None:
            return _is_implied(proving, guarantee)
        return is_inductive(proving, no(proving.machine.reader.read(guarantee.term)))
    except Undecided:
        return False


def _is_implied(proving: Proving, guarantee: Guarantee) -> bool:
    move = proving.machine.moves[str(guarantee.at)]
    broken = no(move.reader.read(guarantee.term))
    return not proving.solver.find(proving.machine.well_formed, move.authorised, broken)


def at_act(proving: Proving, guarantee: Guarantee) -> Story | None:
    """Show that the act's needs imply the guarantee, whatever else is so (protocol 4.7)."""
    if _is_implied(proving, guarantee):
        return None
    move = proving.machine.moves[str(guarantee.at)]
    broken = no(move.reader.read(guarantee.term))
    known = (proving.machine.well_formed, move.authorised)
    # Of many conditions most are needed, too: a search is led by those alone that can fail.
    failing = [each for each in _ways_to_fail(broken) if proving.solver.find(*known, each)]
    goal = replace(move, comes=both(move.needs, either(*failing)))
    run = proving.search.run_to(goal, near=proving.before(move))
    condition = TermSaid(guarantee.term, proving.procedure)
    return ended(run, proving.procedure, Phrase(ALTHOUGH, act=act_said(move), condition=condition))


def _ways_to_fail(broken: Expr) -> tuple[Expr, ...]:
    """Give, of a condition that is broken, each of its parts as broken."""
    if isinstance(broken, Contrary) and isinstance(broken.part, Every):
        return tuple(no(each) for each in broken.part.parts)
    return (broken,)


def for_ever(proving: Proving, guarantee: Guarantee) -> Story | None:
    """Show by induction that something is never reached; a run that reaches it refutes it."""
    reached = proving.machine.reader.read(guarantee.term)
    if is_inductive(proving, no(reached)):
        return None
    goal = Move(name=GOAL, kind=GOAL, needs=reached, comes=reached, updates={}, reader=proving.machine.reader)
    end = Phrase(NEVER, condition=TermSaid(guarantee.term, proving.procedure))
    run = proving.search.run_to(goal)
    if run is not None:
        return ended(run, proving.procedure, end)
    run = proving.unrolled.run_to(goal)
    return () if run is None else (Phrase(BY_CROSSING), *ended(run, proving.procedure, end))


def is_inductive(proving: Proving, formula: Expr) -> bool:
    """Say whether something holds at the beginning and no step ends it, by itself or with the lemmas.

    What holds while something is doubted may end when that is answered. Often it holds of what was given, too, and
    that is shown before lemmas are looked for, which takes a hundred times as long.
    """
    if proving.solver.find(proving.machine.initial, no(formula)):
        return False
    breaking = [each for each in _touching(proving, formula) if _breaks(proving, each, formula)]
    if breaking:
        given = after(formula, {doubt(each).name: FALSE for each in proving.machine.vocabulary.contestable})
        if is_kept(proving, given) and not any(_breaks(proving, each, formula, given) for each in breaking):
            return True
    return not any(_breaks(proving, move, formula, proving.lemmas.formula) for move in breaking)


def is_kept(proving: Proving, formula: Expr) -> bool:
    """Say whether something holds at the beginning and no step ends it, whatever else is so."""
    if proving.solver.find(proving.machine.initial, no(formula)):
        return False
    return not any(_breaks(proving, each, formula) for each in _touching(proving, formula))


def _touching(proving: Proving, formula: Expr) -> Iterator[Move]:
    mentioned = variables(formula).keys()
    return (each for each in proving.machine.moves.values() if mentioned & each.updates.keys())


def _breaks(proving: Proving, move: Move, formula: Expr, *given: Expr) -> bool:
    broken = no(after(formula, move.updates))
    return proving.solver.find(proving.machine.well_formed, *given, formula, move.may_come, broken)
