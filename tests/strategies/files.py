"""Two procedures of the shape of a child's file, invented for tests: one domestic, one shared with the state of origin.

`GUARDED` is domestic and its claims echo the stop of `JOURNEY`, which is shared; `long_file` is `JOURNEY` with as many
more steps before the handover as are wanted.
"""

from dataclasses import replace
from typing import Any, Final

from jisr.rules import (
    ALL_SIDES,
    Act,
    All,
    DeclaredFact,
    Every,
    Fact,
    Field,
    Guarantee,
    Item,
    Over,
    Parameter,
    Period,
    Procedure,
    Running,
    Term,
)
from jisr.rules.procedure import Echo

SOURCE: Final = "invented for the tests"
HOST: Final = "host"
ORIGIN: Final = "origin"
OFFICE: Final = ("care",)
GUARD: Final = ("guardian",)
COURT: Final = ("prosecutor",)
SERVICE: Final = ("service",)


def _fact(name: str, **more: Any) -> DeclaredFact:
    return DeclaredFact(name=name, label=name, contrary=f"not {name}", source=SOURCE, **more)


def _act(name: str, **more: Any) -> Act:
    by = more.pop("by", {HOST: OFFICE})
    return Act(name=name, label=name, by=by, **more)


def _period(name: str, **more: Any) -> Period:
    return Period(
        **{"name": name, "label": name, "length": name, "source": SOURCE, "owner": HOST, "runs_on": HOST, **more}
    )


def _lengths(*names: str) -> tuple[Parameter, ...]:
    return tuple(Parameter(name=each, label=each, unit="hours", owner=ALL_SIDES) for each in names)


def _at(name: str, act: str, term: Term) -> Guarantee:
    return Guarantee(name=name, label=name, at=act, term=term, source=SOURCE)


GUARDED: Final = Procedure(
    name="guarded.one",
    version=1,
    label="guarded",
    persons=True,
    sides=(HOST,),
    mandates=(("care", "care"), ("guardian", "guardian"), ("prosecutor", "prosecutor")),
    items=(Item(name="remedy", label="remedy", plural="remedies"),),
    facts=(
        _fact("guarded"), _fact("informed"), _fact("screened"), _fact("heard"), _fact("assessed"), _fact("decided"),
        _fact("claim_open", cautious=True), _fact("resident", cautious=True), _fact("settled", item="remedy"),
    ),
    acts=(
        _act("find", opens=True, starts=("ninety", "care_due")),
        _act("appoint", by={HOST: COURT}, sets=("guarded",)),
        _act("inform", needs=Fact("guarded"), sets=("informed",)),
        _act("screen", needs=Fact("informed"), sets=("screened",)),
        _act("hear", needs=Fact("guarded"), sets=("heard",)),
        _act("assess", needs=Fact("heard"), sets=("assessed",)),
        _act("claim", protective=True, sets=("claim_open",), echo=Echo(procedure="journey.one", act="stop")),
        _act("reject_claim", needs=Fact("screened"), clears=("claim_open",)),
        _act(
            "decide",
            needs=All((Fact("screened"), Fact("assessed"), ~Fact("claim_open"))),
            sets=("decided",), starts=("appeal",),
        ),
        _act("appeal", by={HOST: GUARD}, protective=True, adds="remedy"),
        _act("settle", by={HOST: COURT}, item="remedy", sets=("settled",)),
        _act("carry_out", needs=All((Fact("decided"), Over("appeal"), Every("remedy", Fact("settled")))), closes=True),
        _act("reside", by={HOST: (*OFFICE, "clock")}, protective=True, closes=True, needs=Over("ninety"), sets=("resident",)),
    ),
    periods=(
        _period("ninety", due="reside"),
        _period("care_due"),
        _period("appeal", stills=~Fact("guarded")),
    ),
    guarantees=(
        _at("informed_by_a_guardian", "inform", Fact("guarded")),
        _at("screened_when_informed", "screen", Fact("informed")),
        _at("heard_with_a_guardian", "hear", Fact("guarded")),
        _at("assessed_when_heard", "assess", Fact("heard")),
        _at("decided_when_screened", "decide", All((Fact("screened"), Fact("assessed"), ~Fact("claim_open")))),
        _at("rejected_when_screened", "reject_claim", Fact("screened")),
        _at("carried_out_when_final", "carry_out", All((Fact("decided"), Over("appeal"), Every("remedy", Fact("settled"))))),
        _at("resident_at_ninety", "reside", Over("ninety")),
    ),
    parameters=_lengths("ninety", "care_due", "appeal"),
)  # fmt: skip

