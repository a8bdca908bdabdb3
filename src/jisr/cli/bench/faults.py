"""`jisr bench faults`: seasons in which everything fails, from seeds, held against the laws; and mistakes found."""

import time

from jisr.base import N_, JisrError, Phrase
from jisr.cli.bench.figures import Figure, at_least, at_most
from jisr.cli.output import progress, say, warn

HOUR_SECONDS = 3_600
MINUTE_SECONDS = 60
# Seasons in which a mistake that was made is looked for.
LOOKED_IN = 600


class SeasonBroke(JisrError):
    """A law was broken in a season."""

    advice = N_("Play it again, told step by step, with the same release: jisr bench faults --seed SEED.")


def faults(*, runs: int, begin: int, mistakes: bool, processes: int) -> list[Figure]:
    """Play seasons; then make each mistake, and look for a season that finds it."""
    from jisr.simulation import MISTAKES, found_by, run_many

    with progress() as tell:
        began = time.perf_counter()
        tally = run_many(
            range(begin, begin + runs),
            processes=processes,
            tell=lambda done: tell(Phrase(N_("Playing seasons")), done, runs),
        )
        seconds = time.perf_counter() - began
        for each in tally.failed:
            warn(N_("seed %(seed)s: %(violation)s"), seed=each.seed, violation=each.violations[0])
        figures = [
            Figure(name="runs", value=round(MINUTE_SECONDS * tally.runs / seconds, 1), unit="/min"),
            Figure(name="simulated", value=round(tally.seconds / HOUR_SECONDS, 1), unit="h"),
            Figure(name="entries of a season", value=round(tally.entries / max(1, tally.runs), 1), unit=""),
            at_most("violations", len(tally.failed), f"of {tally.runs} runs", target=0),
        ]
        if not mistakes:
            return figures
        found = 0
        for number, mistake in enumerate(MISTAKES, 1):
            outcome = found_by(mistake, range(LOOKED_IN))
            if outcome is None:
                warn(N_("not found: %(mistake)s"), mistake=mistake.name)
            found += outcome is not None
            tell(Phrase(N_("Making mistakes")), number, len(MISTAKES))
    return [*figures, at_least("mistakes found", found, f"of {len(MISTAKES)}", target=len(MISTAKES))]


def replay(seed: int) -> None:
    """Play one season, and say what happens in it; raises SeasonBroke where a law is broken."""
    from jisr.simulation import run

    outcome = run(seed, trace=True)
    for line in outcome.trace:
        say("%(line)s", line=line)
    say(N_("%(entries)s entries; digest of all logs %(digest)s"), entries=outcome.entries, digest=outcome.digest)
    if outcome.violations:
        raise SeasonBroke("%(what)s", what="; ".join(outcome.violations[:5]))


__all__ = ["SeasonBroke", "faults", "replay"]
