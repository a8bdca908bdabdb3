"""Terms in words: what is missing, as a sentence in the reader's language (protocol 4).

Every sentence is a template with named holes; nothing is glued. `translate` is handed in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any as Whatever
from typing import Final, assert_never

from jisr.base import N_
from jisr.rules import terms as t
from jisr.rules.procedure import DeclaredFact, Procedure
from jisr.rules.takes import CLOSED

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and the source of what it says."""

    text: str
    source: str


RULES: Final = {
    "2.limit": N_("The entry is longer than 64 KiB. Shorten the text, or attach a document."),
    "2.framework": N_("The entry belongs to another framework."),
    "2.party": N_("The entry belongs to another party."),
    "2.seq": N_("The entry does not have the number of its place."),
    "2.head": N_("The head is not signed by a key in force. Its party must send the manifest that names the key."),
    "2.proof": N_("The entries do not lead to the head that was sent. They are asked for again."),
    "2.equivocation": N_("The party has shown two different histories. Only people can lift this."),
    "2.gap": N_("Something before this has not arrived yet. It is asked for again."),
    "2.ahead": N_("The time stated is more than ten minutes ahead. It waits until then."),
    "2.roots": N_("The entry states another content of a log than is here."),
    "2.bytes": N_("The entry is not written in the one spelling that the protocol allows."),
    "2.keys": N_("The entry does not have exactly the keys of an entry."),
    "2.type": N_("A value of the entry is of a wrong type."),
    "2.time": N_("The time stated is misspelt or goes back."),
    "2.seen": N_("The entry states to have seen less than before, or not all that this implies."),
    "4.dossier": N_("There was no such dossier when this was done."),
    "4.opening": N_("This opens no dossier, or opens one a second time."),
    "4.procedure": N_("The procedure is not the one in force."),
    "4.sides": N_("The sides are not those of the procedure."),
    "4.party": N_("The party takes no part in this dossier."),
    "4.act": N_("The procedure knows no such act."),
    "4.mandate": N_("The authority does not hold the mandate for this."),
    "4.on_behalf": N_("This cannot be done on behalf of that person or body."),
    "4.field": N_("A field is missing, unknown or of a wrong type."),
    "4.rests": N_("An attestation is missing, or none is asked."),
    "4.acts": N_("The dossier has reached its greatest number of acts."),
    "4.item": N_("What this refers to did not exist when it was done."),
    "4.within": N_("The dossier around it is missing, or has other parties."),
    "4.joint": N_("The proposal is no longer open to this step."),
    "4.bound": N_("Your side is bound by a proposal that is still open. Conclude or withdraw it first."),
    "unjudged": N_("A text that was agreed is not in this node, so this cannot be judged here."),
    "5.2": N_("What this rests on has not yet been received by all sides."),
}
KERNEL_FACTS: Final = {
    "closed": (N_("The dossier is closed"), N_("The dossier is not closed")),
    "_done": (N_("It has been done: %(act)s"), N_("It has not been done: %(act)s")),
    "_crossed": (
        N_("It was done although something stood against it: %(act)s"),
        N_("It was not done against anything: %(act)s"),
    ),
}
OVER: Final = N_("The period has ended: %(period)s")
NOT_OVER: Final = N_("The period has not ended: %(period)s")
RUNNING: Final = N_("The period is running: %(period)s")
NOT_RUNNING: Final = N_("The period is not running: %(period)s")
EVERY: Final = N_("For each of “%(items)s” it must hold: %(condition)s")
SOME: Final = N_("For at least one of “%(items)s” it must hold: %(condition)s")
AT_MOST: Final = N_("There may be at most %(number)s of “%(items)s” for which holds: %(condition)s")
AT_LEAST: Final = N_("There must be at least %(number)s of “%(items)s” for which holds: %(condition)s")
APART: Final = N_("Another authority and officer must do this than did: %(acts)s")
COMPARE: Final = N_("The values do not fit: %(left)s %(sign)s %(right)s")
WITHIN: Final = N_("In the dossier around this one: %(condition)s")
BOTH: Final = N_("%(first)s; %(rest)s")
EITHER: Final = N_("%(first)s, or %(rest)s")
ALWAYS: Final = N_("Nothing is needed")
# A procedure that came as a text has no words for the contrary.
NOT_SO: Final = N_("Not so: %(fact)s")


def say_rule(rule: str, translate: Translate) -> str:
    """Say what a rule id means, and what to do."""
    return translate(RULES[rule]) if rule in RULES else rule


def say_missing(
    atom: t.Term, procedure: Procedure, translate: Translate, *, around: Procedure | None = None
) -> Sentence:
    """Say that a condition does not hold, with the source of the fact it speaks of.

    `around` is the procedure of the dossier around: it knows the words of what is asked `within`.
    """
    if isinstance(atom, t.Within):
        speaks_of = around or procedure
        condition = _say(atom.term, speaks_of, translate, holds=False)
        return Sentence(translate(WITHIN) % {"condition": condition}, _source(atom.term, speaks_of))
    return Sentence(_say(atom, procedure, translate, holds=False, around=around), _source(atom, procedure))


