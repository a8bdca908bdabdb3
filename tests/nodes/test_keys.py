"""Key files that are not this node's: it does not start with them, and never signs by them (protocol 9.3)."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from jisr.base import b64
from jisr.cli.demo.processes import NodeTrouble
from jisr.log import public_bytes
from jisr.manifest import parse_manifest
from tests.nodes.nodes import FRAMEWORK, Node, Pair
from tests.nodes.test_agreements import next_note


def swap(one: Path, other: Path) -> None:
    """Put each of two files in the place of the other."""
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(kept)


def key(node: Node, name: str) -> Path:
    return node.home.path / "keys" / f"{name}.pem"


@pytest.fixture
def swapped(pair: Pair) -> Pair:
    """Two nodes, each with the keys of the other."""
    for name in ("log", "wire", "recovery"):
        swap(key(pair.mar, name), key(pair.esp, name))
    return pair


def test_a_node_does_not_start_with_the_keys_of_another(swapped: Pair) -> None:
    said = swapped.mar.jisr("node", "run", code=1)
    assert "KeyForeign" in said.err
    assert str(key(swapped.mar, "log")) in said.err
    assert "it is the log key of ESP" in said.err
    assert "Put back" in said.err
    assert "listens" not in said.out and "Traceback" not in said.err
    with pytest.raises(NodeTrouble, match="KeyForeign"):
        swapped.esp.serve()


@pytest.mark.parametrize("name", ["log", "wire"])
def test_a_single_key_of_another_node_is_named(pair: Pair, name: str) -> None:
    swap(key(pair.mar, name), key(pair.esp, name))
    said = pair.mar.jisr("node", "run", code=1)
    assert str(key(pair.mar, name)) in said.err and f"it is the {name} key of ESP" in said.err


def test_a_key_in_the_place_of_another_is_named(pair: Pair) -> None:
    swap(key(pair.mar, "log"), key(pair.mar, "wire"))
    said = pair.mar.jisr("node", "run", code=1)
    assert str(key(pair.mar, "log")) in said.err and "it is the wire key of MAR" in said.err


def test_nothing_is_signed_by_a_foreign_key(swapped: Pair) -> None:
    """Neither a head nor a message: the mark stays, so that the node goes on once it has its own keys."""
    node, file = swapped.mar, swapped.folder / "pouch"
    node.raise_item(swapped.session, "not signed yet")
    mark = node.home.mark(FRAMEWORK).read_bytes()
    heads = node.rows("SELECT party, head, head_size FROM log ORDER BY 1")
    for command in (("pouch", "write", FRAMEWORK, "ESP", str(file)), ("sync",)):
        said = node.jisr(*command, code=1)
        assert "KeyForeign" in said.out + said.err and "Traceback" not in said.err
    assert not file.exists()
    assert node.home.mark(FRAMEWORK).read_bytes() == mark
    assert node.rows("SELECT party, head, head_size FROM log ORDER BY 1") == heads
    for name in ("log", "wire", "recovery"):
        swap(key(swapped.mar, name), key(swapped.esp, name))
    swapped.exchange()
    for each in (swapped.mar, swapped.esp):
        each.jisr("verify")
        assert each.rows("SELECT kind, rule FROM aside") == []


def test_a_wire_key_alone_is_not_signed_by(pair: Pair) -> None:
    swap(key(pair.mar, "wire"), key(pair.esp, "wire"))
    file = pair.folder / "pouch"
    said = pair.mar.jisr("pouch", "write", FRAMEWORK, "ESP", str(file), code=1)
    assert str(key(pair.mar, "wire")) in said.err and not file.exists()


def test_a_log_key_that_is_replaced_signs_from_the_size_agreed(pair: Pair) -> None:
    """The file may be replaced before the size is reached; once it is, the old one signs nothing more."""
    pair.exchange()
    size, place = pair.mar.size(), key(pair.mar, "log")
    old, new = place.read_bytes(), Ed25519PrivateKey.generate()
    ((note,),) = pair.mar.rows("SELECT note FROM manifest_version")
    parties = parse_manifest(note).value["parties"]
    (begun,) = parties["MAR"]["log"]
    parties["MAR"]["log"] = [{**begun, "to": size}, {"key": b64(public_bytes(new)), "from": size + 1, "to": None}]
    pair.mar.jisr("framework", "take", next_note(pair, changes={"parties": parties}, signers=("MAR",)))
    pair.exchange()
    assert pair.mar.size() == size, "no ack was owed"
    pair.mar.serve().stop()
    place.write_bytes(new.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    pair.mar.serve().stop()
    pair.mar.raise_item(pair.session, "the first that the new key covers")
    place.write_bytes(old)
    said = pair.mar.jisr("pouch", "write", FRAMEWORK, "ESP", str(pair.folder / "pouch"), code=1)
    assert "KeyForeign" in said.err and f"at {size + 1} entries" in said.err
    place.write_bytes(new.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    pair.exchange()
    for each in (pair.mar, pair.esp):
        each.jisr("verify")
        assert each.rows("SELECT kind, rule FROM aside") == []
