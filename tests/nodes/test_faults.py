"""Real nodes, killed, cut off, slowed down and restored: one truth in the end, nothing acknowledged lost (protocol 5.6)."""

import os
from pathlib import Path

import pytest

from tests.nodes.faults import Federation, of_many, of_pair
from tests.nodes.nodes import Pair

SOAK_RUNS = int(os.environ.get("JISR_SOAK_FAULTS", "12"))
THREE_TO_FIVE = (("MAR", "ESP", "NLD"), ("MAR", "ESP", "NLD", "FRA"), ("MAR", "ESP", "NLD", "FRA", "PRT"))


def held(federation: Federation, *, steps: int, restored: bool) -> None:
    """Let it run, and hold it to the laws; what failed tells its seed and its story."""
    try:
        party = federation.chance.choice(list(federation.nodes))
        federation.backups[party] = federation.nodes[party].backup()
        federation.run(steps)
        if restored:
            federation.restore(party)
            federation.run(steps // 2)
        found = federation.amiss()
        assert not found, "\n".join([*federation.told, *found])
        assert len(federation.confirmed) > steps // 3, "they acted"
    finally:
        federation.close()


def test_two_nodes_behind_a_line_that_fails(pair: Pair) -> None:
    """Cuts one way and both, delay, a slow line, half requests, repeated ones, kill -9, an old backup."""
    held(of_pair(pair, seed=1), steps=14, restored=True)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 2 + SOAK_RUNS))
def test_more_of_them_for_longer(pair: Pair, tmp_path: Path, seed: int) -> None:
    parties = THREE_TO_FIVE[seed % 3]
    federation = of_pair(pair, seed=seed) if seed % 4 == 0 else of_many(tmp_path / "many", parties, seed=seed)
    held(federation, steps=40, restored=True)
