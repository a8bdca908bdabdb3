"""Mutants tried in several processes at once: all that was shown before is in each, since they are forked off."""

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jisr.prove import Mutation, Trial

# What a process that was forked off tries: it is handed over by the fork, since a solver cannot be sent.
_given: "list[tuple[Trial, tuple[Mutation, ...]]]" = []


def try_out(trial: "Trial", chosen: "Iterable[Mutation]", *, jobs: int) -> None:
    """Try mutants in so many processes; what became of each is then known of the trial."""
    waiting = trial.untried(chosen)
    if jobs < 2 or len(waiting) < 2:
        return
    # What all of them rest on is shown before they part.
    trial.prepare()
    fork = get_context("fork")
    with ProcessPoolExecutor(min(jobs, len(waiting)), fork, _given.append, ((trial, waiting),)) as pool:
        for mutation, caught_by in zip(waiting, pool.map(_caught_by, range(len(waiting))), strict=True):
            trial.learn(mutation, caught_by)


def _caught_by(at: int) -> str:
    trial, waiting = _given[-1]
    return trial.mutant(waiting[at]).caught_by


def cores() -> int:
    """Give how many cores this process may use."""
    return len(os.sched_getaffinity(0))
