"""Acts: items in reach, openings, joint, irrevocable and protective acts, closes (protocol 4.2, 4.3)."""

from collections.abc import Iterator
from typing import Final

from jisr.base import FRAMEWORK_DOSSIER, N_, Phrase, is_id
from jisr.rules import terms as t
from jisr.rules.procedure import EACH, STARTER, Act, DeclaredFact, Figure, Period
from jisr.rules.subject import Check, Fault, Part, Subject, parts, refuses
from jisr.rules.takes import mentions


@refuses(12, N_("Let the act have the item (`item`) or add it (`adds`); or let it be no item's."))
def items_are_had(subject: Subject) -> Iterator[Fault]:
    """Refuse an act that gives an item's fact or figure without an item (protocol 12.8)."""
    kinds = {each.name: each.item for each in subject.procedure.facts}
    figures = {each.name: each.item for each in subject.procedure.figures}
    for act in subject.procedure.acts:
        given = [(name, kinds.get(name)) for name in (*act.sets, *act.clears)]
        given += [(name, figures.get(name)) for name, _ in act.assigns]
        for name, kind in given:
            if kind is not None and kind not in (act.item, act.adds):
                yield (
                    f"act {act.name}",
                    Phrase(
                        N_("%(name)s belongs to an item %(item)s that it neither has nor adds"), name=name, item=kind
                    ),
                )


@refuses(13, N_("Range over the items with `every`, `some` or `count`, or let the act have the item."))
def items_are_in_reach(subject: Subject) -> Iterator[Fault]:
    """Refuse an item's fact or figure read where no item is in question."""
    for place in subject.places:
        for part in parts(place.term) if place.kind != "attests" else ():
            procedure = subject.outer if part.is_outer else subject.procedure
            if procedure is None:
                continue
            reach = part.ranged if part.is_outer else part.ranged | {place.item}
            read = mentions(part.term) if isinstance(part.term, t.Fact | t.Compare) else None
            declared: tuple[DeclaredFact | Figure, ...] = (*procedure.facts, *procedure.figures)
            for each in declared if read else ():
                named = read is not None and each.name in read.facts | read.figures
                if named and each.item is not None and each.item not in reach:
                    yield (
                        place.where,
                        Phrase(
                            N_("%(name)s belongs to an item %(item)s that is not in question"),
                            name=each.name,
                            item=each.item,
                        ),
                    )


@refuses(14, N_("Name in `by` a side and at least one of its mandates."))
def somebody_may(subject: Subject) -> Iterator[Fault]:
    """Refuse an act that nobody may do."""
    for act in subject.procedure.acts:
        if not act.by or not all(act.by.values()):
            yield f"act {act.name}", Phrase(N_("a side has no mandate for it"))


@refuses(15, N_("Let an act give a fact, a figure or a period one way only."))
def effects_agree(subject: Subject) -> Iterator[Fault]:
    """Refuse an act whose effects undo each other."""
    for act in subject.procedure.acts:
        facts, periods = (*act.sets, *act.clears), (*act.starts, *act.ends)
        for names in (facts, periods, tuple(name for name, _ in act.assigns)):
            twice = sorted({each for each in names if names.count(each) > 1})
            yield from ((f"act {act.name}", Phrase(N_("it gives %(name)s twice"), name=each)) for each in twice)


@refuses(16, N_("Flag with `opens` the act that begins a dossier; `framework` alone has none (protocol 9.1)."))
def something_opens(subject: Subject) -> Iterator[Fault]:
    """Refuse a procedure that no act opens, or the framework's own if one does."""
    opening = [each for each in subject.procedure.acts if each.opens]
    if subject.procedure.name == FRAMEWORK_DOSSIER:
        yield from ((f"act {each.name}", Phrase(N_("no entry opens the dossier `framework`"))) for each in opening)
    elif not opening:
        yield "procedure", Phrase(N_("no act opens its dossiers"))


@refuses(17, N_("Let a single act without an item open, needing at most what lies in the outer dossier."))
def openings_are_plain(subject: Subject) -> Iterator[Fault]:
    """Refuse an opening that cannot be an opening: before it there is nothing (protocol 12.4, 12.5)."""
    for act in subject.procedure.acts:
        if not act.opens:
            continue
        where = f"act {act.name}"
        if act.joint:
            yield where, Phrase(N_("a joint act is proposed in a dossier, so it opens none"))
        if act.item is not None:
            yield where, Phrase(N_("an opening has no item of its dossier"))
        if act.closes:
            yield where, Phrase(N_("it opens and closes at once"))
        if subject.redressed(act):
            yield where, Phrase(N_("a redress happens in the dossier, so it opens none"))
        for part in parts(act.needs):
            if not part.is_outer and _reads_dossier(part.term):
                yield where, Phrase(N_("it needs what only its own dossier could give"))


