"""Small procedures and what must be said of each: `python -m tests.unit.prove.cases` names those that are judged wrongly.

Each is one that a mistake in the prover would judge otherwise.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from jisr.prove import Proving, guarantee_proof
from jisr.prove.closing import alone, dead_ends, ownerless
from jisr.prove.crossing import diamond
from jisr.prove.hearing import unheard
from jisr.prove.lemmas import Lemmas
from jisr.rules import (
    ALL_SIDES,
    Act,
    Compare,
    DeclaredFact,
    Every,
    Fact,
    Field,
    FieldValue,
    Figure,
    FigureValue,
    Given,
    Guarantee,
    Item,
    Over,
    Parameter,
    Period,
    Procedure,
    Running,
    Term,
)

SOURCE: Final = "written for the tests"
HOST: Final = {"host": ("office", "court")}
ORIGIN: Final = {"origin": ("office", "court")}
LONELY: Final = {"host": ("office",), "origin": ("office",)}
BOTH: Final = HOST | ORIGIN
HOUR: Final = (3_600, 3_600)
Case = Callable[[], bool]


def _act(name: str, by: dict[str, tuple[str, ...]] = HOST, **more: Any) -> Act:
    return Act(name=name, label=name, by=by, **more)


def _period(name: str, **more: Any) -> Period:
    return Period(**{"name": name, "label": name, "runs_on": "host", "owner": "host", "length": "hour", **more})


def _never(term: Term) -> Guarantee:
    return Guarantee(name="never", label="never", term=term, source=SOURCE)


def _at(act: str, term: Term) -> Guarantee:
    return Guarantee(name="at", label="at", at=act, term=term, source=SOURCE)


def _procedure(*acts: Act, cautious: tuple[str, ...] = (), **more: Any) -> Procedure:
    names = dict.fromkeys(each for act in acts for each in (*act.sets, *act.clears))
    facts = [
        DeclaredFact(
            name=each, label=each, contrary="", source=SOURCE, cautious=each in cautious,
            item="paper" if each.endswith("_paper") else None,
        )
        for each in names
    ]  # fmt: skip
    kinds = dict.fromkeys(each.adds for each in acts if each.adds)
    return Procedure(
        name="case", version=1, label="case", persons=False, sides=("host", "origin"), mandates=(("office", "office"), ("court", "court")),
        acts=(_act("open", BOTH, opens=True), *acts), facts=tuple(facts),
        items=tuple(Item(name=each, label=each, plural=each) for each in kinds),
        parameters=(Parameter(name="hour", label="hour", unit="hours", owner=ALL_SIDES),), **more,
    )  # fmt: skip


def _proving(procedure: Procedure) -> Proving:
    return Proving(procedure, {"hour": HOUR})


def _shown(procedure: Procedure) -> bool:
    proving = _proving(procedure)
    return all(guarantee_proof(proving, each).proved for each in procedure.guarantees)


def what_protects_comes_whatever_it_needs() -> bool:
    """It may cross what it rests on: so nothing may rest on its needs."""
    ask = _act("ask", protective=True, sets=("asked",), starts=("wait",))
    due = _act("due", protective=True, needs=Over("wait"), sets=("alarmed",))
    never = (_never(Fact("alarmed") & ~Fact("asked")),)
    return not _shown(_procedure(ask, due, cautious=("asked", "alarmed"), periods=(_period("wait"),), guarantees=never))


def what_acts_dispute_may_fall() -> bool:
    """A close and a reopening that cross leave the dossier closed."""
    close = _act("close", protective=True, closes=True, sets=("ended",))
    return not _shown(_procedure(close, cautious=("ended",), guarantees=(_never(Fact("closed") & ~Fact("ended")),)))


def what_is_given_may_be_contested() -> bool:
    """Also after something was done that rests on it."""
    check = _act("check", sets=("checked",))
    go = _act("go", needs=Fact("checked"), sets=("gone",))
    return not _shown(_procedure(check, go, guarantees=(_never(Fact("gone") & ~Fact("checked")),)))


def what_is_closed_may_be_reopened() -> bool:
    """And what the close gave stays."""
    close = _act("close", protective=True, closes=True, sets=("ended",))
    return not _shown(_procedure(close, cautious=("ended",), guarantees=(_never(~Fact("closed") & Fact("ended")),)))


def one_side_s_clock_is_not_everybody_s() -> bool:
    """A period that one side's clock ends is not over on all."""
    begin = _act("begin", BOTH, joint=True, starts=("mine", "ours"))
    go = _act("go", needs=Over("mine"), sets=("gone",))
    periods = (_period("mine"), _period("ours", runs_on=ALL_SIDES))
    guarantee = (_at("go", Over("ours")),)
    return not _shown(_procedure(begin, go, periods=periods, guarantees=guarantee))


