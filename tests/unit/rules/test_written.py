"""Procedures that come as JSON: each is what it says, or an error that names the place."""

import copy
from collections.abc import Iterator
from typing import Any, Final

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jisr.procedures import PROCEDURES
from jisr.rules import MalformedProcedure, check, procedure_digest, read_procedure, read_term, write_procedure
from tests.strategies.desk import desk

GIVEN: Final = [
    orjson.loads(orjson.dumps(write_procedure(each))) for each in (*PROCEDURES.values(), desk(), desk(within=True))
]
ACT: Final = GIVEN[0]["acts"][0]
JUNK: Final = st.sampled_from([
    None, True, 0, -1, 1.5, 2**70, "", "x", "é", "closed", "a" * 20_000, [], {}, [1], ["a"], {"a": 1},
    {"fact": 5}, {"not": None}, {"all": [1]}, {"every": [1]}, {"count": ["x", True, "<=", "y"]},
    {"compare": [{"integer": None}, "<=", {"date": 3}]}, {"apart": "abc"}, {"within": {"within": True}},
])  # fmt: skip
LEVELS: Final = 5_000


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Give every container in a value with each of its keys."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places(value[key])


@st.composite
def spoilt(draw: st.DrawFn) -> Any:
    """Draw a procedure's JSON with one or two of its parts replaced, dropped, or something added."""
    value = copy.deepcopy(draw(st.sampled_from(GIVEN)))
    for _ in range(draw(st.integers(1, 2))):
        container, key = draw(st.sampled_from(list(places(value))))
        match draw(st.sampled_from(["replace", "replace", "drop", "add"])):
            case "drop":
                del container[key]
            case "add" if isinstance(container, dict):
                container["unheard_of"] = copy.deepcopy(draw(JUNK))
            case _:
                container[key] = copy.deepcopy(draw(JUNK))
    return value


@settings(max_examples=400, deadline=None)
@given(spoilt())
def test_whatever_comes_is_a_procedure_or_an_error_that_says_where(value: Any) -> None:
    """What is read says all that was written, and the loader can look at it."""
    try:
        read = read_procedure(value)
    except MalformedProcedure:
        return
    assert isinstance(check(read), tuple)
    assert procedure_digest(read) == procedure_digest(read_procedure(write_procedure(read)))


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("procedure.zeal", {**GIVEN[0], "zeal": 1}),
        ("procedure.acts", {key: each for key, each in GIVEN[0].items() if key != "acts"}),
        ("procedure.version", {**GIVEN[0], "version": True}),
        ("procedure.acts[0].needs", {**GIVEN[0], "acts": [{**ACT, "needs": {"fact": "a", "not": True}}]}),
        ("procedure.acts[0].needs.over", {**GIVEN[0], "acts": [{**ACT, "needs": {"over": None}}]}),
        ("procedure.acts[0].by.each[0]", {**GIVEN[0], "acts": [{**ACT, "by": {"each": [7]}}]}),
        ("procedure.acts[0].opens", {**GIVEN[0], "acts": [{**ACT, "opens": 1}]}),
        ("procedure.acts[0].item", {**GIVEN[0], "acts": [{**ACT, "item": {}}]}),
        ("procedure.acts[0].source", {**GIVEN[0], "acts": [{**ACT, "source": "a" * 20_000}]}),
        ("procedure.acts[0].sets", {**GIVEN[0], "acts": [{**ACT, "sets": "a"}]}),
        ("procedure.acts[0].echo.act", {**GIVEN[0], "acts": [{**ACT, "echo": {"procedure": "a"}}]}),
        ("procedure.acts[0].needs.every", {**GIVEN[0], "acts": [{**ACT, "needs": {"every": ["a"]}}]}),
        ("procedure.acts[0].needs.count[2]", {**GIVEN[0], "acts": [{**ACT, "needs": {"count": ["a", True, "=", 1]}}]}),
        (
            "procedure.acts[0].needs.count[3]",
            {**GIVEN[0], "acts": [{**ACT, "needs": {"count": ["a", True, "<=", True]}}]},
        ),
        ("procedure", []),
        ("procedure", None),
    ],
)
def test_the_error_names_the_place(where: str, value: Any) -> None:
    """By the keys that lead to it."""
    with pytest.raises(MalformedProcedure) as caught:
        read_procedure(value)
    assert caught.value.where == where


def test_what_is_said_twice_must_agree() -> None:
    """A period's `starts` follow from the acts; a text that says otherwise has another digest than what is read."""
    value = copy.deepcopy(next(each for each in GIVEN if each["periods"]))
    value["periods"][0]["starts"] = ["nobody"]
    with pytest.raises(MalformedProcedure):
        read_procedure(value)


def test_a_term_of_many_levels_is_refused() -> None:
    """Before anything walks down into it."""
    term: Any = True
    for _ in range(LEVELS):
        term = {"not": term}
    with pytest.raises(MalformedProcedure):
        read_procedure({**GIVEN[0], "acts": [{**ACT, "needs": term}]})


@pytest.mark.parametrize(
    "raw", [False, "fact", {"unheard_of": 1}, {"fact": "a", "over": "b"}, {"count": ["a", True, "=", 1]}]
)
def test_what_is_no_term_is_refused(raw: Any) -> None:
    """Any other shape."""
    with pytest.raises(MalformedProcedure):
        read_term(raw)
