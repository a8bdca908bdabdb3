"""Running seasons: one, to be told step by step; many, on all cores; and until a mistake is found."""

import os
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing import get_context

from jisr.simulation.laws import LAWS
from jisr.simulation.mistakes import Mistake, made
from jisr.simulation.season import BEGIN, STEPS, Season, forget_beginnings

SEEDS_AT_ONCE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a season: what broke, how long it was, and a digest of all that was written in it."""

    seed: int
    violations: tuple[str, ...]
    seconds: int
    entries: int
    digest: str
    trace: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """What came of many."""

    runs: int = 0
    seconds: int = 0
    entries: int = 0
    failed: tuple[Outcome, ...] = ()

    def add(self, outcome: Outcome) -> None:
        """Count one more."""
        self.runs += 1
        self.seconds += outcome.seconds
        self.entries += outcome.entries
        if outcome.violations:
            self.failed = (*self.failed, outcome)


def run(seed: int, *, steps: int = STEPS, trace: bool = False) -> Outcome:
    """Play a season and hold it against the laws. The same seed gives the same, in whatever process."""
    season = Season(seed, steps=steps, trace=trace)
    try:
        season.play()
        found = season.violations or [each for law in LAWS for each in law(season)]
    except Exception as error:  # whatever the program falls over is a finding
        last = traceback.extract_tb(error.__traceback__)[-1]
        found = [*season.violations, f"{type(error).__name__}: {error} ({last.name}, line {last.lineno})"]
    return Outcome(
        seed=seed,
        violations=tuple(found),
        seconds=season.now - BEGIN,
        entries=max(sum(map(len, node.disk.tables.raws.values())) for node in season.nodes.values()),
        digest=_digest(season),
        trace=tuple(season.trace),
    )


def _digest(season: Season) -> str:
    hashed = sha256(str(season.now).encode())
    for node in season.nodes.values():
        for party, log in sorted(node.disk.tables.raws.items()):
            hashed.update(f"{node.party} {party} {len(log)}\n".encode())
            hashed.update(b"".join(log))
    return hashed.hexdigest()


def run_many(
    seeds: Iterable[int], *, steps: int = STEPS, processes: int = 1, tell: Callable[[int], None] = lambda done: None
) -> Tally:
    """Play many seasons."""
    tally = Tally()
    for outcome in _outcomes(list(seeds), steps, processes):
        tally.add(outcome)
        tell(tally.runs)
    return tally


def _outcomes(seeds: list[int], steps: int, processes: int) -> Iterator[Outcome]:
    if processes <= 1:
        yield from (run(seed, steps=steps) for seed in seeds)
        return
    shares = [(seeds[at : at + SEEDS_AT_ONCE], steps) for at in range(0, len(seeds), SEEDS_AT_ONCE)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for found in pool.map(_share, shares):
            yield from found


def _share(given: tuple[list[int], int]) -> list[Outcome]:
    seeds, steps = given
    return [run(seed, steps=steps) for seed in seeds]


def found_by(mistake: Mistake, seeds: Iterable[int]) -> Outcome | None:
    """Make a mistake, and give the first season that finds it; None: none did."""
    forget_beginnings()
    try:
        with made(mistake):
            return next((each for each in map(run, seeds) if each.violations), None)
    finally:
        forget_beginnings()


def cores() -> int:
    """Give how many cores this process may use."""
    return len(os.sched_getaffinity(0))


__all__ = ["Outcome", "Tally", "cores", "found_by", "run", "run_many"]
