"""The prover's tests can fail: each seeded mistake is one that some case shows."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.laws.mistakes import SOURCE, Mistake
from tests.unit.prove.cases import CASES, Case

ROOT: Final = SOURCE.parents[1]
LEFT_OUT: Final = shutil.ignore_patterns("__pycache__", "web", "node", "static", "locale", "cli", "conf", "migrations")

MISTAKES: Final = (
    Mistake(
        name="what protects comes only when it is authorised",
        file="prove/moves.py",
        right="            comes = both(OPENED, exists)\n",
        wrong="            pass\n",
    ),
    Mistake(
        name="nothing falls",
        file="prove/moves.py",
        right="        for name in sorted(self.vocabulary.disputed):\n            yield self._fall(name)\n",
        wrong="",
    ),
    Mistake(
        name="nothing is contested",
        file="prove/moves.py",
        right="        if declared.name not in self.vocabulary.contestable:",
        wrong="        if True:",
    ),
    Mistake(
        name="nothing is reopened",
        file="prove/moves.py",
        right="        yield self._reopening()\n",
        wrong="",
    ),
    Mistake(
        name="the least clock taken for running",
        file="prove/clocks.py",
        right="less(self.greatest(), runs_to(period.name)))",
        wrong="less(self.least(), runs_to(period.name)))",
    ),
    Mistake(
        name="other items forgotten",
        file="prove/reading.py",
        right="            for pattern in kind.patterns\n        ]\n\n    def of_item",
        wrong="            for pattern in kind.patterns[:0]\n        ]\n\n    def of_item",
    ),
    Mistake(
        name="lemmas that a step breaks kept",
        file="prove/lemmas.py",
        right="        others = clause - {literal}\n",
        wrong="        return True\n        others = clause - {literal}\n",
    ),
    Mistake(
        name="a rank that may rise",
        file="prove/ranks.py",
        right="return both(less(then.of(part.value), part.value), *kept)",
        wrong="return less(then.of(part.value), part.value)",
    ),
    Mistake(
        name="contests that one mandate answers",
        file="prove/moves.py",
        right="return ANY_MANDATE in mandates or len(mandates) >= ANSWERS_NEEDED",
        wrong="return True",
    ),
    Mistake(
        name="sides taken for one",
        file="prove/crossing.py",
        right="    return any(side != against for side in one.sides for against in other.sides)",
        wrong="    return False",
    ),
    Mistake(
        name="corrections judged by nothing",
        file="prove/moves.py",
        right="guard = both(open_, blind.read(act.needs))",
        wrong="guard = open_",
    ),
    Mistake(
        name="periods that are over while they run",
        file="prove/clocks.py",
        right="        self.inputs.domain.append(orderly(period, self))\n",
        wrong="",
    ),
    Mistake(
        name="only what is declared to protect is to be heard",
        file="prove/hearing.py",
        right="    return not act.joint and not act.irrevocable and _hinders(act, loading) and _could_protect(act, loading)",
        wrong="    return False",
    ),
    Mistake(
        name="others' acts done alone",
        file="prove/ways.py",
        right='        return self.alone is None or (move.kind != "joint" and self.alone in move.sides)',
        wrong="        return True",
    ),
)


def wrong_cases(source: Path) -> list[str]:
    """Give the cases that a prover judges wrongly."""
    done = subprocess.run(  # our own program
        [sys.executable, "-m", "tests.unit.prove.cases"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(source), str(ROOT)))},
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout.split()


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.__name__)
def test_each_case_is_judged_as_it_must_be(case: Case) -> None:
    """What is so is shown; what is not so is not."""
    assert case()


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.name)
def test_each_mistake_is_caught(mistake: Mistake, tmp_path: Path) -> None:
    """Some case is judged otherwise by a prover that makes it."""
    copy = tmp_path / "src"
    shutil.copytree(SOURCE, copy / "jisr", ignore=LEFT_OUT)
    mistake.made_in(copy / "jisr")
    assert wrong_cases(copy)
