"""What a procedure declares: facts, figures, items, acts, periods, guarantees (protocol 4).

Labels are English message ids; catalogues translate them. They stay out of the digest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from jisr.rules.terms import Always, Term

EACH: Final = "each"
ALL_SIDES: Final = "all"
STARTER: Final = "starter"
ANY_MANDATE: Final = "*"
# Held by a node itself: acts whose moment has come.
CLOCK_MANDATE: Final = "clock"
STEPS: Final = ("propose", "concur", "decline", "withdraw", "conclude")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredFact:
    """A thing that is so, or not; `contrary` says in words that it is not so."""

    name: str
    label: str
    contrary: str
    source: str = ""
    item: str | None = None
    cautious: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An integer, date or code that acts assign from their fields."""

    name: str
    type: str
    label: str
    item: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A kind of thing that may happen several times in a dossier."""

    name: str
    label: str
    plural: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What an act must or may state. Types: protocol 12.13.

    `readers` of a sealed field: by side (or `EACH`) the mandates whose authorities it is sealed to, beside the acting
    one. A rule of the own house, like the labels in no digest.
    """

    name: str
    type: str
    label: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = True
    sealed: bool = False
    readers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """The shared act that a domestic act's own node writes with it."""

    procedure: str
    act: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody may do in a dossier, and what it gives.

    `second_officer` is a rule of the own house, like the labels in no digest: the node writes the act only when
    another officer has looked at it.
    """

    name: str
    label: str
    by: Mapping[str, tuple[str, ...]]
    source: str = ""
    consequence: str = ""
    group: str = ""
    second_officer: bool = False
    on_behalf: tuple[str, ...] = ()
    item: str | None = None
    fields: tuple[Field, ...] = ()
    needs: Term = Always()
    sets: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    assigns: tuple[tuple[str, str], ...] = ()
    adds: str | None = None
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    opens: bool = False
    closes: bool = False
    protective: bool = False
    irrevocable: bool = False
    window: str | None = None
    joint: bool = False
    echo: Echo | None = None
    attests: Term | None = None
    redress: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of time with an owner; what it runs on, what stills it, what is due."""

    name: str
    label: str
    runs_on: str
    owner: str
    length: str | None = None
    stills: Term | None = None
    until: str | None = None
    rolls: bool = False
    due: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarantee:
    """A condition with its source: held at an act (`at`), or never to be reached (None)."""

    name: str
    label: str
    term: Term
    source: str
    at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What law or agreement sets; its values stand in the manifest. `owner`: a side or `all`."""

    name: str
    label: str
    unit: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long after the closing of a dossier what is sealed in it is kept: a rule of the own house, in no digest."""

    months: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A name for a term, for people to read; the first that holds is shown."""

    name: str
    label: str
    term: Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A declared way of working. `sides` is a tuple of names, or `EACH`."""

    name: str
    version: int
    label: str
    persons: bool
    sides: tuple[str, ...] | str
    mandates: tuple[tuple[str, str], ...]
    acts: tuple[Act, ...]
    items: tuple[Item, ...] = ()
    facts: tuple[DeclaredFact, ...] = ()
    figures: tuple[Figure, ...] = ()
    periods: tuple[Period, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    stages: tuple[Stage, ...] = ()
    within: str | None = None
    withheld: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    retention: Retention | None = None
    # Whose authorities see who has read what is sealed in such a dossier: who represents the person.
    shows_readings: tuple[str, ...] = ("guardian",)

    @property
    def id(self) -> str:
        """Name and version, as entries call it."""
        return f"{self.name}/{self.version}"

    def act(self, name: str) -> Act:
        """Give the declared act of this name."""
        return next(each for each in self.acts if each.name == name)

    def fact(self, name: str) -> DeclaredFact:
        """Give the declared fact of this name."""
        return next(each for each in self.facts if each.name == name)

    def period(self, name: str) -> Period:
        """Give the declared period of this name."""
        return next(each for each in self.periods if each.name == name)
