"""A file as it is sealed: its name, size and digest as the first piece, its content in those after it (12.21)."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from jisr.base import N_, NotCanonical, Phrase, b64, canonical, parse_canonical, unb64
from jisr.base.limits import ATTACHMENT_BYTES_MAX, ATTACHMENT_NAME_CHARACTERS_MAX, CHUNK_BYTES_MAX
from jisr.seal.errors import NotOpened
from jisr.seal.streamed import Source

DIGEST_BYTES: Final = 32
NAMELESS: Final = "file"
# What separates folders or streams on some system, or what a shell or a header reads.
_UNSAFE: Final = re.compile(r'[/\\:*?"<>|;%\x00-\x1f\x7f]+')
# Letters that are seen by nobody, or that turn the order of those after them: "exe.jpg" for "gpj.exe".
_UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
# Names that one system gives to its devices, whatever stands after them.
_DEVICE: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|\Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """What the first piece of a file says of it."""

    name: str
    size: int
    digest: bytes

    @property
    def pieces(self) -> int:
        """Give how many pieces its content has, the first piece not counted."""
        return -(-self.size // CHUNK_BYTES_MAX)

    def __repr__(self) -> str:
        return f"Attached(size={self.size})"


def write_attached(attached: Attached) -> bytes:
    """Write the first piece."""
    assert 0 < attached.size <= ATTACHMENT_BYTES_MAX, "an empty file says nothing, a larger one has no room"
    return canonical({"bytes": attached.size, "name": attached.name, "sha256": b64(attached.digest)})


def read_attached(plaintext: bytes, *, pieces: int) -> Attached:
    """Read the first piece of a file whose act commits to so many besides; raises NotOpened for what is none.

    An author's node may have sealed anything: the name is made safe here, whatever it was.
    """
    try:
        value: Any = parse_canonical(plaintext, bytes_max=CHUNK_BYTES_MAX)
        found = Attached(name=safe_name(str(value["name"])), size=value["bytes"], digest=unb64(value["sha256"]))
    except (NotCanonical, KeyError, TypeError) as error:
        raise NotOpened(Phrase(N_("its first piece does not say what file it is"))) from error
    if type(found.size) is not int or not found.size > 0 or found.pieces != pieces or len(found.digest) != DIGEST_BYTES:
        raise NotOpened(Phrase(N_("its first piece does not say what file it is")))
    return found


def safe_name(given: str) -> str:
    """Give a name that is only a name: of no folder, no device, nothing hidden, nothing that reads backwards."""
    last = re.split(r"[/\\]", given)[-1]
    seen = "".join(each for each in last if unicodedata.category(each) not in _UNSEEN)
    name = unicodedata.normalize("NFC", _UNSAFE.sub("_", seen)).strip(" .")
    if _DEVICE.match(name):
        name = f"_{name}"
    if len(name) > ATTACHMENT_NAME_CHARACTERS_MAX:
        stem, dot, ending = name.rpartition(".")
        kept = f"{dot}{ending}" if stem and len(ending) <= ATTACHMENT_NAME_CHARACTERS_MAX // 10 else ""
        name = name[: ATTACHMENT_NAME_CHARACTERS_MAX - len(kept)].strip(" .") + kept
    return name or NAMELESS


def chunks_of(source: Source) -> Iterator[bytes]:
    """Give what can be read, in pieces of which each but the last is as large as a piece may be."""
    kept = bytearray()
    while more := source.read(CHUNK_BYTES_MAX - len(kept)):
        kept += more
        if len(kept) == CHUNK_BYTES_MAX:
            yield bytes(kept)
            kept.clear()
    if kept:
        yield bytes(kept)


__all__ = ["NAMELESS", "Attached", "chunks_of", "read_attached", "safe_name", "write_attached"]
