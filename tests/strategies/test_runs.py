"""Runs are what their seed says, and meet what the laws speak of."""

from collections import Counter
from functools import cache

from tests.strategies.runs import SHARE_PERCENT_MIN, Run, shares, told

SEEDS = 150


@cache
def met() -> Counter[str]:
    """Give what the runs of the first seeds met."""
    found: Counter[str] = Counter()
    for seed in range(SEEDS):
        run = Run(seed).play()
        run.world.heal()
        found += shares([run.world.nodes[run.world.parties[0]]])
    return found


def test_a_seed_gives_the_same_run() -> None:
    """A failure is told by its seed."""
    one, again = Run(11).play(), Run(11).play()
    assert [each.raw for each in one.world.nodes.values()] == [each.raw for each in again.world.nodes.values()]


def test_runs_meet_what_the_laws_speak_of() -> None:
    """Concurrent, void, bound, defeated, crossed, irrevocable and standing, nested: none under 1 %."""
    found = met()
    print(f"\n{found['acts']} acts: {told(found)}")  # noqa: T201  # told to whoever waits
    assert min(told(found).values()) >= SHARE_PERCENT_MIN, told(found)


def test_every_kind_of_step_stands_somewhere() -> None:
    """What never stands is never tested."""
    kinds = "act propose concur decline withdraw conclude report correct contest answer erase reopen"
    assert not [kind for kind in kinds.split() if not met()[f"step {kind}"]]
