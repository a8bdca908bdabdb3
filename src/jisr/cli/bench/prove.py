"""How long all procedures take to prove, and how much is shown: `jisr bench prove`."""

import time

from jisr.cli.bench.figures import Figure, at_least, at_most, on_one_core, verifications_per_second
from jisr.cli.prove import proved
from jisr.procedures import LINKED, PROCEDURES

SECONDS_MAX = 60
KILLED_PERCENT_MIN = 95
ALL_PERCENT = 100


def prove(*, share: int) -> list[Figure]:
    """Prove every procedure on one core, then try a share of the mutants; both in seconds of the processor.

    What others do on the same core is then not counted; how fast the core is, verifications tell.
    """
    on_one_core()
    rates = [verifications_per_second(clock=time.process_time)]
    begin = time.process_time()
    reports = [proved(each, share=0, seed=0) for each in PROCEDURES.values()]
    shown_after = time.process_time()
    rates.append(verifications_per_second(clock=time.process_time))
    began = time.process_time()
    tried = [proved(each, share=share, seed=0).mutants for each in PROCEDURES.values()]
    tried_after = time.process_time()
    guarantees = [each for report in reports for each in report.guarantees]
    assert len(guarantees) == sum(len(each.guarantees) for each in PROCEDURES.values()) + len(LINKED)
    shown = sum(each.proved for each in guarantees)
    killed = sum(len(each.killed) for each in tried)
    count = sum(len(each.killed) + len(each.explained) + len(each.survived) for each in tried)
    return [
        at_most("all procedures", shown_after - begin, "s", target=SECONDS_MAX),
        at_least("guarantees shown", ALL_PERCENT * shown / len(guarantees), "%", target=ALL_PERCENT),
        at_least("mutants noticed", ALL_PERCENT * killed / count, "%", target=KILLED_PERCENT_MIN),
        Figure(name="mutants tried", value=round(tried_after - began, 3), unit="s"),
        Figure(name="Ed25519 verifications on this core", value=round(sum(rates) / len(rates)), unit="/s"),
    ]