def say(term: t.Term, procedure: Procedure, translate: Translate, *, around: Procedure | None = None) -> str:
    """Say a condition."""
    return _say(term, procedure, translate, holds=True, around=around)


def _say(
    term: t.Term, procedure: Procedure, translate: Translate, *, holds: bool, around: Procedure | None = None
) -> str:
    def fill(template: str, **holes: Whatever) -> str:
        return translate(template) % holes

    match term:
        case t.Always():
            return translate(ALWAYS)
        case t.Fact():
            return _say_fact(term.name, procedure, translate, holds)
        case t.Not():
            return _say(term.term, procedure, translate, holds=not holds, around=around)
        case t.All() | t.Any():
            joined = BOTH if isinstance(term, t.All) == holds else EITHER
            parts = [_say(each, procedure, translate, holds=holds, around=around) for each in term.terms]
            return _join(parts, translate(joined))
        case t.Over():
            return fill(OVER if holds else NOT_OVER, period=_period(term.period, procedure, translate))
        case t.Running():
            template = RUNNING if holds else NOT_RUNNING
            return fill(template, period=_period(term.period, procedure, translate))
        case t.Every() | t.Some():
            condition = _say(term.term, procedure, translate, holds=True)
            template = EVERY if isinstance(term, t.Every) else SOME
            return fill(template, items=_items(term.item, procedure, translate), condition=condition)
        case t.Count():
            condition = _say(term.term, procedure, translate, holds=True)
            template = AT_MOST if term.comparison == "<=" else AT_LEAST
            items = _items(term.item, procedure, translate)
            return fill(template, number=term.number, items=items, condition=condition)
        case t.Apart():
            labels = [_act(name, procedure, translate) for name in term.acts]
            return fill(APART, acts=_join(labels, translate(BOTH)))
        case t.Compare():
            left, right = (_value(each, procedure, translate) for each in (term.left, term.right))
            return fill(COMPARE, left=left, sign=term.comparison, right=right)
        case t.Within():
            return fill(WITHIN, condition=_say(term.term, around or procedure, translate, holds=holds))
    assert_never(term)


def say_fact(fact: DeclaredFact, translate: Translate, *, holds: bool) -> str:
    """Say that a fact is so, or that it is not so."""
    if holds:
        return translate(fact.label)
    return translate(fact.contrary) if fact.contrary else translate(NOT_SO) % {"fact": translate(fact.label)}


def _say_fact(name: str, procedure: Procedure, translate: Translate, holds: bool) -> str:
    declared = next((each for each in procedure.facts if each.name == name), None)
    if declared is not None:
        return say_fact(declared, translate, holds=holds)
    if name == CLOSED:
        return translate(KERNEL_FACTS[CLOSED][0 if holds else 1])
    for suffix in ("_done", "_crossed"):
        if name.endswith(suffix):
            act = _act(name.removesuffix(suffix), procedure, translate)
            return translate(KERNEL_FACTS[suffix][0 if holds else 1]) % {"act": act}
    return name


def _join(parts: list[str], template: str) -> str:
    if not parts:
        return ""
    whole = parts[-1]
    for part in reversed(parts[:-1]):
        whole = template % {"first": part, "rest": whole}
    return whole


def _period(name: str, procedure: Procedure, translate: Translate) -> str:
    declared = next((each for each in procedure.periods if each.name == name), None)
    if declared is not None:
        return translate(declared.label)
    return _act(name.removesuffix("_window"), procedure, translate)


def _items(name: str, procedure: Procedure, translate: Translate) -> str:
    declared = next((each for each in procedure.items if each.name == name), None)
    return translate(declared.plural) if declared is not None else name


def _act(name: str, procedure: Procedure, translate: Translate) -> str:
    declared = next((each for each in procedure.acts if each.name == name), None)
    return translate(declared.label) if declared is not None else name


def _value(value: t.Value, procedure: Procedure, translate: Translate) -> str:
    match value:
        case t.Given():
            return str(value.value)
        case t.FigureValue():
            labels = {each.name: each.label for each in procedure.figures}
        case t.ParameterValue():
            labels = {each.name: each.label for each in procedure.parameters}
        case t.FieldValue():
            labels = {each.name: each.label for act in procedure.acts for each in act.fields}
    return translate(labels.get(value.name, value.name))


def _source(term: t.Term, procedure: Procedure) -> str:
    match term:
        case t.Fact():
            return next((each.source for each in procedure.facts if each.name == term.name), "")
        case t.Not() | t.Every() | t.Some() | t.Count():
            return _source(term.term, procedure)
        case t.Over() | t.Running():
            return next((each.source for each in procedure.periods if each.name == term.period), "")
        case _:
            return ""
