"""An invented procedure about a person, with sealed fields, for tests: what jisr ships has none of its own to lean on.

A node knows who is to read a field only of what it ships: `stand_in` lets this one be shipped in one process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jisr.rules import Act, DeclaredFact, Fact, Field, Procedure, Retention

HOST = ("guardian", "protection")
WELFARE = Procedure(
    name="welfare",
    version=1,
    label="Welfare of a person",
    persons=True,
    retention=Retention(months=12, source="tests"),
    sides=("host", "origin"),
    mandates=(("guardian", "Guardian"), ("protection", "Child protection")),
    facts=(
        DeclaredFact(name="answered", label="The origin has answered", contrary="No answer yet", source="tests"),
        DeclaredFact(name="back", label="The person is back", contrary="The person is not back", source="tests"),
        DeclaredFact(
            name="stopped", label="Somebody stops it", contrary="Nobody stops it", source="tests", cautious=True
        ),
    ),
    acts=(
        Act(
            name="open_file",
            label="Open a file",
            by={"host": ("protection",)},
            opens=True,
            fields=(
                Field(
                    name="name",
                    type="text",
                    label="Name of the person",
                    sealed=True,
                    readers={"host": ("guardian",), "origin": ("protection",)},
                ),
                Field(name="born", type="date", label="Born", sealed=True, required=False, readers={"host": HOST}),
                Field(
                    name="paper",
                    type="file",
                    label="A paper",
                    sealed=True,
                    required=False,
                    readers={"host": ("guardian",), "origin": ("protection",)},
                ),
                Field(name="kind", type="choice", label="Kind", choices=(("plain", "Plain"), ("urgent", "Urgent"))),
            ),
        ),
        Act(
            name="note",
            label="Write a note",
            by={"host": HOST},
            fields=(
                Field(name="story", type="text", label="What was said", sealed=True, readers={"host": ("guardian",)}),
                Field(
                    name="copy",
                    type="file",
                    label="A copy of it",
                    sealed=True,
                    required=False,
                    readers={"host": ("guardian",), "origin": ("protection",)},
                ),
                Field(name="day", type="date", label="Day"),
            ),
        ),
        Act(
            name="answer_origin",
            label="Answer",
            by={"origin": ("protection",)},
            sets=("answered",),
            fields=(
                Field(name="report", type="text", label="Report", sealed=True, readers={"host": HOST}),
                Field(
                    name="grade",
                    type="choice",
                    label="How sure",
                    sealed=True,
                    required=False,
                    choices=(("sure", "Sure"), ("unsure", "Not sure")),
                    readers={"host": HOST},
                ),
            ),
        ),
        Act(
            name="visit",
            label="A visit",
            by={"host": ("protection",), "origin": ("protection",)},
            joint=True,
            fields=(
                Field(
                    name="place",
                    type="text",
                    label="Where",
                    sealed=True,
                    readers={"host": ("protection",), "origin": ("protection",)},
                ),
            ),
        ),
        Act(
            name="decide",
            label="Decide",
            by={"host": HOST},
            needs=Fact("answered"),
            second_officer=True,
            fields=(
                Field(name="reasons", type="text", label="Reasons", sealed=True, readers={"host": HOST}),
                Field(name="outcome", type="choice", label="Outcome", choices=(("stay", "Stay"), ("join", "Join"))),
            ),
        ),
        Act(
            name="leave",
            label="Leave",
            by={"host": ("protection",), "origin": ("protection",)},
            joint=True,
            irrevocable=True,
            redress="take_back",
            needs=~Fact("stopped"),
        ),
        Act(
            name="take_back",
            label="Take back",
            by={"host": ("protection",), "origin": ("protection",)},
            joint=True,
            sets=("back",),
        ),
        Act(
            name="stop",
            label="Stop",
            by={"host": HOST, "origin": ("protection",)},
            protective=True,
            sets=("stopped",),
            fields=(
                Field(name="ground", type="text", label="Ground", sealed=True, required=False, readers={"host": HOST}),
            ),
        ),
        Act(
            name="end",
            label="End",
            by={"host": ("protection",), "origin": ("protection",)},
            joint=True,
            closes=True,
        ),
    ),
)


def stand_in() -> None:
    """Let it be one of the procedures that jisr ships, in this process from now on."""
    import jisr.procedures

    shipped: dict[str, Any] = jisr.procedures.PROCEDURES  # type: ignore[assignment]
    shipped[WELFARE.id] = WELFARE


@contextmanager
def shipped() -> Iterator[None]:
    """Let it be shipped for a while."""
    import jisr.procedures

    stand_in()
    try:
        yield
    finally:
        del jisr.procedures.PROCEDURES[WELFARE.id]  # type: ignore[attr-defined]
