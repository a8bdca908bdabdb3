"""Terms: conditions as values, with many readers and one writing (protocol 4, 10).

Each reader is one function with one `match`, in a file of its own: `evaluate`,
`say`, `written`, `takes`. A rule has no second copy.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Term:
    """What every term can be joined with."""

    def __and__(self, other: "Term") -> "All":
        return All((*_parts(self, All), *_parts(other, All)))

    def __or__(self, other: "Term") -> "Any":
        return Any((*_parts(self, Any), *_parts(other, Any)))

    def __invert__(self) -> "Not":
        return Not(self)  # type: ignore[arg-type]  # every subclass is a Term


@dataclass(frozen=True, slots=True)
class Always(_Term):
    """True."""


@dataclass(frozen=True, slots=True)
class Fact(_Term):
    """A fact of the dossier, or of the item in question, is so."""

    name: str


@dataclass(frozen=True, slots=True)
class Not(_Term):
    """The contrary."""

    term: "Term"


@dataclass(frozen=True, slots=True)
class All(_Term):
    """Every one of them; of none: true."""

    terms: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Any(_Term):
    """At least one of them."""

    terms: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Every(_Term):
    """Every item of this kind that exists; of none: true."""

    item: str
    term: "Term"


@dataclass(frozen=True, slots=True)
class Some(_Term):
    """Some item of this kind that exists."""

    item: str
    term: "Term"


@dataclass(frozen=True, slots=True)
class Count(_Term):
    """So many items of this kind: `comparison` is `<=` or `>=`."""

    item: str
    term: "Term"
    comparison: str
    number: int


@dataclass(frozen=True, slots=True)
class Over(_Term):
    """The period has ended, by the clock that it runs on."""

    period: str


@dataclass(frozen=True, slots=True)
class Running(_Term):
    """The period has begun and no clock has reached its end."""

    period: str


@dataclass(frozen=True, slots=True)
class Apart(_Term):
    """Neither this authority nor this officer has done one of these acts."""

    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureValue:
    """The value of a figure."""

    name: str


@dataclass(frozen=True, slots=True)
class FieldValue:
    """The value of a field of the act in question."""

    name: str


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """The value of a parameter in force."""

    name: str


@dataclass(frozen=True, slots=True)
class Given:
    """An integer, or a date as text."""

    value: int | str


Value = FigureValue | FieldValue | ParameterValue | Given


@dataclass(frozen=True, slots=True)
class Compare(_Term):
    """Two values stand so; false where one has no value. `comparison`: `<=`, `<`, `=`."""

    left: Value
    comparison: str
    right: Value


@dataclass(frozen=True, slots=True)
class Within(_Term):
    """This holds in the outer dossier."""

    term: "Term"


Term = Always | Fact | Not | All | Any | Every | Some | Count | Over | Running | Apart | Compare | Within


def _parts(term: object, kind: type) -> tuple["Term", ...]:
    return term.terms if isinstance(term, kind) else (term,)  # type: ignore[attr-defined, return-value]  # kind has terms
