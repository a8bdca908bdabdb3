"""Of what fails a person reads what is needed in any case, and where one of several ways is enough."""

from collections.abc import Iterator

import orjson
from hypothesis import assume, given
from hypothesis import strategies as st

from jisr.base import canonical
from jisr.node.queries.enough import Enough, Part, Reason, arranged, has_ways
from jisr.rules import All, Compare, Fact, FieldValue, Term
from jisr.rules import Any as AnyOf

NAMES = "abcde"
TERMS: st.SearchStrategy[Term] = st.recursive(
    st.sampled_from([*map(Fact, NAMES)]),
    lambda inner: st.builds(
        lambda kind, terms: kind(tuple(terms)), st.sampled_from([All, AnyOf]), st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=12,
)
HOLDING = st.frozensets(st.sampled_from(NAMES))


def holds(term: Term, holding: frozenset[str]) -> bool:
    if isinstance(term, All):
        return all(holds(each, holding) for each in term.terms)
    if isinstance(term, AnyOf):
        return any(holds(each, holding) for each in term.terms)
    assert isinstance(term, Fact)
    return term.name in holding


def failing(term: Term, holding: frozenset[str]) -> set[str]:
    """Name what fails of a condition that does not hold, by the words of protocol 12.9."""
    if isinstance(term, Fact):
        return {term.name}
    assert isinstance(term, All | AnyOf)
    return set().union(*(failing(each, holding) for each in term.terms if not holds(each, holding)))


def reasons(term: Term, holding: frozenset[str]) -> list[object]:
    return [{"fact": each} for each in sorted(failing(term, holding))]


def reasons_of(parts: tuple[Part, ...]) -> Iterator[bytes]:
    for each in parts:
        if isinstance(each, Reason):
            yield each.spelt
        else:
            for way in each.ways:
                yield from reasons_of(way)


def mended(parts: tuple[Part, ...], choose: st.DataObject) -> Iterator[str]:
    """Name what is mended where of each choice one way is taken."""
    for each in parts:
        if isinstance(each, Reason):
            yield orjson.loads(each.spelt)["fact"]
        else:
            yield from mended(choose.draw(st.sampled_from(each.ways)), choose)


@given(TERMS, HOLDING)
def test_all_reasons_are_said_and_no_other(term: Term, holding: frozenset[str]) -> None:
    assume(not holds(term, holding))
    found = reasons(term, holding)
    assert set(reasons_of(arranged(found, term))) == {canonical(each) for each in found}


@given(TERMS, HOLDING, st.data())
def test_one_way_of_each_choice_is_enough_and_nothing_less(
    term: Term, holding: frozenset[str], choose: st.DataObject
) -> None:
    assume(not holds(term, holding))
    parts = arranged(reasons(term, holding), term)
    assert holds(term, holding | set(mended(parts, choose)))
    for left in (each for each in parts if isinstance(each, Reason)):
        others = tuple(each for each in parts if each != left)
        within = set(reasons_of(others))
        if left.spelt not in within:
            assert not holds(term, holding | set(mended(others, choose))), "what is needed in any case is needed"


def test_heard_or_excused() -> None:
    a, b, c, d = map(Fact, "abcd")
    term = All((a, AnyOf((b, All((c, d))))))
    said = arranged(reasons(term, frozenset()), term)
    assert has_ways(term) and not has_ways(All((a, b)))
    spelt = [canonical({"fact": each}) for each in "abcd"]
    one, two, three, four = map(Reason, spelt)
    assert said == (one, Enough(((two,), (three, four))))
    assert arranged(reasons(term, frozenset("c")), term) == (one, Enough(((two,), (four,))))
    assert arranged(reasons(term, frozenset("b")), term) == (one,)


def test_ways_within_a_way_are_ways() -> None:
    a, b, c = map(Fact, "abc")
    term = AnyOf((AnyOf((a, b)), c))
    (choice,) = arranged(reasons(term, frozenset()), term)
    assert isinstance(choice, Enough) and len(choice.ways) == 3


def test_what_a_field_decides_is_no_way_that_can_be_shown() -> None:
    """Who has not filled in the field yet is told of the other way, and not that it is one of several."""
    field = Compare(FieldValue("ground"), "=", FieldValue("other"))
    term = AnyOf((field, Fact("a")))
    assert arranged([{"fact": "a"}], term) == (Reason(canonical({"fact": "a"})),)
    a, b = (Reason(canonical({"fact": each})) for each in "ab")
    assert arranged([{"fact": "a"}, {"fact": "b"}], AnyOf((field, Fact("a"), Fact("b")))) == (Enough(((a,), (b,))),)
