"""Parties that leave while others act: the laws hold, and the slow model says the same (protocol 9.5, 12.33)."""

import os
from collections import Counter

import pytest

from jisr.base import format_instant
from tests.laws.laws import FAR, LAWS, first
from tests.laws.test_model import differing, judge
from tests.strategies.leaving import LeavingRun, met

RUNS = 36
SOAK_RUNS = int(os.environ.get("JISR_SOAK_RUNS", "6000")) // 6
BATCHES = 3
# What runs must have met, or the laws were held on nothing.
MET = ("left", "after", "crossing", "4.left", "4.joint", "agreed by who remains")


def compare(seed: int) -> Counter[str]:
    """Compare a run with the model, healed or in the middle of a cut; count what it met."""
    run = LeavingRun(seed).play()
    if seed % 3:
        run.world.heal()
        run.world.heal()
    for node in run.world.nodes.values() if seed % 2 else [first(run.world)]:
        case = run.world.setting.case(node.raw)
        kernel = {
            str(each): {
                "standing": str(verdict.standing),
                "reasons": list(verdict.reasons),
                "final": node.is_final(each),
            }
            for each, verdict in node.verdicts.items()
        }
        found = list(differing(kernel, judge(case, format_instant(FAR))))
        assert not found, f"seed {seed}, {node.party}: {found[:3]}"
    return met(first(run.world))


def hold_laws(seed: int) -> None:
    """Hold one of the laws, by turns, over a run."""
    law = LAWS[seed % len(LAWS)]
    found = list(law(LeavingRun(seed).play()))
    assert not found, f"seed {seed}, {law.__name__}: {found[:3]}"


def test_kernel_and_model_say_the_same_of_who_leaves() -> None:
    """Verdicts, reasons and finality, at the leaver's node, too; and the runs met what the clause speaks of."""
    found: Counter[str] = Counter()
    for seed in range(80_000, 80_000 + RUNS):
        found += compare(seed)
    assert all(found[each] for each in MET), found


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_laws_hold_while_parties_leave(batch: int) -> None:
    """Convergence, the fast way, permanence, safety, serial and progress."""
    for seed in range(81_000 + batch, 81_000 + RUNS, BATCHES):
        hold_laws(seed)


@pytest.mark.soak
def test_leaving_for_long() -> None:
    """The same over many more runs."""
    for seed in range(82_000, 82_000 + SOAK_RUNS):
        compare(seed)
        hold_laws(seed)
