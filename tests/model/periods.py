"""Periods: when they begin, when they end, whether they are over or running (protocol 3.3, 12.10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from . import calendars
from .clocks import clock, covered_by_all, greatest, least

if TYPE_CHECKING:
    from .reading import Entry
    from .states import State
    from .terms import Scope

FOUR_HOURS = {"n": 4, "unit": "hours", "calendar": None}


def declared(state: State, name: str) -> Mapping[str, Any] | None:
    """Find a period among those declared and the windows of irrevocable acts (protocol 4.3, 12.6)."""
    procedure = state.dossier.procedure
    if name in procedure.periods:
        return procedure.periods[name]
    act = procedure.acts.get(name.removesuffix("_window"))
    if act is None or not act["irrevocable"] or not name.endswith("_window"):
        return None
    return {
        "name": name,
        "length": act["window"],
        "runs_on": "starter",
        "owner": "starter",
        "stills": None,
        "until": None,
        "rolls": False,
        "due": f"withdraw_{act['name']}",
    }


def starts(state: State, scope: Scope, name: str) -> list[Entry]:
    """List the starts that count; of the window of the proposal in hand, that proposal alone (12.6, 12.10)."""
    if scope.proposal is not None and name == f"{state.world.act(scope.proposal).declared['name']}_window":
        return [scope.proposal] if state.has(scope.proposal) else []
    return state.starts(name)


def over(state: State, scope: Scope, name: str) -> bool:
    """Say whether a period is over: every start that counts has begun, and its clock has reached its end (3.3)."""
    period = declared(state, name)
    counting = starts(state, scope, name) if period else []
    return bool(counting) and all(_start_over(state, scope, period, start) for start in counting)


def _start_over(state: State, scope: Scope, period: Any, start: Entry) -> bool:
    world, at = state.world, scope.entry
    if period["runs_on"] == "all":
        begun, reached = covered_by_all(world, at, start, state.dossier), least(world, at, state.dossier)
    else:
        begun, reached = start.time, clock(world, at, runs_on(state, period, start))
    if begun is None or reached is None:
        return False
    end = ending(state, scope, period, start, begun)
    return end is not None and reached >= end + stilled(state, scope, period, start, reached)


def running(state: State, scope: Scope, name: str) -> bool:
    """Say whether a period is running: begun, and the greatest clock before the earliest end (protocol 3.3)."""
    period = declared(state, name)
    counting = starts(state, scope, name) if period else []
    return bool(counting) and all(_start_running(state, scope, period, start) for start in counting)


def _start_running(state: State, scope: Scope, period: Any, start: Entry) -> bool:
    world, at = state.world, scope.entry
    if period["runs_on"] == "all" and covered_by_all(world, at, start, state.dossier) is None:
        return False
    reached = greatest(world, at, state.dossier, on_all=period["runs_on"] == "all")
    end = ending(state, scope, period, start, start.time)
    return end is not None and reached < end + stilled(state, scope, period, start, reached)


def runs_on(state: State, period: Mapping[str, Any], start: Entry) -> str:
    """Name the party on whose clock a period runs."""
    side = period["runs_on"]
    return start.party if side == "starter" else state.dossier.sides.get(side, side)


def ending(state: State, scope: Scope, period: Mapping[str, Any], start: Entry, moment: int | None) -> int | None:
    """Give the end of a start, what stills it left out; null without a length in force (protocol 12.10)."""
    world, dossier = state.world, state.dossier
    if moment is None or start.time is None:
        return None
    manifest = world.in_force(scope.entry)
    length: Any = FOUR_HOURS
    began = world.records[start].spoken
    if began is not None and period["name"] in began.periods:
        # protocol 9.7: what had begun before a move keeps its length.
        period = began.periods[period["name"]]
    if period["length"] is not None:
        length = world.parameter(scope.entry, dossier, period["length"], start.time, began)
    if not isinstance(length, dict) or manifest is None:
        return None
    calendar = world.texts.calendar(manifest, length["calendar"])
    until = state.fields(world.source(start)).get(period["until"]) if period["until"] else None
    if until is not None:
        stated = calendars.day(until)
        return None if stated is None else calendars.end_of_day(calendar, stated)
    if length["unit"] == "hours":
        return int(moment + length["n"] * 3600)
    last = calendars.last_day(length, calendar, calendars.local_date(calendar, moment))
    return calendars.end_of_day(calendar, calendars.rolled(calendar, last) if period["rolls"] else last)


def stilled(state: State, scope: Scope, period: Mapping[str, Any], start: Entry, reached: int) -> int:
    """Add up the stretches in which the term that stills a period holds, after its start (protocol 12.10)."""
    if period["stills"] is None:
        return 0
    own = start.time or 0
    total, since = 0, None
    for number, act in enumerate(state.given, start=1):
        on = state.after(number).holds(period["stills"], replace(scope, proposal=None, ranged={}))
        if on and since is None:
            since = act.time or 0
        if not on and since is not None:
            total += max(0, (act.time or 0) - max(since, own))
            since = None
    return total if since is None else total + max(0, reached - max(since, own))
