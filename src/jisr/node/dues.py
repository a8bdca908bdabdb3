"""What a node owes by itself in a dossier, and when (protocol 4.4, 12.5).

Three things: the due act of a period that its owner's side starts, the withdrawal of a
proposal whose window has closed, and the conclusion of a proposal of ours in which
everybody else has concurred, where more than two parties act.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jisr.base import FrameworkId, Instant, Party
from jisr.kernel import By, Docket, Ended, node_authority, stub
from jisr.kernel.scene import Scene
from jisr.rules import CLOCK_MANDATE, EACH, STARTER, Period

PROPOSER_CONCLUDES_FROM = 3
# Until all clocks have reached the end of a period its due act is tried again this often.
RETRY_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Due:
    """An act that this node writes once it can; `at` is the earliest moment that is worth a look."""

    act: str
    item: str | None
    at: Instant


def dues(docket: Docket, scene: Scene, own: Party) -> Iterator[Due]:
    """Give what this party's node owes in a dossier, in no order."""
    left = scene.clocks.left
    if docket.compiled is None or docket.state is None or docket.state.fact("closed") or own in left:
        return
    for period in docket.compiled.due_periods:
        yield from _of_period(period, docket, scene, own)
    for code, proposal in docket.state.open.items():
        if proposal["party"] != own:
            continue
        name = proposal["act"]
        others = [party for party in docket.state.parties if party != own and party not in left]
        concluding = others and len(docket.state.parties) >= PROPOSER_CONCLUDES_FROM
        if concluding and all(each in proposal["concurred"] for each in others):
            yield Due(f"conclude_{name}", code, Instant(0))
        if docket.compiled.steps[f"propose_{name}"].irrevocable:
            yield Due(f"withdraw_{name}", code, scene.window_end(proposal))


def _of_period(period: Period, docket: Docket, scene: Scene, own: Party) -> Iterator[Due]:
    assert docket.state is not None
    for mark in docket.state.starts.get(period.name, ()):
        if mark[2] != "start" or _owner(period, docket, Party(mark[0])) != own:
            continue
        end = scene.end(period, mark, mark[3])
        if end is not None and not _is_done(str(period.due), docket, own, mark, scene, end):
            yield Due(str(period.due), None, end)


def _is_done(act: str, docket: Docket, own: Party, start: Any, scene: Scene, end: Instant) -> bool:
    """Say whether this party has done since the start what is due: once is enough, whatever the act gives."""
    if (scene.deed.time or 0) < end:
        return False
    for deed in reversed(list(docket.deeds.values())):
        if deed.entry.act == act and deed.party == own and deed.authorised:
            return bool(deed.succeeds(start[0], start[1]))
    return False


def _owner(period: Period, docket: Docket, starter: Party) -> str:
    return starter if period.owner in (STARTER, EACH) else docket.sides.get(period.owner, "")


def first_due(docket: Docket, scene: Scene | None, own: Party) -> Instant | None:
    """Give the moment of the first due act; None where nothing is owed."""
    if scene is None:
        return None
    return min((each.at for each in dues(docket, scene, own)), default=None)


def _may_owe(docket: Docket, own: Party) -> bool:
    """Say whether anything is begun by which this party's node could owe something; most dossiers need no more."""
    state = docket.state
    if state is None:
        return False
    for proposal in state.open.values():
        if proposal["party"] == own:
            return True
    return not docket.compiled.due_names.isdisjoint(state.starts)


def due_of(docket: Docket, framework: FrameworkId, logs: Ended, own: Party, at: Instant | None) -> Instant | None:
    """Give the moment of the first due act of a dossier that last moved at a time; None: nothing is owed."""
    if not _may_owe(docket, own):
        return None
    probe = stub(framework, logs, own, "reopen", By(node_authority(own), CLOCK_MANDATE, "node"), now=at or Instant(0))
    return first_due(docket, docket.scene(probe), own)
