"""Terms evaluated: each is made into a function of the scene once, then only called (protocol 4)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, assert_never

from jisr.base import Json
from jisr.rules import terms as t
from jisr.rules import write_term

if TYPE_CHECKING:
    from jisr.kernel.state import State


class Viewed(Protocol):
    """What a term is read in: a state, the items in question, clocks and values."""

    state: "State"
    bound: dict[str | None, str | None]

    def over(self, period: str) -> bool: ...
    def running(self, period: str) -> bool: ...
    def is_apart(self, acts: tuple[str, ...]) -> bool: ...
    def value(self, value: t.Value) -> Any: ...
    def outer(self) -> "Viewed": ...


Test = Callable[[Any], bool]


class Plain:
    """A view without clocks or values: for what stills a period (protocol 12.10)."""

    __slots__ = ("bound", "state")

    def __init__(self, state: "State") -> None:
        self.state = state
        self.bound: dict[str | None, str | None] = {}


_TESTS: dict[t.Term, Test] = {}


def test(term: t.Term) -> Test:
    """Give the function that says whether a term holds in a view."""
    found = _TESTS.get(term)
    if found is None:
        found = _TESTS[term] = _test(term)
    return found


def _test(term: t.Term) -> Test:
    match term:
        case t.Always():
            return lambda view: True
        case t.Fact():
            return _fact(term.name)
        case t.Not():
            inner = test(term.term)
            return lambda view: not inner(view)
        case t.All():
            parts = tuple(map(test, term.terms))
            return _all(parts)
        case t.Any():
            parts = tuple(map(test, term.terms))
            return _any(parts)
        case t.Every():
            inner, kind = test(term.term), term.item
            return lambda view: all(_over_items(view, kind, inner))
        case t.Some():
            inner, kind = test(term.term), term.item
            return lambda view: any(_over_items(view, kind, inner))
        case t.Count():
            return _count(term)
        case t.Over():
            period = term.period
            return lambda view: bool(view.over(period))
        case t.Running():
            period = term.period
            return lambda view: bool(view.running(period))
        case t.Apart():
            acts = term.acts
            return lambda view: bool(view.is_apart(acts))
        case t.Compare():
            return _compare(term)
        case t.Within():
            inner = test(term.term)
            return lambda view: inner(view.outer())
    assert_never(term)


def _all(parts: tuple[Test, ...]) -> Test:
    def every_part(view: Viewed) -> bool:
        for part in parts:  # noqa: SIM110  # a generator would cost more than the parts
            if not part(view):
                return False
        return True

    return every_part


def _any(parts: tuple[Test, ...]) -> Test:
    def some_part(view: Viewed) -> bool:
        for part in parts:  # noqa: SIM110  # as above
            if part(view):
                return True
        return False

    return some_part


def _fact(name: str) -> Test:
    def fact(view: Viewed) -> bool:
        state = view.state
        kind = state.compiled.fact_kinds.get(name)
        return state.fact(name) if kind is None else state.fact(name, view.bound.get(kind) or "")

    return fact


def _over_items(view: Viewed, kind: str, inner: Test) -> list[bool]:
    before = view.bound.get(kind)
    found = []
    for item in view.state.items_of(kind):
        view.bound[kind] = item
        found.append(inner(view))
    view.bound[kind] = before
    return found


def _count(term: t.Count) -> Test:
    inner, kind, number = test(term.term), term.item, term.number
    if term.comparison == "<=":
        return lambda view: sum(_over_items(view, kind, inner)) <= number
    return lambda view: sum(_over_items(view, kind, inner)) >= number


def _compare(term: t.Compare) -> Test:
    left, right, comparison = term.left, term.right, term.comparison

    def compare(view: Viewed) -> bool:
        one, other = view.value(left), view.value(right)
        if one is None or other is None or type(one) is not type(other):
            return False
        if comparison == "=":
            return bool(one == other)
        return bool(one < other) if comparison == "<" else bool(one <= other)

    return compare


def failed(term: t.Term, view: Any) -> list[Json]:
    """Give the terms that failed of a term that does not hold (protocol 12.9)."""
    match term:
        case t.All():
            return [each for part in term.terms if not test(part)(view) for each in failed(part, view)]
        case t.Any():
            return [each for part in term.terms for each in failed(part, view)]
        case _:
            return [write_term(term)]
