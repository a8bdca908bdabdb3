"""Counts over dossiers that have persons as their subject: how many, never who, and no cell under ten.

Sources: R4 (no objective to reach, so none is stored and none is compared), issue of clocks routinely missed
(bilateral time limits escalate to the group as numbers). The least size of a cell is a policy choice [P]. Where a
cell is too small no sum is given beside it, since it could be worked out from the sum.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from jisr.base import N_, DossierId
from jisr.kernel import Docket, test
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.disclosure import CELL_MIN
from jisr.node.queries.headings import by_nobody
from jisr.node.queries.periods import periods_shown
from jisr.node.queries.reading import Reading, own_party
from jisr.rules import Period, Procedure

PARTS = ("stages", "outcomes", "silence", "late", "stops", "crossed")
STOPPED = N_("Stopped at least once, whatever the ground")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One count; None where it is under ten, nought included."""

    code: str
    label: str
    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The counts of one procedure's dossiers: where they stand, how they ended, clocks missed, stops, crossings."""

    procedure: str
    label: str
    count: int | None
    stages: tuple[Cell, ...]
    outcomes: tuple[Cell, ...]
    # Clocks missed that run on the side which waits for the other.
    silence: tuple[Cell, ...]
    late: tuple[Cell, ...]
    stops: tuple[Cell, ...]
    crossed: tuple[Cell, ...]
    # Dossiers with any stop. Not shown beside `stops`: together they would say more than each.
    stopped: Cell

    @property
    def cells(self) -> Iterator[tuple[str, Cell]]:
        """Give every cell with the name of its part."""
        for part in PARTS:
            yield from ((part, each) for each in getattr(self, part))


def person_figures(held: Reading) -> tuple[Figures, ...]:
    """Count a framework's dossiers about persons, a procedure at a time. Costs one reading of each such dossier.

    The counts are the group's and of all files, whoever looks: no cell is so small that a file could be seen in it.
    """
    rows = models.Dossier.objects.filter(framework=held.row).order_by("procedure", "code")
    counts: dict[str, _Counts] = {}
    for code, procedure in rows.values_list("code", "procedure"):
        docket = held.shelf.docket(DossierId(code))
        if docket is None or docket.compiled is None or docket.state is None or not docket.compiled.procedure.persons:
            continue
        counts.setdefault(procedure, _Counts(docket)).add(held, docket)
    return tuple(each.figures() for each in counts.values())


class _Counts:
    """What is counted while dossiers are read one after another."""

    def __init__(self, docket: Docket) -> None:
        self.procedure = docket.compiled.procedure
        self.all = 0
        self.stages: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.late: Counter[str] = Counter()
        self.stops: Counter[str] = Counter()
        self.crossed: Counter[str] = Counter()
        self.stopped: Counter[str] = Counter()

    def add(self, held: Reading, docket: Docket) -> None:
        """Count one dossier, once in each part."""
        stub = held.stub(own_party(), "reopen", by_nobody())
        scene, state = docket.scene(stub), docket.state
        if scene is None or state is None:
            return
        self.all += 1
        stage = next((each.name for each in self.procedure.stages if test(each.term)(scene)), "")
        (self.outcomes if state.fact("closed") else self.stages)[stage] += 1
        self.late.update({each.name for each in periods_shown(docket, stub) if each.is_over and each.is_late})
        stopped = {each for each in self.kinds if state.items_of(each)}
        self.stops.update(stopped)
        self.stopped.update(["stopped"] if stopped else [])
        lasting = [each.name for each in self.procedure.acts if each.irrevocable]
        self.crossed.update({each for each in lasting if state.fact(f"{each}_crossed")})

    def figures(self) -> Figures:
        """Give the counts, small ones withheld."""
        procedure = self.procedure
        items = [each for each in procedure.items if each.name in self.kinds]
        stages = {each.name: each.label for each in procedure.stages}
        waited = {each.name: each.label for each in procedure.periods if is_waited_out(each, procedure)}
        others = {each.name: each.label for each in procedure.periods if each.name not in waited}
        parts = {
            "stages": _cells(stages, self.stages),
            "outcomes": _cells(stages, self.outcomes),
            "silence": _cells(waited, self.late),
            "late": _cells(others, self.late),
            "stops": _cells({each.name: each.plural for each in items}, self.stops),
            "crossed": _cells({each.name: each.label for each in procedure.acts if each.irrevocable}, self.crossed),
        }
        known = all(each.count is not None for part in ("stages", "outcomes") for each in parts[part])
        count = self.all if known and self.all >= CELL_MIN else None
        (stopped,) = _cells({"stopped": STOPPED}, self.stopped)
        return Figures(procedure=procedure.id, label=_(procedure.label), count=count, stopped=stopped, **parts)

    @property
    def kinds(self) -> frozenset[str]:
        """Give the kinds of items that are stops."""
        return frozenset(each.adds for each in self.procedure.acts if each.protective and each.adds)


def is_waited_out(period: Period, procedure: Procedure) -> bool:
    """Say whether a period runs on the clock of a side that waits for another one."""
    return period.runs_on != period.owner and {period.runs_on, period.owner} <= {*procedure.sides}


def _cells(labels: dict[str, str], counted: Counter[str]) -> tuple[Cell, ...]:
    return tuple(
        Cell(code=code, label=_(label), count=counted[code] if counted[code] >= CELL_MIN else None)
        for code, label in labels.items()
    )


__all__ = ["CELL_MIN", "Cell", "Figures", "is_waited_out", "person_figures"]