CLEAR: Final = Every("stop", All((Fact("lifted_by_guardian"), Fact("lifted_by_prosecutor"))))
READY: Final = All(
    (Fact("reported"), Fact("committed"), Fact("cleared"), Running("cleared_for"), Running("checked_for"), CLEAR)
)
JOURNEY: Final = Procedure(
    name="journey.one",
    version=1,
    label="journey",
    persons=True,
    sides=(HOST, ORIGIN),
    mandates=(("care", "care"), ("guardian", "guardian"), ("prosecutor", "prosecutor"), ("service", "service")),
    items=(Item(name="stop", label="stop", plural="stops"),),
    facts=(
        _fact("reported"), _fact("committed"), _fact("cleared"), _fact("visited"),
        _fact("lifted_by_guardian", item="stop"), _fact("lifted_by_prosecutor", item="stop"),
    ),
    acts=(
        _act("notify", opens=True, attests=Fact("screened"), starts=("answer", "majority"), fields=(
            Field(name="born", type="date", label="born"),)),
        _act("report_home", by={ORIGIN: SERVICE}, sets=("reported",)),
        _act("commit", by={ORIGIN: SERVICE}, needs=Fact("reported"), sets=("committed",)),
        _act("take_back", by={ORIGIN: SERVICE}, protective=True, clears=("committed",)),
        _act("clear", by={HOST: GUARD}, attests=All((Fact("heard"), ~Fact("claim_open"))), sets=("cleared",), starts=("cleared_for",)),
        _act("check", by={ORIGIN: SERVICE}, needs=Fact("committed"), starts=("checked_for",)),
        _act("stop", by={HOST: ("*",), ORIGIN: ("*",)}, protective=True, adds="stop", on_behalf=("child",)),
        _act("lift_as_guardian", by={HOST: GUARD}, item="stop", sets=("lifted_by_guardian",)),
        _act("lift_as_prosecutor", by={HOST: COURT}, item="stop", sets=("lifted_by_prosecutor",)),
        _act("hand_over", by={HOST: OFFICE, ORIGIN: SERVICE}, joint=True, irrevocable=True, redress="restore", window="window", needs=READY),
        _act("restore"),
        _act("visit", by={ORIGIN: SERVICE}, needs=Fact("hand_over_done"), sets=("visited",)),
        _act("end", by={HOST: OFFICE, ORIGIN: SERVICE}, joint=True, closes=True, needs=All((Fact("visited"), ~Fact("hand_over_crossed")))),
        _act("give_up", by={HOST: (*OFFICE, "clock")}, protective=True, closes=True, needs=Over("answer")),
        _act("come_of_age", by={HOST: (*OFFICE, "clock")}, protective=True, closes=True, needs=Over("majority")),
    ),
    periods=(
        _period("answer", due="give_up"),
        _period("majority", until="born", length=None, due="come_of_age"),
        _period("cleared_for"),
        _period("checked_for", runs_on=ORIGIN, owner=ORIGIN),
    ),
    guarantees=(
        _at("committed_when_reported", "commit", Fact("reported")),
        _at("checked_when_committed", "check", Fact("committed")),
        _at("handed_over_when_ready", "hand_over", READY),
        _at("visited_when_handed_over", "visit", Fact("hand_over_done")),
        _at("ended_when_visited", "end", All((Fact("visited"), ~Fact("hand_over_crossed")))),
        _at("given_up_after_silence", "give_up", Over("answer")),
        _at("of_age_by_the_clock", "come_of_age", Over("majority")),
        Guarantee(name="no_redress_unasked", label="no_redress_unasked", at="restore", term=Fact("hand_over_crossed"), source=SOURCE),
    ),
    parameters=_lengths("answer", "cleared_for", "checked_for", "window"),
)  # fmt: skip


def long_file(steps: int) -> Procedure:
    """Give the shared procedure with so many more steps, each needing the one before, all before the handover."""
    names = [f"step_{at}" for at in range(steps)]
    facts = tuple(_fact(f"{each}_done") for each in names)
    needs: list[Term] = [Fact("reported"), *(Fact(each.name) for each in facts[:-1])]
    acts = tuple(
        _act(name, needs=need, sets=(fact.name,), starts=(f"due_{at}",) if at % 6 == 0 else ())
        for at, (name, need, fact) in enumerate(zip(names, needs, facts, strict=True))
    )
    doubts = tuple(
        _act(f"doubt_{at}", by={HOST: COURT}, protective=True, clears=(fact.name,))
        for at, fact in enumerate(facts)
        if at % 3 == 0
    )
    periods = tuple(_period(f"due_{at}", length="answer") for at in range(0, steps, 6))
    ready = All((*READY.terms, *(Fact(each.name) for each in facts)))
    handing = next(each for each in JOURNEY.acts if each.name == "hand_over")
    others = tuple(each for each in JOURNEY.acts if each.name != "hand_over")
    return replace(
        JOURNEY,
        name="journey.long",
        facts=(*JOURNEY.facts, *facts),
        acts=(*others, *acts, *doubts, replace(handing, needs=ready)),
        periods=(*JOURNEY.periods, *periods),
        guarantees=(
            *(each for each in JOURNEY.guarantees if each.at != "hand_over"),
            _at("handed_over_when_ready", "hand_over", ready),
            *(_at(f"{name}_in_turn", name, need) for name, need in zip(names, needs, strict=True)),
        ),
    )
