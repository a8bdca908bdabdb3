"""Dossiers that go on by another version while others act: the laws hold, and the slow model says the same (12.29)."""

import os
from collections import Counter

import pytest

from jisr.base import format_instant
from tests.laws.laws import FAR, LAWS, first
from tests.laws.test_model import differing, judge, kernel_says
from tests.strategies.moving import MovingRun, moved

RUNS = 24
SOAK_RUNS = int(os.environ.get("JISR_SOAK_RUNS", "6000")) // 6
BATCHES = 3
# What runs must have met, or the laws were held on nothing.
MET = ("moves", "later", "of the earlier after", "protecting by the earlier", "crossing", "4.move", "defeated")


def compare(seed: int) -> Counter[str]:
    """Compare a run with the model, healed or in the middle of a cut; count what it met."""
    run = MovingRun(seed).play()
    if seed % 3:
        run.world.heal()
    node = first(run.world)
    found = list(differing(kernel_says(run.world), judge(run.world.setting.case(node.raw), format_instant(FAR))))
    assert not found, f"seed {seed}: {found[:3]}"
    return moved([node])


def hold_laws(seed: int) -> None:
    """Hold one of the laws, by turns, over a run."""
    law = LAWS[seed % len(LAWS)]
    found = list(law(MovingRun(seed).play()))
    assert not found, f"seed {seed}, {law.__name__}: {found[:3]}"


def test_kernel_and_model_say_the_same_of_moves() -> None:
    """Verdicts, reasons and finality; and the runs met what the clause speaks of."""
    met: Counter[str] = Counter()
    for seed in range(70_000, 70_000 + RUNS):
        met += compare(seed)
    assert all(met[each] for each in MET), met


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_laws_hold_while_dossiers_move(batch: int) -> None:
    """Convergence, the fast way, permanence, safety, serial and progress."""
    for seed in range(71_000 + batch, 71_000 + RUNS, BATCHES):
        hold_laws(seed)


@pytest.mark.soak
def test_moves_for_long() -> None:
    """The same over many more runs."""
    for seed in range(72_000, 72_000 + SOAK_RUNS):
        compare(seed)
        hold_laws(seed)
