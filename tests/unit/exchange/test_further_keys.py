"""What a message says beyond the first protocol, ignored where it is something else (12.23, 12.32)."""

import orjson
import pytest

from jisr.exchange import Message, parse_message, write_message


def test_notes_go_and_come() -> None:
    sent = Message(framework="mar-esp", have={}, readings="a note\n", readings_held="another\n")
    assert parse_message(write_message(sent)) == sent


@pytest.mark.parametrize("value", [None, 1, {}, ["x"], "x" * 2_001])
def test_whoever_means_something_else_by_these_keys_is_read_all_the_same(value: object) -> None:
    raw = orjson.loads(write_message(Message(framework="mar-esp", have={"ESP": 1})))
    for key in ("readings", "readings_held"):
        found = parse_message(orjson.dumps({**raw, key: value}))
        assert found.have == {"ESP": 1} and (found.readings, found.readings_held) == ("", "")
    assert "readings" not in raw, "a node that has read nothing says nothing of it"
    assert parse_message(orjson.dumps(raw)).readings == ""


@pytest.mark.parametrize("value", [None, 1, ["ESP"], {"ESP": "7"}, {"ESP": -1}, {"esp": 7}, {"ESP": True}])
def test_where_an_answer_is_to_begin_is_ignored_where_it_is_no_number_of_a_log(value: object) -> None:
    raw = orjson.loads(write_message(Message(framework="mar-esp", have={"ESP": 1})))
    assert "ask" not in raw
    assert parse_message(orjson.dumps({**raw, "ask": value})).ask == {}
    assert parse_message(orjson.dumps({**raw, "ask": {"ESP": 7}})).ask == {"ESP": 7}
