"""Whole files, sealed and opened piece by piece."""

import errno
import io
import os

import pyrage
import pytest

from jisr.seal import NotUnsealed, new_identity, seal_stream, unseal_stream

KEY, OTHER = new_identity(), new_identity()
CONTENT = os.urandom(200_000)
PIECE_BYTES = 65_536 + 16


def sealed(content: bytes = CONTENT) -> bytes:
    out = io.BytesIO()
    seal_stream(io.BytesIO(content), out, to=[KEY.to_public(), OTHER.to_public()])
    return out.getvalue()


def opened(raw: bytes, key: object = KEY) -> bytes:
    out = io.BytesIO()
    unseal_stream(io.BytesIO(raw), out, keys=[key])  # type: ignore[list-item]
    return out.getvalue()


@pytest.mark.parametrize("content", [b"", b"x", CONTENT, CONTENT[:65_536], CONTENT[: 2 * 65_536]])
def test_each_of_the_keys_opens_it_as_any_program_of_the_format_does(content: bytes) -> None:
    raw = sealed(content)
    assert opened(raw) == opened(raw, OTHER) == pyrage.decrypt(raw, [KEY]) == content


def test_what_is_cut_short_anywhere_does_not_open() -> None:
    raw = sealed()
    begin = len(raw) - len(CONTENT) - 4 * 16
    for length in (0, 1, begin, begin + PIECE_BYTES, begin + 2 * PIECE_BYTES, begin + 3 * PIECE_BYTES, len(raw) - 1):
        with pytest.raises(NotUnsealed):
            opened(raw[:length])
    with pytest.raises(NotUnsealed):
        opened(raw + b"x")


def test_no_flipped_bit_opens() -> None:
    raw = sealed()
    for at in range(0, len(raw), 997):
        with pytest.raises(NotUnsealed):
            opened(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(NotUnsealed):
        opened(sealed(), new_identity())


class Full(io.BytesIO):
    """A disk with no room."""

    def write(self, piece: object, /) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_not_taken_for_a_damaged_file() -> None:
    with pytest.raises(OSError, match="No space left"):
        seal_stream(io.BytesIO(CONTENT), Full(), to=[KEY.to_public()])
    with pytest.raises(OSError, match="No space left"):
        unseal_stream(io.BytesIO(sealed()), Full(), keys=[KEY])


class Counted:
    """A source of many bytes that says how many were asked for at once."""

    def __init__(self, left: int) -> None:
        self.left, self.most = left, 0

    def read(self, size: int = -1, /) -> bytes:
        assert size >= 0
        self.most = max(self.most, size)
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


class Nowhere:
    def __init__(self) -> None:
        self.size = self.most = 0

    def write(self, piece: bytes, /) -> int:
        self.most = max(self.most, len(piece))
        self.size += len(piece)
        return len(piece)

    def flush(self) -> None: ...


def test_nothing_is_held_in_memory() -> None:
    source, sink = Counted(20_000_000), Nowhere()
    seal_stream(source, sink, to=[KEY.to_public()])
    assert sink.size > 20_000_000 and source.most <= PIECE_BYTES and sink.most <= PIECE_BYTES
