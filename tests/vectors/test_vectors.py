"""Every vector says what it said when it was written, and there are enough of each."""

import re
from collections import Counter
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from tests.vectors.make import vectors
from tests.vectors.of_exchange import judged
from tests.vectors.replay import replay

HERE: Final = Path(__file__).parent
FILES: Final = sorted(HERE.glob("*.json"))
PROTOCOL: Final = HERE.parents[1] / "docs" / "protocol.md"
LEAST: Final = 5
LEAST_IN_ALL: Final = 200
BATCHES: Final = 8


def read(path: Path) -> dict[str, Any]:
    """Give a vector as written."""
    found: dict[str, Any] = orjson.loads(path.read_bytes())
    return found


def differing(path: Path) -> list[str]:
    """Say where a vector is judged otherwise than it says."""
    vector = read(path)
    if "kind" in vector:
        found = judged(vector["kind"], vector["input"])
        return [] if found == vector["expected"] else [f"{path.stem}: {found}, not {vector['expected']}"]
    return [
        f"{path.stem}: {key}: {each}, not {vector[key]}"
        for backwards in (False, True)
        for key, each in replay(vector, backwards=backwards).items()
        if each != vector[key]
    ]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_each_vector_is_judged_as_it_says(batch: int) -> None:
    """The verdicts were looked at when they were written; a change here is a change of the protocol."""
    found = [line for path in FILES[batch::BATCHES] for line in differing(path)]
    assert not found, "\n".join(line[:600] for line in found[:5])


def test_the_vectors_are_those_that_the_script_makes() -> None:
    """Nobody edits a vector by hand."""
    made = {name: orjson.dumps(vector, option=orjson.OPT_SORT_KEYS) + b"\n" for name, vector in vectors()}
    assert made.keys() == {path.stem for path in FILES}
    assert not [path.stem for path in FILES if path.read_bytes() != made[path.stem]]


def test_there_are_five_vectors_for_each_rule_of_the_protocol() -> None:
    """Each says why, and the rule it is about has its place in section 13."""
    about = Counter(read(path)["about"] for path in FILES)
    rules = re.findall(r"^\| `rule ([\w.]+)`", PROTOCOL.read_text("utf-8"), re.MULTILINE)
    assert len(rules) > LEAST
    assert not {rule: about[rule] for rule in rules if about[rule] < LEAST}
    assert sum(about.values()) >= LEAST_IN_ALL
    assert all(len(read(path)["why"].split()) >= LEAST - 1 for path in FILES[::7])
