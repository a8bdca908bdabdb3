"""`jisr prove`: show what procedures guarantee, or tell how it fails (protocol 6)."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Annotated

import typer

from jisr.base import N_, JisrError
from jisr.cli.language import gettext as _
from jisr.cli.language import ngettext
from jisr.cli.output import AsJson, print_json, say, warn

if TYPE_CHECKING:
    from jisr.prove import Mutation, Proving, Report
    from jisr.rules import Procedure

Named = Annotated[list[str] | None, typer.Argument(help="Procedures: session, or session/1. Without any: all.")]
Pack = Annotated[str | None, typer.Option(help="Only procedures into which this pack was folded, as in esp-2025.")]
Share = Annotated[int, typer.Option("--mutants", min=0, max=100, help="How many of a hundred mutants are tried.")]
Seed = Annotated[int | None, typer.Option(help="By which the mutants are chosen; without it, one is drawn and told.")]
SEEDS = 1_000_000


class NothingToProve(JisrError):
    """No procedure has such a name or pack."""

    advice = N_("jisr ships: %(known)s.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("prove")(prove_)


def prove_(
    procedures: Named = None, pack: Pack = None, share: Share = 100, seed: Seed = None, as_json: AsJson = False
) -> None:
    """Show what procedures guarantee: by their needs, by induction, in every crossing, to the end.

    What fails is told as a story of acts. Then mutants are tried: whatever is taken from a procedure, a condition, a
    cautious value or a flag that protects, must be noticed.

    The exit code is 0 only if all is shown and no mutant survived.
    """
    from random import randrange

    seed = randrange(SEEDS) if seed is None else seed
    if 0 < share < 100:
        warn(_("Mutants are chosen by the seed %(seed)s."), seed=seed)
    reports = []
    for procedure in chosen(procedures, pack):
        report = proved(procedure, share=share, seed=seed)
        reports.append(report)
        if not as_json:
            tell(report)
    if as_json:
        print_json({"procedures": [each.as_json(_) for each in reports]})
    if not all(each.holds for each in reports):
        raise typer.Exit(1)


def proved(procedure: "Procedure", *, share: int, seed: int) -> "Report":
    """Prove a procedure by the shipped figures, and try a share of its mutants."""
    from dataclasses import replace

    from jisr.procedures import LINKED, PROCEDURES, explanations
    from jisr.prove import Joined, Trial, prove

    others = tuple(PROCEDURES.values())
    proving = proving_of(procedure.id)
    spanning = [each for each in LINKED if each.shared == procedure.id]
    joined = {each.domestic: Joined(proving_of(each.domestic), proving) for each in spanning}
    linked = {at: [each for each in spanning if each.domestic == name] for name, at in joined.items()}
    report = prove(proving, others, linked)
    if report.findings:
        return report
    trial = Trial(proving=proving, known=report, others=others, explained=explanations(procedure.id))
    return replace(report, mutants=trial.outcome(drawn(trial.all_mutations(), share=share, seed=seed)))


@cache
def proving_of(procedure: str) -> "Proving":
    """Give a procedure under proof, by its id: what was found of it serves again where another is linked to it."""
    from time import perf_counter

    from jisr.procedures import PROCEDURES, stock_parameters
    from jisr.prove import Proving, lengths_of

    return Proving(PROCEDURES[procedure], lengths_of(stock_parameters()), perf_counter)


def drawn(mutations: "Sequence[Mutation]", *, share: int, seed: int) -> "list[Mutation]":
    """Draw so many of a hundred, in their order; of few one at least."""
    from random import Random

    number = -(-len(mutations) * share // 100)
    places = sorted(Random(seed).sample(range(len(mutations)), number))
    return [mutations[at] for at in places]


def chosen(names: list[str] | None, pack: str | None) -> "list[Procedure]":
    """Give the procedures of these names, into which that pack was folded."""
    from jisr.procedures import PROCEDURES

    found = [
        each
        for each in PROCEDURES.values()
        if (not names or each.name in names or each.id in names)
        and (pack is None or each.name.partition(".")[2] == pack)
    ]
    lacking = [name for name in names or () if all(name not in (each.name, each.id) for each in found)]
    if lacking or not found:
        asked = ", ".join(lacking or ([pack] if pack else []))
        raise NothingToProve(N_("no procedure %(name)s"), name=asked, known=", ".join(PROCEDURES))
    return found


def tell(report: "Report") -> None:
    """Say what was shown of a procedure, and how the rest fails."""
    from jisr.procedures import LINKED
    from jisr.prove import said

    procedure = report.procedure
    say("%(label)s (%(id)s)", label=_(procedure.label), id=procedure.id)
    for finding in report.findings:
        say("  %(finding)s", finding=finding.phrase.said_in(_))
    labels = {each.name: each.label for each in LINKED} | {each.name: each.label for each in procedure.guarantees}
    for each in report.guarantees:
        words = _("shown: %(guarantee)s") if each.proved else _("NOT shown: %(guarantee)s")
        say(f"  {words}", guarantee=_(labels[each.name]))
        _tell_story(said(each.story, _))
    amiss = [
        *((_("a dead end:"), story) for story in report.dead_ends),
        *((_("not possible alone:"), each.story) for each in report.alone if not each.proved),
        *((_("not heard:"), story) for story in report.unheard.values()),
        *((_("spoilt by what crosses:"), each.story) for each in report.diamond.failed),
        *((_("nobody's:"), story) for story in report.ownerless_states),
    ]
    for words, story in amiss:
        say(f"  {words}")
        _tell_story(said(story, _))
    for name in report.unreachable_acts:
        words = _("no run was found in which this happens: %(act)s")
        say(f"  {words}", act=name)
    pairs = report.diamond.pairs
    words = ngettext("%(count)s pair that may cross was held", "%(count)s pairs that may cross were held", pairs)
    say(f"  {words}", count=pairs)
    _tell_mutants(report)


def _tell_mutants(report: "Report") -> None:
    mutants = report.mutants
    words = _("mutants: %(killed)s noticed, %(explained)s explained, %(survived)s not noticed")
    numbers = {
        "killed": len(mutants.killed), "explained": len(mutants.explained), "survived": len(mutants.survived),
    }  # fmt: skip
    say(f"  {words}", **numbers)
    for each in mutants.survived:
        words = _("nobody notices: %(mutant)s")
        say(f"  {words}", mutant=each.name)


def _tell_story(story: list[str]) -> None:
    for line in story:
        say("    · %(line)s", line=line)
