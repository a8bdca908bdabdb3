"""Whatever time, line and disk do in a season: one truth, nothing acknowledged lost, nothing final changed."""

import os
import subprocess
import sys
import time

import pytest

from jisr.simulation import MISTAKES, Mistake, found_by, run, run_many
from tests.nodes.started import ENVIRONMENT
from tests.simulation.seeds import BROKE, FOUND_BY

SEASONS = 25
# Where what is listed finds a mistake no more, others are tried.
LOOKED_IN = 150
SOAK_SEASONS = int(os.environ.get("JISR_SOAK_SEASONS", "20000"))
PROGRAM = "import sys; from jisr.simulation import run; print(run(int(sys.argv[1])).digest)"


def test_the_laws_hold_in_every_season() -> None:
    """Each failure names its seed: `jisr bench faults --seed SEED` tells it step by step."""
    tally = run_many(range(SEASONS))
    assert [(each.seed, each.violations) for each in tally.failed] == []
    assert tally.runs == SEASONS and tally.entries > 20 * SEASONS, "much was written"


@pytest.mark.parametrize("seed", BROKE)
def test_what_broke_once_holds(seed: int) -> None:
    assert run(seed).violations == ()


def test_a_seed_gives_the_same_in_every_process() -> None:
    """Whatever the order of sets is there: what failed once can be looked at again."""
    said = {
        subprocess.run(  # our own program
            [sys.executable, "-c", PROGRAM, "11"],
            env={**ENVIRONMENT, "PYTHONHASHSEED": hashes},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hashes in ("1", "2")
    }
    assert said == {f"{run(11).digest}\n"}


def test_a_season_told_is_the_season_played() -> None:
    told = run(11, trace=True)
    assert told.digest == run(11).digest and len(told.trace) > 40


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.name)
def test_each_mistake_is_found(mistake: Mistake) -> None:
    """The simulation can fail; and once the mistake is taken back the same season holds."""
    found = found_by(mistake, [FOUND_BY.get(mistake.name, 0), *range(LOOKED_IN)])
    assert found is not None
    assert run(found.seed).violations == ()


def test_there_are_many_of_them_and_most_in_what_nodes_run() -> None:
    """Twelve at least; half of the places are in the program of a real node, not in the model of its store."""
    assert len(MISTAKES) >= 12
    assert sum(each.is_of_program for each in MISTAKES) >= len(MISTAKES) // 2


@pytest.mark.soak
def test_the_laws_hold_for_long() -> None:
    """Many more seasons, and longer ones."""
    begun = time.monotonic()
    for at in range(SOAK_SEASONS):
        outcome = run(10**6 + at, steps=100 if at % 10 == 0 else 45)
        assert not outcome.violations, f"seed {outcome.seed}: {outcome.violations[:3]}"
        if at % 500 == 499:
            print(f"{at + 1}/{SOAK_SEASONS} seasons, {time.monotonic() - begun:.0f} s", flush=True)  # noqa: T201  # told to whoever waits
