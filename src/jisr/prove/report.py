"""What was shown of a procedure, and what was not, as one value: for people and for programs (protocol 6)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from jisr.prove.closing import Alone, alone, dead_ends, ownerless
from jisr.prove.crossing import Diamond, diamond
from jisr.prove.guarantees import Proof, guarantee_proof
from jisr.prove.hearing import unheard, unreachable
from jisr.prove.lasting import Lasting
from jisr.prove.proving import Proving
from jisr.prove.telling import Story, Telling, said
from jisr.rules import Finding, Procedure, check_beside

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A procedure from which one thing was taken, and what noticed it; `tell`: how it goes wrong without it."""

    name: str
    caught_by: str = ""
    tell: Telling = field(default=tuple, compare=False)

    @property
    def story(self) -> Story:
        """Look for how it goes wrong, and tell it: what notices it needs no story, and stories take long to find."""
        return self.tell()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutants:
    """What became of the mutants that were tried."""

    killed: tuple[Mutant, ...] = ()
    explained: tuple[Mutant, ...] = ()
    survived: tuple[Mutant, ...] = ()


NO_PAIRS: Final = Diamond(pairs=0, failed=())
NO_MUTANTS: Final = Mutants()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that was shown of a procedure."""

    procedure: Procedure
    findings: tuple[Finding, ...] = ()
    guarantees: tuple[Proof, ...] = ()
    dead_ends: tuple[Story, ...] = ()
    alone: tuple[Alone, ...] = ()
    unheard: Mapping[str, Story] = field(default_factory=dict)
    diamond: Diamond = NO_PAIRS
    unreachable_acts: tuple[str, ...] = ()
    ownerless_states: tuple[Story, ...] = ()
    mutants: Mutants = NO_MUTANTS

    @property
    def holds(self) -> bool:
        """Say whether all is shown, and nothing survived."""
        shown = all(each.proved for each in self.guarantees) and all(each.proved for each in self.alone)
        amiss = (
            self.findings, self.dead_ends, self.unheard, self.diamond.failed, self.unreachable_acts,
            self.ownerless_states, self.mutants.survived,
        )  # fmt: skip
        return shown and not any(amiss)

    @property
    def pack(self) -> str | None:
        """Give the pack that was folded in: what stands behind the name's first dot (protocol 4)."""
        _, _, pack = self.procedure.name.partition(".")
        return pack or None

    def as_json(self, translate: Translate) -> dict[str, Any]:
        """Give it for programs; stories in the reader's language."""
        return {
            "name": self.procedure.id,
            "pack": self.pack,
            "guarantees": [
                {
                    "name": each.name, "source": each.source, "proved": each.proved,
                    "seconds": round(each.seconds, 3), "story": said(each.story, translate) or None,
                }
                for each in self.guarantees
            ],
            "dead_ends": [said(each, translate) for each in self.dead_ends],
            "alone": [
                {"side": each.side, "act": each.act, "proved": each.proved} for each in self.alone
            ],
            "heard_always": not self.unheard,
            "diamond": {
                "pairs": self.diamond.pairs,
                "failed": [
                    {"acts": [each.one, each.other], "story": said(each.story, translate)}
                    for each in self.diamond.failed
                ],
            },
            "unreachable_acts": list(self.unreachable_acts),
            "ownerless_states": [said(each, translate) for each in self.ownerless_states],
            "mutants": {
                "killed": len(self.mutants.killed),
                "explained": [each.name for each in self.mutants.explained],
                "survived": [each.name for each in self.mutants.survived],
            },
        }  # fmt: skip


def prove(proving: Proving, others: tuple[Procedure, ...] = (), lasting: Iterable[Lasting] = ()) -> Report:
    """Show all that is to be shown of a procedure; `others` are in force with it.

    `lasting`: what it guarantees together with domestic procedures.
    """
    findings = check_beside(proving.procedure, others)
    if findings:
        return Report(procedure=proving.procedure, findings=findings)
    return Report(
        procedure=proving.procedure,
        guarantees=(
            *(guarantee_proof(proving, each) for each in proving.procedure.guarantees),
            *(each for together in lasting for each in together.proofs()),
        ),
        dead_ends=dead_ends(proving),
        alone=tuple(alone(proving)),
        unheard=unheard(proving),
        diamond=diamond(proving),
        unreachable_acts=tuple(unreachable(proving)),
        ownerless_states=ownerless(proving),
    )
