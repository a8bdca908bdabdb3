"""The one message: what is written reads back, what is amiss is named (protocol 8.1, 8.4)."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jisr.base import b64
from jisr.base.limits import (
    ENTRY_BYTES_MAX,
    INTEGER_MAX,
    MESSAGE_BYTES_MAX,
    MESSAGE_ENTRIES_MAX,
    URGENT_BYTES_MAX,
    URGENT_MAX,
)
from jisr.exchange import LogPart, MalformedMessage, Message, TooMuch, Urgent, parse_message, write_message
from jisr.exchange.message import PROOF_HASHES_MAX

DIGEST = b64(hashlib.sha256(b"file").digest())
HASH = b64(bytes(32))

PARTIES = st.from_regex(r"[A-Z]{3}", fullmatch=True)
COUNTS = st.integers(0, INTEGER_MAX)
HASHES = st.binary(min_size=32, max_size=32)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PARTS = st.builds(
    LogPart,
    start=COUNTS,
    entries=st.lists(st.binary(max_size=40), max_size=4).map(tuple),
    head=TEXTS,
    proof=st.lists(HASHES, max_size=4).map(tuple),
)
AHEAD = st.builds(
    Urgent,
    party=PARTIES,
    seq=COUNTS,
    entry=st.binary(max_size=40),
    size=COUNTS,
    head=TEXTS,
    proof=st.lists(HASHES, max_size=4).map(tuple),
)
REPORTS = st.lists(st.dictionaries(TEXTS, TEXTS | COUNTS | st.none(), max_size=3), max_size=3).map(tuple)
MESSAGES = st.builds(
    Message,
    framework=st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True),
    have=st.dictionaries(PARTIES, COUNTS, max_size=3),
    logs=st.dictionaries(PARTIES, PARTS, max_size=3),
    urgent=st.lists(AHEAD, max_size=3).map(tuple),
    files=st.dictionaries(HASHES.map(b64), st.binary(max_size=40), max_size=3),
    want=st.lists(HASHES.map(b64), max_size=3).map(tuple),
    refused=REPORTS,
    evidence=REPORTS,
    ask=st.dictionaries(PARTIES, COUNTS, max_size=2),
)


@given(MESSAGES)
def test_messages_written_read_back(message: Message) -> None:
    """parse(write(x)) == x."""
    assert parse_message(write_message(message)) == message


@given(MESSAGES, st.data())
def test_a_changed_byte_is_refused_or_read_but_never_fails(message: Message, data: st.DataObject) -> None:
    """What a stranger sends makes a message or a refusal, and no other error."""
    raw = bytearray(write_message(message))
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        read = parse_message(bytes(raw))
    except MalformedMessage:
        return
    assert parse_message(write_message(read)) == read


def test_the_message_has_every_key_of_the_protocol() -> None:
    """Protocol 8.1, key for key."""
    part = LogPart(start=2, entries=(b"{}",), head="head", proof=(bytes(32),))
    raw = write_message(Message(framework="mar-esp", have={"ESP": 3}, logs={"ESP": part}, files={DIGEST: b"file"}))
    assert orjson.loads(raw) == {
        "framework": "mar-esp",
        "have": {"ESP": 3},
        "logs": {"ESP": {"from": 2, "entries": ["e30="], "head": "head", "proof": [HASH]}},
        "urgent": [],
        "want": [],
        "sealed": {},
        "files": {DIGEST: "ZmlsZQ=="},
        "refused": [],
        "evidence": [],
    }


def test_unknown_and_missing_keys_are_no_fault() -> None:
    """Protocol 8.1: it need not be canonical; unknown keys are ignored. A lone manifest is a message too."""
    raw = b' {"framework" : "f", "more": [1.5], "have": {}, "logs": {}} '
    assert parse_message(raw) == parse_message(b'{"framework":"f"}') == Message(framework="f", have={})


def good() -> dict[str, Any]:
    """Give a message in JSON to be damaged."""
    return {
        "framework": "mar-esp",
        "have": {"ESP": 3, "MAR": 0},
        "logs": {"ESP": {"from": 2, "entries": ["e30="], "head": "head", "proof": [HASH]}},
        "want": [HASH],
        "files": {DIGEST: "ZmlsZQ=="},
        "refused": [{}],
        "evidence": [{}],
    }


def put(*path: str, value: Any) -> Callable[[], dict[str, Any]]:
    """Give the good message with one place changed."""

    def made() -> dict[str, Any]:
        message = good()
        at: Any = message
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value
        return message

    return made


WRONG: list[tuple[str, Callable[[], dict[str, Any]]]] = [
    ("framework", put("framework", value=None)),
    ("framework", put("framework", value=1)),
    ("framework", put("framework", value="")),
    ("framework", put("framework", value="MAR")),
    ("framework", put("framework", value="mar-esp\n")),
    ("framework", put("framework", value="a" * 65)),
    ("have", put("have", value=None)),
    ("have", put("have", value=[])),
    ("have", put("have", value={"esp": 1})),
    ("have", put("have", value={"ESP\n": 1})),
    *(("have.ESP", put("have", "ESP", value=each)) for each in (-1, True, 1.0, "1", None, INTEGER_MAX + 1, 2**70)),
    ("logs", put("logs", value=None)),
    ("logs", put("logs", value=[])),
    ("logs.esp", put("logs", "esp", value={})),
    ("logs.ESP", put("logs", "ESP", value=[])),
    ("logs.ESP", put("logs", "ESP", value=None)),
    *(("logs.ESP.from", put("logs", "ESP", "from", value=each)) for each in (-1, True, 1.5, "2", None, 2**53)),
    *(("logs.ESP.entries", put("logs", "ESP", "entries", value=each)) for each in (None, {}, "e30=", [1], [None])),
    *(
        ("logs.ESP.entries", put("logs", "ESP", "entries", value=[each]))
        for each in ("e30", "e3 0=", "e30=\n", "é", "e31=", "-_8=", "e30=e30=", ["e30="])
    ),
    *(("head", put("logs", "ESP", "head", value=each)) for each in (None, 1, ["head"], {})),
    *(("logs.ESP.proof", put("logs", "ESP", "proof", value=each)) for each in (None, {}, HASH, [1], ["AAAA"], ["!"])),
    ("logs.ESP.proof", put("logs", "ESP", "proof", value=[HASH] * (PROOF_HASHES_MAX + 1))),
    *(("want", put("want", value=each)) for each in (None, {}, HASH, [1], [None], ["AAAA"], ["not base64"])),
    *(("files", put("files", value=each)) for each in (None, [], "x")),
    *((f"files.{DIGEST}", put("files", DIGEST, value=each)) for each in (None, 1, "ZmlsZQ", "ZmlsZR==", [], {})),
    ("files.name", put("files", "name", value="ZmlsZQ==")),
    *((key, put(key, value=each)) for key in ("refused", "evidence") for each in (None, {}, "x", ["x"], [[]])),
]


@pytest.mark.parametrize(("what", "made"), WRONG, ids=[f"{at}-{what}" for at, (what, _) in enumerate(WRONG)])
def test_what_is_amiss_is_named(what: str, made: Callable[[], dict[str, Any]]) -> None:
    """The error names the field, its rule, and what to do."""
    with pytest.raises(MalformedMessage) as found:
        parse_message(json.dumps(made()).encode())
    assert what in found.value.what
    assert found.value.rule == "8.message"
    assert "sender" in found.value.remedy()


def test_the_message_to_be_damaged_is_good() -> None:
    """Else the test above would show nothing."""
    assert parse_message(orjson.dumps(good())).logs["ESP"].entries == (b"{}",)


@pytest.mark.parametrize("levels", [200, 950, 1000, 1020])
@pytest.mark.parametrize("bad", ['{"framework":%s}', '{"framework":"f","have":%s}', '{"framework":"f","want":[%s]}'])
def test_what_is_nested_a_thousand_deep_is_named_like_all_else(bad: str, levels: int) -> None:
    """To say what stands there must not fail: JSON is read to 1,024 levels, and Python says fewer."""
    with pytest.raises(MalformedMessage):
        parse_message((bad % ("[" * levels + "]" * levels)).encode())


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff", b"[]", b"null", b'"x"', b"1", b"[" * 5000, b'{"framework":"\\ud800"}']
)
def test_what_is_no_object_is_no_message(raw: bytes) -> None:
    """Not JSON, or another value."""
    with pytest.raises(MalformedMessage):
        parse_message(raw)


def test_a_message_over_the_limit_of_bytes_is_too_much() -> None:
    """Protocol 8.4: 8 MiB, and not one byte more."""
    raw = b'{"framework":"f"}'
    assert parse_message(raw + b" " * (MESSAGE_BYTES_MAX - len(raw))).framework == "f"
    with pytest.raises(TooMuch) as found:
        parse_message(raw + b" " * (MESSAGE_BYTES_MAX - len(raw) + 1))
    assert found.value.rule == "8.limit"
    assert "smaller" in found.value.remedy()


def test_a_message_over_the_limit_of_entries_is_too_much() -> None:
    """Protocol 8.4: 5,000 entries, counted over all its logs."""
    most = LogPart(start=0, entries=(b"{}",) * (MESSAGE_ENTRIES_MAX - 1), head="", proof=())
    one = LogPart(start=0, entries=(b"{}",), head="", proof=())
    two = LogPart(start=0, entries=(b"{}",) * 2, head="", proof=())
    parse_message(write_message(Message(framework="f", have={}, logs={"ESP": most, "MAR": one})))
    with pytest.raises(TooMuch, match="5001 entries"):
        parse_message(write_message(Message(framework="f", have={}, logs={"ESP": most, "MAR": two})))


class TestAheadOfTheirTurn:
    """Entries that protect, and come before those written before them (protocol 8.1, 12.19)."""

    ONE = Urgent(party="ESP", seq=7, entry=b"{}", size=9, head="head", proof=(b"\0" * 32,))

    def test_they_come_out_as_they_went_in(self) -> None:
        message = Message(framework="mar-esp", have={}, urgent=(self.ONE,))
        assert parse_message(write_message(message)) == message

    def test_more_than_are_allowed_is_too_much(self) -> None:
        most = Message(framework="mar-esp", have={}, urgent=(self.ONE,) * URGENT_MAX)
        assert len(parse_message(write_message(most)).urgent) == URGENT_MAX
        with pytest.raises(TooMuch):
            parse_message(write_message(Message(framework="mar-esp", have={}, urgent=(self.ONE,) * (URGENT_MAX + 1))))

    def test_more_bytes_than_are_allowed_are_too_much(self) -> None:
        """They are counted together: sixty-four of the longest would leave the message no room."""
        long = replace(self.ONE, entry=bytes(ENTRY_BYTES_MAX))
        most = URGENT_BYTES_MAX // ENTRY_BYTES_MAX
        assert len(parse_message(write_message(Message(framework="f", have={}, urgent=(long,) * most))).urgent) == most
        with pytest.raises(TooMuch, match="ahead of their turn"):
            parse_message(write_message(Message(framework="f", have={}, urgent=(long,) * most + (self.ONE,))))

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("party", "esp"),
            ("seq", -1),
            ("seq", True),
            ("entry", "?"),
            ("size", "9"),
            ("head", None),
            ("proof", None),
            ("proof", ["AA=="]),
        ],
    )
    def test_what_is_amiss_is_named(self, name: str, value: object) -> None:
        raw = orjson.loads(write_message(Message(framework="mar-esp", have={}, urgent=(self.ONE,))))
        raw["urgent"][0][name] = value
        with pytest.raises(MalformedMessage, match=f"urgent.0.{name}"):
            parse_message(orjson.dumps(raw))
        with pytest.raises(MalformedMessage, match=r"urgent\.0"):
            parse_message(orjson.dumps({**raw, "urgent": ["x"]}))
