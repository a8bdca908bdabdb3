"""What a message tells of readings: two notes, ignored where they are none."""

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
