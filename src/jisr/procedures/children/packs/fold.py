"""Folding a pack into the common part: one name, one version, one digest (protocol 4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from jisr.procedures.children.common import HOST, together
from jisr.rules import (
    Act,
    Any,
    DeclaredFact,
    Guarantee,
    Parameter,
    Period,
    Procedure,
    Term,
)  # fmt: skip

Sourced = TypeVar("Sourced", Act, DeclaredFact, Guarantee, Period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What a state's law adds. Mappings are by the name of an act (`sources`: of anything that has a source)."""

    name: str
    version: int
    label: str
    mandates: tuple[tuple[str, str], ...] = ()
    facts: tuple[DeclaredFact, ...] = ()
    acts: tuple[Act, ...] = ()
    periods: tuple[Period, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    # Conditions that an act needs besides; what it starts, ends or takes back besides.
    needs: Mapping[str, Term] = field(default_factory=dict)
    starts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    clears: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Who may do an act besides; and acts that fewer may do.
    also_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # What holds up a period besides, by its name.
    stills: Mapping[str, Term] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    # Who of the host state reads every sealed field besides.
    reads_all: tuple[str, ...] = ()


class NotFoldable(ValueError):
    """A pack names something that the common part does not have, or would widen what it narrows."""


def fold(common: Procedure, pack: Pack) -> Procedure:
    """Give the procedure of one state: the common part, and what the pack adds.

    Raises `NotFoldable` where the pack speaks of what is not there, or lets more people do what exposes.
    """
    _require_known(common, pack)
    return replace(
        common,
        name=f"{common.name}.{pack.name}",
        version=pack.version,
        label=pack.label,
        mandates=(*common.mandates, *pack.mandates),
        facts=(*(_sourced(each, pack) for each in common.facts), *pack.facts),
        acts=tuple(_read(each, pack) for each in (*(_act(each, pack) for each in common.acts), *pack.acts)),
        periods=(*(_period(each, pack) for each in common.periods), *pack.periods),
        guarantees=(*(_sourced(each, pack) for each in common.guarantees), *pack.guarantees),
        parameters=(*common.parameters, *pack.parameters),
    )


def _act(act: Act, pack: Pack) -> Act:
    needs = together(act.needs, pack.needs[act.name]) if act.name in pack.needs else act.needs
    by = act.by
    if act.name in pack.also_by or act.name in pack.only_by:
        ((side, mandates),) = act.by.items()
        by = {side: (*pack.only_by.get(act.name, mandates), *pack.also_by.get(act.name, ()))}
    return replace(
        _sourced(act, pack),
        needs=needs,
        by=by,
        starts=(*act.starts, *pack.starts.get(act.name, ())),
        ends=(*act.ends, *pack.ends.get(act.name, ())),
        clears=(*act.clears, *pack.clears.get(act.name, ())),
    )


def _read(act: Act, pack: Pack) -> Act:
    """Let the pack's readers read what is sealed in an act."""
    if not pack.reads_all:
        return act
    fields = (
        replace(each, readers={**each.readers, HOST: (*each.readers[HOST], *pack.reads_all)}) if each.sealed else each
        for each in act.fields
    )
    return replace(act, fields=tuple(fields))


def _period(period: Period, pack: Pack) -> Period:
    added = pack.stills.get(period.name)
    stills = period.stills if added is None else added if period.stills is None else Any((period.stills, added))
    return replace(_sourced(period, pack), stills=stills)


def _sourced(each: Sourced, pack: Pack) -> Sourced:
    own = pack.sources.get(each.name)
    return each if own is None else replace(each, source=f"{each.source}; {own}")


def _require_known(common: Procedure, pack: Pack) -> None:
    acts = {each.name: each for each in common.acts}
    periods = {each.name for each in common.periods}
    sourced = {
        *(each.name for each in common.facts),
        *(each.name for each in common.guarantees),
        *acts,
        *periods,
    }
    for named in (pack.needs, pack.starts, pack.ends, pack.clears, pack.also_by, pack.only_by):
        _require(set(named) <= set(acts), "acts", set(named) - set(acts))
    _require(set(pack.stills) <= periods, "periods", set(pack.stills) - periods)
    # A pack ends its own periods: those of the common part run as long as that says.
    ended = {each for names in pack.ends.values() for each in names}
    _require(not ended & periods, "ends", ended & periods)
    _require(set(pack.sources) <= sourced, "sources", set(pack.sources) - sourced)
    for name, mandates in pack.only_by.items():
        ((_, now),) = acts[name].by.items()
        _require(set(mandates) <= set(now), f"only_by {name}", set(mandates) - set(now))
    facts = {each.name: each for each in (*common.facts, *pack.facts)}
    for name, cleared in pack.clears.items():
        # Taking back what was established is safe; taking back a doubt is not.
        bold = {each for each in cleared if each not in facts or facts[each].cautious}
        _require(not bold, f"clears {name}", bold)


def _require(good: bool, what: str, names: object) -> None:
    if not good:
        raise NotFoldable(f"{what}: {names}")
