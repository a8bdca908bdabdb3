"""Who stops, claims or doubts is heard in every state, closed ones too; and every act can happen (protocol 6).

Heard is whatever protects, and whatever could protect by all rules of the loader and takes away what another act
needs: that it is not declared so is no reason not to hear it. And whoever doubts what a guarantee rests on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial

from jisr.base import Phrase
from jisr.prove.expressions import Expr, both, no
from jisr.prove.moves import Move
from jisr.prove.proving import Proving
from jisr.prove.solving import Undecided
from jisr.prove.telling import REFUSED, UNDOUBTED, FactSaid, Story, Telling, act_said, ended
from jisr.prove.vocabulary import OPENED
from jisr.rules import Act, Fact, Procedure, check
from jisr.rules.subject import Subject, parts
from jisr.rules.takes import NOTHING, takes_away


def unheard(proving: Proving, among: Iterable[str] | None = None) -> dict[str, Story]:
    """Give what is not heard in some reachable state, each with how it comes to that."""
    return {name: tell() for name, tell in unheard_one_by_one(proving, among)}


def unheard_one_by_one(proving: Proving, among: Iterable[str] | None = None) -> Iterator[tuple[str, Telling]]:
    """Give it by and by, what is found by reading first; `among`: of what these acts state and are alone."""
    chosen = None if among is None else frozenset(among)
    for name, stating in undoubted(proving.procedure).items():
        if chosen is None or stating.name in chosen:
            yield name, partial(_told, proving, name, stating)
    loading = Loading(proving.procedure)
    for act in proving.procedure.acts:
        if act.opens or (chosen is not None and act.name not in chosen) or not is_to_be_heard(act, loading):
            continue
        if _is_refused(proving, act):
            yield act.name, partial(_refused, proving, act)


def undoubted(procedure: Procedure) -> dict[str, Act]:
    """Give the facts that somebody states and nobody could contest, each with an act that states it.

    What an act that does not protect has given, a contest must take away: the fact's cautious value is the other one;
    if acts give it both, it is not the one that a guarantee rests on.
    """
    found: dict[str, Act] = {}
    for fact in procedure.facts:
        stating = {value: _stating(procedure, fact.name, value) for value in (True, False)}
        rests = {value for value in stating if stating[value] and _rests_on(procedure, fact.name, value)}
        stated = rests or {value for value in stating if stating[value] and not stating[not value]}
        if fact.cautious in stated:
            found[fact.name] = stating[fact.cautious][0]
    return found


def _stating(procedure: Procedure, fact: str, value: bool) -> list[Act]:
    """Give the acts that give a fact a value, and neither protect nor last for ever."""
    giving = [each for each in procedure.acts if fact in (each.sets if value else each.clears)]
    return [each for each in giving if not each.protective and not each.irrevocable]


def _rests_on(procedure: Procedure, fact: str, value: bool) -> bool:
    """Say whether a guarantee at some act asks for a value of a fact."""
    return any(
        part.term == Fact(fact) and not part.is_outer and part.is_denied is not value
        for guarantee in procedure.guarantees
        if guarantee.at is not None
        for part in parts(guarantee.term)
    )


def _told(proving: Proving, name: str, act: Act) -> Story:
    run = proving.done(act.name)
    return ended(run, proving.procedure, Phrase(UNDOUBTED, fact=FactSaid(name, proving.procedure)), keeps_last=True)


@dataclass(frozen=True)
class Loading:
    """A procedure as the loader sees it."""

    procedure: Procedure

    @cached_property
    def subject(self) -> Subject:
        """Give it with the effects of its acts."""
        return Subject(self.procedure)

    @cached_property
    def findings(self) -> frozenset[str]:
        """Give what the loader finds already."""
        return frozenset(str(each) for each in check(self.procedure))


def is_to_be_heard(act: Act, loading: Loading) -> bool:
    """Say whether an act is a stop, a claim or a doubt."""
    if act.protective:
        return True
    return not act.joint and not act.irrevocable and _hinders(act, loading) and _could_protect(act, loading)


def _hinders(act: Act, loading: Loading) -> bool:
    """Say whether an act gives something that takes away what others need, or closes, or is heard elsewhere."""
    if not (act.sets or act.clears or act.adds):
        return False
    if act.closes or act.echo is not None:
        return True
    effects, procedure = loading.subject.effects(act), loading.procedure
    others = (each for each in procedure.acts if each.name != act.name)
    return any(takes_away(effects, each.needs, procedure) != NOTHING for each in others)


def _could_protect(act: Act, loading: Loading) -> bool:
    """Say whether an act would load as a protective one."""
    changed = replace(act, protective=True, second_officer=False)
    acts = tuple(changed if each.name == act.name else each for each in loading.procedure.acts)
    return all(str(each) in loading.findings for each in check(replace(loading.procedure, acts=acts)))


def _refusal(proving: Proving, act: Act) -> tuple[Move, Expr]:
    """Give an act, and that it is refused though its own needs, as far as they go, are met."""
    move = proving.machine.moves[act.name]
    own = move.reader.read(proving.machine.vocabulary.compiled.procedure.act(act.name).needs)
    exists = both(OPENED, move.exists, own)
    return move, both(exists, no(move.needs))


def _is_refused(proving: Proving, act: Act) -> bool:
    """Say whether it may come to that, as far as anybody knows."""
    move, refused = _refusal(proving, act)
    try:
        if not proving.solver.find(proving.machine.well_formed, move.domain, refused):
            return False
        return proving.solver.find(proving.machine.well_formed, proving.lemmas.formula, move.domain, refused)
    except Undecided:
        return True


def _refused(proving: Proving, act: Act) -> Story:
    """Tell how it comes to that."""
    move, refused = _refusal(proving, act)
    try:
        run = proving.search.run_to(replace(move, needs=refused, comes=refused))
    except Undecided:
        return (Phrase(REFUSED, act=act_said(move)),)
    return ended(run, proving.procedure, Phrase(REFUSED, act=act_said(move)))


def unreachable(proving: Proving) -> Iterator[str]:
    """Give the acts of which no run was found in which they happen."""
    for move in proving.machine.moves.values():
        if move.kind in ("act", "joint") and not _happens(proving, move):
            yield move.name


def _happens(proving: Proving, move: Move) -> bool:
    if proving.happening(move) is not None:
        return True
    return proving.unrolled.run_to(replace(move, comes=move.needs)) is not None
