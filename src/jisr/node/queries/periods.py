"""Periods of a dossier: since when, until when, how far."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jisr.base import Instant
from jisr.kernel import Deed, Docket
from jisr.node.queries.words import act_label


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodShown:
    """A period that runs or has run out: start, end, how far, on whose clock."""

    name: str
    label: str
    start: Instant
    end: Instant | None
    is_over: bool
    is_running: bool
    # Its end is a date that had passed when it was stated.
    was_past: bool
    percent: int
    runs_on: str
    due: str
    source: str


def periods_shown(docket: Docket, stub: Deed) -> Iterable[PeriodShown]:
    """Give the periods that have begun and whose end can be said."""
    scene, compiled = docket.scene(stub), docket.compiled
    if scene is None or compiled is None or docket.state is None or stub.time is None:
        return
    for period in compiled.procedure.periods:
        for mark in docket.state.starts.get(period.name, ()):
            if mark[2] != "start":
                continue
            end = scene.end(period, mark, mark[3])
            if end is None:
                continue
            length = max(1, end - mark[3])
            yield PeriodShown(
                name=period.name,
                label=_(period.label),
                start=Instant(mark[3]),
                end=end,
                is_over=scene.over(period.name),
                was_past=end <= mark[3],
                is_running=scene.running(period.name),
                percent=max(0, min(100, (stub.time - mark[3]) * 100 // length)),
                runs_on="" if period.runs_on == "all" else str(mark[0]),
                due=act_label(compiled, period.due) if period.due else "",
                source=period.source,
            )
