"""A dossier described for the desk: its line and what waits in it, in no language and at no time.

What depends on the clock is kept as the instant at which it changes, so that no row is wrong by standing still.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jisr.base import DossierId, EntryId, Instant, Party, parse_entry_id
from jisr.kernel import By, Compiled, Deed, Docket, Entry, node_authority, test
from jisr.kernel.scene import Clocks, Scene
from jisr.kernel.state import TIME, Mark, State, is_open
from jisr.node import models
from jisr.node.queries.reading import Reading, own_party
from jisr.node.shelf import read_deeds
from jisr.node.waits import waits_of
from jisr.rules import ALL_SIDES, CLOCK_MANDATE, EACH, STARTER, Period, mentions
from jisr.rules.calendars import end_of_date

# What an opening may call its dossier by; longer words are cut: the dossier's page has all of them.
TITLE_FIELDS = ("ordinal", "place", "what", "title")
TITLE_CHARACTERS_MAX = 400
# Where a further change of stage waits for another's clock, it is looked for this often.
LOOK_AGAIN_SECONDS = 3_600
LEAST, GREATEST = "<", ">"


@dataclass(frozen=True, slots=True)
class Description:
    """What was found of one dossier."""

    line: models.Line
    waiting: list[models.Waiting]


class _Later(Clocks):
    """Clocks of which some have reached an instant."""

    __slots__ = ("at", "moved")

    def __init__(self, clocks: Clocks, moved: frozenset[Party], at: Instant) -> None:
        super().__init__(clocks.deed, clocks.parties, clocks.logs)
        self.moved, self.at = moved, at

    def time(self, party: Party) -> Instant | None:
        """Give the latest time that a party had stated, or the instant that its clock has reached."""
        at = super().time(party)
        return Instant(max(at or 0, self.at)) if party in self.moved else at


@dataclass(frozen=True, slots=True, order=True)
class _Turn:
    """An instant at which a stage may change, and the clocks that must reach it."""

    at: Instant
    clock: str

    def parties(self, own: Party) -> frozenset[Party]:
        """Give the parties whose clocks, at that instant, bring it about."""
        named = frozenset(Party(each) for each in self.clock.lstrip(LEAST + GREATEST).split())
        return frozenset({own}) if self.clock.startswith(GREATEST) and own in named else named

    def is_reached(self, clocks: Clocks) -> bool:
        """Say whether the clocks have reached it."""
        reached = clock_of(self.clock, {party: clocks.time(party) for party in clocks.parties})
        return reached is not None and reached >= self.at


def clock_of(clock: str, times: Mapping[Party, Instant | None]) -> Instant | None:
    """Give where a clock stands: a party's own, the least of several (`<`) or the greatest (`>`)."""
    named = [times.get(Party(each)) for each in clock.lstrip(LEAST + GREATEST).split()]
    known = [each for each in named if each is not None]
    if clock.startswith(GREATEST):
        return max(known, default=None)
    return min(known) if known and len(known) == len(named) else None


def describe_dossier(held: Reading, row: models.Dossier, before: models.Line | None) -> Description:
    """Describe one dossier as it is written now; what its opening said is taken over from before."""
    docket = held.shelf.docket(DossierId(row.code))
    assert docket is not None, "a row of a dossier has a docket"
    line = models.Line(
        framework_id=held.row.pk,
        code=row.code,
        kind=row.procedure.partition("/")[0],
        digest=row.digest,
        outer=row.outer,
        opened=row.opened,
        moved=row.moved,
        is_closed=row.is_closed,
        parties=sorted(docket.sides.values()) or sorted(held.framework.parties),
        checked=check_of(row.digest, row.state),
        moves=held.row.moves,
    )
    _entitle(line, held, before)
    scene = _scene(held, docket)
    line.is_judged = scene is not None
    if scene is None:
        return Description(line, [])
    _set_figures(line, docket.state, docket.compiled)
    _set_stage(line, docket.compiled, scene)
    waiting = [] if row.is_closed else list(waits_of(held, docket, scene))
    assert docket.state is not None, "a scene is of a state"
    line.proposals = 0 if row.is_closed else sum(is_open(each) for each in docket.state.proposals.values())
    line.contests = len({each.about for each in waiting if each.kind == "contest"})
    return Description(line, waiting)


def check_of(digest: str, state: bytes | memoryview) -> int:
    """Sum up what was folded of a dossier: another sum, another state."""
    return zlib.crc32(bytes(state), zlib.crc32(digest.encode()))


