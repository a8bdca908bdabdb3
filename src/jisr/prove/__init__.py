"""Proofs of what procedures guarantee, before they are put in force (protocol 6).

Declarations in, reports out: what is shown, what is not, and how it fails. It judges no act, keeps nothing, and what
it has not shown it never calls shown. Z3 is read when the first question is asked, so whoever only names this package
does not wait for it.
"""

from jisr.prove.differing import Change, Difference, Dropped, difference, hold_drops
from jisr.prove.guarantees import Proof, guarantee_proof
from jisr.prove.killing import Misexplained, Trial
from jisr.prove.lasting import Lasting
from jisr.prove.lengths import lengths_of
from jisr.prove.linking import Joined
from jisr.prove.mutations import Mutation
from jisr.prove.proving import Proving
from jisr.prove.report import Mutant, Mutants, Report, prove
from jisr.prove.telling import said

__all__ = [
    "Change",
    "Difference",
    "Dropped",
    "Joined",
    "Lasting",
    "Misexplained",
    "Mutant",
    "Mutants",
    "Mutation",
    "Proof",
    "Proving",
    "Report",
    "Trial",
    "difference",
    "guarantee_proof",
    "hold_drops",
    "lengths_of",
    "prove",
    "said",
]
