"""A careless operator: what is amiss in a home or database is named with its remedy, and is no traceback."""

from pathlib import Path

import pytest

from jisr.node.home import HomeAmiss, make_home
from tests.nodes.nodes import FRAMEWORK, Node, Pair

PLACE = {"party": "ESP", "address": "https://esp.test", "listen": "127.0.0.1:8001"}


@pytest.fixture
def node(tmp_path: Path) -> Node:
    """A node without a framework."""
    return Node(make_home(tmp_path / "esp", **PLACE, name="Spain"))


@pytest.mark.parametrize(
    ("file", "content", "command"),
    [
        ("node.toml", b"party = ", ("node", "status")),
        ("node.toml", b'party = "ESP"', ("node", "status")),
        ("node.toml", b"party = 5\naddress = 3\nlisten = []", ("node", "status")),
        ("node.toml", b'party = "esp"\naddress = "http://a"\nlisten = "a:1"', ("node", "status")),
        ("node.toml", b'party = "ESP"\naddress = "http://a"\nlisten = "a"', ("node", "run")),
        ("node.toml", b'party = "ESP"\naddress = "nonsense"\nlisten = "a:1"', ("node", "run")),
        ("node.toml", b'party = "ESP"\naddress = "http://a"\nlisten = "a:99999"', ("node", "run")),
        ("node.toml", b'party = "ESP"\naddress = "http://a"\nlisten = "a:1"\nroutes = 5', ("node", "status")),
        ("node.toml", b"\xff\xfe", ("node", "status")),
        ("keys/session.key", b"", ("node", "status")),
        ("keys/session.key", None, ("node", "status")),
        ("keys/log.pem", b"junk", ("framework", "entry")),
        ("keys/log.pem", None, ("framework", "entry")),
    ],
)
def test_a_file_that_is_amiss_is_named(node: Node, file: str, content: bytes | None, command: tuple[str, str]) -> None:
    place = node.home.path / file
    place.unlink()
    if content is not None:
        place.write_bytes(content)
    said = node.jisr(*command, code=1)
    assert "HomeAmiss" in said.err
    assert str(place) in said.err
    assert "Mend the file that is named" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "content", [b"", b"This is a text, and long enough to be taken for the head of a database. " * 20]
)
@pytest.mark.parametrize("command", [("verify",), ("dossier", "list")])
def test_a_database_that_is_no_nodes_is_not_told_to_want_room(
    node: Node, content: bytes, command: tuple[str, ...]
) -> None:
    """Empty, of an older jisr, or no database at all."""
    node.home.database.write_bytes(content)
    said = node.jisr(*command, code=1)
    assert "NotOfANode" in said.err
    assert "Nothing was changed" in said.err
    assert "Make room" not in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("change", [{"address": "nonsense"}, {"listen": "nonsense"}, {"address": "http://[::1"}])
def test_no_node_is_made_with_an_address_that_is_none(tmp_path: Path, change: dict[str, str]) -> None:
    with pytest.raises(HomeAmiss):
        make_home(tmp_path / "esp", **{**PLACE, **change}, name="Spain")
    assert not (tmp_path / "esp").exists()


@pytest.mark.parametrize("more", [("--item", "no id at all"), ("--on-behalf", "No Id")])
def test_what_is_no_id_is_no_act(pair: Pair, more: tuple[str, str]) -> None:
    size = pair.esp.size()
    said = pair.esp.act(pair.session, "raise_item", "-f", "title=x", "-f", "dimension=border", *more, code=1)
    assert said.value["reasons"] == ["2.type"]
    assert pair.esp.size() == size


def test_a_pouch_of_a_framework_that_is_not_here_is_told_so(pair: Pair, tmp_path: Path) -> None:
    """Not that a key is wrong: there is nothing to compare where the framework was never founded."""
    node = Node(make_home(tmp_path / "alone", **PLACE, name="Spain"))
    pouch = str(pair.folder / "pouch")
    pair.mar.jisr("pouch", "write", FRAMEWORK, "ESP", pouch)
    said = node.jisr("pouch", "read", pouch, code=1)
    assert f"no framework {FRAMEWORK} in this node" in said.err
