"""Laws of spelling: every value has one, an independent encoder agrees, and no other is read.

The judge of canonical JSON is `rfc8785`, which shares no code with what it judges.
"""

import json
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given
from hypothesis import strategies as st

from jisr.base import (
    EntryId,
    Instant,
    Malformed,
    MalformedInstant,
    NotCanonical,
    b64,
    canonical,
    digest,
    format_instant,
    parse_canonical,
    parse_entry_id,
    parse_instant,
    unb64,
)
from jisr.base.limits import INTEGER_MAX
from jisr.log import Checkpoint, VerifierKey, parse_head, parse_note, public_bytes, sign_head, sign_note

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
YEAR_2020, YEAR_2200 = 1_577_836_800, 7_258_118_400

SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
AWKWARD = st.sampled_from('"\\/\b\f\n\r\t\x01\x1f\x7f\x80\u2028\u2029\ufeff\uffff\U00010000\U0001f600é')
TEXTS = st.text(SIGNS | AWKWARD, max_size=12)
NAMES = st.text(st.characters(min_codepoint=1, max_codepoint=0x7F), max_size=8)
INTEGERS = st.integers(-INTEGER_MAX, INTEGER_MAX) | st.sampled_from((-INTEGER_MAX, INTEGER_MAX, 0, -1))
PLAIN = st.none() | st.booleans() | INTEGERS | TEXTS
VALUES = st.recursive(
    PLAIN, lambda part: st.lists(part, max_size=4) | st.dictionaries(NAMES, part, max_size=4), max_leaves=20
)


def depth(value: Any) -> int:
    """Give how many arrays and objects lie within each other."""
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 0


def same(one: Any, other: Any) -> bool:
    """Say whether two values are equal and of the same types (True is not 1)."""
    return repr(one) == repr(other) or json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@given(VALUES)
