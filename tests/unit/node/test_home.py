"""A node's settings on disk: written whole, read as they were written."""

from dataclasses import replace
from pathlib import Path

import pytest

from jisr.node.home import HomeTaken, load_home, make_home, write_settings

PLACE = {"party": "ESP", "address": "https://esp.test", "listen": "127.0.0.1:8001"}


@pytest.mark.parametrize("name", ["Spain", 'Spain "demo"', "a\\b", "a\nb", "المغرب", "C:\\é"])
def test_any_name_is_read_as_it_was_given(tmp_path: Path, name: str) -> None:
    """A name may hold what TOML would otherwise read as its own signs."""
    made = make_home(tmp_path, **PLACE, name=name)
    assert made.name == name
    assert load_home(tmp_path) == made


def test_a_node_that_is_moved_keeps_its_keys(tmp_path: Path) -> None:
    """Other settings, the same node."""
    made = make_home(tmp_path, **PLACE, name="Spain", is_demo=True)
    secret = made.secret()
    moved = replace(made, listen="127.0.0.1:9001", routes={"NLD": "http://[::1]:3", "MAR": "http://127.0.0.1:2"})
    write_settings(moved)
    assert load_home(tmp_path) == moved
    assert load_home(tmp_path).secret() == secret
    assert not list(tmp_path.glob("*.new"))


def test_a_node_is_never_made_over_another(tmp_path: Path) -> None:
    """Its keys could not be had again."""
    make_home(tmp_path, **PLACE, name="Spain")
    with pytest.raises(HomeTaken):
        make_home(tmp_path, **PLACE, name="Spain")
