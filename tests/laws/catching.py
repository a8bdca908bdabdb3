"""Try the vectors and the laws on whatever kernel is found first: `python -m tests.laws.catching`.

Prints as JSON which vectors are judged otherwise than they say, and which laws break.
"""

import json
import sys
from collections.abc import Iterator

from tests.laws import generations
from tests.laws.acks import AskedNode
from tests.laws.laws import LAWS
from tests.strategies import worlds
from tests.strategies.runs import Run
from tests.vectors.test_vectors import FILES, differing

SEEDS = 60


def wrong_vectors() -> Iterator[str]:
    """Give the vectors that are judged otherwise than they say; a kernel that falls is wrong, too."""
    for path in FILES:
        if path.stem.startswith("4.acts"):
            continue
        try:
            found = bool(differing(path))
        except Exception as error:  # whatever a mistake leads to
            found = bool(str(error) or True)
        if found:
            yield path.stem


def broken_laws(names: list[str]) -> Iterator[str]:
    """Give the laws that break over some runs."""
    worlds.Node = AskedNode  # type: ignore[misc]  # what a node owes is asked of the program
    for law in LAWS:
        if law.__name__ in names and any(_breaks(law, seed) for seed in range(SEEDS)):
            yield law.__name__
    for across in generations.LAWS:
        if across.__name__ in names and any(_breaks_across(across, seed) for seed in range(SEEDS)):
            yield across.__name__


def _breaks_across(law: object, seed: int) -> bool:
    assert callable(law)
    try:
        found = generations.mended(seed)
        return found is not None and bool(next(law(found), None))
    except Exception:  # whatever a mistake leads to
        return True


def _breaks(law: object, seed: int) -> bool:
    assert callable(law)
    try:
        return bool(next(law(Run(seed).play()), None))
    except Exception:  # whatever a mistake leads to
        return True


if __name__ == "__main__":
    print(json.dumps({"vectors": list(wrong_vectors()), "laws": list(broken_laws(sys.argv[1:]))}))  # noqa: T201  # what it is for
