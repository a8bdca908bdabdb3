"""A file as it is sealed: what its first piece says, the pieces after it, and what its bytes are."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jisr.base import b64, canonical
from jisr.base.limits import ATTACHMENT_BYTES_MAX, ATTACHMENT_CHUNKS_MAX, CHUNK_BYTES_MAX
from jisr.seal import Attached, NotOpened, chunks_of, kind_of, name_as, read_attached, safe_name, write_attached

DIGEST = bytes(range(32))


def test_the_first_piece_comes_back_as_it_was() -> None:
    one = Attached(name="Report.pdf", size=CHUNK_BYTES_MAX + 1, digest=DIGEST)
    assert read_attached(write_attached(one), pieces=2) == one
    assert Attached(name="a", size=ATTACHMENT_BYTES_MAX, digest=DIGEST).pieces + 1 == ATTACHMENT_CHUNKS_MAX
    assert "Report" not in repr(one), "a name is about a person"


@pytest.mark.parametrize(
    "value",
    [
        {"bytes": 0, "name": "a", "sha256": b64(DIGEST)},
        {"bytes": -1, "name": "a", "sha256": b64(DIGEST)},
        {"bytes": True, "name": "a", "sha256": b64(DIGEST)},
        {"bytes": "1", "name": "a", "sha256": b64(DIGEST)},
        {"bytes": 2 * CHUNK_BYTES_MAX, "name": "a", "sha256": b64(DIGEST)},
        {"bytes": 1, "name": "a", "sha256": b64(DIGEST[1:])},
        {"bytes": 1, "name": "a", "sha256": "?"},
        {"bytes": 1, "name": "a"},
        ["a"],
        "text",
    ],
)
def test_what_its_author_made_up_is_no_file(value: object) -> None:
    with pytest.raises(NotOpened):
        read_attached(canonical(value), pieces=1)
    with pytest.raises(NotOpened):
        read_attached(b"\xff", pieces=1)


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("Report.pdf", "Report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.doc", "a.doc"),
        (".bashrc", "bashrc"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie_ x"),
        ('a";x="b.pdf', "a_x=_b.pdf"),
        ("CON.txt", "_CON.txt"),
        ("رسالة.pdf", "رسالة.pdf"),
        ("", "file"),
        ("/", "file"),
        ("...", "file"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


@settings(deadline=None)
@given(st.text(max_size=400))
def test_no_name_leads_anywhere(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name) <= 100 and safe_name(name) == name
    assert not set(name) & set('/\\:*?"<>|;\0\r\n\t') and not name.startswith(".")


@settings(deadline=None, max_examples=30)
@given(size=st.integers(0, 3), more=st.integers(0, 5), most=st.integers(1, CHUNK_BYTES_MAX))
def test_pieces_are_whole_but_the_last(size: int, more: int, most: int) -> None:
    """However little a read gives at a time."""
    content = bytes(size * CHUNK_BYTES_MAX + more)

    class Dripping(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or -1, most) if most > CHUNK_BYTES_MAX // 8 else size)

    found = list(chunks_of(Dripping(content)))
    assert b"".join(found) == content
    assert all(len(each) == CHUNK_BYTES_MAX for each in found[:-1]) and all(found)


def riff(kind: bytes) -> bytes:
    return b"RIFF\0\0\0\0" + kind


@pytest.mark.parametrize(
    ("head", "media", "shows"),
    [
        (b"%PDF-1.7\n", "application/pdf", ""),
        (b"\x89PNG\r\n\x1a\n\0", "image/png", "picture"),
        (b"\xff\xd8\xff\xe0", "image/jpeg", "picture"),
        (riff(b"WEBP"), "image/webp", "picture"),
        (riff(b"WAVE"), "audio/wav", ""),
        (b"xxxxxxxxWEBP", "text/plain; charset=utf-8", "text"),
        (b"PK\x03\x04....", "application/zip", ""),
        (b"MZ\x90\0", "application/octet-stream", ""),
        (b"#!/bin/sh\n", "application/octet-stream", ""),
        (b"<html><script>alert(1)</script>", "text/plain; charset=utf-8", "text"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "text/plain; charset=utf-8", "text"),
        ("مرحبا".encode(), "text/plain; charset=utf-8", "text"),
        ("é".encode("latin-1") + b" caf", "application/octet-stream", ""),
        (b"a\0b", "application/octet-stream", ""),
        (b"\x1b[31m", "application/octet-stream", ""),
        (b"", "application/octet-stream", ""),
    ],
)
def test_a_kind_is_told_by_the_bytes(head: bytes, media: str, shows: str) -> None:
    kind = kind_of(head)
    assert (kind.media, kind.shows) == (media, shows)


def test_a_letter_that_the_look_cuts_through_is_still_text() -> None:
    text = "é" * 4_096
    for begin in ("", "x"):
        assert kind_of((begin + text).encode()[:4_096]).shows == "text"
    assert kind_of(b"x" * 4_090 + b"\xff" + b"x" * 5).shows == ""


NAMES: list[tuple[str, bytes, Callable[[str], bool]]] = [
    ("photo.jpg", b"MZ\x90\0", lambda name: name == "photo.jpg.bin"),
    ("page.html", b"<html>", lambda name: name == "page.html.txt"),
    ("photo.JPG", b"\xff\xd8\xff", lambda name: name == "photo.JPG"),
    ("letter.docx", b"PK\x03\x04", lambda name: name == "letter.docx"),
    ("letter.exe", b"PK\x03\x04", lambda name: name == "letter.exe.zip"),
    ("pdf", b"%PDF-", lambda name: name == "pdf.pdf"),
]


@pytest.mark.parametrize(("name", "head", "holds"), NAMES)
def test_an_ending_is_that_of_the_content(name: str, head: bytes, holds: Callable[[str], bool]) -> None:
    assert holds(name_as(name, kind_of(head)))
