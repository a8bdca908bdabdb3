"""The pouch: the message in a file; whatever happened to it on its way is seen (protocol 8.2, 8.4)."""

import gzip
import hashlib
import tracemalloc
from collections.abc import Iterable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from jisr.base import JisrError, Party, b64
from jisr.base.limits import MESSAGE_WHOLE_BYTES_MAX
from jisr.exchange import (
    LogPart,
    MalformedMessage,
    Message,
    NotSigned,
    TooMuch,
    read_pouch,
    write_message,
    write_pouch,
)
from jisr.exchange.pouch import NOTE_BYTES_MAX, unpacked
from jisr.log import public_bytes, sign_note

KEY = Ed25519PrivateKey.from_private_bytes(bytes([3] * 32))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes([4] * 32))
ESP = Party("ESP")
PART = LogPart(start=4, entries=(b'{"a":1}', b"{}"), head="head\n", proof=(bytes(32),))
MESSAGE = Message(framework="mar-esp", have={"ESP": 6, "MAR": 0}, logs={"ESP": PART})
NAME = "jisr/mar-esp/ESP/pouch"


def keys(framework: str, party: str) -> Iterable[bytes]:
    """Give the wire key of ESP in mar-esp, and none of anybody else."""
    return [public_bytes(OTHER), public_bytes(KEY)] if (framework, party) == ("mar-esp", "ESP") else []


def signed(body: bytes, *, name: str = NAME, text: str | None = None, key: Ed25519PrivateKey = KEY) -> bytes:
    """Give a pouch around a body as it is."""
    lines = f"{name}\n{b64(hashlib.sha256(body).digest())}\n{len(body)}\n" if text is None else text
    return sign_note(lines, name, key).encode() + b"\0" + body


GOOD = write_pouch(MESSAGE, party=ESP, key=KEY)


@given(st.binary(max_size=200), st.integers(0, 100))
def test_pouches_written_read_back(entry: bytes, start: int) -> None:
    """read(write(x)) == x, and whose it is."""
    part = LogPart(start=start, entries=(entry,), head="h", proof=())
    message = Message(framework="mar-esp", have={}, logs={"MAR": part})
    assert read_pouch(write_pouch(message, party=ESP, key=KEY), keys=keys) == ("ESP", message)


def test_a_pouch_is_written_alike_each_time() -> None:
    """No clock and no name of a file in it."""
    assert write_pouch(MESSAGE, party=ESP, key=KEY) == GOOD
    assert GOOD.startswith(NAME.encode() + b"\n")


def test_any_flipped_bit_is_refused() -> None:
    """Each bit of the note, the mark and the body."""
    for bit in range(len(GOOD) * 8):
        bad = bytearray(GOOD)
        bad[bit // 8] ^= 1 << bit % 8
        with pytest.raises(JisrError):
            read_pouch(bytes(bad), keys=keys)


def test_a_cut_file_is_refused_wherever_it_was_cut() -> None:
    """And one with something behind it."""
    for end in range(len(GOOD)):
        with pytest.raises(MalformedMessage):
            read_pouch(GOOD[:end], keys=keys)
    with pytest.raises(MalformedMessage, match="body"):
        read_pouch(GOOD + b"\0", keys=keys)


@given(st.binary(max_size=300))
def test_whatever_file_is_opened_is_refused(raw: bytes) -> None:
    """By a refusal, and no other error."""
    for each in (raw, GOOD[:40] + raw, b"\xff" + raw + GOOD, signed(raw)):
        with pytest.raises(MalformedMessage):
            read_pouch(each, keys=keys)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (NAME, Ed25519PrivateKey.from_private_bytes(bytes([5] * 32))),
        ("jisr/mar-esp/MAR/pouch", KEY),
        ("jisr/esp/ESP/pouch", KEY),
    ],
)
def test_a_pouch_of_a_stranger_is_refused_as_on_the_wire(name: str, key: Ed25519PrivateKey) -> None:
    """Rule 8.wire: not signed by a wire key in force."""
    with pytest.raises(NotSigned) as found:
        read_pouch(signed(gzip.compress(write_message(MESSAGE)), name=name, key=key), keys=keys)
    assert found.value.rule == "8.wire"
    assert "wire key" in found.value.remedy()


def test_a_head_is_not_the_note_of_a_pouch() -> None:
    """What the same key signed under another name opens nothing."""
    body = gzip.compress(write_message(MESSAGE))
    lines = f"{NAME}\n{b64(hashlib.sha256(body).digest())}\n{len(body)}\n"
    with pytest.raises(NotSigned):
        read_pouch(sign_note(lines, "jisr/mar-esp/ESP", KEY).encode() + b"\0" + body, keys=keys)


