"""Write the vectors: `PYTHONPATH=src:. python tests/vectors/make.py`.

What comes of a case is judged by the kernel; what matters in it was said by hand before,
and differs nowhere, or nothing is written.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import orjson

from tests.vectors import (
    of_crossing,
    of_ended,
    of_exchange,
    of_form,
    of_joint,
    of_leaving,
    of_move,
    of_reading,
    of_time,
    of_witness,
)
from tests.vectors.cases import Case
from tests.vectors.replay import replay

HERE: Final = Path(__file__).parent
KINDS: Final = (of_ended, of_reading, of_form, of_joint, of_time, of_crossing, of_witness, of_move, of_leaving)


def vectors() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each vector with the name of its file."""
    for kind in KINDS:
        for cases in kind.ALL:
            for case in cases():
                yield name_of(case.about, case.title), finished(case)
    for about, title, vector in of_exchange.vectors():
        yield name_of(about, title), vector


def finished(case: Case) -> dict[str, Any]:
    """Give a case's vector with what comes of it."""
    vector = case.vector()
    outcome = replay(vector)
    for entry, expected in case.expected.items():
        found = said(outcome, entry)
        assert found == expected, f"{case.about}, {case.title}: {entry} is {found}, expected {expected}"
    return {**vector, **outcome}


def said(outcome: dict[str, Any], entry: str) -> str:
    """Say in short what became of an entry: `void 4.item`, `crossed need`, `held 2.gap`."""
    for how in ("held", "refused"):
        if entry in outcome[how]:
            return f"{how} {outcome[how][entry]}"
    verdict = outcome["verdicts"][entry]
    reasons = dict.fromkeys(each if isinstance(each, str) else "need" for each in verdict["reasons"])
    return " ".join([verdict["standing"], *reasons])


def name_of(about: str, title: str) -> str:
    """Give the name of a file: what it is about, then its title."""
    words = re.sub(r"[^a-z0-9.]+", "-", title.lower()).strip("-.")
    return f"{about}-{words}"


def main() -> None:
    """Write all vectors, and remove those that are no longer made."""
    made = dict(vectors())
    for old in HERE.glob("*.json"):
        if old.stem not in made:
            old.unlink()
    for name, vector in made.items():
        raw = orjson.dumps(vector, option=orjson.OPT_SORT_KEYS)
        (HERE / f"{name}.json").write_bytes(raw + b"\n")
    print(f"{len(made)} vectors", file=sys.stderr)  # noqa: T201  # told to whoever waits


if __name__ == "__main__":
    main()
