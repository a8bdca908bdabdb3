"""What the prover says of random procedures, and what exploration and the kernel say of the same."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from random import Random

from jisr.base import DossierId
from jisr.kernel.evaluate import Plain, test
from jisr.prove.expressions import both, no
from jisr.prove.guarantees import GOAL, is_inductive
from jisr.prove.moves import Move
from jisr.prove.mutations import CONDITION, mutations
from jisr.prove.proving import Proving
from jisr.prove.search import Run as Found
from jisr.rules import Fact, Procedure, Term, check
from tests.laws.exploring import Move as Tried
from tests.laws.exploring import Small
from tests.strategies.runs import Run
from tests.unit.prove.playing import Play, lengths, stands

# What an order of single acts has and nobody does: it is played by acts that cross.
UNPLAYED = ("fall", "correct")


def never_terms(procedure: Procedure, chance: Random, count: int) -> list[Term]:
    """Give some things that might never be: of two facts what they are."""
    names = [each.name for each in procedure.facts if each.item is None]
    names += [f"{each.name}_done" for each in procedure.acts if each.irrevocable]
    literals: list[Term] = [part for name in names for part in (Fact(name), ~Fact(name))]
    pairs: list[Term] = [one & other for one, other in combinations(literals, 2)]
    return chance.sample([*literals, *pairs], min(count, len(literals) + len(pairs)))


def verdict(proving: Proving, term: Term) -> tuple[bool, Found | None]:
    """Say whether something is shown never to be, and give a run to it, if one was found."""
    reached = proving.machine.reader.read(term)
    if is_inductive(proving, no(reached)):
        return True, None
    goal = Move(name=GOAL, kind=GOAL, needs=reached, comes=reached, updates={}, reader=proving.machine.reader)
    return False, proving.search.run_to(goal) or proving.unrolled.run_to(goal)


def explored(procedure: Procedure, *, parties: int, bound: int) -> Iterator[object]:
    """Give the state of the dossier at every node after every run of so many moves."""
    frontier: list[tuple[Tried, ...]] = [()]
    known: set[object] = set()
    for depth in range(bound + 1):
        following: list[tuple[Tried, ...]] = []
        for script in frontier:
            small = Small(procedure, parties)
            for move in script:
                small.make(move)
            if small.key() in known:
                continue
            known.add(small.key())
            for node in small.world.nodes.values():
                docket = node.shelf.docket(DossierId(small.dossier))
                if docket is not None and docket.state is not None:
                    yield docket.state
            if depth < bound:
                following += [(*script, move) for move in small.moves(waits=False)]
        frontier = following


def run_states(seed: int, procedure_name: str = "drawn") -> Iterator[object]:
    """Give the dossiers that a random run over bad lines leaves behind, at every node."""
    run = Run(seed).play()
    for node in run.world.nodes.values():
        for docket in node.dockets():
            if (
                docket.compiled is not None
                and docket.compiled.procedure.name == procedure_name
                and docket.state is not None
            ):
                yield docket.state


def holds(term: Term, state: object) -> bool:
    """Say whether a term of facts and items holds in a state of the kernel."""
    return bool(test(term)(Plain(state)))  # type: ignore[arg-type]  # a state


def is_playable(found: Found) -> bool:
    """Say whether a run is one that single acts make, without any that cross."""
    return all(each.move.kind not in UNPLAYED for each in found) and all(
        each.move.kind in ("time", GOAL) or _is_authorised(each) for each in found
    )


def _is_authorised(pace: object) -> bool:
    return getattr(pace, "is_authorised", True)


def played(procedure: Procedure, found: Sequence[object], proving: Proving) -> Play:
    """Play a run; every act of it must stand."""
    play = Play(procedure)
    for pace in found:
        verdicts = play.do(pace, proving.search.walker)  # type: ignore[arg-type]  # a pace
        assert stands(verdicts), (pace, verdicts)
    return play


def loosened(procedure: Procedure) -> Iterator[tuple[str, Procedure]]:
    """Give the procedure without each condition of the act that its guarantee speaks of, where it still loads."""
    at = {each.at for each in procedure.guarantees}
    for mutation in mutations(procedure):
        if mutation.kind == CONDITION and mutation.about in at and not check(mutation.procedure):
            yield mutation.about, mutation.procedure


__all__ = [
    "both",
    "explored",
    "holds",
    "is_playable",
    "lengths",
    "loosened",
    "never_terms",
    "played",
    "replace",
    "run_states",
    "verdict",
]
