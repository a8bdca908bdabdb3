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
    from jisr.prove import Lasting, Mutation, Proof, Proving, Report, Trial
    from jisr.rules import Linked, Procedure

Named = Annotated[list[str] | None, typer.Argument(help="Procedures: session, or session/1. Without any: all.")]
Pack = Annotated[str | None, typer.Option(help="Only procedures into which this pack was folded, as in esp-2025.")]
Share = Annotated[int, typer.Option("--mutants", min=0, max=100, help="How many of a hundred mutants are tried.")]
Seed = Annotated[int | None, typer.Option(help="By which the mutants are chosen; without it, one is drawn and told.")]
Jobs = Annotated[
    int | None, typer.Option("--jobs", min=1, help="In how many processes mutants are tried. Without it: one a core.")
]
SEEDS = 1_000_000


class NothingToProve(JisrError):
    """No procedure has such a name or pack."""

    advice = N_("jisr ships: %(known)s.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("prove")(prove_)


def prove_(
    procedures: Named = None,
    pack: Pack = None,
    share: Share = 100,
    seed: Seed = None,
    jobs: Jobs = None,
    as_json: AsJson = False,
) -> None:
    """Show what procedures guarantee: by their needs, by induction, in every crossing, to the end.

    What fails is told as a story of acts. Then mutants are tried: whatever is taken from a procedure, a condition, a
    cautious value or a flag that protects, must be noticed.

    The exit code is 0 only if all is shown and no mutant survived.
    """
    from random import randrange

    from jisr.cli.mutants import cores

    seed = randrange(SEEDS) if seed is None else seed
    if 0 < share < 100:
        warn(_("Mutants are chosen by the seed %(seed)s."), seed=seed)
    reports = []
    for procedure in chosen(procedures, pack):
        report = proved(procedure, share=share, seed=seed, jobs=jobs or cores())
        reports.append(report)
        if not as_json:
            tell(report)
    if as_json:
        print_json({"procedures": [each.as_json(_) for each in reports]})
    if not all(each.holds for each in reports):
        raise typer.Exit(1)


def proved(procedure: "Procedure", *, share: int, seed: int, jobs: int = 1) -> "Report":
    """Prove a procedure by the shipped figures, and try a share of its mutants, in so many processes.

    What was shown of one that differs in nothing that is proved is not shown again: only its sources are other ones.
    """
    from dataclasses import replace

    from jisr.cli.mutants import try_out
    from jisr.procedures import PROCEDURES
    from jisr.prove.alike import cited, reported_of

    report = reported_of(shown(first_alike(procedure.id)), procedure, tuple(PROCEDURES.values()))
    if report.findings:
        return report
    together: list[Proof] = []
    for pair, linked in spanning(procedure.id).items():
        together += cited(lasting(*map(first_alike, pair))[1], [each.source for each in linked])
    report = replace(report, guarantees=(*report.guarantees, *together))
    trial = trial_of(procedure.id)
    mutations = drawn(trial.all_mutations(), share=share, seed=seed)
    try_out(trial, mutations, jobs=jobs)
    return replace(report, mutants=trial.outcome(mutations))


@cache
def first_alike(procedure: str) -> str:
    """Give the first procedure that differs from this one in nothing that is proved, by their ids."""
    from jisr.procedures import PROCEDURES
    from jisr.prove.alike import are_alike

    return next(each.id for each in PROCEDURES.values() if are_alike(each, PROCEDURES[procedure]))


@cache
def shown(procedure: str) -> "Report":
    """Give what was shown of a procedure, by its id, by itself."""
    from jisr.procedures import PROCEDURES
    from jisr.prove import prove

    return prove(proving_of(procedure), tuple(PROCEDURES.values()))


def spanning(procedure: str) -> "dict[tuple[str, str], list[Linked]]":
    """Give what is guaranteed at acts of a shared procedure, by its id, together with each domestic one."""
    from jisr.procedures import LINKED

    found: dict[tuple[str, str], list[Linked]] = {}
    for each in LINKED:
        if each.shared == procedure:
            found.setdefault((each.domestic, each.shared), []).append(each)
    return found


@cache
def lasting(domestic: str, shared: str) -> "tuple[Lasting, tuple[Proof, ...]]":
    """Give what two linked procedures, by their ids, are under proof together, and what is shown of it."""
    from jisr.procedures import LINKED
    from jisr.prove import Joined, Lasting

    # Pairs whose procedures are alike guarantee the same: another of them stands for it.
    at_home = [each for each in LINKED if first_alike(each.domestic) == domestic and first_alike(each.shared) == shared]
    linked = tuple(each for each in at_home if each.domestic == at_home[0].domestic)
    found = Lasting(Joined(proving_of(domestic), proving_of(shared)), linked)
    return found, tuple(found.proofs())


@cache
def trial_of(procedure: str) -> "Trial":
    """Give a procedure, by its id, whose mutants are tried; what became of those of one like it serves again."""
    from jisr.procedures import LINKED, PROCEDURES, explanations
    from jisr.prove import Trial

    first = first_alike(procedure)
    explained = explanations(procedure)
    if first != procedure and explained == explanations(first):
        return trial_of(first)
    pairs = {(first_alike(each.domestic), first_alike(each.shared)) for each in LINKED if each.domestic == procedure}
    return Trial(
        proving=proving_of(first),
        known=shown(first),
        others=tuple(PROCEDURES.values()),
        lasting=lambda: tuple(lasting(*each)[0] for each in sorted(pairs)),
        explained=explained,
    )


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