def test_canonical_bytes_are_those_of_the_independent_encoder(value: Any) -> None:
    """Protocol 2.3: on permitted values the spelling is that of RFC 8785."""
    assume(depth(value) <= 16)
    assert canonical(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_was_written_reads_back_as_the_same_value(value: Any) -> None:
    """parse(write(x)) == x, for every permitted value."""
    assume(depth(value) <= 16)
    assert same(parse_canonical(canonical(value)), value)


@given(VALUES, st.sampled_from((None, 1, "\t")), st.booleans(), st.booleans())
def test_any_other_spelling_of_the_same_value_is_refused(
    value: Any, indent: Any, ascii_only: bool, in_order: bool
) -> None:
    """Protocol 2.3: whatever parses to the same value but is not these bytes is not canonical."""
    assume(depth(value) <= 16)
    raw = json.dumps(value, indent=indent, ensure_ascii=ascii_only, sort_keys=in_order).encode()
    assume(raw != canonical(value))
    with pytest.raises(NotCanonical):
        parse_canonical(raw)


@given(VALUES, st.data())
def test_a_changed_byte_never_reads_as_the_same_value(value: Any, data: st.DataObject) -> None:
    """One value, one spelling: another byte is another value, or no value."""
    raw = bytearray(canonical(value))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    try:
        read = parse_canonical(bytes(raw))
    except NotCanonical:
        return
    assert canonical(read) == bytes(raw) != canonical(value)


@given(st.binary(max_size=40))
def test_whatever_bytes_are_read_are_written_back_alike(raw: bytes) -> None:
    """Reading refuses or is undone by writing; it never fails in another way."""
    try:
        value = parse_canonical(raw)
    except NotCanonical:
        return
    assert canonical(value) == raw == rfc8785.dumps(value)


@given(VALUES, VALUES)
def test_two_values_have_one_digest_only_if_they_are_one(one: Any, other: Any) -> None:
    """A digest names the value, not its writing."""
    assert (digest(one) == digest(other)) == (canonical(one) == canonical(other))
    assert len(unb64(digest(one), length=32)) == 32


@given(st.binary(max_size=100))
def test_bytes_written_in_base64_read_back(raw: bytes) -> None:
    """unb64(b64(x)) == x."""
    assert unb64(b64(raw)) == raw


@given(st.text(st.sampled_from("ABCZabz019+/=-_ \n\r"), max_size=12) | st.text(max_size=6))
def test_base64_has_one_spelling(text: str) -> None:
    """What unb64 takes, b64 writes alike: no blanks, no other alphabet, no loose last bits."""
    try:
        raw = unb64(text)
    except NotCanonical:
        return
    assert b64(raw) == text


@given(st.integers(YEAR_2020, YEAR_2200 - 1))
def test_times_written_read_back(seconds: int) -> None:
    """parse(format(x)) == x from 2020 to 2199."""
    assert parse_instant(format_instant(Instant(seconds))) == seconds


@given(st.integers(YEAR_2020, YEAR_2200 - 1), st.data())
def test_a_time_has_one_spelling(seconds: int, data: st.DataObject) -> None:
    """Whatever reads as a time is what that time is written as; signs of other scripts are none."""
    text = format_instant(Instant(seconds))
    at = data.draw(st.integers(0, len(text)))
    sign = data.draw(st.characters(categories=["Nd"]) | st.sampled_from("0123456789TZtz:-+. \n"))
    other = text[:at] + sign + text[at + data.draw(st.integers(0, 1)) :]
    try:
        read = parse_instant(other)
    except MalformedInstant:
        return
    assert format_instant(read) == other


@given(st.from_regex(r"[A-Z]{3}", fullmatch=True), st.integers(0, 10**16 - 1))
def test_entry_names_written_read_back(party: str, seq: int) -> None:
    """parse(str(x)) == x for names of entries."""
    named = parse_entry_id(f"{party}.{seq}")
    assert named == EntryId(named.party, named.seq)
    assert str(named) == f"{party}.{seq}"


ORIGINS = st.from_regex(r"jisr/[a-z0-9-]{1,12}/[A-Z]{3}", fullmatch=True)
CHECKPOINTS = st.builds(Checkpoint, ORIGINS, st.integers(0, 10**16 - 1), st.binary(min_size=32, max_size=32))


@given(CHECKPOINTS)
def test_heads_written_read_back(checkpoint: Checkpoint) -> None:
    """parse(sign(x)) says x, under the key that signed."""
    head = parse_head(sign_head(checkpoint, KEY))
    assert head.checkpoint == checkpoint
    head.require_signed([VerifierKey(checkpoint.origin, public_bytes(KEY))])


@given(CHECKPOINTS, st.data())
def test_another_spelling_of_a_head_is_refused_or_not_signed(checkpoint: Checkpoint, data: st.DataObject) -> None:
    """Put one sign in, out, or in place of another: malformed, or the key has not signed it."""
    raw = sign_head(checkpoint, KEY)
    at = data.draw(st.integers(0, len(raw)))
    put = data.draw(st.sampled_from(("", "0", "A", "=", " ", "\n", "\t", "\r", "+", "é", "\u2028", "\ud800")))
    other = raw[:at] + put + raw[at + data.draw(st.integers(0, 1)) :]
    assume(other != raw)
    try:
        head = parse_head(other)
    except Malformed:
        return
    assert not head.note.is_signed_by(VerifierKey(checkpoint.origin, public_bytes(KEY)))


LINES = st.text(st.characters(exclude_categories=("Cs", "Cc"), min_codepoint=0x20), max_size=20)


@given(st.lists(LINES, min_size=1, max_size=4), st.sampled_from(("n", "jisr/f/ESP", "é-名")))
def test_notes_written_read_back(lines: list[str], name: str) -> None:
    """Any text of lines may be signed, and reads back as it was, empty lines included."""
    text = "".join(f"{line}\n" for line in lines)
    note = parse_note(sign_note(text, name, KEY))
    assert note.text == text
    assert note.is_signed_by(VerifierKey(name, public_bytes(KEY)))
