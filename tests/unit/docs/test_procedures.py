"""The code of docs/procedures.md runs, and the loader says of it what the page says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jisr.procedures import SESSION
from jisr.rules import Procedure, check
from jisr.rules.load import CHECKS

PAGE = Path(__file__).parents[3] / "docs" / "procedures.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REFUSED = re.compile(r"# refused:((?: rules\.E\d{3})+)\n")
ID = re.compile(r"rules\.E\d{3}")


@dataclass(frozen=True)
class Block:
    """One block of the page: its code, its line, and the words since the block before."""

    code: str
    line: int
    words: str

    @property
    def refused(self) -> set[str]:
        """Give the ids by which the block says that the loader refuses it."""
        found = REFUSED.match(self.code)
        return set(found[1].split()) if found else set()


def blocks() -> Iterator[Block]:
    text, end = PAGE.read_text("utf-8"), 0
    for found in BLOCK.finditer(text):
        yield Block(found[1], text[: found.start(1)].count("\n"), text[end : found.start()])
        end = found.end()


BLOCKS = tuple(blocks())


def run(block: Block, names: dict[str, Any]) -> None:
    # Lines in a failure are those of the page.
    exec(compile("\n" * block.line + block.code, str(PAGE), "exec"), names)


def findings(procedure: Procedure) -> set[str]:
    return {each.id for each in check(procedure, outer=SESSION)}


@pytest.mark.parametrize("at", range(len(BLOCKS)), ids=[f"line-{each.line}" for each in BLOCKS])
def test_a_block_is_accepted_or_refused_as_the_page_says(at: int) -> None:
    """Blocks build upon each other: each is run after all before it."""
    names: dict[str, Any] = {"__name__": "docs.procedures"}
    for block in BLOCKS[: at + 1]:
        names.pop("WRONG", None)
        run(block, names)
    block = BLOCKS[at]
    assert findings(names["VISIT"]) == set()
    assert block.refused == (findings(names["WRONG"]) if "WRONG" in names else set())
    assert block.refused <= set(ID.findall(block.words)), "the words before it name the id"


def test_every_id_on_the_page_is_one_of_the_loader() -> None:
    assert set(ID.findall(PAGE.read_text("utf-8"))) <= {each.id for each in CHECKS}


def test_the_page_shows_both_what_loads_and_what_is_refused() -> None:
    kinds = [bool(each.refused) for each in BLOCKS]
    assert kinds.count(True) >= 8
    assert kinds.count(False) >= 8
