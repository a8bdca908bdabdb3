"""Terms in words: what is missing, as a sentence in the reader's language (protocol 4).

Every sentence is a template with named holes; nothing is glued. `translate` is handed in.
"""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any as Whatever
from typing import Final, TypeVar, assert_never

from jisr.base import N_
from jisr.rules import terms as t
from jisr.rules.compared import CONTRARY, TURNED, compared
from jisr.rules.procedure import Act, DeclaredFact, Field, Figure, Item, Parameter, Period, Procedure
from jisr.rules.takes import CLOSED

Translate = Callable[[str], str]
DeclaredValue = Figure | Parameter | Field
# What is said in one sentence that quotes nothing.
QUOTABLE: Final = (t.Always, t.Fact, t.Over, t.Running)
Declared = TypeVar("Declared", Act, DeclaredFact, Field, Figure, Item, Parameter, Period)


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
    "2.generation": N_("It is of a record that all parties have ended, or are about to end."),
    "2.head": N_("The head is not signed by a key in force. Its party must send the manifest that names the key."),
    "2.proof": N_("The entries do not lead to the head that was sent. They are asked for again."),
    "2.equivocation": N_("The party has shown two different histories. Only people can lift this."),
    "2.gap": N_("Something before this has not arrived yet. It is asked for again."),
    "2.ahead": N_("The time stated is more than ten minutes ahead. It waits until then."),
    "2.roots": N_("The entry states another content of a log than is here."),
    "2.kept": N_("So much came from this party and was not taken in that only what came first is kept."),
    "8.day": N_(
        "Its party has sent more entries than are taken in on one day. The rest is taken in by itself on the next day."
    ),
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
    "4.witness": N_("No witness in force has cosigned this of the log."),
    "4.rests": N_("An attestation is missing, or none is asked."),
    "4.acts": N_("The dossier has reached its greatest number of acts."),
    "4.item": N_("What this refers to was not there when it was done, or is of another kind; or it refers to nothing."),
    "4.within": N_("The dossier around it is missing, or has other parties."),
    "4.left": N_("This party has left the group: nothing more is recorded for it."),
    "4.joint": N_("The proposal is no longer open to this step."),
    "4.bound": N_("Your side is bound by a proposal that is still open. Conclude or withdraw it first."),
    "4.move": N_(
        "The dossier cannot move now: the manifest names no move to this version, something else is proposed and not"
        " answered, or an earlier move is not yet known to all sides."
    ),
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
# Where the facts of the kernel stand.
KERNEL_SOURCE: Final = "protocol 12.5"
OVER: Final = N_("The period has ended: %(period)s")
NOT_OVER: Final = N_("The period has not ended: %(period)s")
NOT_BEGUN: Final = N_("The period has not begun: %(period)s")
RUNNING: Final = N_("The period is running: %(period)s")
NOT_RUNNING: Final = N_("The period is not running: %(period)s")
EVERY: Final = N_("For each of “%(items)s” this holds: %(condition)s")
SOME: Final = N_("For at least one of “%(items)s” this holds: %(condition)s")
AT_MOST: Final = N_("There are at most %(number)s of “%(items)s” for which holds: %(condition)s")
AT_LEAST: Final = N_("There are at least %(number)s of “%(items)s” for which holds: %(condition)s")
SO_MANY_AT_MOST: Final = N_("There are at most %(number)s of “%(items)s”")
SO_MANY_AT_LEAST: Final = N_("There are at least %(number)s of “%(items)s”")
ALL: Final = N_("All of these hold:")
ANY: Final = N_("At least one of these holds:")
# What a sentence says that is, as what must be.
REQUIRED: Final = {
    EVERY: N_("For each of “%(items)s” it must hold: %(condition)s"),
    SOME: N_("For at least one of “%(items)s” it must hold: %(condition)s"),
    AT_MOST: N_("There may be at most %(number)s of “%(items)s” for which holds: %(condition)s"),
    AT_LEAST: N_("There must be at least %(number)s of “%(items)s” for which holds: %(condition)s"),
    SO_MANY_AT_MOST: N_("There may be at most %(number)s of “%(items)s”"),
    SO_MANY_AT_LEAST: N_("There must be at least %(number)s of “%(items)s”"),
    ALL: N_("All of these must hold:"),
    ANY: N_("At least one of these must hold:"),
}
APART: Final = N_("Another authority and officer must do this than did: %(acts)s")
NOT_APART: Final = N_("An authority or officer must do this that also did: %(acts)s")
WITHIN: Final = N_("In the dossier around this one: %(condition)s")
BOTH: Final = N_("%(first)s; %(rest)s")
ALWAYS: Final = N_("Nothing is needed")
NEVER: Final = N_("Nothing is enough")
# A name or a sentence within another.
QUOTED: Final = N_("“%(words)s”")
# What stands before each of several sentences, a line each, in the reader's order of lines.
POINT: Final = "• "
INDENT: Final = "  "
# A procedure that came as a text has no words for the contrary.
NOT_SO: Final = N_("Not so: %(fact)s")


