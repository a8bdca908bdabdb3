"""Stability, contest, polarity: what may cross on the wire without harm (protocol 4.8).

An opening precedes every act of its dossier, so nothing crosses it. A joint act is an act
of every side: what it needs is kept by binding (12.7), which holds in its own dossier only.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from jisr.base import N_, Phrase
from jisr.rules import terms as t
from jisr.rules.procedure import Act
from jisr.rules.subject import Check, Fault, Part, Subject, parts, refuses, reopening
from jisr.rules.takes import CLOSED, NOTHING, Effects, mentions, takes_away

READ: Final = ("need", "stills", "attests")


@refuses(34, N_("Make what takes it away protective or joint, or give it to the side that needs it."))
def stability(subject: Subject) -> Iterator[Fault]:
    """Refuse an act by which one side takes away what another side's act needs (protocol 4.8)."""
    if subject.has_one_side:
        return
    taking = [each for each in subject.procedure.acts if not _is_exempt(each)]
    for act in subject.procedure.acts:
        if act.joint or act.opens:
            continue
        needs = subject.needs(act)
        for other in (*taking, reopening(subject)):
            if not subject.may_cross(act, other):
                continue
            if takes_away(_crossing_effects(other, subject), needs, subject.procedure) != NOTHING:
                yield f"act {act.name}, needs", Phrase(N_("%(act)s of another side takes it away"), act=other.name)


@refuses(35, N_("Make what takes it away in the outer procedure protective or joint, or do not read it there."))
def stability_within(subject: Subject) -> Iterator[Fault]:
    """Refuse what a side takes away in the outer dossier from what is needed in this one (4.6, 4.8).

    Sides of two procedures may be called differently, and binding does not reach from one
    dossier into the other: every single act of the outer one is taken as another side's.
    """
    if subject.outer is None or subject.has_one_side:
        return
    outside = Subject(subject.outer)
    taking = [each for each in subject.outer.acts if not _is_exempt(each)]
    for act in subject.procedure.acts:
        for term in _looks_out(act.needs):
            for other in (*taking, reopening(outside)):
                # A close of the outer dossier leaves what is within open; who reads `closed` asks for it.
                effects = _crossing_effects(other, outside, keeps_closed=True)
                if takes_away(effects, term, subject.outer) != NOTHING:
                    yield (
                        f"act {act.name}, needs",
                        Phrase(
                            N_("%(act)s of %(procedure)s takes it away"), act=other.name, procedure=subject.outer.name
                        ),
                    )


@refuses(36, N_("Make the clearing act joint or protective, or let it clear a fact of its own side."))
def contest(subject: Subject) -> Iterator[Fault]:
    """Refuse an act by which one side clears what another has set (protocol 4.8)."""
    if subject.has_one_side:
        return
    for setting in subject.procedure.acts:
        for clearing in subject.procedure.acts:
            if setting.protective or setting.opens or _is_exempt(clearing):
                continue
            if not subject.may_cross(setting, clearing):
                continue
            given = _crossing_effects(setting, subject).sets & frozenset(clearing.clears)
            for fact in sorted(given):
                yield (
                    f"act {clearing.name}",
                    Phrase(N_("it clears %(fact)s, which %(act)s of another side sets"), fact=fact, act=setting.name),
                )


@refuses(37, N_("Let a protective act give cautious values only; or mend the fact's cautious value."))
def protective_is_cautious(subject: Subject) -> Iterator[Fault]:
    """Refuse a protective act that gives a value other than the cautious (protocol 4.8)."""
    for act in subject.procedure.acts:
        if act.protective:
            given = subject.effects(act)
            bold = {each for each in given.sets if not subject.cautious.get(each, True)}
            bold |= {each for each in given.clears if subject.cautious.get(each, False)}
            yield from (
                (f"act {act.name}", Phrase(N_("it gives %(fact)s its other value"), fact=fact)) for fact in sorted(bold)
            )


@refuses(38, N_("Assign the figure by an act that is not protective, or read another."))
def protective_figures_are_unread(subject: Subject) -> Iterator[Fault]:
    """Refuse a protective act that assigns a figure which another act's needs read (protocol 4.8)."""
    yield from _figures_read(subject.procedure.acts, subject)
    if subject.outer is not None:
        yield from _figures_read(subject.outer.acts, subject, is_outer=True)


