"""R4, no numbers to reach: nothing in a procedure about persons counts returns, or could be held against a count.

A condition reads its own dossier and the one around it (protocol 4.5), so whatever is counted is of one child. What
numbers there are stands here by name: another one is looked at before it is let in.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

import pytest

from jisr.procedures import PROCEDURES, stock_parameters
from jisr.rules import Field, Figure, Parameter, Procedure
from jisr.rules.terms import Compare, Count, Fact, Given

TIMES: Final = frozenset({"hours", "days", "working_days", "months"})
ABOUT_PERSONS: Final = [each for each in PROCEDURES.values() if each.persons]


# Years of age, and how many ways or protectors of this one child were weighed, or visits made after a departure.
OF_ONE_CHILD: Final = frozenset(
    {
        *(f"{kind} age_{which}" for kind in ("field", "figure") for which in ("lowest", "highest", "counted")),
        *(f"compared with {years}" for years in (2, 11, 15, 17, 18)),
        "field options",
        "a count of visit",
    }
)


def parts_of(value: Any) -> Iterator[Any]:
    """Give everything that a declaration is made of."""
    yield value
    if is_dataclass(value):
        for each in fields(value):
            yield from parts_of(getattr(value, each.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from parts_of(each)


def numbers_in(procedure: Procedure) -> list[str]:
    """Give what is a number in a procedure, and no time, date or name: it could be one to reach."""
    parts = list(parts_of((procedure.acts, procedure.periods, procedure.guarantees, procedure.stages)))
    found = [f"parameter {each.name}" for each in procedure.parameters if each.unit not in TIMES]
    found += [f"figure {each.name}" for each in procedure.figures if each.type == "integer"]
    found += [f"field {each.name}" for each in parts if isinstance(each, Field) and each.type == "integer"]
    found += [f"a count of {each.item}" for each in parts if isinstance(each, Count)]
    compared = [side for each in parts if isinstance(each, Compare) for side in (each.left, each.right)]
    return found + [f"compared with {each.value}" for each in compared if _is_number(each)]


def _is_number(value: Any) -> bool:
    return isinstance(value, Given) and isinstance(value.value, int)


def test_there_are_procedures_about_persons() -> None:
    assert len(ABOUT_PERSONS) >= 6


@pytest.mark.parametrize("procedure", ABOUT_PERSONS, ids=[each.id for each in ABOUT_PERSONS])
def test_no_part_is_a_number_to_reach(procedure: Procedure) -> None:
    assert {*numbers_in(procedure)} <= OF_ONE_CHILD


def test_nothing_is_let_in_that_is_not_there() -> None:
    assert OF_ONE_CHILD - {"figure age_highest"} == {each for one in ABOUT_PERSONS for each in numbers_in(one)}


def test_no_agreed_value_of_theirs_is_a_number() -> None:
    """In the manifest as in the declaration: each is a length of time."""
    names = {each.name for procedure in ABOUT_PERSONS for each in procedure.parameters}
    values = [
        each for sides in stock_parameters().values() for name, some in sides.items() if name in names for each in some
    ]
    assert values
    for each in values:
        assert each["is"]["unit"] in TIMES, each


FEW: Final = Count(item="stop", term=Fact("x"), comparison="<=", number=3)
SEEDED: Final = {
    "parameter": {"parameters": (Parameter(name="returns", label="Returns", unit="persons", owner="all"),)},
    "figure": {"figures": (Figure(name="returns", type="integer", label="Returns"),)},
    "count": {"stages": (replace(ABOUT_PERSONS[0].stages[0], term=FEW),)},
    "field": {"acts": (replace(ABOUT_PERSONS[0].acts[0], fields=(Field(name="n", type="integer", label="n"),)),)},
}


@pytest.mark.parametrize("what", SEEDED)
def test_a_number_would_be_found(what: str) -> None:
    assert {*numbers_in(replace(ABOUT_PERSONS[0], **SEEDED[what]))} - OF_ONE_CHILD


def test_counts_of_files_are_read_by_nothing_that_decides() -> None:
    """The figures for the group are shown, and stated by an officer; they are neither stored nor compared."""
    from pathlib import Path

    import jisr

    source = Path(jisr.__file__).parent
    readers = {
        each.relative_to(source).as_posix()
        for each in source.rglob("*.py")
        if "person_figures" in each.read_text("utf-8")
    }
    assert readers == {
        "node/queries/agenda_figures.py",
        "node/queries/person_figures.py",
        "web/views/figures.py",
    }