@refuses(18, N_("Open it to every side, in a procedure of several; or leave out `joint`."))
def joint_by_all(subject: Subject) -> Iterator[Fault]:
    """Refuse a joint act in which a side cannot concur, or there is none to do so."""
    for act in subject.procedure.acts:
        if act.joint and subject.has_one_side:
            yield f"act {act.name}", Phrase(N_("there is no other side to concur"))
        elif act.joint:
            lacking = [each for each in subject.sides if each not in act.by]
            yield from (
                (f"act {act.name}", Phrase(N_("the side %(side)s cannot concur"), side=each)) for each in lacking
            )


@refuses(19, N_("Choose: what protects waits for nobody, what is joint waits for all."))
def protective_alone(subject: Subject) -> Iterator[Fault]:
    """Refuse an act both protective and joint (protocol 4.3)."""
    for act in subject.procedure.acts:
        if act.protective and act.joint and not act.irrevocable:
            yield f"act {act.name}", Phrase(N_("it is both protective and joint"))


@refuses(20, N_("Make it joint and not protective, among several sides; or leave out `irrevocable`."))
def irrevocable_jointly(subject: Subject) -> Iterator[Fault]:
    """Refuse an irrevocable act that is not the joint word of several sides (protocol 4.3)."""
    for act in subject.procedure.acts:
        if not act.irrevocable:
            continue
        if not act.joint:
            yield f"act {act.name}", Phrase(N_("it is irrevocable and not joint"))
        if act.protective:
            yield f"act {act.name}", Phrase(N_("it is irrevocable and protective"))


@refuses(21, N_("Name in `redress` an act of its own for this irrevocable act."))
def redress_is_named(subject: Subject) -> Iterator[Fault]:
    """Refuse an irrevocable act without a redress, or two that share one: `x_crossed` is one act's."""
    taken: dict[str, str] = {}
    for act in subject.procedure.acts:
        if not act.irrevocable:
            continue
        if act.redress is None:
            yield f"act {act.name}", Phrase(N_("it is irrevocable and names no redress"))
        elif act.redress in taken:
            yield f"act {act.name}", Phrase(N_("its redress is that of %(act)s"), act=taken[act.redress])
        else:
            taken[act.redress] = act.name


@refuses(22, N_("Leave out `redress` and `window`, or flag the act `irrevocable`."))
def redress_for_irrevocable(subject: Subject) -> Iterator[Fault]:
    """Refuse a redress or a window of an act that can be undone."""
    for act in subject.procedure.acts:
        if not act.irrevocable and (act.redress is not None or act.window is not None):
            yield f"act {act.name}", Phrase(N_("only an irrevocable act has a redress and a window"))


@refuses(23, N_("Make the close joint, or protective."))
def closes_by_all(subject: Subject) -> Iterator[Fault]:
    """Refuse a close by one side alone: the acts of the others need the dossier open (protocol 4.3)."""
    for act in subject.procedure.acts:
        if act.closes and not act.protective and not act.joint and not subject.has_one_side:
            yield f"act {act.name}", Phrase(N_("one side alone closes the dossier"))


@refuses(24, N_("Need only periods that run on its own side, and facts that only its own protective acts give."))
def protective_needs(subject: Subject) -> Iterator[Fault]:
    """Refuse a protective act that waits for anything but its own side (protocol 4.3)."""
    for act in subject.procedure.acts:
        for part in parts(act.needs) if act.protective else ():
            if not _is_own(part, act, subject):
                yield f"act {act.name}, needs", _not_own(part.term)


@refuses(25, N_("Name a procedure and an act of it, from an act of one side that is not joint."))
def echoes(subject: Subject) -> Iterator[Fault]:
    """Refuse an echo that is not of a domestic act in a shared procedure (protocol 4.3)."""
    for act in subject.procedure.acts:
        if act.echo is None:
            continue
        if not is_id(act.echo.procedure) or not is_id(act.echo.act):
            yield f"act {act.name}, echo", Phrase(N_("it names no procedure and act"))
        if not subject.has_one_side:
            yield f"act {act.name}, echo", Phrase(N_("only what is done in a domestic procedure is echoed"))
        elif act.echo.procedure == subject.procedure.name:
            yield f"act {act.name}, echo", Phrase(N_("it echoes its own procedure"))


