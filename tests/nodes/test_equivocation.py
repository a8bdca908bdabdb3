"""Two heads of one party that cannot be of one log are kept as evidence, whatever their sizes and keys (protocol 2.7)."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import FrameworkId, Party, b64
from jisr.exchange import LogPart, Message, write_pouch
from jisr.log import Checkpoint, Frontier, leaf_hash, origin, public_bytes, sign_head
from jisr.manifest import manifest_text, parse_manifest
from jisr.node.founding import sign_manifest
from tests.nodes.nodes import FRAMEWORK, Child, Pair
from tests.nodes.sender import Sender

ESP = Party("ESP")


def pouch(
    pair: Pair,
    entries: list[bytes],
    key: Ed25519PrivateKey,
    files: dict[str, bytes] | None = None,
    *,
    party: Party = ESP,
) -> str:
    """Write what Spain's wire key signs: these entries of a party under a head by its log key."""
    frontier = Frontier().grown_by(map(leaf_hash, entries))
    head = sign_head(Checkpoint(origin(FRAMEWORK, party), frontier.size, frontier.root()), key)
    part = LogPart(start=0, entries=tuple(entries), head=head, proof=())
    message = Message(framework=FrameworkId(FRAMEWORK), have={}, logs={party: part}, files=files or {})
    return base64.b64encode(write_pouch(message, party=ESP, key=pair.esp.home.key("wire"))).decode("ascii")


def with_a_second_key(pair: Pair, second: Ed25519PrivateKey, *, last: int) -> dict[str, bytes]:
    """Write the manifest's next version: Spain's first log key ends at a size, another goes on."""
    old = parse_manifest(str(pair.mar.rows("SELECT note FROM manifest_version")[0][0]))
    value: dict[str, Any] = json.loads(json.dumps(old.value))
    value["version"] = 2
    keys = value["parties"]["ESP"]["log"]
    keys[0]["to"] = last
    keys.append({"key": b64(public_bytes(second)), "from": last + 1, "to": None})
    text = manifest_text(value)
    note = text + "\n" + sign_manifest(text, FRAMEWORK, pair.esp.home)
    return {parse_manifest(note).digest: note.encode()}


@pytest.mark.parametrize(
    ("back", "is_replaced"),
    [(0, False), (1, False), (0, True), (2, True)],
    ids=["of one size", "of a smaller size", "of one size, by the second key", "of a smaller size, by the first key"],
)
def test_two_histories_cut_a_party_off(pair: Pair, back: int, is_replaced: bool) -> None:
    esp = Child(pair.esp.home)
    esp.act(pair.session, "raise_item", {"title": "the last", "dimension": "border"})
    esp.stop()
    entries = Sender(pair).entries()
    first, second = pair.esp.home.key("log"), Ed25519PrivateKey.generate()
    files = with_a_second_key(pair, second, last=len(entries) - 1) if is_replaced else {}
    mar = Child(pair.mar.home)
    said = mar.open(pouch(pair, entries, second if is_replaced else first, files))
    assert said["refused"] == [] and pair.mar.size("ESP") == len(entries)

    other = entries[: len(entries) - back]
    other[-1] += b" "
    key = second if is_replaced and back == 0 else first
    said = mar.open(pouch(pair, other, key))
    assert [each["rule"] for each in said["refused"]] == ["2.equivocation"], "it is told to who brought it"
    assert pair.mar.rows("SELECT is_cut_off FROM log WHERE party = 'ESP'") == [(1,)]
    (raw,) = pair.mar.rows("SELECT raw FROM aside WHERE kind = 'evidence'")[0]
    sizes = [int(note.split("\n")[1]) for note in json.loads(raw)]
    assert sizes == [len(other), len(entries)]
    mar.stop()
    assert pair.mar.jisr("node", "status", "--json").value["frameworks"][0]["logs"][0]["cut_off"]


def test_another_history_of_ones_own_log_is_told_to_ones_own_people(pair: Pair) -> None:
    """Who holds a copy of our key, or a second node that we let run, is not passed over in silence."""
    rows = pair.mar.rows("SELECT raw FROM entry JOIN log ON log.id = log_id WHERE party = 'MAR' ORDER BY seq")
    entries = [bytes(raw) for (raw,) in rows]
    mar = Child(pair.mar.home)
    key, own = pair.mar.home.key("log"), Party("MAR")
    assert mar.open(pouch(pair, entries, key, party=own))["refused"] == [], "our own log may come back"
    said = mar.open(pouch(pair, [*entries[:-1], entries[-1] + b" "], key, party=own))
    assert [(each["party"], each["rule"]) for each in said["refused"]] == [("MAR", "2.equivocation")]
    mar.stop()
    kept = pair.mar.jisr("node", "status", "--json").value["frameworks"][0]["aside"]
    assert [(each["kind"], each["party"], each["sender"]) for each in kept] == [("evidence", "MAR", "ESP")]