@pytest.mark.parametrize(
    "first",
    [
        "",
        "jisr",
        "jisr/mar-esp/ESP",
        "jisr/mar-esp/ESP/pouch/2",
        "jisr/mar-esp/ESP/head",
        "other/mar-esp/ESP/pouch",
        "jisr//ESP/pouch",
        "jisr/MAR ESP/ESP/pouch",
        "jisr/mar-esp/esp/pouch",
        "jisr/mar-esp//pouch",
    ],
)
def test_the_note_of_a_pouch_has_one_first_line(first: str) -> None:
    """Nobody's keys are looked for under a name that cannot be."""
    asked: list[tuple[str, str]] = []

    def ask(framework: str, party: str) -> Iterable[bytes]:
        asked.append((framework, party))
        return [public_bytes(KEY)]

    body = gzip.compress(write_message(MESSAGE))
    text = f"{first}\n{b64(hashlib.sha256(body).digest())}\n{len(body)}\n"
    raw = sign_note(text, "name", KEY).encode() + b"\0" + body
    with pytest.raises(MalformedMessage, match="note"):
        read_pouch(raw, keys=ask)
    assert not asked


@pytest.mark.parametrize("change", ["digest", "length", "lines"])
def test_the_note_says_which_body(change: str) -> None:
    """Digest and length, and nothing else."""
    body = gzip.compress(write_message(MESSAGE))
    digest, length = b64(hashlib.sha256(body).digest()), str(len(body))
    text = {
        "digest": f"{NAME}\n{b64(bytes(32))}\n{length}\n",
        "length": f"{NAME}\n{digest}\n0{length}\n",
        "lines": f"{NAME}\n{digest}\n{length}\nmore\n",
    }[change]
    with pytest.raises(MalformedMessage):
        read_pouch(signed(body, text=text), keys=keys)


def test_a_long_note_is_not_read() -> None:
    """Before anything is done with it."""
    with pytest.raises(MalformedMessage, match="note"):
        read_pouch(b"a" * (NOTE_BYTES_MAX + 1) + GOOD, keys=keys)


def test_a_note_that_is_not_utf_8_is_refused() -> None:
    """Or that is no note."""
    for raw in (b"\xff" + GOOD, b"hello\0" + GOOD):
        with pytest.raises(MalformedMessage, match="pouch"):
            read_pouch(raw, keys=keys)


def test_the_message_within_is_of_the_framework_without() -> None:
    """What one framework's key signed is not taken into another."""
    body = gzip.compress(write_message(Message(framework="esp", have={})))
    with pytest.raises(MalformedMessage, match="framework"):
        read_pouch(signed(body), keys=keys)


@pytest.mark.parametrize(
    "body",
    [
        b"not gzip",
        gzip.compress(b"{}", mtime=0)[:-1],
        gzip.compress(b"{}", mtime=0)[:5],
        gzip.compress(b"{}", mtime=0)[:10] + b"\xff" * 20,
        gzip.compress(b"{}", mtime=0) + b"more",
    ],
)
def test_a_signed_body_that_does_not_unpack_is_refused(body: bytes) -> None:
    """Signed or not: cut, damaged, or no gzip."""
    with pytest.raises(MalformedMessage, match="gzip"):
        read_pouch(signed(body), keys=keys)


def test_a_bomb_is_refused_without_being_unpacked() -> None:
    """Protocol 8.4: limits are counted while unpacking, not after."""
    bomb = gzip.compress(bytes(64 * MESSAGE_WHOLE_BYTES_MAX), compresslevel=9)
    assert len(bomb) < MESSAGE_WHOLE_BYTES_MAX / 8
    tracemalloc.start()
    with pytest.raises(TooMuch, match="unpack"):
        read_pouch(signed(bomb), keys=keys)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5 * MESSAGE_WHOLE_BYTES_MAX


def test_a_bomb_in_many_parts_is_refused() -> None:
    """Members of gzip that follow each other count together."""
    with pytest.raises(TooMuch):
        unpacked(gzip.compress(bytes(MESSAGE_WHOLE_BYTES_MAX)) + gzip.compress(b"1"))
    assert len(unpacked(gzip.compress(bytes(MESSAGE_WHOLE_BYTES_MAX)))) == MESSAGE_WHOLE_BYTES_MAX
