"""Who notices that one thing was taken from a procedure: the loader, or the proofs that mention it (protocol 6)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from jisr.base import N_, JisrError, Phrase
from jisr.prove.closing import alone, dead_ends, is_owned, ownerless
from jisr.prove.crossing import spoilt
from jisr.prove.guarantees import guarantee_proof, is_shown
from jisr.prove.hearing import unheard_one_by_one
from jisr.prove.lasting import Lasting
from jisr.prove.mutations import CAUTIOUS, CONDITION, PROTECTIVE, Mutation, compares, mutations
from jisr.prove.proving import Proving
from jisr.prove.report import Mutant, Mutants, Report
from jisr.prove.telling import Story, Telling
from jisr.rules import Guarantee, Procedure, check_beside, mentions

LOADER = "loader"


class Misexplained(JisrError):
    """An explanation of a mutant that needs none: it is noticed, or there is no such mutant."""

    advice = N_("Take it out of the file of explanations.")


def _failing(changed: Proving, guarantee: Guarantee) -> Story:
    return guarantee_proof(changed, guarantee).story or (Phrase(guarantee.label),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A procedure whose mutants are tried. `known`: what was shown of it: only what held can notice a change.

    `others` are in force with it; `explained` says of some mutants why nothing needs to notice them.
    """

    proving: Proving
    known: Report
    others: tuple[Procedure, ...] = ()
    # Gives what it guarantees together with procedures that it is linked to: it is asked last, and takes long to show.
    lasting: Callable[[], tuple[Lasting, ...]] = tuple
    explained: Mapping[str, str] = field(default_factory=dict)
    _tried: dict[str, Mutant] = field(default_factory=dict)

    def all_mutations(self) -> tuple[Mutation, ...]:
        """Give every mutation; an explanation of none is refused."""
        found = tuple(mutations(self.proving.procedure))
        lost = sorted(set(self.explained) - {each.name for each in found})
        if lost:
            raise Misexplained(N_("there is no mutant %(name)s"), name=lost[0])
        return found

    def outcome(self, chosen: Iterable[Mutation]) -> Mutants:
        """Try mutations, and say what became of each."""
        killed, explained, survived = [], [], []
        for mutation in chosen:
            mutant = self.mutant(mutation)
            if mutant.caught_by and mutation.name in self.explained:
                raise Misexplained(N_("the mutant %(name)s is noticed"), name=mutation.name)
            if mutant.caught_by:
                killed.append(mutant)
            elif mutation.name in self.explained:
                explained.append(mutant)
            else:
                survived.append(mutant)
        return Mutants(killed=tuple(killed), explained=tuple(explained), survived=tuple(survived))

    def mutant(self, mutation: Mutation) -> Mutant:
        """Give who notices a mutation, and how it goes wrong; nobody: it survives."""
        if mutation.name not in self._tried:
            self.learn(mutation, next((name for name, _ in self._noticed(mutation)), ""))
        return self._tried[mutation.name]

    def prepare(self) -> None:
        """Show what many mutants rest on, once for all: what holds in every state, and together with what is linked."""
        for each in self.lasting():
            each.prepare()

    def untried(self, chosen: Iterable[Mutation]) -> tuple[Mutation, ...]:
        """Give those of which nobody knows yet what becomes of them."""
        return tuple(each for each in chosen if each.name not in self._tried)

    def learn(self, mutation: Mutation, caught_by: str) -> None:
        """Keep who notices a mutation, found here or in a process that was forked off this one; nobody: nothing."""
        # What was made of it to ask is not kept: of a thousand mutants it would not fit into memory.
        self._tried[mutation.name] = Mutant(name=mutation.name, caught_by=caught_by, tell=partial(self._told, mutation))

    def _told(self, mutation: Mutation) -> Story:
        return next((tell() for _, tell in self._noticed(mutation)), ())

    def _noticed(self, mutation: Mutation) -> Iterator[tuple[str, Telling]]:
        """Give who notices, one after the other, each with what tells how it goes wrong: whoever is first is enough."""
        findings = check_beside(mutation.procedure, self.others)
        if findings:
            found = tuple(each.phrase for each in findings[:1])
            yield LOADER, lambda: found
            return
        changed = self.changed(mutation)
        acts = self._acts(mutation)
        if mutation.kind != CONDITION:
            for name, tell in unheard_one_by_one(changed, acts):
                if name not in self.known.unheard:
                    yield f"heard: {name}", tell
        for guarantee in self._mentioning(mutation):
            if not is_shown(changed, guarantee):
                yield f"guarantee {guarantee.name}", partial(_failing, changed, guarantee)
        before = {(each.one, each.other) for each in self.known.diamond.failed}
        for crossed in spoilt(changed, acts):
            if (crossed.one, crossed.other) not in before:
                yield f"diamond: {crossed.one}, {crossed.other}", crossed.tell
        yield from self._at_last(changed)
        for lasting in self.lasting():
            yield from ((name, partial(tuple, story)) for name, story in lasting.ended_by(changed))

    def _at_last(self, changed: Proving) -> Iterator[tuple[str, Telling]]:
        """Ask what takes longer, and is asked of few; of what held before alone."""
        if not self.known.dead_ends:
            yield from (("dead end", partial(tuple, story)) for story in dead_ends(changed))
        if not self.known.ownerless_states and not is_owned(changed):
            yield "ownerless", lambda: ownerless(changed)[0]
        held = {(each.side, each.act) for each in self.known.alone if each.proved}
        for each in alone(changed):
            if not each.proved and (each.side, each.act) in held:
                yield f"alone: {each.act}", partial(tuple, each.story)

    def changed(self, mutation: Mutation) -> Proving:
        """Give what a mutation changes under proof, as much as can be like what it was taken from.

        That a condition is gone only ever lets more happen; that an act protects no longer only ever less.
        """
        before, but = self.proving, frozenset({mutation.about})
        if mutation.kind == PROTECTIVE:
            return Proving(mutation.procedure, before.lengths, like=before, but=but, stricter=True)
        if mutation.kind == CONDITION and not compares(before.procedure):
            return Proving(mutation.procedure, before.lengths, like=before, but=but)
        return Proving(mutation.procedure, before.lengths, beside=before)

    def _mentioning(self, mutation: Mutation) -> list[Guarantee]:
        """Give the guarantees that the change concerns: of its act and of all time, or those that read the fact."""
        proved = {each.name for each in self.known.guarantees if each.proved}
        guarantees = [each for each in mutation.procedure.guarantees if each.name in proved]
        if mutation.kind == CAUTIOUS:
            return [each for each in guarantees if mutation.about in mentions(each.term).facts]
        return [each for each in guarantees if each.at in (mutation.about, None)]

    @staticmethod
    def _acts(mutation: Mutation) -> tuple[str, ...]:
        """Give the acts that the change concerns: its own, or those that give the fact or need it."""
        if mutation.kind != CAUTIOUS:
            return (mutation.about,)
        return tuple(
            each.name
            for each in mutation.procedure.acts
            if mutation.about in (*each.sets, *each.clears) or mutation.about in mentions(each.needs).facts
        )