@refuses(39, N_("Need the other value: what cannot be undone waits for no doubt and no absence."))
def irrevocable_is_bold(subject: Subject) -> Iterator[Fault]:
    """Refuse an irrevocable act that needs a cautious value: doubt alone may give it (protocol 4.8)."""
    outer = Subject(subject.outer).cautious if subject.outer else {}
    for act in subject.procedure.acts:
        for part in parts(subject.needs(act)) if act.irrevocable else ():
            if isinstance(part.term, t.Fact):
                cautious = (outer if part.is_outer else subject.cautious).get(part.term.name)
                if cautious is not None and cautious != part.is_denied:
                    yield (
                        f"act {act.name}, needs",
                        Phrase(N_("it needs %(fact)s at its cautious value"), fact=part.term.name),
                    )


@refuses(40, N_("Say it without `not`: a period `running` for `over`, a comparison the other way round."))
def nothing_measured_is_denied(subject: Subject) -> Iterator[Fault]:
    """Refuse `not` above what has no value at times: it would hold for want of one (protocol 4.8)."""
    for place in subject.places:
        for part in parts(place.term) if place.kind in READ else ():
            if part.is_under_not and isinstance(part.term, t.Over | t.Running | t.Compare | t.Count):
                yield place.where, Phrase(N_("`not` stands above `%(term)s`"), term=type(part.term).__name__.lower())


@refuses(41, N_("Need `x_done`: it is so also when the act has crossed a stop."))
def done_is_read(subject: Subject) -> Iterator[Fault]:
    """Refuse a need that reads what an irrevocable act sets: crossed, it sets nothing (protocol 5.5)."""
    lasting = [each for each in subject.procedure.acts if each.irrevocable]
    given = {fact: each.name for each in lasting for fact in each.sets}
    for act in subject.procedure.acts:
        for part in parts(act.needs):
            name = part.term.name if isinstance(part.term, t.Fact) and not part.is_outer else None
            if name in given:
                yield (
                    f"act {act.name}, needs",
                    Phrase(N_("%(fact)s is set by %(act)s, which is irrevocable"), fact=name, act=given[name]),
                )


def _is_exempt(act: Act) -> bool:
    """Say whether an act may take away: it protects, binds all, or precedes everything."""
    return act.protective or act.joint or act.opens


def _crossing_effects(act: Act, subject: Subject, *, keeps_closed: bool = False) -> Effects:
    """Give what an act gives that a concurrent act may know of.

    What it gives the item that it adds is known to nobody who has not seen it; that there
    is one more item stays. A single close is refused for itself (rules.E023).
    """
    effects = subject.effects(act)
    own = {each.name for each in subject.procedure.facts if act.adds and each.item == act.adds}
    if not keeps_closed:
        own.add(CLOSED)
    return replace(effects, sets=effects.sets - own, clears=effects.clears - (own - {CLOSED}))


def _looks_out(term: t.Term) -> Iterator[t.Term]:
    """Give what a term asks of the outer dossier, with the `not` that stands above it."""
    for part in parts(term):
        if isinstance(part.term, t.Within) and not part.is_outer:
            yield _denied(part)


def _denied(part: Part) -> t.Term:
    assert isinstance(part.term, t.Within)
    return t.Not(part.term.term) if part.is_denied else part.term.term


def _figures_read(assigning: tuple[Act, ...], subject: Subject, *, is_outer: bool = False) -> Iterator[Fault]:
    for act in assigning:
        given = {figure for figure, _ in act.assigns} if act.protective else set()
        for other in subject.procedure.acts if given else ():
            if other.name == act.name and not is_outer:
                continue
            named = mentions(other.needs)
            read = (named.outer.figures if named.outer else frozenset()) if is_outer else named.figures
            for figure in sorted(given & read):
                yield (
                    f"act {act.name}",
                    Phrase(N_("it assigns %(figure)s, which %(act)s needs"), figure=figure, act=other.name),
                )


CHECKS: Final[tuple[Check, ...]] = (
    stability, stability_within, contest, protective_is_cautious, protective_figures_are_unread,
    irrevocable_is_bold, nothing_measured_is_denied, done_is_read,
)  # fmt: skip
__all__ = ["CHECKS"]
