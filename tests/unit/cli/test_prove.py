"""`jisr prove` and `jisr procedure diff` at the command line."""

import json
from pathlib import Path
from random import randrange
from typing import Any

import pytest

from jisr.base import canonical
from jisr.cli.prove import drawn
from jisr.procedures import PROCEDURES, explanations
from jisr.prove.mutations import mutations
from jisr.rules import write_procedure
from tests.unit.cli.said import said

# Of a hundred mutants, by a seed that is told: all of them are tried by `make soak`.
SHARE = 5
# How long is waited for it on a slow machine that does something else besides; how fast it is, `jisr bench prove` says.
PROVING_SECONDS_MAX = 900


OF_GROUPS = tuple(each for each in PROCEDURES if not each.startswith(("protection.", "return.")))


def _proved(*names: str, share: int) -> list[dict[str, Any]]:
    seed = randrange(1_000_000)
    print(f"seed {seed}")  # noqa: T201  # told to whoever looks why it failed
    given = ("--json", "--mutants", str(share), "--seed", str(seed))
    text = said("prove", *names, *given, code=None, seconds_max=PROVING_SECONDS_MAX)
    found: list[dict[str, Any]] = json.loads(text[: text.rindex("}") + 1])["procedures"]
    assert [each["name"] for each in found] == list(names)
    return found


def test_every_procedure_of_a_group_is_proved() -> None:
    """Whatever is shipped; a share of what could be taken from it is noticed."""
    found = _proved(*OF_GROUPS, share=SHARE)
    assert all(each["heard_always"] and not each["mutants"]["survived"] for each in found)


def test_every_procedure_of_a_child_is_proved() -> None:
    """All that protocol 6 lists, of every pack, and a share of what could be taken from each is noticed."""
    for found in _proved(*(each for each in PROCEDURES if each not in OF_GROUPS), share=SHARE):
        assert found["guarantees"] and [each["name"] for each in found["guarantees"] if not each["proved"]] == []
        assert found["heard_always"] and not found["dead_ends"]
        # What is domestic has one side: nothing crosses there, and nobody waits for another.
        is_shared = found["name"].startswith("return.")
        assert not found["diamond"]["failed"] and (found["diamond"]["pairs"] > 200) == is_shared
        assert not found["unreachable_acts"] and not found["ownerless_states"]
        assert bool(found["alone"]) >= is_shared and all(each["proved"] for each in found["alone"])
        assert found["mutants"]["killed"] and found["mutants"]["survived"] == []


def test_a_procedure_that_is_not_shipped_is_named() -> None:
    """With those that are."""
    text = said("prove", "marriage", code=1)
    assert "marriage" in text
    assert "session/1" in text


def test_the_same_seed_draws_the_same() -> None:
    """And a share of few is one at least."""
    found = list(mutations(PROCEDURES["session/1"]))
    assert drawn(found, share=SHARE, seed=7) == drawn(found, share=SHARE, seed=7)
    assert len(drawn(found, share=1, seed=7)) == 1
    assert drawn(found, share=100, seed=7) == found
    assert drawn(found, share=0, seed=7) == []


def test_at_most_one_mutant_in_twenty_is_explained() -> None:
    """Each in a file that was looked at."""
    for procedure in PROCEDURES.values():
        assert len(explanations(procedure.id)) * 20 <= len(list(mutations(procedure)))


def test_a_drop_ends_with_one(tmp_path: Path) -> None:
    """Of two files, or names."""
    value = write_procedure(PROCEDURES["session/1"])
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_bytes(canonical(value))
    new.write_bytes(canonical({**value, "version": 2, "guarantees": value["guarantees"][1:]}))
    said("procedure", "diff", str(old), str(old))
    dropped = json.loads(said("procedure", "diff", str(old), str(new), "--json", code=1))["dropped"]
    assert [each["name"] for each in dropped] == [value["guarantees"][0]["name"]]
    said("procedure", "diff", str(new), str(old))


@pytest.mark.parametrize("text", ["", "[]", "{}"])
def test_a_file_that_is_no_procedure_is_refused(tmp_path: Path, text: str) -> None:
    """By its name, and what is amiss."""
    path = tmp_path / "new.json"
    path.write_text(text)
    assert "new.json" in said("procedure", "diff", "session", str(path), code=1)
