"""Periods of a dossier: since when, until when, what stills them, on whose clock, who is late (pages, promise 4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jisr.base import Instant
from jisr.kernel import Compiled, Deed, Docket
from jisr.kernel.scene import Scene
from jisr.node.catalogue import gettext as _
from jisr.node.queries.people import party_within
from jisr.node.queries.statements import field_of
from jisr.node.queries.values import shown
from jisr.node.queries.words import act_label
from jisr.procedures import PROCEDURES
from jisr.rules import ALL_SIDES, EACH, STARTER, Period, Procedure, Running
from jisr.rules.say import say_each
from jisr.rules.subject import parts

# By convention of the procedures: the figure that says who has promised something.
OWNER_FIGURE = "owner"
# Of so many procedures it is kept in mind by whose periods nobody owes anything.
COMPILED_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A time in which a period stood still; no end: it still does."""

    start: Instant
    end: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodShown:
    """A period that runs or has run out: start, now, end, on whose clock, what stills it, who is late."""

    name: str
    label: str
    start: Instant
    # With the time that it stood still so far.
    end: Instant
    now: Instant
    is_over: bool
    is_running: bool
    # Its end is a date that had passed when it was stated.
    was_past: bool
    percent: int
    runs_on: str
    due: str
    source: str
    # What would still it, in words, one of them enough; when it stood still; whether it does.
    stilled_by: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    # Who must act by its end, in words: nobody where it only says how long something is good; whether they are late.
    owed_by: str
    is_late: bool

    @property
    def is_still(self) -> bool:
        """Say whether it stands still just now."""
        return any(each.end is None for each in self.stretches)


def periods_shown(docket: Docket, stub: Deed) -> Iterable[PeriodShown]:
    """Give the periods that have begun and whose end can be said."""
    scene, compiled = docket.scene(stub), docket.compiled
    if scene is None or compiled is None or docket.state is None or stub.time is None:
        return
    for period in compiled.procedure.periods:
        for mark in docket.state.starts.get(period.name, ()):
            end = scene.end(period, mark, mark[3]) if mark[2] == "start" and mark[3] is not None else None
            if end is not None:
                yield _shown(docket, scene, period, mark, end)


def _shown(docket: Docket, scene: Scene, period: Period, mark: Any, counted: Instant) -> PeriodShown:
    start, now = Instant(mark[3]), Instant(scene.deed.time or 0)
    stretches = tuple(_stretches(docket, period, start))
    stilled = sum((now if each.end is None else each.end) - each.start for each in stretches)
    end = Instant(counted + stilled)
    is_over = scene.over(period.name)
    procedure, party = docket.compiled.procedure, str(mark[0])
    # What is closed is owed by nobody.
    is_open = not scene.state.fact("closed")
    return PeriodShown(
        name=period.name,
        label=_(period.label),
        start=start,
        end=end,
        now=now,
        is_over=is_over,
        was_past=end <= start,
        is_running=scene.running(period.name),
        percent=max(0, min(100, (now - start) * 100 // max(1, end - start))),
        runs_on="" if period.runs_on == ALL_SIDES else _runner(docket, period, party),
        due=act_label(docket.compiled, period.due) if period.due else "",
        source=period.source,
        stilled_by=say_each(period.stills, procedure, _) if period.stills is not None else (),
        stretches=stretches,
        owed_by=_owed_by(docket, period, party) if is_open and has_actor(period, procedure) else "",
        is_late=is_over and is_owed(period, procedure) and is_open,
    )


def is_owed(period: Period, procedure: Procedure) -> bool:
    """Say whether somebody owes something by a period's end.

    Nobody does where the node acts by itself; where the end exposes one side's people, and is waited for; or where
    the period says how long something is good, here or for what is attested elsewhere.
    """
    return not period.due and has_actor(period, procedure)


def has_actor(period: Period, procedure: Procedure) -> bool:
    """Say whether somebody must act by a period's end, even if the node does it for them when they have not."""
    is_waited_for = period.runs_on == ALL_SIDES and period.owner not in (ALL_SIDES, STARTER, EACH)
    good = _good_while_running(procedure)
    # What is done in time ends the time in which it is done; how long something is good is over by the clock alone. Who
    # ends several such at once has no more use for what was good: nobody owes that by its end.
    is_ended = any(
        period.name in act.ends and len(good.intersection(act.ends)) < 2
        for act in procedure.acts
        if act.name != period.due
    )
    return not (is_waited_for or (period.name in good and not is_ended))


def _good_while_running(procedure: Procedure) -> frozenset[str]:
    """Name the periods that some act asks, or attests, to be running."""
    needs = (part.term for act in procedure.acts for part in parts(act.needs))
    return frozenset(each.period for each in needs if isinstance(each, Running)) | _attested_to_run()


@lru_cache(maxsize=1)
def _attested_to_run() -> frozenset[str]:
    """Name the periods that are attested to run, in the linked domestic dossier."""
    attested = (act.attests for each in PROCEDURES.values() for act in each.acts if act.attests is not None)
    terms = (part.term for each in attested for part in parts(each))
    return frozenset(each.period for each in terms if isinstance(each, Running))


@lru_cache(maxsize=COMPILED_MAX)
def unowed(compiled: Compiled) -> frozenset[str]:
    """Name the periods of a procedure by whose end nobody owes anything."""
    return frozenset(each.name for each in compiled.procedure.periods if not is_owed(each, compiled.procedure))


def _stretches(docket: Docket, period: Period, start: Instant) -> Iterable[Stretch]:
    """Give when a period stood still since it began."""
    state = docket.state
    for since, until in state.stretches.get(period.name, ()) if state is not None and period.stills else ():
        if since is not None and (until is None or until > start):
            yield Stretch(start=Instant(max(since, start)), end=None if until is None else Instant(until))


def _runner(docket: Docket, period: Period, starter: str) -> str:
    return starter if period.runs_on in (STARTER, EACH) else str(docket.sides.get(period.runs_on, starter))


def _owed_by(docket: Docket, period: Period, starter: str) -> str:
    """Name who owes what a period is for: who promised it, where that is a figure, else the period's owner."""
    state, compiled = docket.state, docket.compiled
    if state is not None and OWNER_FIGURE in compiled.figure_kinds:
        code = state.figure(OWNER_FIGURE)
        if code:
            return shown(field_of(compiled, OWNER_FIGURE), code)
    if period.owner == ALL_SIDES:
        return _("all sides")
    return party_within(starter if period.owner in (STARTER, EACH) else str(docket.sides.get(period.owner, starter)))