def everybody_s_clock_is_also_one_side_s() -> bool:
    """What is over on all is over on each."""
    begin = _act("begin", BOTH, joint=True, starts=("mine", "ours"))
    go = _act("go", needs=Over("ours"), sets=("gone",))
    periods = (_period("mine"), _period("ours", runs_on=ALL_SIDES))
    return not _shown(_procedure(begin, go, periods=periods, guarantees=(_at("go", Running("mine")),)))


def other_items_count() -> bool:
    """That the paper in question is checked says nothing of the others."""
    file = _act("file", protective=True, adds="paper", clears=("checked_paper",))
    check = _act("check", BOTH, joint=True, item="paper", sets=("checked_paper",))
    go = _act("go", BOTH, joint=True, item="paper", needs=Fact("checked_paper"), sets=("gone",))
    return not _shown(_procedure(file, check, go, guarantees=(_at("go", Every("paper", Fact("checked_paper"))),)))


def a_period_that_is_ended_owns_nothing() -> bool:
    """An open dossier is then nobody's."""
    opening = _act("begin", opens=True, starts=("wait",))
    stop = _act("stop", ends=("wait",))
    close = _act("close", BOTH, joint=True, closes=True)
    return bool(ownerless(_proving(_procedure(opening, stop, close, periods=(_period("wait"),)))))


def to_and_fro_leads_nowhere() -> bool:
    """Each of two acts spoils what the other gave: no way to a close that needs both."""
    one = _act("one", sets=("left",), clears=("right",))
    other = _act("other", sets=("right",), clears=("left",))
    close = _act("close", BOTH, joint=True, closes=True, needs=Fact("left") & Fact("right"))
    return bool(dead_ends(_proving(_procedure(one, other, close))))


def one_step_after_another_leads_to_the_end() -> bool:
    """Each of two acts gives what the next needs."""
    one = _act("one", sets=("left",))
    other = _act("other", needs=Fact("left"), sets=("right",))
    close = _act("close", BOTH, joint=True, closes=True, needs=Fact("right"))
    return not dead_ends(_proving(_procedure(one, other, close)))


def what_nobody_can_answer_stays_contested() -> bool:
    """A contest is answered by two mandates: where a side has but one, what it gave is doubted for ever."""
    give = _act("give", {"host": ("office",)}, sets=("given",))
    close = _act("close", LONELY, joint=True, closes=True, needs=Fact("given"))
    lonely = _procedure(give, close)
    opening = replace(lonely.acts[0], by=LONELY)
    return bool(dead_ends(_proving(replace(lonely, acts=(opening, give, close)))))


def what_another_takes_away_is_found() -> bool:
    """An act of one side clears what the other's act needs."""
    check = _act("check", sets=("checked",))
    spoil = _act("spoil", ORIGIN, clears=("checked",))
    go = _act("go", needs=Fact("checked"), sets=("gone",))
    failed = diamond(_proving(_procedure(check, spoil, go))).failed
    return [(each.one, each.other) for each in failed] == [("go", "spoil")]


def a_correction_is_judged_as_the_act_was() -> bool:
    """What no act could have stated no correction states."""
    field = Field(name="amount", type="integer", label="amount")
    note = _act(
        "note", fields=(field,), needs=Compare(FieldValue("amount"), "<=", Given(3)), assigns=(("number", "amount"),)
    )
    never = (_never(Compare(Given(4), "<=", FigureValue("number"))),)
    figures = (Figure(name="number", type="integer", label="number"),)
    return _shown(_procedure(note, figures=figures, guarantees=never))


