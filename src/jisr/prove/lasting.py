"""What is guaranteed at home at an act of the shared procedure: it lasts as long as what was attested (protocol 6)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from jisr.base import Phrase
from jisr.prove.expressions import Expr, after, both, either, implies, no, variables
from jisr.prove.guarantees import GOAL, Proof
from jisr.prove.linking import Joined
from jisr.prove.moves import Move
from jisr.prove.proving import Proving
from jisr.prove.search import Run
from jisr.prove.solving import Undecided
from jisr.prove.telling import ALTHOUGH, NO_RUN, Story, TermSaid, act_said, told
from jisr.prove.unrolling import Unrolled
from jisr.rules import Linked


@dataclass(frozen=True, eq=False)
class Lasting:
    """Domestic conditions that hold whenever an act of the shared procedure is done, and both procedures together."""

    joined: Joined
    linked: tuple[Linked, ...]

    def proofs(self) -> Iterator[Proof]:
        """Show each of them, or tell how it fails."""
        stopwatch = self.joined.shared.stopwatch
        begin = stopwatch()
        left = self.left
        # What they rest on together is found once, and is each one's.
        together = (stopwatch() - begin) / max(1, len(self.linked))
        for each in self.linked:
            begin = stopwatch()
            story = self._broken(each) if each in left else None
            yield Proof(
                name=each.name,
                source=each.source,
                proved=story is None,
                seconds=together + stopwatch() - begin,
                story=story or (),
            )  # fmt: skip

    @cached_property
    def left(self) -> tuple[Linked, ...]:
        """Give those that are not shown."""
        return tuple(each for each in self.linked if each not in self._implied and each not in self._kept)

    @cached_property
    def _implied(self) -> tuple[Linked, ...]:
        return tuple(each for each in self.linked if self._is_implied(each))

    def _is_implied(self, linked: Linked) -> bool:
        """Say whether what an act needs, with what holds in every state, implies a domestic condition."""
        joined = self.joined
        wrong = both(joined.moves[linked.at].authorised, no(joined.home(linked.term)))
        solver = joined.shared.solver
        try:
            return not (
                solver.find(joined.well_formed, wrong) and solver.find(joined.well_formed, joined.lemmas.formula, wrong)
            )
        except Undecided:
            return False

    @cached_property
    def _kept(self) -> Mapping[Linked, Expr]:
        """Give the conditions of which it is shown that they last as long as what was attested does, each as a formula.

        They are tried together: what some step of either dossier ends, all others being given, is left, until nothing
        is.
        """
        joined = self.joined
        tried = [each for each in self.linked if each not in self._implied]
        goals = {each: implies(joined.attested(joined.moves[each.at]), joined.home(each.term)) for each in tried}
        kept = {each: goal for each, goal in goals.items() if not joined.shared.solver.find(joined.initial, no(goal))}
        ended: list[Linked] = tried
        while ended:
            known = both(joined.held, *kept.values())
            ended = self._ended(known, kept, joined.moves)
            kept = {each: goal for each, goal in kept.items() if each not in ended}
        return kept

    def _ended(self, known: Expr, goals: Mapping[Linked, Expr], moves: Mapping[str, Move]) -> list[Linked]:
        """Give those of which a step may end the goal, all that is known being given."""
        mentioned = {each: variables(goal).keys() for each, goal in goals.items()}
        ended: list[Linked] = []
        with self.joined.shared.solver.given(known):
            for move in moves.values():
                concerned = (each for each in goals if each not in ended and mentioned[each] & move.updates.keys())
                broken = {each: no(after(goals[each], move.updates)) for each in concerned}
                if broken:
                    ended += self._broken_by(move, broken)
        return [each for each in goals if each in ended]

    def _broken_by(self, move: Move, broken: Mapping[Linked, Expr]) -> list[Linked]:
        """Give those that a step breaks, or of which nobody knows: all are asked of at once, for few are broken."""
        solver = self.joined.shared.solver
        found: list[Linked] = []
        with solver.given(move.may_come):
            try:
                if not solver.find(either(*broken.values())):
                    return found
            except Undecided:
                pass
            for each, so in broken.items():
                try:
                    if solver.find(so):
                        found.append(each)
                except Undecided:
                    found.append(each)
        return found

    # If acts at home need less

    def prepare(self) -> None:
        """Show it by itself, so that each change is held against what is known."""
        if not self.left:
            _ = self._known

    def ended_by(self, changed: Proving) -> Iterator[tuple[str, Story]]:
        """Give which of them no longer last where some acts at home need less, each with how it ends.

        Every other step keeps all of it, as it did. What a changed step ends though all the rest is given is ended,
        since no more than this can be shown of what does more; where it ends only what the conditions rest on, they
        are shown anew.
        """
        if self.left or changed.like is not self.joined.domestic or changed.stricter:
            return
        moves = {each.name: each for move in changed.machine.changed.values() for each in self.joined.at_home(move)}
        known = self._known
        ended = self._ended(known, self._kept, moves)
        for each in ended:
            yield f"linked: {each.name}", self._ending(each, changed)
        if not ended and self._ended(known, dict.fromkeys(self.linked[:1], self.joined.resting), moves):
            anew = Lasting(replace(self.joined, domestic=changed), self.linked)
            for each in anew.left:
                yield f"linked: {each.name}", self._ending(each, changed)

    @cached_property
    def _known(self) -> Expr:
        return both(self.joined.held, *self._kept.values())

    def _ending(self, linked: Linked, changed: Proving) -> Story:
        """Tell that an act at home comes in between; no run is looked for: it would be as long as a whole file."""
        acts = [act_said(each) for each in changed.machine.changed.values() if each.kind in ("act", "joint")]
        return (*acts, *self._told(None, linked))

    def _broken(self, linked: Linked) -> Story:
        joined = self.joined
        move = joined.moves[linked.at]
        goal = replace(move, name=GOAL, comes=both(move.needs, no(joined.home(linked.term))))
        try:
            run = Unrolled(joined, joined.shared.search.walker).run_to(goal)  # type: ignore[arg-type]  # it has all that is asked of a machine
        except Undecided:
            run = None
        return self._told(run, linked)

    def _told(self, run: Run | None, linked: Linked) -> Story:
        condition = TermSaid(linked.term, self.joined.domestic.procedure)
        end = Phrase(ALTHOUGH, act=act_said(self.joined.moves[linked.at]), condition=condition)
        if run is None:
            return (end, Phrase(NO_RUN))
        return (*told(run[:-1], self.joined.shared.procedure), end)
