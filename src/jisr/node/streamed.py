"""One piece of what a database grew by, sealed and signed as it lies in a second place.

A piece is a file of the age format: a line that says so, a head, and the pages, packed. Its head names the stream it
belongs to and the digest of all before it; so one that is missing, changed, or of another stream is found. The
signature is by the log's key of the node, under words of its own: it signs nothing else that begins so.
"""

import hashlib
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import Malformed, NotCanonical, b64, canonical, parse_canonical, parse_party, unb64
from jisr.log import verifies
from jisr.seal import Identity, Recipient

FIRST_LINE: Final = b"jisr stream 1\n"
SIGNED: Final = b"jisr/stream/1\x00"
CHAIN: Final = b"jisr/chain/1\x00"
HEAD_BYTES_MAX: Final = 64 * 1024
PAGES_MAX: Final = 4_096
PAGE_BYTES_MAX: Final = 65_536
PIECE_BYTES_MAX: Final = 64 * 1024 * 1024
NUMBER: Final = struct.Struct(">I")
KINDS: Final = {
    "party": str,
    "number": int,
    "before": str,
    "at": int,
    "size": int,
    "page_bytes": int,
    "count": int,
    "digest": str,
    "is_whole": bool,
    "logs": dict,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a piece says: which it is, after what, and the pages as they became."""

    party: str
    number: int
    before: str
    at: int
    # How many pages the database has then.
    size: int
    page_bytes: int
    # It ends at a commit: what was put in up to it is a database.
    is_whole: bool
    # How long the own logs were at least, by framework.
    logs: Mapping[str, int]
    pages: Mapping[int, bytes]


def chained(before: str, piece: bytes) -> str:
    """Give the digest of a stream that goes on by a piece."""
    return hashlib.sha256(CHAIN + bytes.fromhex(before) + hashlib.sha256(piece).digest()).hexdigest()


def write_piece(piece: Piece, *, key: Ed25519PrivateKey, to: Sequence[Recipient]) -> bytes:
    """Sign and seal a piece."""
    assert to, "what nobody can open is lost"
    body = b"".join(NUMBER.pack(number) + content for number, content in sorted(piece.pages.items()))
    head: dict[str, Any] = {
        "party": piece.party,
        "number": piece.number,
        "before": piece.before,
        "at": piece.at,
        "size": piece.size,
        "page_bytes": piece.page_bytes,
        "count": len(piece.pages),
        "digest": hashlib.sha256(body).hexdigest(),
        "is_whole": piece.is_whole,
        "logs": dict(piece.logs),
    }
    signature = b64(key.sign(SIGNED + canonical(head)))
    begin = FIRST_LINE + canonical(head | {"signature": signature}) + b"\n"
    return bytes(pyrage.encrypt(begin + zlib.compress(body, 1), list(to)))


def read_piece(raw: bytes, *, keys: Sequence[Identity], signer: bytes | None) -> Piece:
    """Open a piece and hold all that it says against its head, which `signer` has signed; raises Malformed."""
    try:
        opened = bytes(pyrage.decrypt(raw, list(keys)))
    except (pyrage.DecryptError, ValueError) as error:
        raise Malformed(what="age", got=error) from error
    begin, _, rest = opened.partition(b"\n")
    line, end, packed = rest.partition(b"\n")
    if begin + b"\n" != FIRST_LINE or not end:
        raise Malformed(what="piece", got=begin[:40])
    head: Any = parse_canonical(line, bytes_max=HEAD_BYTES_MAX)
    if not isinstance(head, dict):
        raise Malformed(what="head", got="")
    signature = head.pop("signature", None)
    if {name: type(each) for name, each in head.items()} != KINDS or type(signature) is not str:
        raise Malformed(what="head", got="")
    _require_signed(head, signature, signer)
    parse_party(head["party"])
    return Piece(
        pages=_pages(head, packed),
        **{name: head[name] for name in KINDS if name not in ("count", "digest")},
    )


def _require_signed(head: dict[str, Any], signature: str, signer: bytes | None) -> None:
    """Raise Malformed where the key has not signed; None: whoever has."""
    try:
        raw = unb64(signature)
    except NotCanonical as error:
        raise Malformed(what="signature", got=signature) from error
    if signer is not None and not verifies(signer, raw, SIGNED + canonical(head)):
        raise Malformed(what="signature", got=signature)


def _pages(head: Mapping[str, Any], packed: bytes) -> dict[int, bytes]:
    """Unpack the pages, at most as many as the head says."""
    count, page_bytes = head["count"], head["page_bytes"]
    if not 0 <= count <= PAGES_MAX or not 0 < page_bytes <= PAGE_BYTES_MAX:
        raise Malformed(what="count", got=count)
    each = NUMBER.size + page_bytes
    unpacking = zlib.decompressobj()
    try:
        body = unpacking.decompress(packed, count * each + 1)
    except zlib.error as error:
        raise Malformed(what="pages", got=error) from error
    if len(body) != count * each or hashlib.sha256(body).hexdigest() != head["digest"]:
        raise Malformed(what="pages", got=len(body))
    places = range(0, len(body), each)
    return {NUMBER.unpack_from(body, at)[0]: body[at + NUMBER.size : at + each] for at in places}


__all__ = ["PAGES_MAX", "PIECE_BYTES_MAX", "Piece", "chained", "read_piece", "write_piece"]
