"""A backup: one file of the age format that holds a head, which says what it is, and what was backed up.

The database alone, or `node.toml` and the keys alone: who finds one of the two cannot read what is sealed. Marks
are in neither (protocol 9.6). Any program of the age format opens it; after the two lines of the head the rest is
the database as SQLite keeps it, or a tar archive. The head is signed by the log's key of the node, under words of its
own: who knows to which key backups are made cannot make one. Those of before, whose first line ends with 1, are not.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jisr.base import (
    N_,
    JisrError,
    Malformed,
    NotCanonical,
    Phrase,
    b64,
    canonical,
    parse_canonical,
    parse_party,
    unb64,
)
from jisr.log import verifies
from jisr.seal import (
    Identity,
    MalformedKey,
    NotUnsealed,
    Recipient,
    Sink,
    Source,
    read_identities,
    read_recipient,
    seal_stream,
    unseal_stream,
)

FIRST_LINE: Final = b"jisr backup 2\n"
FIRST_LINE_UNSIGNED: Final = b"jisr backup 1\n"
SIGNED: Final = b"jisr/backup/2\x00"
DATABASE, KEYS = "database", "keys"
NO_BACKUP: Final = Phrase(N_("it is no backup that jisr made, or not what it says that it is"))
HEAD_BYTES_MAX: Final = 4_096
PIECE_BYTES: Final = 1024 * 1024
RECIPIENTS_MAX: Final = 16


class BackupAmiss(JisrError):
    """A file that is no whole backup, or not one that could be restored here."""

    advice = N_("Nothing was changed. Take another backup, or another copy of this one.")

    def __init__(self, file: Path, because: object) -> None:
        super().__init__(N_("%(file)s cannot be restored: %(because)s"), file=file, because=because)


class BackupNotMade(JisrError):
    """No backup was made; under its name there is none."""

    advice = N_("Mend what is named and make it again: a backup that is not whole has no name. The node is unharmed.")

    def __init__(self, file: Path, because: object) -> None:
        super().__init__(N_("no backup was made in %(file)s: %(because)s"), file=file, because=because)


class BackupKeyAmiss(JisrError):
    """A key to which a backup is to be made, or by which it is to be opened, is none."""

    advice = N_(
        "`jisr backup identity FILE` makes a key and says what follows --to; the file, kept where no backup is, is what"
        " --identity names. Those of `age-keygen` do, too."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a backup says of itself."""

    kind: str
    party: str
    at: int
    bytes: int
    digest: str
    # By the log's key of the node; of a backup of before: nothing.
    signature: str = ""


def signed(head: Head, key: Ed25519PrivateKey) -> Head:
    """Give a head with the signature of a key."""
    return replace(head, signature=b64(key.sign(_stated(head))))


def is_signed_by(head: Head, key: bytes) -> bool:
    """Say whether an Ed25519 key (32 bytes) has signed a head."""
    try:
        return verifies(key, unb64(head.signature), _stated(head))
    except NotCanonical:
        return False


def _stated(head: Head) -> bytes:
    stated = asdict(head)
    del stated["signature"]
    return SIGNED + canonical(stated)


def recipients_of(texts: Sequence[str]) -> list[Recipient]:
    """Read the keys to which a backup is to be made."""
    if not 0 < len(texts) <= RECIPIENTS_MAX:
        raise BackupKeyAmiss(N_("a backup is made to one key at least and %(most)s at most"), most=RECIPIENTS_MAX)
    try:
        return [read_recipient(text) for text in dict.fromkeys(texts)]
    except MalformedKey as error:
        raise BackupKeyAmiss(N_("no key of age begins thus: %(got)s"), got=str(error.got)[:12]) from error


def identities_in(file: Path) -> tuple[Identity, ...]:
    """Read the keys by which a backup is opened."""
    try:
        return read_identities(file.read_bytes())
    except OSError as error:
        raise BackupKeyAmiss("%(file)s: %(because)s", file=file, because=error.strerror) from error
    except MalformedKey as error:
        raise BackupKeyAmiss(N_("%(file)s holds no key of age"), file=file) from error


def digest_of(content: IO[bytes]) -> tuple[int, str]:
    """Give length and SHA-256 of a file, from its beginning, and go back there."""
    content.seek(0)
    found, size = hashlib.sha256(), 0
    while piece := content.read(PIECE_BYTES):
        found.update(piece)
        size += len(piece)
    content.seek(0)
    return size, found.hexdigest()


