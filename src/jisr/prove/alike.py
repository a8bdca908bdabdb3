"""Procedures that differ in nothing that is proved: a state's former and its present law, cited by other articles."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from jisr.prove.guarantees import Proof
from jisr.prove.report import Report
from jisr.rules import Act, DeclaredFact, Guarantee, Period, Procedure, check_beside
from jisr.rules.linked import family

Sourced = TypeVar("Sourced", Act, DeclaredFact, Guarantee, Period)
CITED = "cited"


def are_alike(one: Procedure, other: Procedure) -> bool:
    """Say whether two procedures differ at most in sources, and in what they are called: packs of one procedure."""
    return bare(one) == bare(other)


def bare(procedure: Procedure) -> Procedure:
    """Give a procedure without its sources (only whether there is one), and by the name that its packs share."""
    return replace(
        procedure,
        name=family(procedure.name),
        version=0,
        label="",
        facts=tuple(map(_bare, procedure.facts)),
        acts=tuple(map(_bare, procedure.acts)),
        periods=tuple(map(_bare, procedure.periods)),
        guarantees=tuple(map(_bare, procedure.guarantees)),
    )


def _bare(each: Sourced) -> Sourced:
    return replace(each, source=CITED if each.source else "")


def reported_of(report: Report, procedure: Procedure, others: tuple[Procedure, ...] = ()) -> Report:
    """Give what was shown of a procedure as what is shown of another that is like it, with its own sources.

    What the loader finds, beside `others`, is asked of itself: it reads names, too.
    """
    findings = check_beside(procedure, others)
    if findings:
        return Report(procedure=procedure, findings=findings)
    sources = [each.source for each in procedure.guarantees]
    return replace(report, procedure=procedure, guarantees=tuple(cited(report.guarantees, sources)))


def cited(proofs: Iterable[Proof], sources: Iterable[str]) -> Iterable[Proof]:
    """Give proofs with other sources."""
    return (replace(each, source=source) for each, source in zip(proofs, sources, strict=True))


__all__ = ["are_alike", "bare", "cited", "reported_of"]
