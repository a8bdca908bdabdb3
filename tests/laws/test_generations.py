"""The laws of protocol 5.6 hold when a log is ended and goes on: whoever had shown what to whom.

Each example is a seed of a run in which a party shows two histories; the kernel is held against the slow model, too.
"""

import os

import pytest

from jisr.base import format_instant
from tests.laws.generations import LAWS, claims, mended
from tests.laws.laws import FAR
from tests.laws.test_model import differing, judge

SEEDS = range(60)
LEAST = 12
SOAK_RUNS = int(os.environ.get("JISR_SOAK_RUNS", "3000"))


def broken(seed: int) -> tuple[int, list[str]]:
    """Give how many entries claim what fell away, and what laws break; before and after the parties act on."""
    found = mended(seed)
    if found is None:
        return -1, []
    amiss: list[str] = []
    for law in LAWS:
        amiss += [f"{law.__name__}: {each}" for each in law(found)]
        if law.__name__ in ("final_stands", "goes_on"):
            amiss += list(_differing(found))
    return claims(found), amiss


def _differing(found: object) -> list[str]:
    world = found.world  # type: ignore[attr-defined]  # of mended
    node = world.nodes[world.parties[-1]]
    kernel = {
        str(each): {
            "standing": str(verdict.standing),
            "reasons": list(verdict.reasons),
            "final": node.is_final(each),
        }
        for each, verdict in node.verdicts.items()
    }
    return list(differing(kernel, judge(world.setting.case(node.raw), format_instant(FAR))))


def test_a_log_that_was_ended_goes_on_and_nothing_final_is_touched() -> None:
    """Convergence, permanence and progress across the end; by two programs."""
    tried = claiming = 0
    for seed in SEEDS:
        count, amiss = broken(seed)
        assert not amiss, f"seed {seed}: {amiss[:3]}"
        tried, claiming = tried + (count >= 0), claiming + (count > 0)
    assert tried >= LEAST, tried
    assert claiming >= LEAST // 2, claiming


@pytest.mark.soak
def test_they_hold_for_long() -> None:
    """The same over many more runs."""
    for seed in range(10_000, 10_000 + SOAK_RUNS):
        _, amiss = broken(seed)
        assert not amiss, f"seed {seed}: {amiss[:3]}"
