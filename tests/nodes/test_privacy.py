"""Only the node's own account may read its home, its database and its pouches."""

import stat
from pathlib import Path

from tests.nodes.nodes import FRAMEWORK, Child, Pair, found_pair


def open_to_others(place: Path) -> set[str]:
    """Give what other accounts may do anything with."""
    found = [place, *place.rglob("*")]
    return {str(each.relative_to(place)) for each in found if stat.S_IMODE(each.stat().st_mode) & 0o077}


def test_nothing_that_a_node_makes_is_for_others(tmp_path: Path) -> None:
    """The journal beside the database and what is written while a node runs included."""
    pair = found_pair(tmp_path / "nodes")
    child = Child(pair.mar.home)
    child.act(pair.session, "raise_item", {"title": "x", "dimension": "border"})
    assert Path(f"{pair.mar.home.database}-wal").exists()
    assert open_to_others(pair.mar.home.path) == set()
    child.stop()
    pouch = tmp_path / "for-esp.pouch"
    pouch.write_bytes(b"an older one")
    pouch.chmod(0o644)
    pair.mar.jisr("pouch", "write", FRAMEWORK, "ESP", str(pouch))
    assert stat.S_IMODE(pouch.stat().st_mode) == 0o600
    assert open_to_others(pair.mar.home.path) == set()


def test_a_home_made_before_is_tightened_and_that_is_said_once(pair: Pair) -> None:
    home = pair.mar.home
    for path, mode in ((home.path, 0o755), (home.database, 0o644), (home.mark(FRAMEWORK), 0o644)):
        path.chmod(mode)
    (home.path / "marks").chmod(0o755)
    said = pair.mar.jisr("node", "status", "--json")
    assert "Other accounts" in said.err and "4 files or folders" in said.err and said.value["party"] == "MAR"
    assert open_to_others(home.path) == set()
    assert pair.mar.jisr("node", "status").err == ""