class _Headed:
    """Reads the head, then the content."""

    def __init__(self, head: bytes, content: Source) -> None:
        self.head, self.content = head, content

    def read(self, size: int = -1, /) -> bytes:
        if self.head:
            assert size >= 0, "it is read in pieces"
            piece, self.head = self.head[:size], self.head[size:]
            return piece
        return self.content.read(size)


class _Hashed:
    """Writes on, and knows length and digest of what was written."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.size, self.hash = file, 0, hashlib.sha256()

    def write(self, piece: bytes, /) -> int:
        self.hash.update(piece)
        self.size += len(piece)
        self.file.write(piece)
        return len(piece)

    def flush(self) -> None:
        self.file.flush()


class _Opened:
    """Takes the head off what is opened, and counts and hashes the rest; writes it where a file is given.

    What is amiss is kept until the end: an error here would come back as one of the file's.
    """

    def __init__(self, file: IO[bytes] | None) -> None:
        self.file, self.begin, self.size, self.hash = file, b"", 0, hashlib.sha256()
        self.head: Head | None = None
        self.amiss: Malformed | None = None

    def write(self, piece: bytes, /) -> int:
        if self.amiss is None:
            try:
                self._take(piece)
            except Malformed as error:
                self.amiss = error
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""

    def _take(self, piece: bytes) -> None:
        if self.head is None:
            self.begin += piece
            self.head, piece = _head_of(self.begin)
        if self.head is None or not piece:
            return
        self.size += len(piece)
        if self.size > self.head.bytes:
            raise Malformed(what="length", got=self.size)
        self.hash.update(piece)
        if self.file is not None:
            self.file.write(piece)


def _head_of(begin: bytes) -> tuple[Head | None, bytes]:
    """Read the head, once all of it is there; give what follows it."""
    amiss = Malformed(what="head", got="")
    assert len(FIRST_LINE) == len(FIRST_LINE_UNSIGNED), "either is read so"
    first, kinds = begin[: len(FIRST_LINE)], {"kind": str, "party": str, "at": int, "bytes": int, "digest": str}
    if not any(each[: len(first)] == first for each in (FIRST_LINE, FIRST_LINE_UNSIGNED)):
        raise amiss
    line, end, rest = begin[len(FIRST_LINE) :].partition(b"\n")
    if not end:
        if len(begin) > HEAD_BYTES_MAX:
            raise amiss
        return None, b""
    raw: Any = parse_canonical(line, bytes_max=HEAD_BYTES_MAX)
    if first == FIRST_LINE:
        kinds["signature"] = str
    if not isinstance(raw, dict) or {name: type(each) for name, each in raw.items()} != kinds:
        raise amiss
    parse_party(raw["party"])
    return Head(**raw), rest


def seal_backup(out: Sink, content: Source, head: Head, *, to: Sequence[Recipient]) -> None:
    """Seal a backup to some keys; raises OSError."""
    assert head.signature, "what nobody has signed anybody could have made"
    begin = FIRST_LINE + canonical(asdict(head)) + b"\n"
    seal_stream(_Headed(begin, content), out, to=to)


def write_backup(file: IO[bytes], content: IO[bytes], head: Head, *, to: Sequence[Recipient]) -> tuple[int, str]:
    """Write a backup; give length and digest of what was written. Raises OSError."""
    out = _Hashed(file)
    seal_backup(out, content, head, to=to)
    file.flush()
    os.fsync(file.fileno())
    return out.size, out.hash.hexdigest()


def read_backup(file: Path, source: Source, *, keys: Sequence[Identity], into: IO[bytes] | None = None) -> Head:
    """Open a backup to its end, write what was backed up, and hold it against the head; raises BackupAmiss."""
    opened = _Opened(into)
    try:
        unseal_stream(source, opened, keys=keys)
    except NotUnsealed as error:
        raise BackupAmiss(file, error) from error
    if opened.amiss is not None:
        raise BackupAmiss(file, NO_BACKUP) from opened.amiss
    head = opened.head
    if head is None or (head.bytes, head.digest) != (opened.size, opened.hash.hexdigest()):
        raise BackupAmiss(file, NO_BACKUP)
    return head


__all__ = [
    "DATABASE",
    "KEYS",
    "NO_BACKUP",
    "BackupAmiss",
    "BackupKeyAmiss",
    "BackupNotMade",
    "Head",
    "digest_of",
    "identities_in",
    "is_signed_by",
    "read_backup",
    "recipients_of",
    "seal_backup",
    "signed",
    "write_backup",
]
