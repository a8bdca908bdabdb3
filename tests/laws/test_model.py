"""The kernel beside a slow model, written from the protocol's text by somebody who has not seen the kernel.

Random runs, and every vector: the same verdicts, the same reasons, the same finality.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

import tests.model as model
from jisr.base import format_instant
from tests.laws.laws import FAR, first
from tests.strategies.runs import SHARE_PERCENT_MIN, Run, shares, told
from tests.strategies.worlds import World

ACTS: Final = 3_000
SOAK_ACTS: Final = int(os.environ.get("JISR_SOAK_ACTS", "1000000"))
BATCHES: Final = 4
# Who declined or withdrew a proposal was taken for one who had done it; a figure that is compared was no ground;
# what an opening names was held before its mandate; and what a correction corrects after it.
DIFFERED: Final = (10_004_513, 10_001_936, 10_013_388, 10_013_875)
VECTORS: Final = sorted((Path(__file__).parents[1] / "vectors").glob("*.json"))


def judge(case: Mapping[str, Any], now: str) -> dict[str, dict[str, Any]]:
    """Give the model's verdicts."""
    found: dict[str, dict[str, Any]] = model.judge(case, now=now)["verdicts"]
    return found


def kernel_says(world: World) -> dict[str, dict[str, Any]]:
    """Give the kernel's verdicts on all that the first node has taken in."""
    node = first(world)
    return {
        str(each): {
            "standing": str(verdict.standing),
            "reasons": list(verdict.reasons),
            "final": node.is_final(each),
        }
        for each, verdict in node.verdicts.items()
    }


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    """Say where kernel and model differ."""
    for entry in sorted({*one, *other}):
        if one.get(entry) != other.get(entry):
            yield f"{entry}: kernel {one.get(entry)}, model {other.get(entry)}"


def compare(seed: int) -> Counter[str]:
    """Compare a run, healed or in the middle of a cut; give how many entries it had, and what became of its acts."""
    run = Run(seed).play()
    if seed % 3:
        run.world.heal()
    node = first(run.world)
    found = list(differing(kernel_says(run.world), judge(run.world.setting.case(node.raw), format_instant(FAR))))
    assert not found, f"seed {seed}: {found[:3]}"
    return shares([node]) + Counter(taken=len(node.taken))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_kernel_and_model_say_the_same(batch: int) -> None:
    """A share of what the soak compares."""
    met, seed = Counter[str](), 50_000 + batch
    while met["taken"] < ACTS / BATCHES:
        met += compare(seed)
        seed += BATCHES
    print(f"\n{met['taken']} acts: {told(met)}")  # noqa: T201  # told to whoever waits


@pytest.mark.parametrize("seed", DIFFERED)
def test_kernel_and_model_say_the_same_where_they_once_differed(seed: int) -> None:
    """What a long comparison found stays compared."""
    compare(seed)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_model_judges_the_vectors_alike(batch: int) -> None:
    """The verdicts that are stored were judged by two programs."""
    for path in VECTORS[batch::BATCHES]:
        vector = orjson.loads(path.read_bytes())
        if "kind" in vector or vector["about"] == "4.acts":
            continue
        found = list(differing(vector["verdicts"], judge(vector, vector["now"])))
        assert not found, f"{path.stem}: {found[:3]}"


@pytest.mark.soak
def test_kernel_and_model_say_the_same_for_long() -> None:
    """A million acts, no divergence; and of all that the laws speak of there was enough."""
    met, seed, begun = Counter[str](), 10_000_000, time.monotonic()
    while met["taken"] < SOAK_ACTS:
        met += compare(seed)
        seed += 1
        if seed % 100 == 0:
            seconds = time.monotonic() - begun
            print(f"{met['taken']}/{SOAK_ACTS} acts, {seconds:.0f} s, no divergence", told(met), flush=True)  # noqa: T201  # told to whoever waits
    assert min(told(met).values()) >= SHARE_PERCENT_MIN, told(met)
