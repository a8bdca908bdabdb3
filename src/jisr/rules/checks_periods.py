"""Periods: a length, a start, an end that can be reached, somebody to write what is due (protocol 4.4)."""

from collections.abc import Iterator
from typing import Final

from jisr.base import N_, Phrase
from jisr.rules import terms as t
from jisr.rules.calendars import UNITS
from jisr.rules.procedure import EACH, STARTER, Act, Period
from jisr.rules.subject import Check, Fault, Subject, parts, refuses
from jisr.rules.takes import mentions


@refuses(28, N_("Name a parameter whose unit is hours, days, working_days or months; or an `until`."))
def lengths_are_lengths(subject: Subject) -> Iterator[Fault]:
    """Refuse a period or a window without a length that the manifest can give (protocol 4.5)."""
    units = {each.name: each.unit for each in subject.procedure.parameters}
    for period in subject.procedure.periods:
        if period.length is None and period.until is None:
            yield f"period {period.name}", Phrase(N_("it has neither length nor date"))
        elif period.length in units and units[period.length] not in UNITS:
            yield (
                f"period {period.name}",
                Phrase(N_("%(parameter)s is in %(unit)s"), parameter=period.length, unit=units[period.length]),
            )
    for act in subject.procedure.acts:
        if act.window in units and units[act.window] not in UNITS:
            yield (
                f"act {act.name}",
                Phrase(N_("%(parameter)s is in %(unit)s"), parameter=act.window, unit=units[act.window]),
            )


@refuses(29, N_("Let an act start it (`starts`), or leave the period out."))
def something_starts(subject: Subject) -> Iterator[Fault]:
    """Refuse a period that never begins."""
    for period in subject.procedure.periods:
        if not _starting(period, subject):
            yield f"period {period.name}", Phrase(N_("no act starts it"))


@refuses(30, N_("Let what starts the period have an open field of type date by that name."))
def until_is_stated(subject: Subject) -> Iterator[Fault]:
    """Refuse an end at a date that the start does not state (protocol 3.3, 12.10)."""
    for period in subject.procedure.periods:
        for act in _starting(period, subject) if period.until is not None else ():
            field = next((each for each in act.fields if each.name == period.until), None)
            if field is None and period.length is None:
                yield (
                    f"period {period.name}",
                    Phrase(N_("%(act)s starts it and states no %(field)s"), act=act.name, field=period.until),
                )
            elif field is not None and (field.type != "date" or field.sealed):
                yield (
                    f"period {period.name}",
                    Phrase(N_("%(field)s of %(act)s is no open date"), field=period.until, act=act.name),
                )


@refuses(31, N_("Let facts and items of this dossier still a period, nothing else."))
def stills_are_plain(subject: Subject) -> Iterator[Fault]:
    """Refuse what stills a period if clocks or values would decide it (protocol 12.10)."""
    for period in subject.procedure.periods:
        for part in parts(period.stills) if period.stills is not None else ():
            if isinstance(part.term, t.Over | t.Running | t.Apart | t.Compare | t.Within):
                yield (
                    f"period {period.name}, stills",
                    Phrase(N_("it reads `%(term)s`"), term=type(part.term).__name__.lower()),
                )


@refuses(32, N_("Name a single act (or `propose_x`) without item or required field, open to the period's owner."))
def due_can_be_written(subject: Subject) -> Iterator[Fault]:
    """Refuse a due act that the owner's node could not write by itself (protocol 4.4)."""
    owners: dict[str, str] = {}
    for period in subject.procedure.periods:
        if period.due is None:
            continue
        where = f"period {period.name}, due"
        act = _due(period.due, subject)
        if act is None:
            yield where, Phrase(N_("no act %(act)s can be entered"), act=period.due)
            continue
        if act.item is not None or any(each.required for each in act.fields):
            yield where, Phrase(N_("a node cannot know what %(act)s is about"), act=period.due)
        if act.opens:
            yield where, Phrase(N_("%(act)s opens a dossier of its own"), act=period.due)
        for side in sorted(_owners(period, subject) - set(act.by)):
            yield where, Phrase(N_("%(act)s is not open to %(side)s"), act=period.due, side=side)
        if owners.setdefault(period.due, period.owner) != period.owner:
            yield where, Phrase(N_("%(act)s is due from two owners"), act=period.due)


@refuses(33, N_("Leave out `rolls`: nobody waits longer for protection because of a weekend."))
def protection_does_not_roll(subject: Subject) -> Iterator[Fault]:
    """Refuse `rolls` on a period that a protective act waits for (protocol 4.5)."""
    waited = {
        name for act in subject.procedure.acts if act.protective for name in mentions(act.needs).periods
    } | {
        each.name for each in subject.procedure.periods
        if each.due and (act := _due(each.due, subject)) and act.protective
    }  # fmt: skip
    for period in subject.procedure.periods:
        if period.rolls and period.name in waited:
            yield f"period {period.name}", Phrase(N_("it protects, and rolls"))


def _starting(period: Period, subject: Subject) -> list[Act]:
    return [each for each in subject.procedure.acts if period.name in each.starts]


def _due(name: str, subject: Subject) -> Act | None:
    for act in subject.procedure.acts:
        if name == (f"propose_{act.name}" if act.joint else act.name):
            return act
    return None


def _owners(period: Period, subject: Subject) -> set[str]:
    if period.owner == STARTER:
        return {side for act in _starting(period, subject) for side in act.by}
    return {period.owner} & (set(subject.sides) - {EACH})


CHECKS: Final[tuple[Check, ...]] = (
    lengths_are_lengths, something_starts, until_is_stated, stills_are_plain, due_can_be_written,
    protection_does_not_roll,
)  # fmt: skip
__all__ = ["CHECKS"]
