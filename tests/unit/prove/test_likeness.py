"""What is not shown anew of a mutant is what would be shown: held against proofs from the beginning."""

from dataclasses import dataclass, replace

import pytest

from jisr.procedures import LINKED, PROCEDURES
from jisr.prove import Joined, Lasting, Mutation, Proving, Trial, prove
from jisr.prove.alike import are_alike, reported_of
from jisr.prove.closing import dead_ends
from jisr.prove.lemmas import Lemmas
from jisr.prove.mutations import CONDITION, mutations
from jisr.rules import Act, Always, Fact, Linked, Procedure, check
from tests.strategies.files import GUARDED, JOURNEY
from tests.unit.prove.cases import BOTH, _act, _procedure
from tests.unit.prove.cases import _proving as _case
from tests.unit.prove.playing import lengths
from tests.unit.prove.test_agreement import drawn

SEEDS = 10
SMALL = [pytest.param(GUARDED, id="guarded"), pytest.param(JOURNEY, id="journey")]
SMALL += [pytest.param(drawn(seed), id=f"drawn {seed}") for seed in range(SEEDS)]


# Whoever was heard is so for good: by what one act needs itself, and by what comes before the other.
FORGETFUL = replace(
    GUARDED,
    acts=(
        *GUARDED.acts,
        Act(name="forget", label="forget", by={"host": ("care",)}, needs=~Fact("heard"), clears=("heard",)),
        Act(name="unhear", label="unhear", by={"host": ("care",)}, needs=~Fact("guarded"), clears=("heard",)),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainTrial(Trial):
    """A trial that makes everything anew for each mutant."""

    def changed(self, mutation: Mutation) -> Proving:
        return Proving(mutation.procedure, self.proving.lengths)


def _proving(procedure: Procedure) -> Proving:
    return Proving(procedure, lengths(procedure))


@pytest.mark.parametrize("procedure", SMALL)
def test_a_mutant_is_noticed_as_if_all_were_made_anew(procedure: Procedure) -> None:
    """By whatever proof; and what nobody notices then, nobody notices here."""
    here = _proving(procedure)
    known = prove(here)
    trial, plain = Trial(proving=here, known=known), PlainTrial(proving=_proving(procedure), known=known)
    for mutation in trial.all_mutations():
        one, other = trial.mutant(mutation), plain.mutant(mutation)
        assert bool(one.caught_by) == bool(other.caught_by), (mutation.name, one.caught_by, other.caught_by)


@pytest.mark.parametrize("procedure", SMALL)
def test_lemmas_of_what_needs_less_are_those_that_are_found_anew(procedure: Procedure) -> None:
    """Of those that held before."""
    whole = _proving(procedure)
    for mutation in mutations(procedure):
        if mutation.kind != CONDITION or check(mutation.procedure):
            continue
        like = Proving(mutation.procedure, whole.lengths, like=whole, but=frozenset({mutation.about}))
        fresh = _proving(mutation.procedure)
        told = Lemmas(fresh.machine, fresh.solver, told=whole.lemmas.kept)
        assert like.lemmas.kept == told.kept, mutation.name


def _linked(at: str, name: str) -> Linked:
    return Linked(
        name=name, label=name, domestic=GUARDED.id, shared=JOURNEY.id, at=at, term=Fact(name), source="for the tests"
    )


def test_what_lasts_at_home_is_ended_by_those_mutants_that_end_it_anew() -> None:
    """A condition gone at home, of the act that ends it or of one that this rests on: it may then no longer be so."""
    home, shared = _proving(FORGETFUL), _proving(JOURNEY)
    wanted = (_linked("notify", "screened"), _linked("hand_over", "heard"))
    lasting = Lasting(Joined(home, shared), wanted)
    assert not lasting.left
    ended = set()
    for mutation in mutations(FORGETFUL):
        if mutation.kind != CONDITION or check(mutation.procedure):
            continue
        like = Proving(mutation.procedure, home.lengths, like=home, but=frozenset({mutation.about}))
        anew = Lasting(Joined(_proving(mutation.procedure), shared), wanted).left
        found = {name.removeprefix("linked: ") for name, _ in lasting.ended_by(like)}
        assert bool(found) == bool(anew), (mutation.name, found, anew)
        assert found <= {each.name for each in anew}
        ended |= {mutation.about} if anew else set()
    assert ended == {"forget", "unhear", "hear"}


def test_procedures_are_alike_that_differ_in_sources_alone() -> None:
    """A state's former law and its present one; not what its packs add, nor any word of a condition."""
    now, before = PROCEDURES["protection.esp-2025/1"], PROCEDURES["protection.esp-2011/1"]
    assert are_alike(now, before) and now.guarantees != before.guarantees
    assert not are_alike(now, PROCEDURES["protection.nld-2025/1"])
    for mutation in list(mutations(now))[::20]:
        assert not are_alike(now, mutation.procedure)
    assert not are_alike(now, replace(now, guarantees=now.guarantees[1:]))
    unsourced = (replace(now.guarantees[0], source=""), *now.guarantees[1:])
    assert not are_alike(now, replace(now, guarantees=unsourced))


def test_pairs_that_are_alike_guarantee_the_same() -> None:
    """So what was shown of one pair is shown of the other."""
    terms: dict[tuple[str, str], list[object]] = {}
    for each in LINKED:
        terms.setdefault((each.domestic, each.shared), []).append((each.name, each.at, each.term))
    for one, of_one in terms.items():
        for other, of_other in terms.items():
            if all(are_alike(PROCEDURES[a], PROCEDURES[b]) for a, b in zip(one, other, strict=True)):
                assert of_one == of_other


def test_what_was_shown_of_one_that_is_alike_is_told_with_its_own_sources() -> None:
    """And one that does not load is not taken as shown, whatever it is like."""
    here = replace(GUARDED, guarantees=tuple(replace(each, source="the former law") for each in GUARDED.guarantees))
    report = reported_of(prove(_proving(GUARDED)), here)
    assert report.holds and report.procedure is here
    assert {each.source for each in report.guarantees} == {"the former law"}
    broken = reported_of(report, replace(here, acts=here.acts[1:]))
    assert broken.findings and not broken.holds


def test_a_dead_end_that_lemmas_alone_ruled_out_is_found_where_less_is_needed() -> None:
    """Nobody is barred who has not left: without that there is no way on."""
    leave = _act("leave", needs=~Fact("barred"), sets=("left",))
    bar = _act("bar", needs=Fact("left"), sets=("barred",))
    close = _act("close", BOTH, joint=True, closes=True, needs=Fact("left"))
    whole = _case(_procedure(leave, bar, close))
    assert dead_ends(whole) == () and not whole.led
    bold = replace(bar, needs=Always())
    changed = _procedure(leave, bold, close)
    like = Proving(changed, whole.lengths, like=whole, but=frozenset({"bar"}))
    assert dead_ends(_case(changed))
    assert dead_ends(like)


def test_a_way_that_led_on_whatever_was_done_leads_on_where_less_is_needed() -> None:
    """It is not asked again."""
    step = _act("step", sets=("left",))
    note = _act("note", needs=Fact("left"), sets=("noted",))
    close = _act("close", BOTH, joint=True, closes=True, needs=Fact("left"))
    whole = _case(_procedure(step, note, close))
    assert dead_ends(whole) == () and whole.led
    changed = _procedure(step, replace(note, needs=Always()), close)
    like = Proving(changed, whole.lengths, like=whole, but=frozenset({"note"}))
    questions = like.solver.questions
    assert dead_ends(like) == () == dead_ends(_case(changed))
    assert like.solver.questions == questions
