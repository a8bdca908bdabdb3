"""docs/threat-model.md: each promise has a test that is there and runs, or is said to be unproved."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.nodes.hostile import ATTEMPTS

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::([\w:]+))?`")
ATTACKERS = ("An outsider", "An insider", "The counterpart", "A supplier", "The thief", "A court order")


def promises(page: str = PAGE) -> list[tuple[str, str]]:
    """Give each promise, and what is said to show it."""
    tables = page.split("| we promise | shown by |\n| --- | --- |\n")[1:]
    rows = [row for table in tables for row in table.partition("\n\n")[0].splitlines()]
    return [(promise.strip(), shown.strip()) for _, promise, shown, _ in (row.split("|") for row in rows)]


@cache
def run_of(file: str) -> frozenset[str]:
    """Give the tests in a file that `make test` runs, those of classes with the class."""
    found: set[str] = set()
    body = ast.parse((ROOT / file).read_text("utf-8")).body
    groups = [("", body), *((f"{each.name}::", each.body) for each in body if isinstance(each, ast.ClassDef))]
    for prefix, group in groups:
        tests = [each for each in group if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")]
        found |= {prefix + each.name for each in tests if "soak" not in " ".join(map(ast.unparse, each.decorator_list))}
    return frozenset(found)


def unshown(page: str = PAGE) -> list[str]:
    """Name each promise that no test shows and that is not said to be unproved, and each test that is not there."""
    found = []
    for promise, shown in promises(page):
        named = NAMED.findall(shown)
        if not named and "unproved" not in shown:
            found.append(promise)
        if shown.count("`tests/") != len(named):
            found.append(f"{promise}: a test is named otherwise than `tests/FILE.py::NAME`")
    for file, test in NAMED.findall(page):
        if not (ROOT / file).is_file() or (test and test not in run_of(file)):
            found.append(f"{file}::{test}")
    return found


def test_each_promise_is_shown_by_a_test_that_is_there() -> None:
    assert unshown() == []


def test_each_attacker_has_promises_and_what_is_not_promised() -> None:
    sections = PAGE.split("\n## ")
    for name in ATTACKERS:
        (section,) = (each for each in sections if each.startswith(name))
        assert len(promises(section)) >= 5, name
        assert "**Not promised.**" in section, name


@pytest.mark.parametrize(
    "row",
    [
        "| It holds | |",
        "| It holds | we believe so |",
        "| It holds | `tests/nodes/test_hostile.py::test_that_is_not_there` |",
        "| It holds | `tests/nodes/test_gone.py::test_a_nonce_is_taken_once` |",
        "| It holds | `tests/nodes/test_blind.py::test_a_thousand_pairs` |",
        "| It holds | `tests/unit/web/test_entrance.py::test_left_alone_it_ends` |",
        "| It holds | `tests/nodes/test_hostile::test_a_nonce_is_taken_once` |",
    ],
)  # fmt: skip
def test_a_promise_that_nothing_shows_would_be_found(row: str) -> None:
    page = PAGE.replace(
        "| we promise | shown by |\n| --- | --- |\n", f"| we promise | shown by |\n| --- | --- |\n{row}\n", 1
    )
    assert len(unshown(page)) >= 1


def test_each_attempt_of_the_hostile_party_is_in_its_table() -> None:
    """With the fate and the rule that its test holds it to."""
    table = PAGE.partition("| attempt | fate |\n| --- | --- |\n")[2].partition("\n\n")[0]
    rows = {f"| {each.name} | {each.fate}{f' `{each.rule}`' if each.rule else ''} |" for each in ATTEMPTS}
    assert {*table.splitlines()} == rows and len(rows) == len(ATTEMPTS)


def test_links_lead_to_files() -> None:
    for name in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (ROOT / "docs" / name).exists(), name