@refuses(26, N_("Attest with a single act of a procedure of several sides, over the linked dossier alone."))
def attestations(subject: Subject) -> Iterator[Fault]:
    """Refuse an attestation that no entry would carry (protocol 4.3, 12.4)."""
    for act in subject.procedure.acts:
        if act.attests is None:
            continue
        where = f"act {act.name}, attests"
        if subject.has_one_side:
            yield where, Phrase(N_("there is nobody to attest to"))
        if act.joint:
            yield where, Phrase(N_("the steps of a joint act attest nothing"))
        if any(isinstance(part.term, t.Within) for part in parts(act.attests)):
            yield where, Phrase(N_("it reads past the linked dossier"))


@refuses(27, N_("Say in `within` which procedure lies around this one; look no further than that."))
def nested_once(subject: Subject) -> Iterator[Fault]:
    """Refuse a look into an outer dossier that there is not (protocol 4.6)."""
    procedure = subject.procedure
    if procedure.within is not None and not is_id(procedure.within):
        yield "procedure", Phrase(N_("what it is within is no procedure's name"))
    if procedure.within == procedure.name:
        yield "procedure", Phrase(N_("it is within itself"))
    for place in subject.places:
        for part in parts(place.term):
            if not isinstance(part.term, t.Within) or place.kind in ("attests", "stills"):
                continue
            if procedure.within is None:
                yield place.where, Phrase(N_("there is no outer dossier"))
            elif part.is_outer:
                yield place.where, Phrase(N_("it looks beyond the outer dossier"))


@refuses(44, N_("Leave out `second_officer`: what protects is fast, and an opening is done by one."))
def second_officer_for_grave(subject: Subject) -> Iterator[Fault]:
    """Refuse a second officer where somebody would wait for protection, or where there is no dossier to wait in."""
    for act in subject.procedure.acts:
        if act.second_officer and act.protective:
            yield f"act {act.name}", Phrase(N_("it protects and would wait for a second officer"))
        if act.second_officer and act.opens:
            yield f"act {act.name}", Phrase(N_("it opens a dossier and would wait for a second officer"))


def _reads_dossier(term: t.Term) -> bool:
    match term:
        case t.Fact() | t.Every() | t.Some() | t.Count() | t.Over() | t.Running() | t.Apart():
            return True
        case t.Compare():
            return any(isinstance(each, t.FigureValue) for each in (term.left, term.right))
        case _:
            return False


def _is_own(part: Part, act: Act, subject: Subject) -> bool:
    match part.term:
        case t.Always() | t.Not() | t.All() | t.Any():
            return True
        case t.Fact():
            return _gives_alone(part.term.name, act, subject)
        case t.Over() | t.Running():
            name = part.term.period
            period = next((each for each in subject.procedure.periods if each.name == name), None)
            return period is None or _runs_alone(period, act, subject)
        case _:
            return False


def _gives_alone(fact: str, act: Act, subject: Subject) -> bool:
    if fact in subject.kernel_facts:
        return False
    giving = [each for each in subject.procedure.acts if fact in (*each.sets, *each.clears)]
    return all(each.protective and not subject.may_cross(act, each) for each in giving)


def _runs_alone(period: Period, act: Act, subject: Subject) -> bool:
    if period.runs_on == STARTER:
        starting = [each for each in subject.procedure.acts if period.name in each.starts]
        return all(not subject.may_cross(act, each) for each in starting)
    return EACH not in act.by and set(act.by) == {period.runs_on}


def _not_own(term: t.Term) -> Phrase:
    match term:
        case t.Fact():
            return Phrase(N_("the fact %(fact)s is not its own side's alone"), fact=term.name)
        case t.Over() | t.Running():
            return Phrase(N_("the period %(period)s is not its own side's alone"), period=term.period)
        case _:
            return Phrase(N_("a term `%(term)s` is not its own side's alone"), term=type(term).__name__.lower())


CHECKS: Final[tuple[Check, ...]] = (
    items_are_had, items_are_in_reach, somebody_may, effects_agree, something_opens, openings_are_plain,
    joint_by_all, protective_alone, irrevocable_jointly, redress_is_named, redress_for_irrevocable,
    closes_by_all, protective_needs, echoes, attestations, nested_once, second_officer_for_grave,
)  # fmt: skip
__all__ = ["CHECKS"]