def a_correction_may_state_something_else() -> bool:
    """An amount that was one is not one for ever."""
    field = Field(name="amount", type="integer", label="amount")
    note = _act("note", fields=(field,), assigns=(("number", "amount"),), sets=("noted",), protective=True)
    never = (_never(Compare(Given(4), "<=", FigureValue("number"))),)
    figures = (Figure(name="number", type="integer", label="number"),)
    return not _shown(_procedure(note, cautious=("noted",), figures=figures, guarantees=never))


def nothing_is_over_while_it_runs() -> bool:
    """However long it was stilled, and whatever clocks the act has seen."""
    begin = _act("begin", BOTH, joint=True, starts=("wait",))
    halt = _act("halt", ORIGIN, protective=True, sets=("halted",))
    go = _act("go", needs=Running("wait"), sets=("gone",))
    periods = (_period("wait", stills=Fact("halted")),)
    return _shown(
        _procedure(begin, halt, go, cautious=("halted",), periods=periods, guarantees=(_at("go", ~Over("wait")),))
    )


def a_stop_that_is_not_declared_to_protect_is_missed() -> bool:
    """After a close nobody hears it."""
    halt = _act("halt", ORIGIN, sets=("halted",))
    go = _act("go", BOTH, joint=True, needs=~Fact("halted"), sets=("gone",))
    close = _act("close", BOTH, joint=True, closes=True)
    return "halt" in unheard(_proving(_procedure(halt, go, close, cautious=("halted",))))


def what_others_must_do_is_not_done_alone() -> bool:
    """A close that waits for another side's word is nobody's own."""
    tell = _act("tell", ORIGIN, sets=("told",))
    close = _act("close", protective=True, closes=True, needs=Fact("told"))
    return [each.proved for each in alone(_proving(_procedure(tell, close)))] == [False]


def what_one_s_clock_brings_is_done_alone() -> bool:
    """A close that waits for a period on one's own clock."""
    opening = _act("begin", opens=True, starts=("wait",))
    close = _act("close", protective=True, closes=True, needs=Over("wait"))
    return [each.proved for each in alone(_proving(_procedure(opening, close, periods=(_period("wait"),))))] == [False]


def what_a_step_breaks_is_no_lemma() -> bool:
    """Lemmas that were found without a run hold in every state that runs reach."""
    proving = _proving(_procedure(_act("give", sets=("given", "told")), _act("take", clears=("given",))))
    lemmas = Lemmas(proving.machine, proving.solver)
    proving.search.wander(40)
    return bool(lemmas.kept) and all(
        any(state[name] is so for name, so in clause) for state in proving.search.truths() for clause in lemmas.kept
    )


CASES: Final[tuple[Case, ...]] = (
    what_protects_comes_whatever_it_needs, what_acts_dispute_may_fall, what_is_given_may_be_contested,
    what_is_closed_may_be_reopened, one_side_s_clock_is_not_everybody_s, everybody_s_clock_is_also_one_side_s,
    other_items_count, a_period_that_is_ended_owns_nothing, to_and_fro_leads_nowhere,
    one_step_after_another_leads_to_the_end, what_nobody_can_answer_stays_contested, what_another_takes_away_is_found, a_correction_is_judged_as_the_act_was,
    a_correction_may_state_something_else, nothing_is_over_while_it_runs,
    a_stop_that_is_not_declared_to_protect_is_missed, what_others_must_do_is_not_done_alone,
    what_one_s_clock_brings_is_done_alone, what_a_step_breaks_is_no_lemma,
)  # fmt: skip


def wrong() -> Iterator[str]:
    """Give the cases that are judged wrongly; a prover that falls is wrong, too."""
    for case in CASES:
        try:
            found = case()
        except Exception:  # whatever a mistake leads to
            found = False
        if not found:
            yield case.__name__


if __name__ == "__main__":
    sys.stdout.write("\n".join(wrong()))
