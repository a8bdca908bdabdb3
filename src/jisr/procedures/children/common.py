"""Words that the child's two procedures share, and short ways to declare what they have most of.

Every person is named by a role; sealed text says who reads it. Facts and sources: CRC, GC 6, 12 and 14, Joint GC
3/22 and 4/23, TQ (C-441/19). A mark [P] says that a rule is a policy choice, [U] that its source is not verified.
"""

from dataclasses import replace

from jisr.base import N_
from jisr.rules import All, Any, DeclaredFact, Every, Fact, Field, Guarantee, Term

HOST = "host"
ORIGIN = "origin"
# Two rules of these procedures as such, which no law gives the words of.
R1 = "[P] R1: silence of the state of origin is no report and no consent"
R3 = "[P] R3: who decides about a child neither reports on it nor speaks for it"
# Who reads what concerns the child's protection; what a decision rests on is read by who decides, too.
CIRCLE = ("child_protection", "guardian", "lawyer")
FILE = (*CIRCLE, "decider")
# On whose behalf an officer may act who writes down what they say (protocol 4.3).
WHO_SPEAKS = (
    "child", "guardian", "lawyer", "defender", "family", "receiver", "service", "organisation",
)  # fmt: skip


def fact(
    name: str, label: str, contrary: str, source: str, *, cautious: bool = False, item: str | None = None
) -> DeclaredFact:
    """Declare a fact; `cautious` where doubt has to count as if it were so."""
    return DeclaredFact(name=name, label=label, contrary=contrary, source=source, cautious=cautious, item=item)


def sealed(name: str, label: str, *, to: tuple[str, ...] = CIRCLE, required: bool = True) -> Field:
    """Declare words about a person: sealed, never read by a condition (protocol 7.1); `to`: who reads them."""
    return Field(name=name, type="text", label=label, required=required, sealed=True, readers={HOST: to})


def told(name: str, label: str, *, also: tuple[str, ...] = (), required: bool = True) -> Field:
    """Declare words about a person that both states' protection services read, and the child's guardian.

    `also`: who reads them besides in the state of origin.
    """
    readers = {HOST: ("child_protection", "guardian"), ORIGIN: ("child_protection", *also)}
    return Field(name=name, type="text", label=label, required=required, sealed=True, readers=readers)


def copy_of(words: Field, label: str) -> Field:
    """Declare a file beside words about a person, for the same readers: optional, since words are what people read."""
    return replace(words, name=f"{words.name}_copy", type="file", label=label, required=False)


def host(*mandates: str) -> dict[str, tuple[str, ...]]:
    """Say that the host state's holders of these mandates may do an act."""
    return {HOST: mandates}


def origin(*mandates: str) -> dict[str, tuple[str, ...]]:
    """Say that the holders of these mandates in the state of origin may do an act."""
    return {ORIGIN: mandates}


def facts_hold(*names: str) -> Term:
    """Need all these facts."""
    return All(tuple(Fact(each) for each in names))


def together(*terms: Term) -> All:
    """Need all of these, each once, as one list: a condition is deep enough as it is (protocol 2.3)."""
    found: dict[Term, None] = {}
    for each in terms:
        found |= dict.fromkeys(each.terms if isinstance(each, All) else (each,))
    return All(tuple(found))


def any_holds(*names: str) -> Term:
    """Need at least one of these facts."""
    return Any(tuple(Fact(each) for each in names))


def rests(act: str, label: str, term: Term, source: str) -> Guarantee:
    """Guarantee what a step rests on."""
    return Guarantee(name=f"{act}_rests", label=label, term=term, source=source, at=act)


def every(item: str, name: str) -> Term:
    """Need the fact of every such item."""
    return Every(item, Fact(name))


REASON = sealed("reason", N_("Reasons"), to=FILE)
REASON_TOLD = told("reason", N_("Reasons"))
NOTE_TOLD = told("note", N_("What happened"), required=False)
NOTE = sealed("note", N_("What happened"), required=False)
INTERPRETER = Field(
    name="interpreter",
    type="choice",
    label=N_("Interpreter"),
    choices=(("present", N_("An interpreter was present")), ("not_needed", N_("The child speaks the language"))),
)
LANGUAGE = Field(
    name="language",
    type="choice",
    label=N_("Language that the child understands"),
    choices=(
        ("ary", N_("Moroccan Arabic (Darija)")),
        ("ar", N_("Arabic")),
        ("ber", N_("Amazigh")),
        ("fr", N_("French")),
        ("es", N_("Spanish")),
        ("nl", N_("Dutch")),
        ("en", N_("English")),
        ("other", N_("Another language")),
    ),
)
