"""`jisr bench ingest`: another party's log taken in through the node's own door, on one core."""

import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from jisr.base import N_, JisrError, Party, Phrase, unb64
from jisr.base.limits import DAY_ENTRIES_DEFAULT
from jisr.cli.bench.figures import Figure, at_least, at_most, on_one_core, verifications_per_second
from jisr.cli.bench.making import ESP, FRAMEWORK, MAR
from jisr.cli.demo.founding import signed_manifest
from jisr.cli.entering import enter
from jisr.cli.output import progress
from jisr.node.home import make_home

KIB = 1024
SMALL = 10_000
REFERENCE_EVERY = 5
MEMORY_MIB_MAX = 400


class BenchFailed(JisrError):
    """A measurement could not be made."""


@dataclass
class Run:
    """What was measured: size of the log, entries and seconds of each message; references between."""

    steps: list[tuple[int, int, float]] = field(default_factory=list)
    references: list[float] = field(default_factory=list)
    before_mib: float = 0
    peak_mib: float = 0
    stats: dict[str, int] = field(default_factory=dict)

    def cost(self, begin: int, end: int) -> float:
        """Give microseconds an entry for the messages that ended within a range of sizes."""
        chosen = [(count, seconds) for size, count, seconds in self.steps if begin < size <= end]
        return 1e6 * sum(seconds for _, seconds in chosen) / max(1, sum(count for count, _ in chosen))


def ingest(*, entries: int, folder: Path | None = None) -> list[Figure]:
    """Measure taking in; the data are made first, in another process, and are not measured."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        run = _run(Path(place), entries)
    return figures_of(run)


def figures_of(run: Run) -> list[Figure]:
    """Give the figures of a run."""
    total, seconds = sum(count for _, count, _ in run.steps), sum(each for _, _, each in run.steps)
    last = run.steps[-1][0]
    made = run.stats
    return [
        at_least("ingest", total / seconds, "entries/s", reference=median(run.references), target=1.8),
        at_most("memory", run.peak_mib, "MiB", target=MEMORY_MIB_MAX),
        at_most(
            f"cost per entry at {last:,} v. {SMALL:,}",
            run.cost(last - 2 * SMALL, last),
            "µs",
            reference=run.cost(0, 2 * SMALL),
            target=1.2,
        ),
        at_least("mean entry", made["bytes"] / made["entries"], "bytes", target=600),
        at_least("acts that cross", 100 * made["crossing"] / made["entries"], "%", target=2),
        Figure(name="acts that stand when made", value=round(100 * made["stands"] / made["entries"], 2), unit="%"),
        Figure(name="memory before", value=round(run.before_mib, 1), unit="MiB"),
    ]


def _run(place: Path, entries: int) -> Run:
    homes = [
        make_home(
            place / party.lower(),
            party=party,
            address=f"https://{party.lower()}.test",
            listen="127.0.0.1:0",
            name=party,
        )
        for party in (MAR, ESP)
    ]
    # All of it comes on one day (protocol 12.16).
    note = signed_manifest(FRAMEWORK, homes, entries_a_day=max(2 * entries, DAY_ENTRIES_DEFAULT))
    (place / "note").write_text(note, "utf-8")
    (place / "made").mkdir()
    with progress(is_drawn_between=False) as tell:
        make_data(place, entries, tell)
        enter(homes[0].path)
        from jisr.node.services.frameworks import found_framework

        found_framework(note)
        on_one_core()
        return _take_in_all(place / "made", entries, tell)


def make_data(place: Path, entries: int, tell: Any, *, shape: str = "long") -> None:
    """Make what is to be taken in, in another process."""
    command = [
        sys.executable,
        "-m",
        "jisr.cli.bench.making",
        str(place / "made"),
        str(place / "esp"),
        str(place / "note"),
        str(entries),
        shape,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as maker:
        assert maker.stdout is not None
        for line in maker.stdout:
            tell(Phrase(N_("Making what is to be taken in")), int(line), entries)
    if maker.returncode:
        raise BenchFailed(N_("the data could not be made; see above"))
    # Else the machine would put them on the disk while it is measured how fast something else comes there.
    os.sync()


def _take_in_all(made: Path, entries: int, tell: Any) -> Run:
    from jisr.exchange import parse_message
    from jisr.node.services.intake import take_in

    run = Run(stats=orjson.loads((made / "stats.json").read_bytes()))
    run.references.append(verifications_per_second())
    run.before_mib = _memory_mib()
    size = 0
    for number, file in enumerate(sorted(made.glob("*.message"))):
        own = [unb64(each) for each in orjson.loads(file.with_suffix(".own").read_bytes())]
        write_made(MAR, own)
        raw = file.read_bytes()
        gc.collect()
        began = time.perf_counter()
        receipt = take_in(parse_message(raw), sender=ESP)
        seconds = time.perf_counter() - began
        if receipt.held or receipt.refused or not receipt.taken_in:
            raise BenchFailed(N_("what was made was not taken in: %(receipt)s"), receipt=receipt)
        size += receipt.taken_in
        run.steps.append((size, receipt.taken_in, seconds))
        if number % REFERENCE_EVERY == 0:
            run.references.append(verifications_per_second(seconds=0.1))
        tell(Phrase(N_("Taking in")), size, entries)
    run.references.append(verifications_per_second())
    run.peak_mib = _memory_mib()
    return run


def write_made(party: Party, raws: list[bytes]) -> None:
    """Write entries of a party as its own node did when it wrote them; not measured."""
    from jisr.kernel import Placed, place
    from jisr.node.clock import CLOCK
    from jisr.node.store import writing

    with writing(FRAMEWORK) as held:
        for raw in raws:
            placed = place(
                raw,
                framework=FRAMEWORK,
                party=party,
                parties=held.framework.parties,
                tail=held.tail(party),
                logs=held.logs,
                now=CLOCK.now(),
            )
            assert isinstance(placed, Placed) and placed.fault is None, f"we wrote it ourselves: {placed}"
            held.add(raw, placed, party)


def _memory_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB
