"""What costs a reader most for its length: bytes of a size, of which each kind is cheap to send."""

import gzip
import io
import zipfile
from collections.abc import Iterator


def worst(size: int) -> Iterator[tuple[str, bytes]]:
    """Give the worst bytes of about a size, each with what it is."""

    def filled(name: str, begin: bytes, part: bytes, end: bytes) -> tuple[str, bytes]:
        return name, begin + part * ((size - len(begin) - len(end)) // len(part)) + end

    half = size // 2
    yield "opened brackets", b"[" * size
    yield "brackets", b"[" * half + b"]" * half
    yield from (
        filled("empty lists", b"[", b"[],", b"0]"),
        filled("empty objects", b'{"want":[', b"{},", b'0],"framework":"f"}'),
        filled("empty objects as entries", b'{"framework":"f","logs":{"ESP":{"entries":[', b"{},", b'0],"head":""}}}'),
        filled("small objects", b'{"proofs":[', b'{"a":0},', b"0]}"),
        filled("numbers", b'{"framework":[', b"0.5,", b"0]}"),
        filled("one long number", b'{"seq":', b"9", b"}"),
        filled("one long text", b'{"framework":"', b"a", b'"}'),
        filled("escapes", b'{"framework":"', b"\\n", b'"}'),
        filled("letters of four bytes", b'{"framework":"', "\U0001f54a".encode(), b'"}'),
        filled("base64", b'{"framework":"f","files":{"A":"', b"AAAA", b'"}}'),
        filled("blanks", b"", b" ", b"{}"),
        filled("line ends", b"a", b"\n", b"a\n"),
        filled("gaps of a note", b"a", b"\n\n", "— x AAAAAAAA\n".encode()),
        filled("signature lines", b"a\n\n", "— x AAAAAAAA\n".encode(), b""),
        filled("long names of signers", b"a\n\n", b"\xe2\x80\x94 ", b"\n"),
        filled("lines of a head", b"jisr/mar-esp/ESP\n", b"1\n", "\n— x AAAAAAAA\n".encode()),
        filled("heads of members", b"", b"PK\3\4" + bytes(26), b""),
        filled("empty members of gzip", b"", gzip.compress(b"", mtime=0), b""),
        filled("parameters of a signature", b"POST\n/x\njisr=(", b"a", b"\njisr=:=:\n"),
    )  # fmt: skip
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(size // 200):
            archive.writestr(f"{number}", b"")
    yield "an archive of many members", packed.getvalue()
    yield "a bomb of gzip", gzip.compress(bytes(64 * size), mtime=0)
