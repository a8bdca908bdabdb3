"""The child's procedures under proof: every guarantee at its act, every stop heard, every crossing, no dead end.

What needs a search of runs (that every act happens) is in `make soak`, and so are all mutants.
"""

from dataclasses import replace
from random import Random, randrange

import pytest

from jisr.cli.prove import drawn, first_alike
from jisr.procedures import LINKED, PROCEDURES, explanations, stock_parameters
from jisr.prove import Joined, Lasting, Proof, Report, Trial, lengths_of, said
from jisr.prove.closing import alone, dead_ends
from jisr.prove.crossing import diamond
from jisr.prove.expressions import no
from jisr.prove.guarantees import guarantee_proof
from jisr.prove.hearing import unheard
from jisr.prove.proving import Proving
from jisr.rules import All, Always, Guarantee, Procedure

CHILDREN = [each for each in PROCEDURES.values() if each.name.startswith(("protection.", "return."))]
# Of a hundred mutants.
SHARE = 5
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


def taken_as_shown(procedure: Procedure) -> Report:
    """Give the report of a procedure of which all is shown: others hold that it is."""
    guarantees = tuple(
        Proof(name=each.name, source=each.source, proved=True, seconds=0.0) for each in procedure.guarantees
    )
    return Report(procedure=procedure, guarantees=guarantees)


def trial(procedure: Procedure) -> Trial:
    """Give the trial of its mutants, with what it guarantees together with the shared procedure, if it is at home."""
    lengths = lengths_of(stock_parameters())
    proving = Proving(procedure, lengths)
    linked = tuple(each for each in LINKED if each.domestic == procedure.id)
    shared = {each.shared for each in linked}
    return Trial(
        proving=proving,
        known=taken_as_shown(procedure),
        others=tuple(PROCEDURES.values()),
        lasting=lambda: tuple(
            Lasting(Joined(proving, Proving(PROCEDURES[each], lengths)), linked) for each in sorted(shared)
        ),
        explained=explanations(procedure.id),
    )


@pytest.mark.parametrize("name", ["protection", "return"])
def test_a_share_of_what_could_be_taken_from_a_pack_is_noticed(name: str) -> None:
    """With a story; pack and mutants by a seed that is told. All of all packs are tried by `make soak`."""
    seed = randrange(1_000_000)
    print(f"seed {seed}")  # noqa: T201  # told to whoever looks why it failed
    packs = [each for each in CHILDREN if each.name.startswith(f"{name}.") and first_alike(each.id) == each.id]
    tried = trial(Random(seed).choice(packs))
    found = tried.outcome(drawn(tried.all_mutations(), share=SHARE, seed=seed))
    assert [each.name for each in found.survived] == []
    assert all(said(each.story, str) for each in found.killed)
