"""What a peer, or anybody, may send over HTTP: a clear answer, nothing lost, and it is listed."""

import time
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import FrameworkId, Instant, Party, Seq, b64, unb64
from jisr.kernel import By, Entry, write_entry
from tests.nodes.nodes import FRAMEWORK, Child, Pair
from tests.nodes.sender import Sender

# As many as are read and placed at once (`node.store`).
ENTRIES_AT_ONCE = 256
RAW_OF_SPAIN = "SELECT raw FROM entry JOIN log ON log.id = log_id WHERE party = 'ESP' ORDER BY seq"


@pytest.fixture(scope="module")
def sender(founded: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sender]:
    pair = founded.copy(tmp_path_factory.mktemp("hostile"))
    esp = Child(pair.esp.home)
    for at in range(3):
        esp.act(pair.session, "raise_item", {"title": f"new {at}", "dimension": "border"})
    esp.stop()
    serving = pair.mar.serve()
    yield Sender(pair)
    serving.stop()


@pytest.fixture(autouse=True)
def nothing_lost(sender: Sender) -> Iterator[None]:
    """Whatever was sent: what was there is there, and more only of what is good."""
    before = sender.pair.mar.rows("SELECT log_id, seq, raw FROM entry ORDER BY 1, 2")
    yield
    assert sender.pair.mar.rows("SELECT log_id, seq, raw FROM entry ORDER BY 1, 2") == before


def aside(sender: Sender, rule: str) -> list[dict[str, Any]]:
    """Give what `jisr node status` lists as not taken in by a rule."""
    status = sender.pair.mar.jisr("node", "status", "--json").value["frameworks"][0]
    return [each for each in status["aside"] if each["rule"] == rule]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"framework":"mar-esp","have":{"ESP":-1}}', b'{"framework":"mar-esp","logs":[]}',
     b'{"framework":"mar-esp","logs":{"ESP":{"from":0,"entries":["%"],"head":"","proof":[]}}}',
     b'{"framework":"mar-esp","logs":{"esp":{}}}', b"\xff\xfe", b'{"framework":"mar-esp","have":' + b"[" * 5_000],
)  # fmt: skip
def test_a_malformed_message_is_told_so(sender: Sender, body: bytes) -> None:
    answer = sender.post(body)
    assert answer.status_code == 422
    assert aside(sender, "8.message"), "it is listed"


def test_an_oversized_message_is_answered_413(sender: Sender) -> None:
    assert sender.post(b" " * (8 * 1024 * 1024 + 1)).status_code == 413
    many = sender.message(logs={"ESP": {"from": 0, "entries": ["e30="] * 5_001, "head": "", "proof": []}})
    assert sender.say(many).status_code == 413
    assert aside(sender, "8.limit")


def test_strangers_learn_nothing(sender: Sender) -> None:
    body = orjson.dumps(sender.message())
    stranger = Ed25519PrivateKey.generate()
    cases = {
        "no signature": {"Content-Type": "application/json"},
        "wrong key": sender.headers(body, key=stranger),
        "the log's key": sender.headers(body, key=sender.pair.esp.home.key("log")),
        "unknown party": sender.headers(body, keyid=f"{FRAMEWORK}/NLD"),
        "unknown framework": sender.headers(body, keyid="mar-nld/ESP"),
        "another body": sender.headers(body + b" "),
        "another path": sender.headers(body, path="/exchange/mar-nld"),
        "too old": sender.headers(body, now=Instant(int(time.time()) - 601)),
        "from the future": sender.headers(body, now=Instant(int(time.time()) + 660)),
    }
    for name, headers in cases.items():
        answer = sender.post(body, headers)
        assert (answer.status_code, answer.content) == (401, b""), name
    assert sender.post(body, sender.headers(body, path="/exchange/mar-nld"), "/exchange/mar-nld").status_code == 401


def test_a_nonce_is_taken_once(sender: Sender) -> None:
    body = orjson.dumps(sender.message())
    headers = sender.headers(body)
    assert sender.post(body, headers).status_code == 200
    assert sender.post(body, headers).status_code == 401