def say_rule(rule: str, translate: Translate) -> str:
    """Say what a rule id means, and what to do."""
    return translate(RULES[rule]) if rule in RULES else rule


def say_missing(
    atom: t.Term,
    procedure: Procedure,
    translate: Translate,
    *,
    around: Procedure | None = None,
    unbegun: Set[str] = frozenset(),
    unbegun_around: Set[str] = frozenset(),
    setting: str = "",
) -> Sentence:
    """Say that a condition does not hold, with the source of the fact it speaks of.

    `around` is the procedure of the dossier around: it knows the words of what is asked `within`.
    `unbegun` are the periods that nothing has begun, here and in the dossier around.
    `setting` is a sentence with the hole `condition`, in which it stands.
    """
    said = Saying(procedure, around, translate, missing=True, unbegun=unbegun, unbegun_around=unbegun_around)
    text = said.embedded(setting, atom, holds=False) if setting else said.term(atom, holds=False)
    return Sentence(text, said.source(atom))


def say(term: t.Term, procedure: Procedure, translate: Translate, *, around: Procedure | None = None) -> str:
    """Say a condition."""
    return Saying(procedure, around, translate).term(term, holds=True)


def say_each(term: t.Term, procedure: Procedure, translate: Translate) -> tuple[str, ...]:
    """Say the conditions of which one is enough, a sentence each."""
    ways = term.terms if isinstance(term, t.Any) else (term,)
    return tuple(say(each, procedure, translate) for each in ways)


def say_fact(fact: DeclaredFact, translate: Translate, *, holds: bool) -> str:
    """Say that a fact is so, or that it is not so."""
    if holds:
        return translate(fact.label)
    return translate(fact.contrary) if fact.contrary else translate(NOT_SO) % {"fact": translate(fact.label)}


