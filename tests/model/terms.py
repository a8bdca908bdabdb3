"""Terms: whether they hold, which failed, and what they speak of (protocol 10, 12.9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from . import periods

if TYPE_CHECKING:
    from .reading import Entry
    from .states import State


@dataclass(frozen=True)
class Scope:
    """The act that a term is held against: its item and fields, and the items ranged over."""

    entry: Entry
    item: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    proposal: Entry | None = None
    ranged: Mapping[str, str] = field(default_factory=dict)


def parts(term: Any) -> tuple[str, Any]:
    """Take a term apart: its word and what the word is said of."""
    if term is True:
        return "true", None
    ((word, rest),) = term.items()
    return word, rest


def place(name: str, state: State, scope: Scope) -> str | None:
    """Find the item to which a fact or figure in a term belongs: the one ranged over, else the act's."""
    kind = state.dossier.procedure.kind(name)
    return None if kind is None else scope.ranged.get(kind, scope.item)


def holds(term: Any, state: State, scope: Scope) -> bool:
    """Say whether a term holds in a state, for an act, at its clocks."""
    word, rest = parts(term)
    match word:
        case "true":
            return True
        case "fact":
            return state.fact(rest, place(rest, state, scope))
        case "not":
            return not holds(rest, state, scope)
        case "all":
            return all(holds(part, state, scope) for part in rest)
        case "any":
            return any(holds(part, state, scope) for part in rest)
        case "every" | "some" | "count":
            of = [
                holds(rest[1], state, replace(scope, ranged={**scope.ranged, rest[0]: item}))
                for item in state.items(rest[0])
            ]
            if word == "count":
                return compared(sum(of), rest[2], rest[3])
            return all(of) if word == "every" else any(of)
        case "over":
            return periods.over(state, scope, rest)
        case "running":
            return periods.running(state, scope, rest)
        case "apart":
            return apart(rest, state, scope)
        case "compare":
            return compared(value(rest[0], state, scope), rest[1], value(rest[2], state, scope))
        case "within":
            outer = replace(scope, item=None, ranged={}, proposal=None)
            return state.outer is not None and holds(rest, state.outer, outer)
    raise ValueError(word)


def compared(left: Any, sign: str, right: Any) -> bool:
    """Compare two values; without a value, or with values of two types, a comparison is false (protocol 4.1)."""
    if left is None or right is None or type(left) is not type(right):
        return False
    return bool({"<=": left <= right, ">=": left >= right, "<": left < right, "=": left == right}[sign])


def value(of: Mapping[str, Any], state: State, scope: Scope) -> Any | None:
    """Read one side of a comparison (protocol 10)."""
    word, rest = parts(of)
    if word == "figure":
        return state.figure(rest, place(rest, state, scope))
    if word == "field":
        return scope.fields.get(rest)
    if word == "parameter":
        return state.world.parameter(scope.entry, state.dossier, rest, state.dossier.opened_at)
    return rest


# Who declines, withdraws or reports what others did has not done it (protocol 12.6).
DOING = ("plain", "propose", "concur", "conclude")


def apart(names: list[str], state: State, scope: Scope) -> bool:
    """Say whether neither the authority nor the officer did one of these acts here (protocol 9.4)."""
    by = scope.entry.value["by"]
    return not any(
        state.world.act(act).step in DOING
        and state.world.act(act).declared.get("name") in names
        and act.party == scope.entry.party
        and (act.value["by"]["authority"] == by["authority"] or act.value["by"]["officer"] == by["officer"])
        for act in state.standing
    )


def failed(term: Any, state: State, scope: Scope) -> list[Any]:
    """Give the terms that failed of a term that does not hold, and none of one that holds (protocol 12.9)."""
    if holds(term, state, scope):
        return []
    word, rest = parts(term)
    if word in ("all", "any"):
        return [one for part in rest for one in failed(part, state, scope)]
    return [term]


@dataclass(frozen=True)
class Atom:
    """One thing that a term speaks of, under an odd number of `not` or not, ranged over by these kinds."""

    word: str
    what: Any
    negated: bool
    ranged: tuple[str, ...]
    outer: bool


def atoms(term: Any, negated: bool = False, ranged: tuple[str, ...] = (), outer: bool = False) -> Iterator[Atom]:
    """List all that a term speaks of, from the outside in."""
    word, rest = parts(term)
    match word:
        case "not":
            yield from atoms(rest, not negated, ranged, outer)
        case "all" | "any":
            for part in rest:
                yield from atoms(part, negated, ranged, outer)
        case "every" | "some" | "count":
            yield Atom(word, rest[0], negated, ranged, outer)
            yield from atoms(rest[1], negated, (*ranged, rest[0]), outer)
        case "within":
            yield from atoms(rest, negated, (), True)
        case "true":
            return
        case _:
            yield Atom(word, rest, negated, ranged, outer)
