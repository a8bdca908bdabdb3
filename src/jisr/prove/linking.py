"""Two linked dossiers as one machine: what the one attests of the other, and echoes into it (protocol 4.3, 6).

The domestic dossier's own node writes an echo with the act that it echoes, and authorises an attestation only if the
domestic condition holds; so both come in one order. Everything of the domestic dossier is called with its own name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from jisr.base import Phrase
from jisr.prove.clocks import View
from jisr.prove.expressions import Expr, Var, after, both, no, variables, when
from jisr.prove.guarantees import GOAL, Proof
from jisr.prove.inputs import Inputs
from jisr.prove.lemmas import Lemmas
from jisr.prove.moves import Move
from jisr.prove.proving import Proving
from jisr.prove.reading import Reader
from jisr.prove.search import Run
from jisr.prove.solving import Undecided
from jisr.prove.telling import ALTHOUGH, NO_RUN, Story, TermSaid, act_said, told
from jisr.prove.unrolling import Unrolled
from jisr.prove.vocabulary import OPENED
from jisr.rules import Linked, Term, is_called

AT_HOME: Final = "at home: "


@dataclass(frozen=True)
class Joined:
    """A domestic and a shared machine together."""

    domestic: Proving
    shared: Proving

    @cached_property
    def moves(self) -> Mapping[str, Move]:
        """Give all that may come next in either."""
        found: dict[str, Move] = {}
        for name, move in self.shared.machine.moves.items():
            found[name] = self._attesting(move) if name != "time" else move
        for name, move in self.domestic.machine.moves.items():
            found[f"{AT_HOME}{name}"] = self._echoing(self._at_home(move))
        return found

    @cached_property
    def truths(self) -> tuple[Var, ...]:
        """Give the truths of both."""
        return (*self.shared.machine.truths, *self._own(self.domestic.machine.truths))

    @cached_property
    def told(self) -> tuple[Var, ...]:
        """Give the truths of which a lemma may speak."""
        return (*self.shared.machine.told, *self._own(self.domestic.machine.told))

    @cached_property
    def variables(self) -> tuple[Var, ...]:
        """Give all parts of both states."""
        return (*self.shared.machine.variables, *self._own(self.domestic.machine.variables))

    @cached_property
    def initial(self) -> Expr:
        """Give what holds before anything was done in either."""
        return both(self.shared.machine.initial, self._named(self.domestic.machine.initial))

    @cached_property
    def well_formed(self) -> Expr:
        """Give what holds in every state by what its parts mean."""
        return both(self.shared.machine.well_formed, self._named(self.domestic.machine.well_formed))

    def _own(self, given: tuple[Var, ...]) -> tuple[Var, ...]:
        return tuple(self._names[each.name] for each in given)

    @cached_property
    def _names(self) -> Mapping[str, Var]:
        return {each.name: Var(f"{AT_HOME}{each.name}", each.is_number) for each in self.domestic.machine.variables}

    def _named(self, expr: Expr) -> Expr:
        """Give a formula of the domestic machine with the names of both together."""
        names: dict[str, Expr] = {}
        for name, var in variables(expr).items():
            names[name] = self._names.get(name) or Var(f"{AT_HOME}{name}", var.is_number)
        return after(expr, names)

    def _at_home(self, move: Move) -> Move:
        inputs = Inputs(f"{AT_HOME}{move.name}")
        inputs.domain += [self._named(each) for each in move.reader.inputs.domain]
        for var, role in move.reader.inputs.roles.items():
            inputs.roles[Var(f"{AT_HOME}{var.name}", var.is_number)] = role
        return replace(
            move,
            name=inputs.step,
            needs=self._named(move.needs),
            comes=self._named(move.comes),
            updates={f"{AT_HOME}{name}": self._named(expr) for name, expr in move.updates.items()},
            reader=replace(move.reader, inputs=inputs),
        )

    def _echoing(self, move: Move) -> Move:
        """Give an act with what it echoes, if the shared dossier is there."""
        echo = move.act.echo if move.act is not None and move.kind == "act" else None
        echoed = self.shared.machine.moves.get(echo.act) if echo is not None else None
        if echoed is None or (echo is not None and not is_called(self.shared.procedure.name, echo.procedure)):
            return move
        move.reader.inputs.domain.extend(echoed.reader.inputs.domain)
        move.reader.inputs.roles.update(echoed.reader.inputs.roles)
        there = {name: _if(OPENED, expr, name) for name, expr in echoed.updates.items()}
        return replace(move, updates={**move.updates, **there})

    def _attesting(self, move: Move) -> Move:
        """Give an act whose own node holds it against the domestic dossier."""
        if move.act is None or move.act.attests is None or move.kind != "act":
            return move
        attested = self.home(move.act.attests)
        return replace(move, needs=both(move.needs, attested), comes=both(move.comes, attested))

    @cached_property
    def _plain(self) -> Reader:
        vocabulary = self.domestic.machine.vocabulary
        return Reader(vocabulary, View(vocabulary), Inputs("attested"))

    def home(self, term: Term) -> Expr:
        """Give a term of the domestic dossier with the names of both together; it must have been opened."""
        return both(self._names[OPENED.name], self._named(self._plain.read(term)))


def _if(test: Expr, then: Expr, name: str) -> Expr:
    is_number = name.startswith(("items:", "clock", "over:", "runs:", "nominal:", "figure:"))
    return when(test, then, Var(name, is_number))


def linked_proof(linked: Linked, *, domestic: Proving, shared: Proving) -> Proof:
    """Show that the domestic condition holds whenever the shared act is done, or tell how it fails."""
    begin = shared.stopwatch()
    story: Story | None
    try:
        story = _broken(linked, Joined(domestic, shared))
    except Undecided:
        story = ()
    seconds = shared.stopwatch() - begin
    return Proof(name=linked.name, source=linked.source, proved=story is None, seconds=seconds, story=story or ())


def _broken(linked: Linked, joined: Joined) -> Story | None:
    solver, move = joined.shared.solver, joined.moves[linked.at]
    wrong = both(move.authorised, no(joined.home(linked.term)))
    if not solver.find(joined.well_formed, wrong):
        return None
    lemmas = Lemmas(joined, solver)  # type: ignore[arg-type]  # it has all that is asked of a machine
    if not solver.find(joined.well_formed, lemmas.formula, wrong):
        return None
    goal = replace(move, name=GOAL, comes=both(move.needs, no(joined.home(linked.term))))
    run = Unrolled(joined, joined.shared.search.walker).run_to(goal)  # type: ignore[arg-type]  # as above
    return _told(run, linked, joined, move)


def _told(run: Run | None, linked: Linked, joined: Joined, move: Move) -> Story:
    condition = TermSaid(linked.term, joined.domestic.procedure)
    end = Phrase(ALTHOUGH, act=act_said(move), condition=condition)
    if run is None:
        return (end, Phrase(NO_RUN))
    return (*told(run[:-1], joined.shared.procedure), end)