@dataclass(frozen=True, slots=True)
class Saying:
    """Terms of a procedure, put in one reader's words. `missing`: what is said is lacking.

    Of what is lacking a fact is said as it is; what cannot be seen at a glance (each of many, one of several, a sum, a
    comparison) as it must be. A sentence that stands within another is quoted; several are listed, a line each.
    """

    procedure: Procedure
    around: Procedure | None
    translate: Translate
    missing: bool = False
    unbegun: Set[str] = frozenset()
    unbegun_around: Set[str] = frozenset()

    def term(self, term: t.Term, *, holds: bool) -> str:
        """Say that a term holds, or that it does not."""
        must = holds != self.missing
        match term:
            case t.Always():
                return self.translate(ALWAYS)
            case t.Fact():
                return self.fact(term.name, holds=holds)
            case t.Not():
                return self.term(term.term, holds=not holds)
            case t.All() | t.Any():
                return self.several(term, must)
            case t.Over():
                not_over = NOT_BEGUN if self.missing and term.period in self.unbegun else NOT_OVER
                return self.fill(OVER if holds else not_over, period=self.period(term.period))
            case t.Running():
                return self.fill(RUNNING if holds else NOT_RUNNING, period=self.period(term.period))
            case t.Every() | t.Some():
                # Not for each is for one not; not for one is for none.
                template = self.needed(EVERY if isinstance(term, t.Every) == must else SOME)
                return self.seen.embedded(template, term.term, holds=must, items=self.items(term.item))
            case t.Count():
                return self.count(term, must)
            case t.Apart():
                acts = reduce(self.before, reversed([self.quoted(self.act(name)) for name in term.acts]))
                return self.fill(APART if must else NOT_APART, acts=acts)
            case t.Compare():
                return self.compared(term, must)
            case t.Within():
                outer = replace(self, procedure=self.around or self.procedure, unbegun=self.unbegun_around)
                return outer.embedded(WITHIN, term.term, holds=holds)
        assert_never(term)

    @property
    def seen(self) -> "Saying":
        """Say what is as it is: what must be is said once, around it."""
        return replace(self, missing=False)

    def needed(self, template: str) -> str:
        """Give a template as it is, or, where something is lacking, as it must be."""
        return REQUIRED[template] if self.missing else template

    def several(self, term: t.All | t.Any, must: bool) -> str:
        """Say all of several, or one of them: a line each."""
        parts = [self.seen.term(each, holds=must) for each in term.terms]
        is_all = isinstance(term, t.All) == must
        if len(parts) > 1:
            return "\n".join([self.translate(self.needed(ALL if is_all else ANY)), *map(_point, parts)])
        return parts[0] if parts else self.translate(ALWAYS if is_all else NEVER)

    def embedded(self, template: str, term: t.Term, *, holds: bool, **holes: Whatever) -> str:
        """Say a term within a sentence with the hole `condition`: quoted, or below it where it quotes or lists."""
        said = self.term(term, holds=holds)
        if isinstance(term.term if isinstance(term, t.Not) else term, QUOTABLE):
            return self.fill(template, condition=self.quoted(said), **holes)
        return self.fill(template, condition=f"\n{_point(said)}", **holes).replace(" \n", "\n")

    def count(self, term: t.Count, must: bool) -> str:
        """Say how many there are or must be: not at most two is at least three."""
        at_most = term.comparison == "<="
        number = term.number if must else term.number + (1 if at_most else -1)
        holes = {"number": number, "items": self.items(term.item)}
        if isinstance(term.term, t.Always):
            return self.fill(self.needed(SO_MANY_AT_MOST if at_most == must else SO_MANY_AT_LEAST), **holes)
        template = self.needed(AT_MOST if at_most == must else AT_LEAST)
        return self.seen.embedded(template, term.term, holds=True, **holes)

    def compared(self, term: t.Compare, must: bool) -> str:
        """Say how two values stand; what is named comes before what is given."""
        left, right, sign = term.left, term.right, term.comparison
        if isinstance(left, t.Given) and not isinstance(right, t.Given):
            left, right, sign = right, left, TURNED[sign]
        if not must:
            sign = CONTRARY[sign]
        templates = compared(of_days=self.is_day(left) or self.is_day(right), must=self.missing)
        return self.fill(templates[sign], left=self.value(left), right=self.value(right))

    def quoted(self, words: str) -> str:
        """Set words within others."""
        return self.fill(QUOTED, words=words)

    def before(self, rest: str, first: str) -> str:
        """Set one of several names before those that follow."""
        return self.fill(BOTH, first=first, rest=rest)

    def fill(self, template: str, **holes: Whatever) -> str:
        """Fill the holes of a translated template."""
        return self.translate(template) % holes

    def fact(self, name: str, *, holds: bool) -> str:
        """Say a fact, declared or the kernel's."""
        declared = _named(self.procedure.facts, name)
        if declared is not None:
            return say_fact(declared, self.translate, holds=holds)
        if name == CLOSED:
            return self.translate(KERNEL_FACTS[CLOSED][0 if holds else 1])
        for suffix in ("_done", "_crossed"):
            if name.endswith(suffix):
                return self.fill(KERNEL_FACTS[suffix][0 if holds else 1], act=self.act(name.removesuffix(suffix)))
        return name

    def period(self, name: str) -> str:
        """Name a period; the window of a joint act has the act's name."""
        declared = _named(self.procedure.periods, name)
        return self.act(name.removesuffix("_window")) if declared is None else self.translate(declared.label)

    def items(self, name: str) -> str:
        """Name the items of a kind."""
        declared = _named(self.procedure.items, name)
        return name if declared is None else self.translate(declared.plural)

    def act(self, name: str) -> str:
        """Name an act."""
        declared = _named(self.procedure.acts, name)
        return name if declared is None else self.translate(declared.label)

    def value(self, value: t.Value) -> str:
        """Name a value that is compared, or give it."""
        if isinstance(value, t.Given):
            return str(value.value)
        declared = self.declared(value)
        return self.quoted(value.name if declared is None else self.translate(declared.label))

    def is_day(self, value: t.Value) -> bool:
        """Say whether a value that is compared is a day."""
        if isinstance(value, t.Given):
            return isinstance(value.value, str)
        return getattr(self.declared(value), "type", "") == "date"

    def declared(self, value: t.FigureValue | t.ParameterValue | t.FieldValue) -> DeclaredValue | None:
        """Find what a value is of."""
        match value:
            case t.FigureValue():
                return _named(self.procedure.figures, value.name)
            case t.ParameterValue():
                return _named(self.procedure.parameters, value.name)
            case t.FieldValue():
                return _named([each for act in self.procedure.acts for each in act.fields], value.name)
        assert_never(value)

    def source(self, term: t.Term) -> str:
        """Give the source of the fact or period that a term speaks of."""
        match term:
            case t.Fact() if self._is_kernels(term.name):
                return KERNEL_SOURCE
            case t.Fact():
                declared: DeclaredFact | Period | None = _named(self.procedure.facts, term.name)
            case t.Over() | t.Running():
                declared = _named(self.procedure.periods, term.period)
            case t.Not() | t.Every() | t.Some() | t.Count():
                return self.source(term.term)
            case t.Within():
                return replace(self, procedure=self.around or self.procedure).source(term.term)
            case _:
                return ""
        return "" if declared is None else declared.source

    def _is_kernels(self, name: str) -> bool:
        """Say whether a fact is one that every procedure has."""
        return name == CLOSED or (_named(self.procedure.facts, name) is None and name.endswith(("_done", "_crossed")))


def _point(said: str) -> str:
    """Set a sentence below another, with what it lists itself further in."""
    return POINT + said.replace("\n", f"\n{INDENT}")


def _named(declared: Iterable[Declared], name: str) -> Declared | None:
    return next((each for each in declared if each.name == name), None)
