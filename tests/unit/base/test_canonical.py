"""What canonical JSON does not permit is neither written nor read."""

import base64
import uuid
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jisr.base import NotCanonical, b64, canonical, parse_canonical, unb64
from jisr.base.limits import ENTRY_BYTES_MAX, ENTRY_LEVELS_MAX, INTEGER_MAX


def nested(levels: int) -> Any:
    """Give an array in an array, so many levels deep."""
    value: Any = []
    for _ in range(levels - 1):
        value = [value]
    return value


NOT_WRITTEN = {
    "float": 1.5,
    "float that is whole": 1.0,
    "not a number": float("nan"),
    "greater than 53 bits": INTEGER_MAX + 1,
    "less than 53 bits": -INTEGER_MAX - 1,
    "a number of thousands of digits": 10**5000,
    "U+0000": "a\0b",
    "U+0000 in a key": {"a\0": 1},
    "lone surrogate": "\ud800",
    "lone surrogate in a key": {"\udfff": 1},
    "non-ASCII key": {"é": 1},
    "key that is no string": {1: 1},
    "bytes": b"raw",
    "a time": datetime(2026, 11, 24, tzinfo=UTC),
    "a UUID": uuid.UUID(int=0),
    "a set": {1},
    "a mapping that is no object": MappingProxyType({}),
    "deep in an object": {"a": [{"b": 1.5}]},
    "deep in a tuple": ("a", (2.5,)),
}


@pytest.mark.parametrize("value", NOT_WRITTEN.values(), ids=NOT_WRITTEN.keys())
def test_what_is_not_permitted_is_not_written(value: Any) -> None:
    """Protocol 2.3: one cannot sign what nobody may read."""
    with pytest.raises(NotCanonical):
        canonical(value)


NOT_READ = {
    "float": b"1.5",
    "whole float": b"1.0",
    "exponent": b"1e2",
    "minus nought": b"-0",
    "minus nought as float": b"-0.0",
    "greater than 53 bits": b"9007199254740992",
    "greater than 64 bits": b"18446744073709551616",
    "non-ASCII key": '{"é":1}'.encode(),
    "U+0000": b'"\\u0000"',
    "U+0000 in a key": b'{"\\u0000":1}',
    "U+0000 deep": b'{"a":["b",{"c":"\\u0000"}]}',
    "lone surrogate, escaped": b'"\\ud800"',
    "lone surrogate, in bytes": b'"\xed\xa0\x80"',
    "not UTF-8": b'"\xff"',
    "UTF-8 cut off": b'"\xf0\x9f\x98"',
    "byte order mark": b"\xef\xbb\xbf1",
    "duplicate key": b'{"a":1,"a":1}',
    "keys out of order": b'{"b":1,"a":1}',
    "a blank": b'{"a": 1}',
    "a newline at the end": b"1\n",
    "needless escape": b'"\\u0061"',
    "escaped slash": b'"\\/"',
    "capital hex": b'"\\u001F"',
    "NaN": b"NaN",
    "nothing": b"",
    "two values": b"1 2",
    "cut off": b'{"a":',
    "deeper than the parser goes": b"[" * 3000 + b"]" * 3000,
}


@pytest.mark.parametrize("raw", NOT_READ.values(), ids=NOT_READ.keys())
def test_what_is_not_canonical_is_not_read(raw: bytes) -> None:
    """Protocol 2.3: no float, no key beyond ASCII, no U+0000, no other spelling."""
    with pytest.raises(NotCanonical):
        parse_canonical(raw)


def test_a_backslash_before_u0000_is_no_nul() -> None:
    """The six signs \\u0000 in a string, with their backslash escaped, are permitted."""
    value: Any = {"a": ["\\u0000", 1, {"b": "\\u0000"}]}
    assert parse_canonical(canonical(value)) == value


def test_sixteen_levels_are_read_and_seventeen_are_not() -> None:
    """Protocol 2.3: at most 16 levels, whether written or read."""
    value = nested(ENTRY_LEVELS_MAX)
    assert parse_canonical(canonical(value)) == value
    with pytest.raises(NotCanonical):
        canonical(nested(ENTRY_LEVELS_MAX + 1))
    with pytest.raises(NotCanonical):
        parse_canonical(b"[" * 17 + b"]" * 17)
    with pytest.raises(NotCanonical):
        parse_canonical(b'{"a":' * 17 + b"1" + b"}" * 17)


def test_a_value_that_holds_itself_is_not_written() -> None:
    """A loop in the value is an error like any other."""
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(NotCanonical):
        canonical(loop)


def test_the_longest_entry_is_read_and_one_byte_more_is_not() -> None:
    """Protocol 2.3: at most 64 KiB."""
    raw = b'"' + b"a" * (ENTRY_BYTES_MAX - 2) + b'"'
    assert parse_canonical(raw) == raw[1:-1].decode()
    with pytest.raises(NotCanonical, match="longer"):
        parse_canonical(raw + b"a")
    assert parse_canonical(b'"' + raw[1:-1] + b'a"', bytes_max=ENTRY_BYTES_MAX + 1)


def test_true_is_not_one() -> None:
    """Booleans and integers stay apart."""
    assert canonical([True, 1, False, 0, None]) == b"[true,1,false,0,null]"


def test_tuples_are_written_as_arrays() -> None:
    """The kernel keeps its arrays as tuples."""
    assert canonical(("a", (1,))) == b'["a",[1]]'


@pytest.mark.parametrize("text", ["A", "AA", "AA=", "AB==", "AAA", "AA==AA==", "A A=", "é", "AA==\n", "-_8="])
def test_base64_of_another_spelling_is_refused(text: str) -> None:
    """Protocol 2.3: standard base64 with padding, and no loose bits."""
    with pytest.raises(NotCanonical):
        unb64(text)


def test_base64_of_another_length_is_refused() -> None:
    """A hash has 32 bytes."""
    with pytest.raises(NotCanonical, match="32 bytes"):
        unb64("AAAA", length=32)


@given(st.one_of(st.text(alphabet="AQgwz09+/=-_ \n\u00e9", max_size=16), st.binary(max_size=12).map(b64)))
@example("AA==AAAA")
@example("AAA=AAAA")
@example("AA==AAA=")
@example("AB==")
def test_base64_has_one_spelling(text: str) -> None:
    """Read by Python's own library, and written again: the same, or refused."""
    try:
        raw = base64.b64decode(text, validate=True)
        is_right = base64.b64encode(raw).decode() == text
    except ValueError:
        is_right = False
    if is_right:
        assert unb64(text) == raw
    else:
        with pytest.raises(NotCanonical):
            unb64(text)


def test_the_error_tells_what_to_do() -> None:
    """Whoever wrote it is told the form."""
    with pytest.raises(NotCanonical) as found:
        parse_canonical(b"1.5")
    assert "RFC 8785" in found.value.remedy()
    assert found.value.rule == "2.bytes"
