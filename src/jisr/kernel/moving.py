"""Whether one version of a procedure can follow another in a dossier under way (protocol 9.7, 12.29).

By reading alone, for verdicts rest on it: what the new version guarantees less is held elsewhere, before a manifest
that names the move is put in force (12.30).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from jisr.base import N_, Party, Phrase
from jisr.kernel.compiled import Compiled
from jisr.rules import Act, Effects, Period, Procedure, effects_of
from jisr.rules.checks_crossing import contest, protective_figures_are_unread, stability
from jisr.rules.subject import Subject

BEFORE: Final = "-before-the-move"


@dataclass(frozen=True, slots=True)
class Moved:
    """A concluded move: the entry that concludes it, and the version to which it leads."""

    party: Party
    seq: int
    base: str
    procedure: str
    digest: str

    @property
    def key(self) -> str:
        """Give how the concluding entry is called."""
        return f"{self.party}.{self.seq}"


def can_follow(old: Compiled, new: Compiled) -> bool:
    """Say whether a dossier of the one version can go on by the other."""
    return next(hindrances(old, new), None) is None


def hindrances(old: Compiled, new: Compiled) -> Iterator[Phrase]:
    """Give why a dossier of one version cannot go on by another: what it would lose, or what could cross."""
    before, after = old.procedure, new.procedure
    if (before.name, before.within, before.sides, before.persons) != (
        after.name, after.within, after.sides, after.persons,
    ) or after.version <= before.version:  # fmt: skip
        yield Phrase(N_("%(version)s is no later version of the same procedure with the same sides"), version=new.id)
        return
    lost = [*_names_lost(before, after), *_periods_lost(before, after), *_acts_lost(old, new)]
    yield from (Phrase(N_("%(name)s is not in %(version)s as it was"), name=each, version=new.id) for each in lost)
    if not lost:
        yield from _crossing(before, after)


def _names_lost(before: Procedure, after: Procedure) -> Iterator[str]:
    """Give the facts, figures and kinds of item that the new version has not, or has otherwise."""
    facts = {(each.name, each.item, each.cautious) for each in after.facts}
    yield from (each.name for each in before.facts if (each.name, each.item, each.cautious) not in facts)
    figures = {(each.name, each.item, each.type) for each in after.figures}
    yield from (each.name for each in before.figures if (each.name, each.item, each.type) not in figures)
    items = {each.name for each in after.items}
    yield from (each.name for each in before.items if each.name not in items)


def _periods_lost(before: Procedure, after: Procedure) -> Iterator[str]:
    """Give the periods that are not there, or run, stop or end otherwise; what began keeps its own length."""
    kept = {each.name: _running(each) for each in after.periods}
    yield from (each.name for each in before.periods if kept.get(each.name) != _running(each))


def _running(period: Period) -> Period:
    return replace(period, length=None, rolls=False, label="", source="")


def _acts_lost(old: Compiled, new: Compiled) -> Iterator[str]:
    """Give the acts that must stay, what protects and what cannot be undone; and facts that could be contested."""
    acts = {each.name: each for each in new.procedure.acts}
    for act in old.procedure.acts:
        kept = acts.get(act.name)
        if act.protective and (kept is None or not _protects_as(act, kept)):
            yield act.name
        if act.irrevocable and (kept is None or not kept.irrevocable or kept.redress != act.redress):
            yield act.name
    yield from (fact for fact in old.contestable if fact not in new.contestable)


def _protects_as(act: Act, kept: Act) -> bool:
    if not kept.protective or kept.item != act.item or kept.adds != act.adds or kept.closes < act.closes:
        return False
    open_to = all(set(mandates) <= set(kept.by.get(side, ())) for side, mandates in act.by.items())
    return open_to and _gives_all(effects_of(act), effects_of(kept))


def _gives_all(one: Effects, other: Effects) -> bool:
    names = ("sets", "clears", "adds", "starts", "ends", "assigns")
    return all(getattr(one, each) <= getattr(other, each) for each in names)


def _crossing(before: Procedure, after: Procedure) -> Iterator[Phrase]:
    """Hold the acts of both versions against each other: they cross while the move is not known to all (4.8)."""
    both = replace(
        after,
        acts=(*after.acts, *(_of_before(each, before) for each in before.acts)),
        parameters=tuple({each.name: each for each in (*before.parameters, *after.parameters)}.values()),
    )
    for check in (stability, contest, protective_figures_are_unread):
        yield from (each.what for each in check.findings(Subject(both)))


def _of_before(act: Act, before: Procedure) -> Act:
    redresses = any(each.redress == act.name for each in before.acts)
    return act if redresses else replace(act, name=f"{act.name}{BEFORE}")
