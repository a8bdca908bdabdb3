"""The child's procedures under proof: every guarantee at its act, every stop heard, every crossing, no dead end.

What needs a search of runs (that every act happens, that no state is nobody's) takes minutes and is in `make soak`.
"""

from dataclasses import replace

import pytest

from jisr.procedures import PROCEDURES
from jisr.prove.closing import alone, dead_ends
from jisr.prove.crossing import diamond
from jisr.prove.expressions import no
from jisr.prove.guarantees import guarantee_proof
from jisr.prove.hearing import unheard
from jisr.prove.proving import Proving
from jisr.rules import All, Always, Guarantee, Procedure

CHILDREN = [each for each in PROCEDURES.values() if each.name.startswith(("protection.", "return."))]
SHARED = [each for each in CHILDREN if each.name.startswith("return.")]
# What the domestic packs share is most of them: one of them each time, the others in `make soak`.
OFTEN = ("protection.esp-2025", *(each.name for each in SHARED))
TAKEN_FROM = [pytest.param(each, id=each.id, marks=() if each.name in OFTEN else pytest.mark.soak) for each in CHILDREN]


def unproved(procedure: Procedure) -> set[str]:
    """Name the guarantees that are not shown."""
    proving = Proving(procedure)
    return {each.name for each in procedure.guarantees if not guarantee_proof(proving, each).proved}


def implied(proving: Proving, guarantee: Guarantee) -> bool:
    """Say whether the needs of its act imply a guarantee. (No run is looked for where they do not: that is slow.)"""
    move = proving.machine.moves[str(guarantee.at)]
    broken = no(move.reader.read(guarantee.term))
    return not proving.solver.find(proving.machine.well_formed, move.authorised, broken)


@pytest.mark.parametrize("procedure", CHILDREN, ids=lambda each: each.id)
def test_every_guarantee_is_proved_and_every_stop_is_heard(procedure: Procedure) -> None:
    assert procedure.guarantees and unproved(procedure) == set()
    assert unheard(Proving(procedure)) == {}


@pytest.mark.parametrize("procedure", SHARED, ids=lambda each: each.id)
def test_what_crosses_spoils_nothing_and_the_host_can_end_it_alone(procedure: Procedure) -> None:
    proving = Proving(procedure)
    crossings = diamond(proving)
    assert crossings.pairs > 200 and crossings.failed == ()
    found = list(alone(proving))
    assert found and all(each.proved for each in found)
    assert dead_ends(proving) == ()


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