def test_a_message_about_another_framework_is_refused(sender: Sender) -> None:
    assert sender.say({**sender.message(), "framework": "mar-nld"}).status_code == 422
    assert sender.say({**sender.message(), "framework": "Mar Esp"}).status_code == 422
    assert "mar-nld" in str(aside(sender, "8.message"))


def test_a_key_of_a_later_version_is_ignored(sender: Sender) -> None:
    assert sender.say({**sender.message(), "version": 99, "novelty": {"a": [1]}}).status_code == 200


def test_a_forged_head_is_kept_as_evidence(sender: Sender) -> None:
    part = sender.part(sender.entries(), key=Ed25519PrivateKey.generate())
    assert sender.say(sender.message(logs={"ESP": part})).status_code == 200
    assert aside(sender, "2.head")


def test_entries_that_do_not_lead_to_their_head_are_refused(sender: Sender) -> None:
    part = sender.part(sender.entries())
    part["entries"][-1] = b64(unb64(part["entries"][-1]).replace(b"new 2", b"new 9"))
    assert sender.say(sender.message(logs={"ESP": part})).status_code == 200
    assert aside(sender, "2.proof")


def test_a_log_of_no_party_is_refused(sender: Sender) -> None:
    part = sender.part(sender.entries())
    assert sender.say(sender.message(logs={"NLD": part})).status_code == 200
    assert aside(sender, "2.party")


def test_what_comes_too_early_is_held(sender: Sender) -> None:
    entries = sender.entries()
    late = sender.part(entries, start=len(entries) - 1)
    assert sender.say(sender.message(logs={"ESP": late})).status_code == 200
    assert aside(sender, "2.gap")


def test_an_entry_that_is_no_entry_of_that_log_is_refused(sender: Sender) -> None:
    """A head is signed over it, and still it is not Spain's log: nothing of it is taken in."""
    before = sender.pair.mar.size("ESP")
    good = sender.entries()[:before]
    foreign = orjson.dumps({"framework": "mar-nld"})
    assert sender.say(sender.message(logs={"ESP": sender.part([*good, foreign])})).status_code == 200
    assert aside(sender, "2.framework")


class TestAfterwards:
    """After all that the node goes on as if nothing had been."""

    @pytest.fixture(autouse=True)
    def nothing_lost(self) -> None:
        """Here more is taken in."""

    def test_the_good_message_is_taken_in_once(self, sender: Sender) -> None:
        mar = sender.pair.mar
        message = sender.message(logs={"ESP": sender.part(sender.entries())})
        assert sender.say(message).status_code == 200
        assert mar.size("ESP") == len(sender.entries())
        assert sender.say(message).status_code == 200
        assert mar.size("ESP") == len(sender.entries()), "a duplicate changes nothing"
        assert not aside(sender, "2.gap"), "what was held is here now"
        mar.jisr("verify")

    def test_what_stands_before_one_that_waits_is_taken_in(self, sender: Sender) -> None:
        """Of many that come together, read and placed some hundreds at a time."""
        mar, many, now = sender.pair.mar, sender.entries(), int(time.time())
        begin = mar.size("ESP")
        seen, counts = orjson.loads(many[-1])["seen"], 2 * ENTRIES_AT_ONCE
        ahead = begin + ENTRIES_AT_ONCE + 44
        many += [acknowledging(seq, seen, now + 7_200 * (seq >= ahead)) for seq in range(begin, begin + counts)]
        assert sender.say(sender.message(logs={"ESP": sender.part(many)})).status_code == 200
        assert mar.size("ESP") == ahead
        (held,) = aside(sender, "2.ahead")
        assert held["seq"] == ahead
        assert [bytes(raw) for (raw,) in mar.rows(RAW_OF_SPAIN)] == many[:ahead]
        mar.jisr("verify")


def acknowledging(seq: int, seen: dict[str, int], time: int) -> bytes:
    """Write an ack of Spain's."""
    by = By("esp.node", "clock", "node")
    return write_entry(
        Entry(
            FrameworkId(FRAMEWORK), Party("ESP"), Seq(seq), {Party(each): count for each, count in seen.items()}, {},
            Instant(time), None, None, None, None, "ack", by, None, {}, {}, None, (), (),
        )
    )  # fmt: skip
