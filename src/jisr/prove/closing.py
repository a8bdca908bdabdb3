"""Every dossier can come to its end: by all, and by whoever protects alone; none is nobody's (protocol 6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from jisr.base import N_, Phrase
from jisr.prove.clocks import begun, ends
from jisr.prove.expressions import Expr, both, either, implies, no, variables
from jisr.prove.guarantees import GOAL, is_inductive, is_kept
from jisr.prove.moves import OPEN, Move
from jisr.prove.proving import Proving
from jisr.prove.ranks import Rank
from jisr.prove.solving import Undecided
from jisr.prove.telling import Story, ended
from jisr.prove.vocabulary import OPENED
from jisr.prove.ways import Ways
from jisr.rules import EACH, Period

STUCK = N_("No way from here to a close is shown.")
NO_CLOSE = N_("No act closes the dossier.")
NOBODY = N_("Then the dossier is open and no period runs by whose end somebody has to do something.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """Whether one side can bring about a close that protects, all others being silent for ever."""

    side: str
    act: str
    proved: bool
    story: Story = ()


def closing_acts(proving: Proving) -> tuple[str, ...]:
    """Give the acts that close."""
    return tuple(each.name for each in proving.procedure.acts if each.closes)


def dead_ends(proving: Proving) -> tuple[Story, ...]:
    """Give how it comes that no way to a close is shown; nothing where there is one from every open state.

    The dossier `framework` is never closed (protocol 9.1).
    """
    names = closing_acts(proving)
    if not names:
        return () if never_closed(proving) else ((Phrase(NO_CLOSE),),)
    together = Ways(proving.machine, proving.solver)
    # One close that is always to be reached shows more, and is easier to show, than that one of several is.
    singly = sorted(names, key=partial(_asks_figures, proving)) if len(names) > 1 else ()
    if any(_is_led(proving, None, (name,)) for name in names):
        return ()
    if any(_stuck(proving, together, (name,)) is None for name in singly):
        return ()
    story = _stuck(proving, together, names)
    return () if story is None else (story,)


def _asks_figures(proving: Proving, name: str) -> bool:
    """Say whether an act needs what a figure is: no step is sure to bring that about."""
    mentioned = variables(proving.machine.moves[name].needs)
    return any(each.startswith("figure:") for each in mentioned)


def never_closed(proving: Proving) -> bool:
    """Say whether a procedure is that of the one dossier which no entry opens and none closes."""
    return not any(each.opens for each in proving.procedure.acts)


def alone(proving: Proving) -> Iterator[Alone]:
    """Give, for each side and each close of its own that protects, whether it needs nobody for it."""
    for act in proving.procedure.acts:
        if act.closes and act.protective:
            for side in act.by:
                own = proving.machine.vocabulary.sides[0] if side == EACH else side
                story = _stuck(proving, Ways(proving.machine, proving.solver, alone=own), (act.name,))
                yield Alone(side=side, act=act.name, proved=story is None, story=story or ())


def _stuck(proving: Proving, ways: Ways, names: tuple[str, ...]) -> Story | None:
    if _is_led(proving, ways.alone, names):
        return None
    rank = Rank(proving.machine, ways, names)
    stuck = both(OPEN, rank.stuck())
    try:
        if not proving.solver.find(proving.machine.well_formed, stuck):
            proving.led.add((ways.alone, names))
            return None
        if not proving.solver.find(proving.machine.well_formed, proving.lemmas.formula, stuck):
            return None
    except Undecided:
        pass
    return (Phrase(STUCK),)


def _is_led(proving: Proving, alone: str | None, names: tuple[str, ...]) -> bool:
    """Say whether it is known of what this is like that some step leads on from every open state.

    Where acts need less, or no less but after a close, that step can still be taken while the dossier is open, and does
    the same: the rank of there shows it here. What was shown with lemmas alone is shown anew, since states may be
    reached here that are not there.
    """
    return proving.like is not None and (alone, names) in proving.like.led


def ownerless(proving: Proving) -> tuple[Story, ...]:
    """Give how an open dossier comes to be nobody's: no period with an end has begun, by which its owner must act."""
    if is_owned(proving):
        return ()
    goal = _goal(proving, no(implies(OPEN, owned(proving))))
    try:
        run = proving.search.run_to(goal) or proving.unrolled.run_to(goal)
    except Undecided:
        return ((Phrase(NOBODY),),)
    return (ended(run, proving.procedure, Phrase(NOBODY)),)


def is_owned(proving: Proving) -> bool:
    """Say whether it is shown that no open dossier is nobody's; how one comes to be is not looked for."""
    if never_closed(proving):
        return True
    # One period that always runs shows more, and is easier to show, than that one of several does.
    lasting = (implies(OPENED, _runs(each)) for each in proving.procedure.periods)
    try:
        return any(is_kept(proving, each) for each in lasting) or is_inductive(proving, implies(OPEN, owned(proving)))
    except Undecided:
        return False


def owned(proving: Proving) -> Expr:
    """Give that some period has begun that has an end, and so an owner who must act by then."""
    return either(*(_runs(each) for each in proving.procedure.periods))


def _runs(period: Period) -> Expr:
    return both(begun(period.name), ends(period.name))


def _goal(proving: Proving, expr: Expr) -> Move:
    return Move(name=GOAL, kind=GOAL, needs=expr, comes=expr, updates={}, reader=proving.machine.reader)
