"""The laws of protocol 5.6 hold: over any procedure that loads, any number of parties, whatever the line does.

Each example is a seed: a random procedure, and parties that act in it on partial knowledge
while links are cut and messages late, repeated and out of order. A failure tells its seed.
"""

import os
import time
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.laws.laws import LAWS, convergence, fast_way, first, permanence, progress, safety, serial
from tests.strategies.runs import SHARE_PERCENT_MIN, Run, shares, told

# A seed is no simpler for being smaller: nothing is shrunk, and a build says the same twice.
FEW = settings(
    max_examples=70,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
SEEDS = st.integers(min_value=0, max_value=2**32)
SOAK_RUNS = int(os.environ.get("JISR_SOAK_RUNS", "6000"))
SOAK_LONG = 150


@FEW
@given(seed=SEEDS)
def test_who_holds_the_same_entries_judges_them_alike(seed: int) -> None:
    """Convergence."""
    assert not list(convergence(Run(seed).play()))


@FEW
@given(seed=SEEDS)
def test_the_fast_way_says_what_the_plain_one_says(seed: int) -> None:
    """Protocol 5.7: verdicts are those of the text; what a store kept is what was there."""
    assert not list(fast_way(Run(seed).play()))


@FEW
@given(seed=SEEDS)
def test_what_is_final_never_changes(seed: int) -> None:
    """Permanence."""
    assert not list(permanence(Run(seed).play()))


@FEW
@given(seed=SEEDS)
def test_what_cannot_be_undone_was_allowed_or_calls_for_its_redress(seed: int) -> None:
    """Safety."""
    assert not list(safety(Run(seed).play()))


@FEW
@given(seed=SEEDS)
def test_what_stands_is_the_outcome_of_some_order_of_single_acts(seed: int) -> None:
    """Serial."""
    assert not list(serial(Run(seed).play()))


@FEW
@given(seed=SEEDS)
def test_after_a_cut_heals_all_is_final_and_silent(seed: int) -> None:
    """Progress; and an ack owes nothing (3.4)."""
    assert not list(progress(Run(seed).play()))


@pytest.mark.soak
def test_the_laws_hold_for_long() -> None:
    """The same over many more runs, and longer ones; of all that the laws speak of there is enough."""
    begun, acts, met = time.monotonic(), 0, Counter[str]()
    for at in range(SOAK_RUNS):
        seed = 2**33 + at
        for law in LAWS:
            run = Run(seed, acts=SOAK_LONG if at % 10 == 0 else 60).play()
            found = list(law(run))
            assert not found, f"seed {seed}, {law.__name__}: {found[:3]}"
            acts += run.done
            met += shares([first(run.world)])
        if at % 100 == 99:
            seconds = time.monotonic() - begun
            print(f"{at + 1}/{SOAK_RUNS} runs, {acts} acts, {seconds:.0f} s", told(met), flush=True)  # noqa: T201  # told to whoever waits
    assert min(told(met).values()) >= SHARE_PERCENT_MIN, told(met)
