"""A federation in one process, from one seed: time, line, disk and chance are ours (protocol 5.6, 8, 9.6).

What is under test is the code of the pure packages: reading and placing entries, judging, trees and heads,
messages, signatures and pouches, what is new of a log, whether a log is in doubt, when to speak again. A node's
store is a model: what is written in a transaction is there whole or not at all. What the store of a real node does
under the same faults is tried by processes (docs/faults.md). It never touches a node's home.
"""

from jisr.simulation.mistakes import MISTAKES, Mistake, made
from jisr.simulation.running import Outcome, Tally, found_by, run, run_many
from jisr.simulation.season import Faults

__all__ = ["MISTAKES", "Faults", "Mistake", "Outcome", "Tally", "found_by", "made", "run", "run_many"]
