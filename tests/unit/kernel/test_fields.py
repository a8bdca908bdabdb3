"""The form of fields (protocol 12.13)."""

from typing import Any

import pytest

from jisr.kernel import is_of_type, wrong_field
from jisr.kernel.fields import checker_of
from jisr.rules import Field
from tests.strategies.desk import HASH

GOOD: dict[str, tuple[Any, ...]] = {
    "choice": ("red",),
    "date": ("1900-01-01", "2199-12-31", "2024-02-29"),
    "integer": (0, -1, 9_007_199_254_740_991),
    "code": ("a", "esp.court", "0-a_b"),
    "codes": (["a"], ["a", "b"]),
    "reference": ("ESP.0", "mar-esp/ESP.12"),
    "text": ("x", "é" * 10_000),
    "hash": (HASH,),
    # A file is sealed: no value that stands open is one.
    "file": (),
}
BAD: dict[str, tuple[Any, ...]] = {
    "choice": ("blue", None, ["red"], True),
    "date": ("1899-12-31", "2200-01-01", "2023-02-29", "2024-2-9", 20240101, None),
    "integer": (True, "1", None, []),
    "code": ("", "A", "x" * 65, 1),
    "codes": ([], ["b", "a"], ["a", "a"], ["A"], "a", [f"c{at:02}" for at in range(65)]),
    "reference": ("ESP", "ESP.01", "esp.1", "A/ESP.1", 1),
    "text": ("", "x" * 10_001, 1, None),
    "hash": (HASH[:-1], HASH + "=", 1),
    "file": ("x", HASH, 1, None, {"file": "x"}),
}


def field(kind: str, **more: Any) -> Field:
    """Give a field of a type."""
    return Field(name="f", type=kind, label="f", choices=(("red", "Red"),) if kind == "choice" else (), **more)


@pytest.mark.parametrize("kind", GOOD)
def test_values_of_a_type_are_told_from_others(kind: str) -> None:
    """Whatever else stands there makes the act void."""
    assert all(is_of_type(field(kind), value) for value in GOOD[kind])
    assert not [value for value in BAD[kind] if is_of_type(field(kind), value)]


def test_the_field_that_is_amiss_is_named() -> None:
    """Officers are told which."""
    open_one, sealed = field("integer"), field("text", sealed=True, required=False)
    seal = {"to": ["esp.court"], "chunks": [HASH]}
    assert wrong_field({"f": open_one}, {"f": 1}, {}) is None
    assert wrong_field({"f": open_one}, {}, {}) == "f"
    assert wrong_field({"f": open_one}, {"f": 1, "g": 1}, {}) == "g"
    assert wrong_field({"f": open_one}, {"f": 1}, {"h": seal}) == "h"
    assert wrong_field({"f": sealed}, {}, {"f": seal}) is None
    assert wrong_field({"f": sealed}, {"f": "x"}, {}) == "f"


FIELDS = {
    "open_one": field("integer"),
    "may": field("choice", required=False),
    "shut": field("text", sealed=True),
    "shut_may": field("text", sealed=True, required=False),
}
GIVEN = ({}, {"open_one": 1}, {"open_one": "1"}, {"open_one": 1, "may": "red"}, {"open_one": 1, "may": "blue"}, {"may": "red"},
         {"open_one": 1, "shut": "x"}, {"open_one": 1, "other": 1})  # fmt: skip
SEALED = ({}, {"shut": {}}, {"shut": {}, "shut_may": {}}, {"shut_may": {}}, {"shut": {}, "open_one": {}},
          {"shut": {}, "other": {}})  # fmt: skip


@pytest.mark.parametrize("given", GIVEN, ids=str)
@pytest.mark.parametrize("sealed", SEALED, ids=str)
def test_what_is_made_ready_says_what_is_read_field_by_field(given: dict[str, Any], sealed: dict[str, Any]) -> None:
    """One rule, two readers: `checker_of` for every entry, `wrong_field` for people."""
    assert checker_of(FIELDS)(given, sealed) == (wrong_field(FIELDS, given, sealed) is None)
