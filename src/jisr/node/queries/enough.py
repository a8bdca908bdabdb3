"""Which of what fails is needed, and of which one alone would do: a condition may have several ways (protocol 12.9).

Reasons are a plain list, in which all that fails of all ways stands. A person has to read that one way is enough.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from jisr.base import Json, canonical
from jisr.rules import All, Term
from jisr.rules import Any as AnyOf
from jisr.rules.written import write_term


@dataclass(frozen=True, slots=True)
class Enough:
    """One of these ways is enough; each is all that it lacks."""

    ways: tuple[tuple["Part", ...], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition that fails, in its canonical spelling."""

    spelt: bytes


Part = Enough | Reason


def has_ways(term: Term) -> bool:
    """Say whether a condition has several ways to hold."""
    return isinstance(term, AnyOf) or (isinstance(term, All) and any(map(has_ways, term.terms)))


def arranged(reasons: Sequence[Json], term: Term) -> tuple[Part, ...]:
    """Arrange the reasons for which a condition fails: what is needed in any case first, in the order given."""
    failing = dict.fromkeys(map(canonical, reasons))
    parts = list(dict.fromkeys(_parts(term, failing)))
    choices = [each for each in parts if isinstance(each, Enough)]
    within = {each for choice in choices for each in _reasons(choice)}
    plain = [each for each in map(Reason, failing) if each in parts or each not in within]
    return (*plain, *choices)


def _parts(term: Term, failing: Collection[bytes]) -> Iterator[Part]:
    """Give what a condition lacks; nothing of what holds."""
    if not _fails(term, failing):
        return
    if isinstance(term, All):
        for each in term.terms:
            yield from _parts(each, failing)
    elif isinstance(term, AnyOf):
        yield from _choice(_ways(term, failing))
    else:
        # What a field decides fails with the way that it is part of, and cannot be said before it is filled in.
        spelt = canonical(write_term(term))
        if spelt in failing:
            yield Reason(spelt)


def _ways(term: AnyOf, failing: Collection[bytes]) -> Iterator[tuple[Part, ...]]:
    for each in term.terms:
        parts = tuple(_parts(each, failing))
        match parts:
            case ():
                continue
            case (Enough(ways),):
                yield from ways
            case _:
                yield parts


def _choice(ways: Iterable[tuple[Part, ...]]) -> Iterable[Part]:
    found = tuple(dict.fromkeys(ways))
    return found[0] if len(found) == 1 else (Enough(found),) if found else ()


def _fails(term: Term, failing: Collection[bytes]) -> bool:
    if isinstance(term, All):
        return any(_fails(each, failing) for each in term.terms)
    if isinstance(term, AnyOf):
        return all(_fails(each, failing) for each in term.terms)
    spelt = canonical(write_term(term))
    return spelt in failing or b'"field"' in spelt


def _reasons(choice: Enough) -> Iterator[Reason]:
    for part in (each for way in choice.ways for each in way):
        if isinstance(part, Enough):
            yield from _reasons(part)
        else:
            yield part


__all__ = ["Enough", "Part", "Reason", "arranged", "has_ways"]
