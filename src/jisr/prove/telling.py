"""Runs told as stories: who does what, in the words of the procedure, for whoever reads (protocol 6)."""

from collections.abc import Callable, Sequence
from typing import Final

from jisr.base import N_, Phrase
from jisr.prove.moves import Move
from jisr.prove.search import Run
from jisr.prove.walking import Pace
from jisr.rules import EACH, Procedure, Term
from jisr.rules.say import KERNEL_FACTS, Saying, say, say_fact
from jisr.rules.takes import CLOSED

Story = tuple[Phrase, ...]
# Looks for a story when somebody asks for it: that something fails is known long before a run is found.
Telling = Callable[[], Story]

BY_ONE: Final = N_("%(side)s: %(act)s")
BY_SOMEBODY: Final = N_("One side: %(act)s")
BY_ALL: Final = N_("All sides together: %(act)s")
REPORTED: Final = N_("It is reported that this was done outside the rules: %(act)s")
CORRECTED: Final = N_("An earlier act gets other fields: %(act)s")
CONTESTED: Final = N_("Somebody contests: %(fact)s")
ANSWERED: Final = N_("Two roles answer the contest of: %(fact)s")
FALLEN: Final = N_("Two acts that crossed disagree about this, so the cautious value holds: %(fact)s")
REOPENED: Final = N_("The dossier is opened again")
WAITED: Final = N_("Time passes until the period has ended: %(period)s")
PASSED: Final = N_("Time passes")
NOTHING: Final = N_("Nothing has been done yet")
ALTHOUGH: Final = N_("Then this is possible: %(act)s — although it is not so: %(condition)s")
NEVER: Final = N_("Then this is so, which must never be: %(condition)s")
UNDOUBTED: Final = N_("Then nobody is heard who contests this: %(fact)s")
REFUSED: Final = N_("Then nobody is heard who does this: %(act)s")
TAKEN: Final = N_("Then %(one)s is possible, and is no longer once another side has done this: %(other)s")
BY_CROSSING: Final = N_("If acts cross, they may come to be taken in this order:")
NO_RUN: Final = N_("No run to such a state was found within the bounds of the search.")


class TermSaid(Phrase):
    """A condition, put in words when the reader's language is known."""

    __slots__ = ("procedure", "term")

    def __init__(self, term: Term, procedure: Procedure) -> None:
        super().__init__("")
        self.term, self.procedure = term, procedure

    def said_in(self, translate: Callable[[str], str]) -> str:
        """Say it in the reader's language."""
        return say(self.term, self.procedure, translate)


class FactSaid(Phrase):
    """A fact, or that it is not so, put in words when the reader's language is known."""

    __slots__ = ("fact", "holds", "procedure")

    def __init__(self, fact: str, procedure: Procedure, *, holds: bool = True) -> None:
        super().__init__("")
        self.fact, self.procedure, self.holds = fact, procedure, holds

    def said_in(self, translate: Callable[[str], str]) -> str:
        """Say it in the reader's language."""
        declared = next((each for each in self.procedure.facts if each.name == self.fact), None)
        if declared is not None:
            return say_fact(declared, translate, holds=self.holds)
        if self.fact == CLOSED:
            return translate(KERNEL_FACTS[CLOSED][0 if self.holds else 1])
        return Saying(self.procedure, None, translate).fact(self.fact, holds=self.holds)


def told(run: Run, procedure: Procedure) -> Story:
    """Tell a run, a sentence a step."""
    if not run:
        return (Phrase(NOTHING),)
    return tuple(step_said(each, procedure) for each in run)


def ended(run: Run | None, procedure: Procedure, end: Phrase, *, keeps_last: bool = False) -> Story:
    """Tell a run, with the end in the place of its last step; without a run: the end, and that none was found."""
    if run is None:
        return (end, Phrase(NO_RUN))
    return (*told(run if keeps_last else run[:-1], procedure), end)


def step_said(pace: Pace, procedure: Procedure) -> Phrase:
    """Say one step."""
    move = pace.move
    match move.kind:
        case "time":
            period = next((each for each in procedure.periods if each.name == pace.until), None)
            return Phrase(PASSED) if period is None else Phrase(WAITED, period=Phrase(period.label))
        case "report":
            return Phrase(REPORTED, act=act_said(move))
        case "correct":
            return Phrase(CORRECTED, act=act_said(move))
        case "contest":
            return Phrase(CONTESTED, fact=FactSaid(move.about, procedure))
        case "answer":
            return Phrase(ANSWERED, fact=FactSaid(move.about, procedure))
        case "fall":
            return Phrase(FALLEN, fact=FactSaid(move.about, procedure))
        case "reopen":
            return Phrase(REOPENED)
        case "joint":
            return Phrase(BY_ALL, act=act_said(move))
    if EACH in move.sides or len(move.sides) != 1:
        return Phrase(BY_SOMEBODY, act=act_said(move))
    return Phrase(BY_ONE, side=_side(procedure, next(iter(move.sides))), act=act_said(move))


def act_said(move: Move) -> Phrase:
    """Name the act of a step by its label and name."""
    assert move.act is not None, "a step of an act"
    return Phrase("%(label)s (%(name)s)", label=Phrase(move.act.label), name=move.name)


def said(story: Sequence[Phrase], translate: Callable[[str], str]) -> list[str]:
    """Say a story in the reader's language."""
    return [each.said_in(translate) for each in story]


def _side(procedure: Procedure, name: str) -> Phrase | str:
    return Phrase(procedure.labels[name]) if name in procedure.labels else name