def _scene(held: Reading, docket: Docket) -> Scene | None:
    stub = held.stub(own_party(), "reopen", By(node_authority(own_party()), CLOCK_MANDATE, "node"))
    return docket.scene(stub) if docket.compiled is not None else None


def _entitle(line: models.Line, held: Reading, before: models.Line | None) -> None:
    """Take what the opening calls the dossier by; it never changes."""
    if before is not None and before.kind:
        line.words, line.opener, line.kind = before.words, before.opener, before.kind
        return
    opening = None if line.code == "framework" else _opening(held, parse_entry_id(line.code))
    if opening is None:
        return
    line.opener = opening.party
    line.kind = (opening.procedure or "").partition("/")[0]
    fields = {name: opening.fields[name] for name in TITLE_FIELDS if name in opening.fields}
    line.words = {n: v[:TITLE_CHARACTERS_MAX] if isinstance(v, str) else v for n, v in fields.items()}


def _opening(held: Reading, at: EntryId) -> Entry | None:
    found: list[Deed] = read_deeds(held.framework, str(at), only=at)
    return found[0].entry if found else None


def _set_figures(line: models.Line, state: State | None, compiled: Compiled) -> None:
    assert state is not None, "a scene is of a state"
    known = {name for name, item in compiled.figure_kinds.items() if item is None}

    def figure(name: str) -> Any:
        return state.figure(name) if name in known else None

    line.first_due, line.due_on = _day(figure("first_due")), _day(figure("due_on"))
    line.due = end_of_date(line.due_on, None) if line.due_on else None
    line.owner, line.date = str(figure("owner") or ""), _day(figure("session_date"))
    ordinal = figure("session_ordinal")
    line.ordinal = ordinal if isinstance(ordinal, int) else 0


def _day(value: Any) -> str:
    """Give a date as it was written; what is none is left out."""
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        return ""


def _set_stage(line: models.Line, compiled: Compiled, scene: Scene) -> None:
    """Say which stage holds, at which instant of whose clock the next begins, and which that is."""
    own, stages = own_party(), compiled.procedure.stages

    def stage(clocks: Clocks) -> str:
        seen = Scene(scene.deed, scene.state, clocks=clocks, agreed=scene.agreed)
        return next((each.name for each in stages if test(each.term)(seen)), "")

    named = frozenset[str]().union(*(mentions(each.term).periods for each in stages))
    periods = [each for each in compiled.procedure.periods if each.name in named]
    line.is_unbegun = any(_is_unbegun(each, scene) for each in compiled.procedure.periods)
    line.stage = stage(scene.clocks)
    turns = sorted(each for each in _turns(periods, scene) if not each.is_reached(scene.clocks))
    clocks: Clocks = scene.clocks
    for at, turn in enumerate(turns):
        clocks = _Later(clocks, turn.parties(own), turn.at)
        after = stage(clocks)
        if after != line.stage:
            line.stage_after, line.turns, line.turns_on = after, turn.at, turn.clock
            if at + 1 < len(turns):
                line.again = Instant(max(turn.at, (scene.deed.time or 0) + LOOK_AGAIN_SECONDS))
            return


def _is_unbegun(period: Period, scene: Scene) -> bool:
    starts = [each for each in scene.state.starts.get(period.name, ()) if each[2] == "start"]
    return period.runs_on == ALL_SIDES and any(scene.begun(period, each) is None for each in starts)


def _turns(periods: Iterable[Period], scene: Scene) -> Iterator[_Turn]:
    """Give the instants at which these periods are over, or run no longer, each with its clock."""
    everybody = " ".join(sorted(scene.clocks.parties))
    for period in periods:
        for start in scene.state.starts.get(period.name, ()):
            if start[2] != "start":
                continue
            over = scene.ending(period, start)
            if over is not None:
                yield _Turn(over, _runner(period, start, scene.state, everybody))
            end = None if start[TIME] is None else scene.end(period, start, start[TIME])
            if end is not None:
                yield _Turn(end, f"{GREATEST}{everybody}")


def _runner(period: Period, start: Mark, state: State, everybody: str) -> str:
    if period.runs_on == ALL_SIDES:
        return f"{LEAST}{everybody}"
    return str(start[0] if period.runs_on in (STARTER, EACH) else state.sides[period.runs_on])


__all__ = ["Description", "check_of", "clock_of", "describe_dossier"]
