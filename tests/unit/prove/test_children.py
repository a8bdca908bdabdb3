"""Against vacuity: what the gravest acts of a child's procedures need is needed by their guarantees.

That all is shown of them, and a share of their mutants, is in `tests/unit/cli/test_prove.py`, in one run of the
command; all mutants are in `make soak`.
"""

from dataclasses import replace

import pytest

from jisr.procedures import PROCEDURES
from jisr.prove.expressions import no
from jisr.prove.proving import Proving
from jisr.rules import All, Always, Guarantee, Procedure

CHILDREN = [each for each in PROCEDURES.values() if each.name.startswith(("protection.", "return."))]
SHARED = [each for each in CHILDREN if each.name.startswith("return.")]
# What the domestic packs share is most of them: one of them each time, the others in `make soak`.
OFTEN = ("protection.esp-2025", *(each.name for each in SHARED))
TAKEN_FROM = [pytest.param(each, id=each.id, marks=() if each.name in OFTEN else pytest.mark.soak) for each in CHILDREN]


def implied(proving: Proving, guarantee: Guarantee) -> bool:
    """Say whether the needs of its act imply a guarantee. (No run is looked for where they do not: that is slow.)"""
    move = proving.machine.moves[str(guarantee.at)]
    broken = no(move.reader.read(guarantee.term))
    return not proving.solver.find(proving.machine.well_formed, move.authorised, broken)


@pytest.mark.parametrize("procedure", TAKEN_FROM)
def test_a_condition_that_is_taken_away_is_noticed(procedure: Procedure) -> None:
    """Against vacuity: of the gravest act each part of the needs, one at a time."""
    gate = procedure.act("handover" if procedure in SHARED else "clear_departure")
    assert isinstance(gate.needs, All)
    guarantees = [each for each in procedure.guarantees if each.at == gate.name]
    whole = Proving(procedure)
    noticed = 0
    for at in range(len(gate.needs.terms)):
        weaker = replace(gate, needs=All((*gate.needs.terms[:at], Always(), *gate.needs.terms[at + 1 :])))
        acts = tuple(weaker if each is gate else each for each in procedure.acts)
        proving = Proving(replace(procedure, acts=acts), like=whole, but=frozenset({gate.name}))
        noticed += not all(implied(proving, each) for each in guarantees)
    assert noticed >= len(gate.needs.terms) * 0.7
