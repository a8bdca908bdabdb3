"""Two linked dossiers as one machine: what the one attests of the other, and echoes into it (protocol 4.3, 6).

The domestic dossier's own node writes an echo with the act that it echoes, and authorises an attestation only if the
domestic condition holds; so both come in one order. Everything of the domestic dossier is called with its own name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from jisr.prove.clocks import View, begun, nominal, over_at
from jisr.prove.expressions import Expr, Val, Var, after, at_most, both, implies, no, variables, when
from jisr.prove.guarantees import is_inductive
from jisr.prove.inputs import Inputs
from jisr.prove.lemmas import Clause, Lemmas
from jisr.prove.moves import Move
from jisr.prove.proving import Proving
from jisr.prove.reading import Reader
from jisr.prove.vocabulary import OPENED, fact, is_doubt
from jisr.rules import Term, is_called

AT_HOME: Final = "at home: "
# What the linked dossiers are shown without: who contests or corrects at home takes back nothing that was attested.
SET_ASIDE: Final = ("contest", "answer", "correct")


@dataclass(frozen=True, eq=False)
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
        for move in self.domestic.machine.moves.values():
            found |= {each.name: each for each in self.at_home(move)}
        return found

    def at_home(self, move: Move) -> Iterator[Move]:
        """Give a move of the domestic machine as one of both together, if it is not set aside."""
        if move.kind not in SET_ASIDE:
            yield self._echoing(self._at_home(move))

    @cached_property
    def lemmas(self) -> Lemmas:
        """Give what holds in every state of both: what holds in each alone, and what attesting ties together."""
        told: set[Clause] = set(self.shared.lemmas.kept)
        for clause in self.domestic.lemmas.kept:
            told.add(frozenset((self._names[name].name, so) for name, so in clause))
        for one in sorted(self._attested):
            for home in self._own(self.domestic.machine.told):
                told |= {frozenset({(one, False), (home.name, so)}) for so in (True, False)}
        return Lemmas(self, self.shared.solver, told)  # type: ignore[arg-type]  # it has all that is asked of a machine

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
        uncontested = (no(self._names[each.name]) for each in self.domestic.machine.truths if is_doubt(each))
        return both(self.shared.machine.well_formed, self._named(self.domestic.machine.well_formed), *uncontested)

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
    def held(self) -> Expr:
        """Give what holds in every state of both, be it by what its parts mean or by what steps can do."""
        return both(self.well_formed, self.resting)

    @cached_property
    def resting(self) -> Expr:
        """Give what holds in every state of both by what steps can do."""
        stilled = (each.name for each in self.domestic.machine.vocabulary.compiled.stilled)
        longer = [implies(begun(each), at_most(nominal(each), over_at(each))) for each in stilled]
        kept = [self._named(each) for each in longer if is_inductive(self.domestic, each)]
        return both(self.lemmas.formula, *kept)

    def attested(self, move: Move) -> Expr:
        """Give that what was attested, and an act needs, is so."""
        stated = {each.name: each for each in self.shared.machine.told}
        return both(*(stated[name] for name in sorted(self._attested) if (name, True) in self.lemmas.needed[move.name]))

    @cached_property
    def _attested(self) -> frozenset[str]:
        """Give the truths that acts state which attest something."""
        attesting = (each for each in self.shared.procedure.acts if each.attests is not None)
        stated = {fact(each).name for act in attesting for each in act.sets}
        return frozenset(stated & {each.name for each in self.shared.machine.told})

    @cached_property
    def _plain(self) -> Reader:
        vocabulary = self.domestic.machine.vocabulary
        return Reader(vocabulary, View(vocabulary), Inputs("attested"))

    def home(self, term: Term) -> Expr:
        """Give a term of the domestic dossier with the names of both together; it must have been opened."""
        return both(self._names[OPENED.name], self._named(self._plain.read(term)))


def _if(test: Expr, then: Expr, name: str) -> Expr:
    if isinstance(then, Val) and then.value is False:
        # In a dossier that is not there nothing is so.
        return then
    is_number = name.startswith(("items:", "clock", "over:", "runs:", "nominal:", "figure:"))
    return when(test, then, Var(name, is_number))
