"""All runs of some small procedures, up to a bound: nothing is left to chance (protocol 5.6)."""

import pytest

from jisr.rules import Procedure, check
from tests.laws.exploring import CLOSING, HAND_OVER, PAPERS, explore

SMALL = ((HAND_OVER, 2, 4), (PAPERS, 2, 4), (CLOSING, 2, 4), (HAND_OVER, 3, 3))
LARGE = ((HAND_OVER, 2, 6), (PAPERS, 2, 6), (CLOSING, 2, 6), (HAND_OVER, 3, 5), (CLOSING, 3, 5))
MANY = 400


@pytest.mark.parametrize("procedure", [HAND_OVER, PAPERS, CLOSING], ids=lambda each: each.name)
def test_what_is_explored_loads(procedure: Procedure) -> None:
    """The laws speak of procedures that load."""
    assert not check(procedure)


@pytest.mark.parametrize(("procedure", "parties", "bound"), SMALL, ids=lambda each: getattr(each, "name", str(each)))
def test_the_laws_hold_in_every_run(procedure: Procedure, parties: int, bound: int) -> None:
    """So many moves, acts that are void among them; then everybody learns everything."""
    found = explore(procedure, parties=parties, bound=bound)
    print(f"\n{procedure.name}, {parties} parties, {bound} moves: {found.runs} runs")  # noqa: T201  # told to whoever waits
    assert found.runs > MANY
    assert not found.broken, found.broken[:3]


@pytest.mark.soak
@pytest.mark.parametrize(("procedure", "parties", "bound"), LARGE, ids=lambda each: getattr(each, "name", str(each)))
def test_the_laws_hold_in_every_longer_run(procedure: Procedure, parties: int, bound: int) -> None:
    """The same, further, and with time going by."""

    def told(runs: int) -> None:
        if runs % 10_000 == 0:
            print(f"{procedure.name}, {parties} parties: {runs} runs", flush=True)  # noqa: T201  # told to whoever waits

    found = explore(procedure, parties=parties, bound=bound, waits=True, told=told)
    assert not found.broken, found.broken[:3]
